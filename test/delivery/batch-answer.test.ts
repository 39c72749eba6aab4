import { describe, expect, test } from 'vitest'
import { type Beside, growRow, judgeBatch, noRow } from '../../functions/delivery/batch-answer.ts'
import { retryWaitMs } from '../../functions/delivery/job.ts'
import type { SendOutcome } from '../../functions/delivery/send/sender.ts'

const taken: SendOutcome = { kind: 'handedOver', messageId: 'm' }
const dead: SendOutcome = { kind: 'failed', cause: 'invalidNumber' }
const throttled: SendOutcome = { kind: 'retry', cause: 'throttled' }
const suspended: SendOutcome = { kind: 'stop', cause: 'suspended' }

/** A first try of the first batch, with nobody taken anywhere. */
const aside = (change: Partial<Beside> = {}): Beside => ({
  tries: 0,
  row: noRow,
  takenAtMs: null,
  meant: 200,
  pending: 200,
  refusedByMs: [],
  ...change,
})
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value)

describe('one batch', () => {
  test('with somebody taken in it is believed of a few', () => {
    expect(judgeBatch([taken, ...times(4, dead)], aside({ row: { count: 9, sinceMs: 1 } }))).toEqual({
      outcomes: ['h', ...times(4, 'f:invalidNumber')],
      stopCause: null,
    })
  })

  test('in the middle of which it may have begun is believed of many when they are refused again', () => {
    const half = [...times(5, taken), ...times(5, dead)]
    expect(judgeBatch(half, aside())).toEqual({
      outcomes: [...times(5, 'h'), ...times(5, 'r:invalidNumber')],
      stopCause: null,
    })
    expect(judgeBatch(half, aside({ tries: 1, refusedByMs: times(10, 1) }))).toEqual({
      outcomes: [...times(5, 'h'), ...times(5, 'f:invalidNumber')],
      stopCause: null,
    })
  })

  test('of five or more that is refused whole stops the channel, and everybody stays open', () => {
    expect(judgeBatch(times(5, dead), aside())).toEqual({ outcomes: times(5, 'r:invalidNumber'), stopCause: 'refused' })
    expect(judgeBatch(times(5, dead), aside({ takenAtMs: 9 }))).toMatchObject({ stopCause: 'refused' })
  })

  test('of which some were only throttled is not believed either', () => {
    expect(judgeBatch([throttled, ...times(5, dead)], aside())).toEqual({
      outcomes: ['r', ...times(5, 'r:invalidNumber')],
      stopCause: 'refused',
    })
  })

  test('refused for a cause that is ours stops the channel, be it for one', () => {
    expect(judgeBatch([suspended], aside())).toEqual({ outcomes: ['r'], stopCause: 'suspended' })
    expect(judgeBatch([taken, suspended], aside())).toEqual({ outcomes: ['h', 'r'], stopCause: 'suspended' })
    expect(judgeBatch([dead, suspended], aside())).toEqual({
      outcomes: ['r:invalidNumber', 'r'],
      stopCause: 'suspended',
    })
  })

  test('of a few, at the end of a long row of refusals, is part of the row', () => {
    const row = { count: 150, sinceMs: 100 }
    expect(judgeBatch(times(3, dead), aside({ row, takenAtMs: 50 }))).toEqual({
      outcomes: times(3, 'r:invalidNumber'),
      stopCause: 'refused',
    })
  })

  test('no cause could break the ledger’s folding', () => {
    expect(
      judgeBatch([taken, { kind: 'failed', cause: 'a,b*2' }, { kind: 'failed', cause: '*' }], aside()).outcomes,
    ).toEqual(['h', 'f:ab', 'f:refused'])
  })
})

describe('people who were refused before', () => {
  test('are given up once somebody else was taken in between', () => {
    const again = (takenAtMs: number | null) =>
      judgeBatch(times(50, dead), aside({ tries: 1, takenAtMs, refusedByMs: times(50, 1_000) }))
    expect(again(1_001)).toEqual({ outcomes: times(50, 'f:invalidNumber'), stopCause: null })
    expect(again(1_000)).toEqual({ outcomes: times(50, 'r:invalidNumber'), stopCause: 'refused' })
    expect(again(null)).toMatchObject({ stopCause: 'refused' })
  })

  test('and are the last are tried for more than an hour, and then believed', () => {
    const last = (change: Partial<Beside>) =>
      judgeBatch(times(50, dead), aside({ takenAtMs: 1, pending: 50, refusedByMs: times(50, 9), ...change })).stopCause
    const waitedMs = Array.from({ length: 34 }, (_, tries) => retryWaitMs(tries + 1)).reduce((sum, ms) => sum + ms, 0)
    expect(waitedMs).toBeGreaterThan(3_600_000)
    expect(last({ tries: 34 })).toBe(null)
    expect(last({ tries: 33 })).toBe('refused')
    expect(last({ tries: 99, pending: 51 })).toBe('refused')
    expect(last({ tries: 99, takenAtMs: null })).toBe('refused')
  })

  test('are told apart from those who were not', () => {
    const beside = aside({ tries: 1, takenAtMs: 1_001, refusedByMs: [1_000, undefined, 1_000, undefined, 1_000] })
    expect(judgeBatch(times(5, dead), beside).outcomes.map((outcome) => outcome[0])).toEqual(['f', 'r', 'f', 'r', 'f'])
  })
})

describe('a few alone', () => {
  test('are believed where others were taken', () => {
    expect(judgeBatch([dead], aside({ takenAtMs: 1 }))).toEqual({ outcomes: ['f:invalidNumber'], stopCause: null })
  })

  test('are tried three times more where they are all there is', () => {
    const triedAgain = (tries: number) => judgeBatch([dead], aside({ tries, meant: 4, refusedByMs: [1] }))
    for (const tries of [0, 1, 2]) expect(triedAgain(tries)).toEqual({ outcomes: ['r:invalidNumber'], stopCause: null })
    expect(triedAgain(3)).toEqual({ outcomes: ['f:invalidNumber'], stopCause: null })
  })

  test('stay open, and stop the channel, where many are meant and nobody was ever taken', () => {
    expect(judgeBatch(times(3, dead), aside())).toEqual({ outcomes: times(3, 'r:invalidNumber'), stopCause: null })
    for (const tries of [1, 3, 30])
      expect(judgeBatch(times(3, dead), aside({ tries, refusedByMs: times(3, 1) }))).toEqual({
        outcomes: times(3, 'r:invalidNumber'),
        stopCause: 'refused',
      })
  })
})

describe('a row of refusals', () => {
  test('grows until somebody is taken', () => {
    const first = growRow(noRow, ['r:refused', 'f:refused', 's:left'], 10)
    expect(first).toEqual({ count: 2, sinceMs: 10 })
    expect(growRow(first, ['r', 'u', 'f:noAnswer'], 20)).toEqual(first)
    expect(growRow(first, ['r:refused'], 30)).toEqual({ count: 3, sinceMs: 10 })
    expect(growRow(first, ['r:refused', 'h'], 30)).toEqual(noRow)
  })

  test('holds nobody up while others are taken: it stops the channel once', () => {
    const row = { count: 50, sinceMs: 1_000 }
    expect(judgeBatch(times(50, dead), aside({ row, takenAtMs: 1_001 }))).toEqual({
      outcomes: times(50, 'r:invalidNumber'),
      stopCause: null,
    })
    expect(judgeBatch(times(50, dead), aside({ row, takenAtMs: 1_000 }))).toMatchObject({ stopCause: 'refused' })
  })
})
