/** Characters and character references of XML 1.0, both ways. Source: XML 1.0 (5th edition) §2.2, §4.1, §4.6. */

/** XML whitespace; `\s` would also take the ideographic space, which is text. */
export const xmlSpace = '[ \\t\\n\\r]'

/** Nothing but XML whitespace. */
export const isBlank = (text: string): boolean => !/[^ \t\n\r]/.test(text)

const forbidden = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u
const everyForbidden = new RegExp(forbidden, 'gu')
const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', apos: "'", quot: '"' }
const reference = /&(?:#0*([1-9][0-9]{0,6})|#x0*([1-9A-Fa-f][0-9A-Fa-f]{0,5})|(lt|gt|amp|apos|quot));/y
const everyReference = new RegExp(reference, 'g')

/** Index of the first character XML 1.0 does not allow (controls, lone surrogates, U+FFFE, U+FFFF), or -1. */
export const forbiddenAt = (text: string): number => text.search(forbidden)

/** Index of the first `&` that opens no predefined entity and no reference to an allowed character, or -1. */
export function badReferenceAt(raw: string): number {
  for (let at = raw.indexOf('&'); at !== -1; at = raw.indexOf('&', at + 1)) {
    reference.lastIndex = at
    const found = reference.exec(raw)
    if (!found || forbiddenAt(characterOf(found[1], found[2], found[3])) !== -1) return at
  }
  return -1
}

/** The text meant by `raw`; call it only where `badReferenceAt` is -1. */
export const decodeReferences = (raw: string): string =>
  raw.includes('&') ? raw.replace(everyReference, (_all, dec, hex, name) => characterOf(dec, hex, name)) : raw

/**
 * Element content that reads back as `text`. A carriage return is written as a reference, because parsers turn a bare one
 * into a line feed (§2.11). A forbidden character becomes U+FFFD: nobody could read the document otherwise.
 */
export const escapeText = (text: string): string =>
  text
    .replace(everyForbidden, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;')

/** `line 2, column 17`, counted from 1. */
export function placeOf(text: string, index: number): string {
  let line = 1
  let lineStart = 0
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) {
    line += 1
    lineStart = at + 1
  }
  return `line ${line}, column ${index - lineStart + 1}`
}

/** At most 80 characters of `text` for a message of one line, never half a surrogate pair. */
export const cutShort = (text: string): string => {
  const characters = Array.from(text.slice(0, 200).replace(/[\t\n\r]/g, ' '))
  return characters.length > 80 || text.length > 200 ? `${characters.slice(0, 80).join('')}…` : characters.join('')
}

function characterOf(dec: string | undefined, hex: string | undefined, name: string | undefined): string {
  if (name !== undefined) return predefined[name] ?? ''
  const code = dec !== undefined ? Number.parseInt(dec, 10) : Number.parseInt(hex ?? '', 16)
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\0'
}
