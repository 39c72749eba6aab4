/** Bytes of an XML document → its text, in any encoding Chinese and foreign senders were seen to use. */
import type { Problem } from '../../platform/http.ts'
import { cutShort, forbiddenAt, placeOf } from './text.ts'

export type Decoded = { ok: true; text: string; encoding: string } | { ok: false; problem: Problem }

/**
 * Declared name → the decoder for it. GB2312 and GBK are read as GB18030, which contains both; ISO-8859-1 as windows-1252,
 * which is what its senders mean by the bytes 80–9F.
 */
const decoders: ReadonlyMap<string, string> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['ascii', 'utf-8'],
  ['gb18030', 'gb18030'],
  ['gbk', 'gb18030'],
  ['cp936', 'gb18030'],
  ['gb2312', 'gb18030'],
  ['iso-8859-1', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
  ['utf-16', 'utf-16le'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
])
/** Whether a content type may name it. */
export const isKnownCharset = (name: string): boolean => decoders.has(name.toLowerCase())
export const allowedEncodings = 'UTF-8, UTF-16 with byte order mark, GB18030, GBK, GB2312, ISO-8859-1 or windows-1252'

/** First bytes that decide the encoding whatever is declared (XML 1.0 appendix F); the longer ones first. */
const signatures: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe, 0x00, 0x00], 'utf-32le'],
  [[0x00, 0x00, 0xfe, 0xff], 'utf-32be'],
  [[0x84, 0x31, 0x95, 0x33], 'gb18030'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
  [[0x3c, 0x00], 'utf-16le'],
  [[0x00, 0x3c], 'utf-16be'],
]

/**
 * Decided by byte order mark, then `charset` of the content type (RFC 7303 §3.2), then the XML declaration, then UTF-8; a byte
 * or character that does not belong is refused. Where header and declaration contradict each other, programs that write
 * headers by rote are as common as gateways that re-encode: UTF-8 is tried first, because nothing else reads as it by chance.
 */
export function decodeXml(bytes: Uint8Array, charset?: string): Decoded {
  if (bytes.length === 0) return refused('document', 'no bytes', 'a CAP 1.2 alert in XML')
  const bySignature = signatures.find(([start]) => start.every((byte, index) => bytes[index] === byte))?.[1]
  const declared = declaredEncoding(bytes)
  // A declaration that was read byte by byte proves that the document is in no UTF-16, whoever says so.
  const named = [charset, declared].filter((name) => name !== undefined && !(declared && /^utf-?16/i.test(name)))
  const known = named.flatMap((name) => decoders.get(name!.toLowerCase()) ?? [])
  if (bySignature?.startsWith('utf-32') || (!bySignature && declared && known.length === 0)) {
    return refused('encoding', cutShort(bySignature ?? declared ?? ''), allowedEncodings)
  }
  const encodings = bySignature ? [bySignature] : known
  const candidates = encodings.length === 0 ? ['utf-8'] : encodings.toSorted((a, b) => rankOf(a) - rankOf(b))
  for (const encoding of candidates) {
    const text = decode(bytes, encoding)
    if (text !== undefined) return checked(text, encoding)
  }
  const found = `bytes that are not ${[...new Set(candidates)].join(' nor ')}`
  return refused('encoding', found, 'bytes in the encoding that the document or its content type says it has')
}

const rankOf = (encoding: string): number => (encoding === 'utf-8' ? 0 : 1)

function checked(text: string, encoding: string): Decoded {
  const at = forbiddenAt(text)
  if (at !== -1) {
    const code = (text.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    return refused(
      placeOf(text, at),
      `U+${code}`,
      'characters of XML 1.0: tab, line feed, carriage return, U+0020 and on',
    )
  }
  return { ok: true, text, encoding }
}

/** Name in the XML declaration of a document whose first bytes are ASCII. */
function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, 200))
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']/.exec(head)?.[1]
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return text.startsWith('\u{FEFF}') ? text.slice(1) : text
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

const refused = (path: string, found: string, allowed: string): Decoded => ({
  ok: false,
  problem: { path, found, allowed },
})
