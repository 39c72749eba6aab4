import { expect, test } from 'vitest'
import { phrases, posterSize, widthOf } from '../../site/src/poster-size.ts'
import * as fc from '../properties/fast-check.ts'

test('few short lines are as large as they can be, many long ones are small', () => {
  const title = '山洪：听见水响，马上上山'
  expect(posterSize(title, ['听见水响，马上上山', '往沟两边高处走'])).toEqual({
    heading: 'large-heading',
    lines: 'huge',
  })
  const long = Array.from({ length: 8 }, () => '关紧门，湿布堵缝，到窗口挥手，等人来救你，不要跳楼')
  expect(posterSize(title, long).lines).toBe('small')
})

test('a long heading is set smaller before it takes three rows', () => {
  expect(posterSize('High-rise fire: no smoke, walk down; smoke, close the door', ['Call 119']).heading).toBe(
    'small-heading',
  )
})

test('a Latin letter is narrower than a Chinese character', () => {
  expect(widthOf('ab')).toBeLessThan(widthOf('山洪'))
})

test('phrases are the heading, cut after its punctuation', () => {
  expect(phrases('山洪：听见水响，马上上山')).toEqual(['山洪：', '听见水响，', '马上上山'])
  expect(phrases('快走！！')).toEqual(['快走！！'])
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(phrases(text).join('')).toBe(text)
    }),
  )
})
