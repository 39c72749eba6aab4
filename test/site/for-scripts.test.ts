import { expect, test } from 'vitest'
import { fill, given, wordsGiven } from '../../site/src/words/for-scripts.ts'
import { zh } from '../../site/src/words/zh-CN.ts'

test('names in braces are filled in, unknown ones stay', () => {
  expect(fill('{n}/{all} {x}', { n: 4, all: 5 })).toBe('4/5 {x}')
})

test('a script reads the words that its page gave, and no others', () => {
  const attributes = given('news', zh.live)
  expect(Object.keys(attributes)).toContain('data-ran-out')
  // As a browser makes a dataset of attributes.
  const dataset = Object.fromEntries(
    Object.entries(attributes).map(([name, text]) => [
      name.slice('data-'.length).replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()),
      text,
    ]),
  )
  const { new: isNew, coming, begun, changed, ended, ranOut, red } = zh.live
  const words = { new: isNew, coming, begun, changed, ended, ranOut, red }
  expect(wordsGiven('news', { dataset })).toEqual(words)
})
