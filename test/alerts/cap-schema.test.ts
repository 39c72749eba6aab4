import { describe, expect, it } from 'vitest'
import { readCap } from '../../functions/alerts/cap/read.ts'
import { writeCap } from '../../functions/alerts/cap/write.ts'
import { alerts } from '../properties/alert-arbitrary.ts'
import * as fc from '../properties/fast-check.ts'
import { capFolder, hasSchema, loadSchema } from './oasis-schema.ts'

/** What senders, editors and attackers put into a document or take out of it. */
const pieces = [
  ...[
    '<',
    '>',
    '&',
    '"',
    "'",
    '/',
    ']]>',
    "<!-- ' -->",
    '--',
    '<?x ?>',
    "<?x '?>",
    '<![CDATA[',
    '<![CDATA[x]]>',
    '&#0;',
  ],
  ...[
    '&#xD;',
    '&#32;',
    '&amp;',
    '&nbsp;',
    ' ',
    '\n',
    'xmlns=""',
    ' a="1"',
    ' xml:lang="x"',
    '<code/>',
    '<a:b/>',
    '<x/>',
  ],
  ...[
    '<note> </note>',
    '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>',
    '\u{3000}',
    '𠮷',
    '0',
    '-',
    '+',
    '.',
  ],
  ...['Z', ',', '24:00:00', ':', '#', '%', '%41', '[', '^', '{}', '//', 'e'],
]
const leaf = /<(\w+)>[^<]*<\/\1>/g

interface Edit {
  how: 'insert' | 'cut' | 'drop' | 'move'
  where: number
  to: number
  piece: string
}
const edits = fc.array(
  fc.record({
    how: fc.constantFrom('insert', 'insert', 'cut', 'drop', 'move'),
    where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    to: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    piece: fc.constantFrom(...pieces),
  }),
  { minLength: 1, maxLength: 2 },
)

function apply(document: string, { how, where, to, piece }: Edit): string {
  const at = Math.floor(where * document.length)
  if (how === 'insert') return document.slice(0, at) + piece + document.slice(at)
  if (how === 'cut') return document.slice(0, at) + document.slice(at + 1 + Math.floor(to * 3))
  const leaves = [...document.matchAll(leaf)]
  const taken = leaves[Math.floor(where * leaves.length)]
  const target = leaves[Math.floor(to * leaves.length)]
  if (!taken || !target) return document
  const without = document.slice(0, taken.index) + document.slice(taken.index + taken[0].length)
  return how === 'drop' ? without : without.slice(0, target.index) + taken[0] + without.slice(target.index)
}

describe.skipIf(!hasSchema)('the reader and libxml2', () => {
  const judge = hasSchema ? loadSchema(capFolder) : () => 'valid'
  // Well formed UTF-16: an edit may split a surrogate pair, which no bytes that a sender can send say.
  const spoilt = fc
    .tuple(alerts.map(writeCap), edits)
    .map(([document, list]) => list.reduce(apply, document).toWellFormed())

  it('agree: what is read out of a damaged alert is well formed and valid by the OASIS schema', () => {
    fc.assert(
      fc.property(spoilt, (document) => {
        if (readCap(Buffer.from(document)).ok) expect(judge(document)).toBe('valid')
      }),
      { numRuns: 500 },
    )
  })

  it('agree: what is called not well formed here is not read there', () => {
    const stricter = /encoding|XML 1\.0 declaration/
    fc.assert(
      fc.property(spoilt, (document) => {
        const result = readCap(Buffer.from(document))
        if (result.ok || result.reason !== 'malformed' || stricter.test(JSON.stringify(result.problems))) return
        expect(judge(document)).not.toBe('valid')
      }),
      { numRuns: 500 },
    )
  })
})
