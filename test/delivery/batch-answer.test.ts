import { beforeEach, describe, expect, test } from 'vitest'
import { type Beside, growRow, judgeBatch, noRow } from '../../functions/delivery/batch-answer.ts'
import { retryWaitMs } from '../../functions/delivery/job.ts'
import type { SendOutcome } from '../../functions/senders/sender.ts'
import { inTown, peopleOf, phonesOf } from '../subscribers/a-subscriber.ts'
import { aChannel, aFirst } from './a-channel.ts'

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

describe('over a whole fan-out', () => {
  let channel: ReturnType<typeof aChannel>
  beforeEach(() => {
    channel = aChannel()
  })

  test('tries again what was throttled, gives up what never answers, and keeps the sum', async () => {
    channel.directory.fill(inTown(60))
    let asked = 0
    channel.answers((recipient) => {
      asked++
      if (recipient.to.endsWith('7')) return { kind: 'unknown', cause: 'timeout' }
      if (recipient.to.endsWith('3')) return { kind: 'failed', cause: 'opted out' }
      return asked <= 60 && asked % 2 === 0
        ? { kind: 'retry', cause: 'throttled' }
        : { kind: 'handedOver', messageId: 'm' }
    })
    channel.publish(aFirst())
    await channel.rest()
    const { channels, complete } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({
      meant: 60,
      handedOver: 48,
      pending: 0,
      failed: { total: 12, noAnswer: 6, optedout: 6 },
    })
  })

  test('sends once more to who may have it, and then calls them perhaps received', async () => {
    channel = aChannel({ isRepeatedOnce: true })
    channel.directory.fill(inTown(60))
    channel.answers((recipient) => (recipient.to.endsWith('7') ? { kind: 'unknown', cause: 'timeout' } : taken))
    channel.publish(aFirst())
    await channel.rest()
    expect(channel.sent).toHaveLength(60 + 6)
    const { channels, complete } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ meant: 60, handedOver: 54, failed: { total: 6, noAnswer: 6 } })
  })

  test('refused for now, whoever may have it is still sent to once more, and stays in doubt until then', async () => {
    channel = aChannel({ isRepeatedOnce: true })
    channel.directory.fill(inTown(1))
    const unknown: SendOutcome = { kind: 'unknown', cause: 'timeout' }
    const refused: SendOutcome = { kind: 'retry', cause: 'unavailable' }
    const answers = [...Array<SendOutcome>(8).fill(refused), unknown, ...Array<SendOutcome>(8).fill(refused)]
    channel.answers(() => answers.shift() ?? taken)
    channel.publish(aFirst())
    await channel.rest()
    expect(answers).toEqual([])
    expect(channel.sent).toHaveLength(2)
    expect((await channel.report('first')).channels.sms).toMatchObject({ handedOver: 1, failed: { total: 0 } })
  })

  test('called off between the two tries, who may have it is told so', async () => {
    channel = aChannel({ isRepeatedOnce: true })
    channel.directory.fill(inTown(1))
    const answers: SendOutcome[] = [{ kind: 'unknown', cause: 'timeout' }]
    channel.answers(() => answers.shift() ?? { kind: 'retry', cause: 'unavailable' })
    channel.publish(aFirst())
    await channel.drain()
    channel.pass(2)
    channel.queue.push({ kind: 'job', alertId: 'first', job: 'main.r1#0', traceId: 'trace' })
    channel.queue.push({ kind: 'job', alertId: 'first', job: 'main.r1#1', traceId: 'trace' })
    await channel.drain()
    expect((await channel.report('first')).channels.sms).toMatchObject({ pending: 1, failed: { total: 0 } })
    channel.published.set('first', aFirst({ stage: 'cancelled', successor: 'second' }))
    await channel.rest()
    expect((await channel.report('first')).channels.sms).toMatchObject({ pending: 0, failed: { noAnswer: 1 } })
  })

  test('stops for a provider that is down and goes on when it is back', async () => {
    channel.directory.fill(inTown(300))
    channel.answers(() => suspended)
    channel.publish(aFirst())
    await channel.drain()
    expect(channel.sent).toHaveLength(0)
    channel.answers(() => taken)
    await channel.rest()
    expect(channel.sent).toHaveLength(300)
    expect((await channel.report('first')).channels.sms).toMatchObject({ meant: 300, handedOver: 300 })
  })

  test.each([
    [153, Number.POSITIVE_INFINITY],
    [153, 100],
    [8, Number.POSITIVE_INFINITY],
  ])(
    'gives up nobody of %d for what the provider has against us, and tells them when that ends',
    async (count, burst) => {
      channel = aChannel({ burst })
      channel.directory.fill(inTown(count))
      channel.answers(() => dead)
      channel.publish(aFirst())
      await channel.rest()
      expect(await channel.counted('first')).toEqual({ meant: count, pending: count })
      expect((await channel.report('first')).channels.sms).toMatchObject({ pending: count, failed: { total: 0 } })
      channel.answers(() => taken)
      await channel.rest()
      const { channels, complete } = await channel.report('first')
      expect(complete).toBe(true)
      expect(channels.sms).toMatchObject({ meant: count, handedOver: count, failed: { total: 0 }, pending: 0 })
      expect(channel.numbers()).toHaveLength(count)
      expect(await channel.counted('first')).toEqual({ meant: count, pending: 0 })
    },
  )

  test.each([
    Number.POSITIVE_INFINITY,
    // Four in a batch.
    8,
  ])('stays open for those refused in the middle, when others were taken before: burst %d', async (burst) => {
    channel = aChannel({ burst })
    channel.directory.fill(inTown(300))
    let asked = 0
    channel.answers(() => (++asked > 120 ? dead : taken))
    channel.publish(aFirst())
    await channel.rest()
    expect((await channel.report('first')).channels.sms).toMatchObject({ handedOver: 120, failed: { total: 0 } })
    channel.answers(() => taken)
    await channel.rest()
    expect((await channel.report('first')).channels.sms).toMatchObject({ handedOver: 300, failed: { total: 0 } })
  })

  test.each([
    ['by its first batch', Number.POSITIVE_INFINITY, 1],
    // Four in a batch, and two: five are more than a batch, and more than a run.
    ['by its second batch', 8, 1],
    ['by its third batch, in another run', 4, 2],
  ])('stops the channel %s where everybody is refused', async (_, burst, run) => {
    channel = aChannel({ burst })
    channel.directory.fill(inTown(300))
    channel.answers(() => dead)
    channel.publish(aFirst())
    await channel.drain()
    if (run === 2) {
      expect(channel.runs.map(({ stopCause }) => stopCause)).toEqual([null, null])
      channel.pass(10)
      await channel.sweep()
      await channel.drain()
    }
    const last = channel.runs.slice(-2)
    expect(last.map(({ end, stopCause }) => [end, stopCause])).toEqual(Array(2).fill(['parked', 'refused']))
    // One batch more, or two, and the run is over.
    expect(last.map(({ tried }) => tried)).toEqual(Array(2).fill({ 1: burst === 8 ? 8 : 50, 2: 2 }[run]))
  })

  test('gives up fifty dead numbers in a row with their cause, and holds nobody up for them', async () => {
    const gone = peopleOf(100, '510402100201')
    const living = [...inTown(100), ...peopleOf(100, '510402100205')]
    const numbers = new Set(phonesOf(gone))
    channel.directory.fill([...living, ...gone])
    channel.answers(({ to }) => (numbers.has(to) ? dead : taken))
    channel.publish(aFirst())
    for (let turn = 0; turn < 3; turn++) {
      await channel.drain()
      channel.pass(60)
      await channel.sweep()
    }
    expect(channel.numbers()).toEqual(phonesOf(living))
    // Whoever was refused last has nobody after them to tell by: they are tried for an hour and more.
    for (let hour = 0; hour < 3; hour++) await channel.rest()
    const { channels, complete } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ handedOver: 200, failed: { total: 100, invalidNumber: 100 }, pending: 0 })
    expect(await channel.counted('first')).toEqual({ meant: 300, pending: 0 })
  })

  test('believes one dead number where it is all there is', async () => {
    channel.directory.fill(inTown(1))
    channel.answers(() => dead)
    channel.publish(aFirst())
    await channel.rest()
    const { channels, complete } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ failed: { total: 1, invalidNumber: 1 } })
  })

  test('whoever was refused until the alert was over counts as failed for that cause', async () => {
    channel.directory.fill(inTown(60))
    channel.answers(() => dead)
    channel.publish(aFirst())
    await channel.rest()
    channel.published.set('first', aFirst({ stage: 'expired' }))
    await channel.rest()
    const { channels, complete } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ failed: { total: 60, invalidNumber: 60 }, skipped: { total: 0 } })
    expect(await channel.counted('first')).toEqual({ meant: 60, pending: 0 })
  })
})
