/** How large an alert may be, decided before a tree is built. The largest of the 58 collected alerts is named beside each number. */
import { maxBodyBytes, type Problem } from '../../platform/http.ts'
import { scanXml } from './scan.ts'
import { placeOf } from './text.ts'

/** Bytes of the whole document: more is pictures and film, for which CAP has links (largest seen: 31 695). */
export const maxBytes = maxBodyBytes
/** Elements open at once: alert, info, area, geocode, value are five, a signature needs more (largest seen: 6). */
export const maxDepth = 20
/** Elements in all: bounds the tree, and so memory (largest seen: 498). */
export const maxElements = 5_000
/** Info blocks: one per language and hazard (largest seen: 8). */
export const maxInfos = 30
/** Area blocks in all infos: one per municipality and language at some senders (largest seen: 32). */
export const maxAreas = 500
/** Resource blocks in all infos: links to maps and pictures (largest seen: 3). */
export const maxResources = 50
/** Attributes in all: CAP has none, only namespaces and signatures do (largest seen: 24). */
export const maxAttributes = 200
/** Characters between two tags: room for a county's outline; no reader gets to the end of more (largest seen: 2 480). */
export const maxTextLength = 65_536
/** Encoded content alone may be as long as the document: what of it is kept is decided when the alert is cleaned. */
const isContent = (element: string): boolean => element === 'derefUri'

const counted: ReadonlyMap<string, number> = new Map([
  ['info', maxInfos],
  ['area', maxAreas],
  ['resource', maxResources],
])

export type Limited =
  /** `root` is the root element without comments and processing instructions, well formed and within the limits. */
  { ok: true; root: string } | { ok: false; reason: 'tooLarge' | 'malformed'; problem: Problem }

const allowedBytes = `at most ${maxBytes} bytes; larger files are linked by uri`

/** undefined when the document is short enough to be decoded. */
export const tooManyBytes = (bytes: Uint8Array): Problem | undefined =>
  bytes.length > maxBytes ? { path: 'document', found: `${bytes.length} bytes`, allowed: allowedBytes } : undefined

/** Stops at the first limit passed or the first place that is not well formed. */
export function limitXml(text: string): Limited {
  const count = new Map<string, number>()
  let depth = 0
  let elements = 0
  let attributes = 0
  let length = 0
  /** Of the tag just opened; whatever closes ends it. */
  let element = ''
  for (const event of scanXml(text, maxAttributes)) {
    if (event.kind === 'end') return { ok: true, root: event.root }
    if (event.kind === 'fault') {
      const problem = { path: placeOf(text, event.at), found: event.found, allowed: event.allowed }
      return { ok: false, reason: 'malformed', problem }
    }
    length = event.kind === 'text' ? length + event.length : 0
    if (length > maxTextLength && !isContent(element)) return tooMany('characters in one text', length, maxTextLength)
    if (event.kind === 'close') {
      depth -= 1
      element = ''
    }
    if (event.kind === 'open') {
      element = event.name.slice(event.name.indexOf(':') + 1)
      const soFar = (count.get(element) ?? 0) + 1
      count.set(element, soFar)
      if (soFar > (counted.get(element) ?? Infinity)) return tooMany(`${element} elements`, soFar, counted.get(element))
      attributes += event.attributes
      if (attributes > maxAttributes) return tooMany('attributes', attributes, maxAttributes)
      elements += 1
      if (elements > maxElements) return tooMany('elements', elements, maxElements)
      depth += 1
      if (depth > maxDepth) return tooMany('elements inside each other', depth, maxDepth)
    }
  }
  throw new Error('the scan of a document ends with an end or a fault')
}

const tooMany = (what: string, found: number, allowed: number | undefined): Limited => ({
  ok: false,
  reason: 'tooLarge',
  problem: { path: 'document', found: `${found} ${what} or more`, allowed: `at most ${allowed} ${what}` },
})
