import { describe, expect, it } from 'vitest'
import { decodeXml } from '../../functions/alerts/cap/decode.ts'

const utf16be = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16()
const declared = (encoding: string, ...content: (string | number)[]): Buffer =>
  Buffer.concat([
    Buffer.from(`<?xml version="1.0" encoding="${encoding}"?><a>`),
    ...content.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))),
    Buffer.from('</a>'),
  ])
const textOf = (bytes: Uint8Array): string => {
  const decoded = decodeXml(bytes)
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problem))
  return decoded.text
}

describe('decodeXml', () => {
  it('reads UTF-8 with and without a byte order mark, which is no part of the text', () => {
    expect(textOf(Buffer.from('<a>山洪𠮷</a>'))).toBe('<a>山洪𠮷</a>')
    expect(textOf(Buffer.from('\u{FEFF}<a>山洪𠮷</a>'))).toBe('<a>山洪𠮷</a>')
  })

  it.each([
    ['UTF-16LE with mark', Buffer.from('\u{FEFF}<a>山洪𠮷</a>', 'utf16le')],
    ['UTF-16BE with mark', utf16be('\u{FEFF}<a>山洪𠮷</a>')],
    ['UTF-16LE by its first bytes', Buffer.from('<a>山洪𠮷</a>', 'utf16le')],
    ['UTF-16BE by its first bytes', utf16be('<a>山洪𠮷</a>')],
  ])('reads %s', (_title, bytes) => {
    expect(textOf(bytes)).toBe('<a>山洪𠮷</a>')
  })

  it.each(['GB18030', 'gb2312', 'GBK'])('reads what is declared as %s', (encoding) => {
    expect(textOf(declared(encoding, 0xc9, 0xbd, 0xba, 0xe9))).toContain('<a>山洪</a>')
    expect(textOf(declared(encoding, 0x95, 0x32, 0x82, 0x36))).toContain('<a>\u{20000}</a>')
  })

  it('reads ISO-8859-1 as its senders mean it: with the quotes and the euro of windows-1252', () => {
    expect(textOf(declared('ISO-8859-1', 0xe9, 0x93, 0x80))).toContain('<a>é“€</a>')
    expect(textOf(declared('windows-1252', 0xe9, 0x92))).toContain('<a>é’</a>')
  })

  it('lets the byte order mark win over the declaration', () => {
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), declared('GB18030', '山洪')])
    expect(textOf(bytes)).toContain('<a>山洪</a>')
  })

  it.each([
    ['GB18030 without a declaration', Buffer.from([0x3c, 0x61, 0x3e, 0xc9, 0xbd, 0xba, 0xe9]), 'gb2312', '<a>山洪'],
    ['UTF-16LE without mark or tag at its start', Buffer.from('\n<a>山洪', 'utf16le'), 'UTF-16', '\n<a>山洪'],
    ['UTF-16BE', utf16be('\n<a>山洪'), 'utf-16be', '\n<a>山洪'],
    ['UTF-8 that declares UTF-16', declared('UTF-16', '山洪'), 'utf-8', '<a>山洪'],
    ['UTF-8 that declares what nobody knows', declared('EBCDIC-CP-US', '山洪'), 'utf-8', '<a>山洪'],
  ])('reads %s by the charset of its content type', (_title, bytes, charset, text) => {
    expect(decodeXml(bytes, charset)).toMatchObject({ ok: true, text: expect.stringContaining(text) })
  })

  it.each([
    ['UTF-8 by rote on GB18030', declared('GB18030', 0xc9, 0xbd, 0xba, 0xe9), 'utf-8'],
    ['GB18030 on UTF-8', declared('UTF-8', '山洪'), 'gb18030'],
    ['UTF-16 on UTF-8', declared('UTF-8', '山洪'), 'utf-16'],
    ['UTF-8 on a byte order mark of UTF-16', Buffer.from('\u{FEFF}<a>山洪</a>', 'utf16le'), 'utf-8'],
  ])('is not led astray by a content type that says %s', (_title, bytes, charset) => {
    expect(decodeXml(bytes, charset)).toMatchObject({ ok: true, text: expect.stringContaining('<a>山洪</a>') })
  })

  it.each([
    ['no bytes', Buffer.alloc(0), 'no bytes'],
    ['an encoding nobody declared to us', declared('EBCDIC-CP-US', 'x'), 'EBCDIC-CP-US'],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), 'utf-32le'],
    ['a declared UTF-16 that is none', declared('UTF-16', '山洪'), 'UTF-16'],
    ['GB18030 bytes without declaration', Buffer.from([0x3c, 0x61, 0x3e, 0xc9, 0xbd, 0xba, 0xe9]), 'not utf-8'],
    ['a cut-off GB18030 character', declared('GB18030', 0xc9), 'not gb18030'],
    ['half a surrogate pair in UTF-16', Buffer.from([0xff, 0xfe, 0x3c, 0, 0x00, 0xd8, 0x3e, 0]), 'not utf-16le'],
    ['a surrogate encoded in UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xed, 0xa0, 0x80]), 'not utf-8'],
  ])('refuses %s and says what was found', (_title, bytes, found) => {
    const decoded = decodeXml(bytes)
    expect(decoded).toMatchObject({ ok: false, problem: { found: expect.stringContaining(found) } })
  })

  it.each([
    ['\u{8}', 'U+0008'],
    ['\0', 'U+0000'],
    ['\u{1F}', 'U+001F'],
    ['\u{FFFE}', 'U+FFFE'],
    ['\u{FFFF}', 'U+FFFF'],
  ])('refuses a character XML forbids and says where: %j', (character, found) => {
    expect(decodeXml(Buffer.from(`<a>\n山洪${character}</a>`))).toMatchObject({
      ok: false,
      problem: { path: 'line 2, column 3', found },
    })
  })

  it('lets every other character pass', () => {
    const text = '<a>\t\n\r \u{7F}\u{85}\u{202E}\u{E000}\u{FFFD}\u{10000}\u{10FFFF}</a>'
    expect(textOf(Buffer.from(text))).toBe(text)
  })
})
