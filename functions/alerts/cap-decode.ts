/** Bytes of an XML document → its text, in any encoding Chinese and foreign senders were seen to use. */
import type { Problem } from '../platform/http.ts'
import { cutShort, forbiddenAt, placeOf } from './cap-text.ts'

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
])
const allowedEncodings = 'UTF-8, UTF-16 with byte order mark, GB18030, GBK, GB2312, ISO-8859-1 or windows-1252'

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

/** Decided by byte order mark, then the XML declaration, then UTF-8; a byte or character that does not belong is refused. */
export function decodeXml(bytes: Uint8Array): Decoded {
  if (bytes.length === 0) return refused('document', 'no bytes', 'a CAP 1.2 alert in XML')
  const bySignature = signatures.find(([start]) => start.every((byte, index) => bytes[index] === byte))?.[1]
  const declared = declaredEncoding(bytes)
  const encoding = bySignature ?? decoders.get(declared.toLowerCase())
  if (!encoding || encoding.startsWith('utf-32')) {
    return refused('encoding', cutShort(bySignature ?? declared), allowedEncodings)
  }
  const text = decode(bytes, encoding)
  if (text === undefined) {
    return refused('encoding', `bytes that are not ${encoding}`, `bytes in the encoding the document says it has`)
  }
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

/** Name in the XML declaration of a document whose first bytes are ASCII; without one XML means UTF-8. */
function declaredEncoding(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 200))
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']/.exec(head)?.[1] ?? 'utf-8'
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
