import { describe, expect, test } from 'vitest'
import { type Beside, growRow, judgeBatch, noRow } from '../../functions/delivery/batch-answer.ts'
import { retryWaitMs } from '../../functions/delivery/job.ts'
import type { SendOutcome } from '../../functions/senders/sender.ts'

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

describe('a first refusal', () => {
  test('is believed of nobody, whoever is taken beside them: it may have begun in the middle', () => {
    expect(judgeBatch([taken, dead, dead], aside({ takenAtMs: 1 }))).toEqual({
      outcomes: ['h', 'r:invalidNumber', 'r:invalidNumber'],
      stopCause: null,
    })
  })

  test('is believed of who has opted out: that is said of one person alone', () => {
    expect(judgeBatch([{ kind: 'failed', cause: 'optedOut' }], aside())).toEqual({
      outcomes: ['f:optedOut'],
      stopCause: null,
    })
  })

  test('of five in a row stops the channel, and everybody stays open', () => {
    expect(judgeBatch(times(5, dead), aside())).toEqual({ outcomes: times(5, 'r:invalidNumber'), stopCause: 'refused' })
    expect(judgeBatch(times(5, dead), aside({ takenAtMs: 9 }))).toMatchObject({ stopCause: 'refused' })
    expect(judgeBatch(times(4, dead), aside({ takenAtMs: 9 }))).toMatchObject({ stopCause: null })
    expect(judgeBatch([taken, ...times(5, dead)], aside())).toMatchObject({ stopCause: null })
    expect(judgeBatch([throttled, ...times(5, dead)], aside())).toEqual({
      outcomes: ['r', ...times(5, 'r:invalidNumber')],
      stopCause: 'refused',
    })
  })

  test('of a few, at the end of a row, is part of the row', () => {
    const row = { count: 3, sinceMs: 100 }
    expect(judgeBatch(times(2, dead), aside({ row, takenAtMs: 50 }))).toMatchObject({ stopCause: 'refused' })
    expect(judgeBatch([dead], aside({ row, takenAtMs: 50 }))).toMatchObject({ stopCause: null })
  })

  test('for a cause that is ours stops the channel, be it of one', () => {
    expect(judgeBatch([suspended], aside())).toEqual({ outcomes: ['r'], stopCause: 'suspended' })
    expect(judgeBatch([taken, suspended], aside())).toEqual({ outcomes: ['h', 'r'], stopCause: 'suspended' })
    expect(judgeBatch([dead, suspended], aside())).toEqual({
      outcomes: ['r:invalidNumber', 'r'],
      stopCause: 'suspended',
    })
  })

  test('has a cause that cannot break the ledger’s folding', () => {
    const odd: SendOutcome[] = ['a,b*2', '*'].map((cause) => ({ kind: 'failed', cause }))
    expect(judgeBatch([taken, ...odd], aside()).outcomes).toEqual(['h', 'r:ab', 'r:refused'])
  })
})

describe('people who were refused before', () => {
  const again = (change: Partial<Beside>, answers: SendOutcome[] = times(50, dead)) =>
    judgeBatch(answers, aside({ tries: 1, refusedByMs: times(50, 1_000), ...change }))

  test('are given up once somebody else was taken in between, or beside them', () => {
    expect(again({ takenAtMs: 1_001 })).toEqual({ outcomes: times(50, 'f:invalidNumber'), stopCause: null })
    expect(again({}, [dead, taken])).toEqual({ outcomes: ['f:invalidNumber', 'h'], stopCause: null })
    expect(again({ takenAtMs: 1_000 })).toEqual({ outcomes: times(50, 'r:invalidNumber'), stopCause: 'refused' })
    expect(again({ takenAtMs: null })).toMatchObject({ stopCause: 'refused' })
  })

  test('are told apart from those who were not', () => {
    const refusedByMs = [1_000, undefined, 1_000, undefined, 1_000]
    const { outcomes } = again({ takenAtMs: 1_001, refusedByMs }, times(5, dead))
    expect(outcomes.map((outcome) => outcome[0])).toEqual(['f', 'r', 'f', 'r', 'f'])
  })

  test('and are the last are tried for more than an hour, and then believed', () => {
    const waitedMs = times(34, 0).reduce((sum, _, tries) => sum + retryWaitMs(tries + 1), 0)
    expect(waitedMs).toBeGreaterThan(3_600_000)
    expect(again({ takenAtMs: 1, pending: 50, tries: 34 })).toMatchObject({ stopCause: null })
    expect(again({ takenAtMs: 1, pending: 50, tries: 33 })).toMatchObject({ stopCause: 'refused' })
    expect(again({ takenAtMs: 1, pending: 51, tries: 99 })).toMatchObject({ stopCause: 'refused' })
    expect(again({ takenAtMs: null, pending: 50, tries: 99 })).toMatchObject({ stopCause: 'refused' })
  })

  test('and are all who are left, or all there are, and few, are tried three times more', () => {
    for (const few of [
      { takenAtMs: 1, pending: 4 },
      { takenAtMs: null, meant: 4, pending: 4 },
    ]) {
      expect(again({ ...few, tries: 2 }, [dead]).outcomes).toEqual(['r:invalidNumber'])
      expect(again({ ...few, tries: 3 }, [dead]).outcomes).toEqual(['f:invalidNumber'])
    }
  })

  test('stay open, and stop the channel, where many are meant and nobody was ever taken', () => {
    for (const tries of [1, 3, 99])
      expect(again({ tries, pending: 3 }, times(3, dead))).toEqual({
        outcomes: times(3, 'r:invalidNumber'),
        stopCause: 'refused',
      })
  })
})

describe('a row of refusals', () => {
  test('grows until somebody is taken', () => {
    const first = growRow(noRow, ['r:refused', 'r:refused', 's:left'], 10)
    expect(first).toEqual({ count: 2, sinceMs: 10 })
    expect(growRow(first, ['r', 'u', 'f:noAnswer', 'f:refused'], 20)).toEqual(first)
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
