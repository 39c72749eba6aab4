import { describe, expect, test } from 'vitest'
import { isPassed, parseScores, type Score, today, withScore } from '../../site/src/scripts/quiz-scores.ts'

const aScore = (right: number, changes: Partial<Score> = {}): Score => ({
  right,
  all: 5,
  date: '2026-06-01',
  ...changes,
})

describe('scores on the device', () => {
  test('four of five pass, three do not', () => {
    expect(isPassed(aScore(4))).toBe(true)
    expect(isPassed(aScore(3))).toBe(false)
  })

  test('the better try stays, and of equal ones the first', () => {
    const first = withScore({}, 'flood', aScore(3))
    expect(withScore(first, 'flood', aScore(2))).toEqual({ flood: aScore(3) })
    expect(withScore(first, 'flood', aScore(3, { date: '2026-07-01' }))).toEqual({ flood: aScore(3) })
    expect(withScore(first, 'flood', aScore(5, { date: '2026-07-01' }))).toEqual({
      flood: aScore(5, { date: '2026-07-01' }),
    })
    expect(withScore(first, 'hail', aScore(1))).toEqual({ flood: aScore(3), hail: aScore(1) })
  })

  test.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['a number', '7'],
    ['null', 'null'],
    ['more right than asked', '{"flood":{"right":6,"all":5,"date":"2026-06-01"}}'],
    ['no questions', '{"flood":{"right":0,"all":0,"date":"2026-06-01"}}'],
    ['a string for a number', '{"flood":{"right":"5","all":5,"date":"2026-06-01"}}'],
  ])('%s is no score', (_, kept) => {
    expect(parseScores(kept)).toEqual({})
  })

  test('come back as they were kept', () => {
    const scores = { flood: aScore(4) }
    expect(parseScores(JSON.stringify(scores))).toEqual(scores)
  })
})

test('today is a day of this device', () => {
  expect(today(new Date(2026, 0, 5, 23, 59))).toBe('2026-01-05')
})
