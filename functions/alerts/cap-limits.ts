/** How large an alert may be, decided before a tree is built. The largest of the 58 collected alerts is named beside each number. */
import type { Problem } from '../platform/http.ts'
import { scanXml } from './cap-scan.ts'
import { placeOf } from './cap-text.ts'

/** Bytes of the whole document: what one SNS message can hold (largest seen: 31 695). */
export const maxBytes = 262_144
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
/** Characters between two tags: room for a county's outline or a small picture in base64 (largest seen: 2 480). */
export const maxTextLength = 65_536

const counted: ReadonlyMap<string, number> = new Map([
  ['info', maxInfos],
  ['area', maxAreas],
  ['resource', maxResources],
])

export type Limited =
  /** `root` is the root element without comments and processing instructions, well formed and within the limits. */
  { ok: true; root: string } | { ok: false; reason: 'tooLarge' | 'malformed'; problem: Problem }

/** undefined when the document is short enough to be decoded. */
export const tooManyBytes = (bytes: Uint8Array): Problem | undefined =>
  bytes.length > maxBytes
    ? { path: 'document', found: `${bytes.length} bytes`, allowed: `at most ${maxBytes} bytes` }
    : undefined

/** Stops at the first limit passed or the first place that is not well formed. */
export function limitXml(text: string): Limited {
  const count = new Map<string, number>()
  let depth = 0
  let elements = 0
  let attributes = 0
  let length = 0
  for (const event of scanXml(text)) {
    if (event.kind === 'end') return { ok: true, root: event.root }
    if (event.kind === 'fault') {
      const problem = { path: placeOf(text, event.at), found: event.found, allowed: event.allowed }
      return { ok: false, reason: 'malformed', problem }
    }
    length = event.kind === 'text' ? length + event.length : 0
    if (length > maxTextLength) return tooMany('characters in one text', length, maxTextLength)
    if (event.kind === 'close') depth -= 1
    if (event.kind === 'open') {
      const local = event.name.slice(event.name.indexOf(':') + 1)
      const soFar = (count.get(local) ?? 0) + 1
      count.set(local, soFar)
      if (soFar > (counted.get(local) ?? Infinity)) return tooMany(`${local} elements`, soFar, counted.get(local))
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
