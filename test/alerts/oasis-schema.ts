/** The OASIS schemas as libxml2 reads them: a second opinion on what is read and written. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { XmlDocument, XmlValidateError, XsdValidator } from 'libxml2-wasm'

/** Beside the project, not in it; tests that need it skip without it. */
export const capFolder = fileURLToPath(new URL('../../../shared/cap', import.meta.url))
const schemaFile = (folder: string): string => `${folder}/schema/CAP-v1.2.xsd`
export const hasSchema = existsSync(schemaFile(capFolder))

/** A function that answers `valid`, or with the first thing libxml2 finds wrong. */
export function loadSchema(folder: string): (xml: string) => string {
  const schema = XmlDocument.fromBuffer(readFileSync(schemaFile(folder)))
  const validator = XsdValidator.fromDoc(schema)
  return (xml) => {
    let document: XmlDocument
    try {
      document = XmlDocument.fromString(xml)
    } catch (error) {
      return error instanceof Error ? error.message : 'not well formed'
    }
    try {
      validator.validate(document)
      return 'valid'
    } catch (error) {
      if (error instanceof XmlValidateError) return error.message
      throw error
    } finally {
      document.dispose()
    }
  }
}
