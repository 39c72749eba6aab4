import { describe, expect, it } from 'vitest'
import { scanXml } from '../../functions/alerts/cap/scan.ts'
import * as fc from '../properties/fast-check.ts'

const lastOf = (text: string) => [...scanXml(text, 1_000)].at(-1)

describe('scanXml', () => {
  it.each([
    ['an empty element', '<a/>'],
    ['prefixes, attributes and both quotes', `<p:a xmlns:p="x>y" b='"'><p:c/></p:a >`],
    ['names beyond ASCII', '<预警 城市="攀枝花"/>'],
    ['a declaration with everything', "<?xml version = '1.0' encoding=\"UTF-8\" standalone='yes' ?><a/>"],
    ['comments and instructions around the root', '<?xml-stylesheet href="a"?><!-- a --><a/><!-- b --><?c?>\n'],
    ['references to all kinds of characters', '<a b="&quot;&#10;">&lt;&gt;&amp;&apos;&#x1F30A;&#0020320;</a>'],
    ['a > in text and attributes', '<a b=">">></a>'],
  ])('takes %s', (_title, text) => {
    expect(lastOf(text)).toMatchObject({ kind: 'end' })
  })

  it.each([
    ['no element', ' ', 1],
    ['two roots', '<a/><b/>', 4],
    ['text before the root', 'x<a/>', 0],
    ['text after the root', '<a/>x', 4],
    ['a byte order mark that is no longer one', '<a/>\u{FEFF}', 4],
    ['CDATA outside of the root', '<a/><![CDATA[]]>', 4],
    ['an element left open', '<a><b></b>', 10],
    ['tags that cross', '<a><b></a></b>', 6],
    ['an end without a start', '</a>', 0],
    ['an attribute twice', '<a b="1" b="2"/>', 8],
    ['an attribute without quotes', '<a b=1/>', 0],
    ['an attribute without value', '<a b/>', 0],
    ['attributes that touch', '<a b="1"c="2"/>', 0],
    ['a < in an attribute', '<a b="<"/>', 0],
    ['a name with a digit first', '<1a/>', 0],
    ['a name with two colons', '<a:b:c/>', 0],
    ['a lone ampersand', '<a>R&D</a>', 4],
    ['an undefined entity', '<a>&nbsp;</a>', 3],
    ['a reference split by a comment', '<a>&am<!-- -->p;</a>', 3],
    ['a reference to a forbidden character', '<a>&#8;</a>', 3],
    ['a reference to half a surrogate pair', '<a>&#xD842;</a>', 3],
    ['a reference beyond Unicode', '<a>&#x110000;</a>', 3],
    ['an undefined entity in an attribute', '<a b="&x;"/>', 2],
    [']]> in text', '<a>]]></a>', 3],
    ['-- in a comment', '<a><!-- -- --></a>', 3],
    ['a comment that ends in --->', '<a><!-- ---></a>', 3],
    ['an open comment', '<a><!-- </a>', 3],
    ['an open CDATA section', '<a><![CDATA[ </a>', 3],
    ['an open instruction', '<a><?b </a>', 3],
    ['a declaration that is not first', ' <?xml version="1.0"?><a/>', 1],
    ['XML 1.1', '<?xml version="1.1"?><a/>', 0],
    ['a space before a tag name', '< a/>', 0],
  ])('refuses %s, at the place', (_title, text, at) => {
    expect(lastOf(text)).toMatchObject({ kind: 'fault', at })
  })

  it('hands the root on without comments and instructions, whose quotes fast-xml-parser would trip over', () => {
    const text = `<?x ' ?><a>1<!-- ' -->2<?y ' ?>3<b/><![CDATA[<!-- 4 -->]]></a><?z ' ?>`
    expect(lastOf(text)).toEqual({ kind: 'end', root: '<a>123<b/><![CDATA[<!-- 4 -->]]></a>' })
  })

  it('ends with an end or a fault whatever the text', () => {
    const piece = fc.oneof(
      fc.constantFrom('<', '>', '/', '<a', '</a>', '<a>', '<!--', '-->', ']]>', '&', '"', '?>'),
      fc.string(),
    )
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join('')),
        (text) => {
          expect(['end', 'fault']).toContain(lastOf(text)?.kind)
        },
      ),
    )
  })
})
