import { expect, test } from 'vitest'
import { parseExcerpt } from '../../site/src/scripts/excerpt.ts'
import * as fc from '../properties/fast-check.ts'

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

test('what is marked is marked, the rest is not', () => {
  expect(parseExcerpt('冬天<mark>煤气</mark>中毒')).toEqual([
    { text: '冬天', isMarked: false },
    { text: '煤气', isMarked: true },
    { text: '中毒', isMarked: false },
  ])
})

test('other markup stays text', () => {
  expect(parseExcerpt('<img src=x onerror=1><mark>a</mark>')[0]).toEqual({
    text: '<img src=x onerror=1>',
    isMarked: false,
  })
})

test('escaped text comes back as it was written, and no entity is undone twice', () => {
  expect(parseExcerpt('&amp;lt;b&gt; &quot;&#39;')).toEqual([{ text: '&lt;b> "\'', isMarked: false }])
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.boolean())), (parts) => {
      const html = parts.map(([text, mark]) => (mark ? `<mark>${escaped(text)}</mark>` : escaped(text))).join('')
      const pieces = parseExcerpt(html)
      expect(pieces.map(({ text }) => text).join('')).toBe(parts.map(([text]) => text).join(''))
    }),
  )
})
