import { beforeEach, describe, expect, test } from 'vitest'
import { beforePublication, type PublishedAlert } from '../../functions/alerts/published-alert.ts'
import type { SendOutcome } from '../../functions/senders/sender.ts'
import { anAlert } from '../alerts/an-alert.ts'
import { aSubscriber } from '../subscribers/a-subscriber.ts'
import { aChannel } from './a-channel.ts'

const at = (text: string): number => Date.parse(text)

const aPublished = (change: Partial<PublishedAlert> = {}): PublishedAlert => ({
  id: 'first',
  county: '510402',
  version: 1,
  stage: 'published',
  alert: anAlert(),
  colour: 'red',
  previousColour: null,
  ...beforePublication,
  hasEnd: true,
  mutedLanguages: [],
  channelled: null,
  eventCode: '11A51',
  eventName: '山洪',
  weatherSignal: false,
  cancelReason: change.alert?.msgType === 'Cancel' ? 'lifted' : null,
  area: { codes: ['510402100'], polygons: [], circles: [] },
  predecessors: [],
  successor: null,
  sentAtMs: at('2026-07-01T08:30:00+08:00'),
  acceptedAtMs: at('2026-07-01T08:30:00+08:00'),
  onsetAtMs: null,
  expiresAtMs: at('2026-07-02T20:00:00+08:00'),
  traceId: 'trace',
  ...change,
})

describe('the fan-out of one channel', () => {
  let channel: ReturnType<typeof aChannel>
  beforeEach(() => {
    channel = aChannel()
  })
  const inTown = (n: number) => Array.from({ length: n }, () => aSubscriber({ areas: ['510402100'] }))
  const phones = (people: { channels: { sms?: string } }[]) => people.map(({ channels }) => channels.sms!).sort()

  test('reaches everybody who matches once, and nobody else', async () => {
    const meant = [
      ...inTown(120),
      aSubscriber({ areas: ['510402'] }),
      aSubscriber({ areas: ['510402100201', '510402001002'] }),
    ]
    channel.directory.fill([
      ...meant,
      aSubscriber({ areas: ['510402001'] }),
      aSubscriber({ areas: ['510402100'], list: 'drill' }),
    ])
    channel.publish(aPublished())
    channel.publish(aPublished())
    await channel.rest()
    expect(channel.numbers()).toEqual(phones(meant))
    const report = await channel.report('first')
    expect(report.complete).toBe(true)
    expect(report.channels.sms).toMatchObject({
      meant: 122,
      handedOver: 122,
      pending: 0,
      failed: { total: 0 },
      skipped: { total: 0 },
    })
    expect(report.towns.map(({ code, channels }) => [code, channels.sms.handedOver])).toEqual([
      ['510402', 2],
      ['510402100', 120],
    ])
  })

  test('hands over no more at once than the provider takes, and tells everybody all the same', async () => {
    channel = aChannel({ burst: 7 })
    const meant = inTown(20)
    channel.directory.fill(meant)
    channel.publish(aPublished())
    await channel.rest()
    expect(channel.numbers()).toEqual(phones(meant))
    const job = { alertId: 'first', channel: 'sms', kind: 'main' } as const
    const chains = await Promise.all([0, 1].map((shard) => channel.store.readChain({ ...job, shard })))
    // Texts here have two parts.
    expect(Math.max(...chains.flat().map(({ keys }) => keys.length))).toBe(3)
  })

  test('takes a token for each part of each text', async () => {
    channel.directory.fill(inTown(20))
    channel.publish(aPublished())
    await channel.rest()
    // Texts here have two parts.
    expect(channel.taken.reduce((sum, count) => sum + count, 0)).toBe(2 * 20)
  })

  test('begins no batch in a run whose time is up, and wakes a fresh one at once', async () => {
    const meant = inTown(300)
    channel.directory.fill(meant)
    let asked = 0
    let sentUntilThen: number | undefined
    channel.timeUp(() => {
      if (asked++ < 12) return true
      sentUntilThen ??= channel.sent.length
      return false
    })
    channel.publish(aPublished())
    await channel.drain()
    expect(sentUntilThen).toBe(0)
    expect(channel.numbers()).toHaveLength(300)
  })

  test('sends nothing again because a worker had to wait for its tokens, however long', async () => {
    const meant = inTown(300)
    channel.directory.fill(meant)
    let asked = 0
    channel.grants(() => {
      // Red has all of them for ten minutes, a second batch in.
      const isRefused = ++asked > 2 && asked <= 602
      if (isRefused) channel.pass(1)
      return !isRefused
    })
    channel.publish(aPublished())
    await channel.rest()
    expect(channel.numbers()).toEqual(phones(meant))
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
    channel.publish(aPublished())
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
    channel.answers((recipient) =>
      recipient.to.endsWith('7') ? { kind: 'unknown', cause: 'timeout' } : { kind: 'handedOver', messageId: 'm' },
    )
    channel.publish(aPublished())
    await channel.rest()
    expect(channel.sent).toHaveLength(60 + 6)
    const { channels, complete } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ meant: 60, handedOver: 54, failed: { total: 6, noAnswer: 6 } })
  })

  test.each([
    [10_000, 30_000],
    [85_000, 105_000],
  ])('holds a job whose batches take %d ms at the worst for %d ms at once', async (worstBatchMs, leaseMs) => {
    channel = aChannel({ worstBatchMs })
    const { claimJob } = channel.store
    const leases: number[] = []
    channel.store.claimJob = (key, nowMs, leaseEndMs) => {
      leases.push(leaseEndMs - nowMs)
      return claimJob(key, nowMs, leaseEndMs)
    }
    channel.directory.fill(inTown(3))
    channel.publish(aPublished())
    await channel.drain()
    expect(new Set(leases)).toEqual(new Set([leaseMs]))
  })

  test('refused for now, whoever may have it is still sent to once more, and stays in doubt until then', async () => {
    channel = aChannel({ isRepeatedOnce: true })
    channel.directory.fill(inTown(1))
    const unknown: SendOutcome = { kind: 'unknown', cause: 'timeout' }
    const refused: SendOutcome = { kind: 'retry', cause: 'unavailable' }
    const answers = [...Array<SendOutcome>(8).fill(refused), unknown, ...Array<SendOutcome>(8).fill(refused)]
    channel.answers(() => answers.shift() ?? { kind: 'handedOver', messageId: 'm' })
    channel.publish(aPublished())
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
    channel.publish(aPublished())
    await channel.drain()
    channel.pass(2)
    channel.queue.push({ kind: 'job', alertId: 'first', job: 'main.r1#0', traceId: 'trace' })
    channel.queue.push({ kind: 'job', alertId: 'first', job: 'main.r1#1', traceId: 'trace' })
    await channel.drain()
    expect((await channel.report('first')).channels.sms).toMatchObject({ pending: 1, failed: { total: 0 } })
    channel.published.set('first', aPublished({ stage: 'cancelled', successor: 'second' }))
    await channel.rest()
    expect((await channel.report('first')).channels.sms).toMatchObject({ pending: 0, failed: { noAnswer: 1 } })
  })

  test('stops for a provider that is down and goes on when it is back', async () => {
    channel.directory.fill(inTown(300))
    channel.answers(() => ({ kind: 'stop', cause: 'suspended' }))
    channel.publish(aPublished())
    await channel.drain()
    expect(channel.sent).toHaveLength(0)
    channel.answers(() => ({ kind: 'handedOver', messageId: 'm' }))
    await channel.rest()
    expect(channel.sent).toHaveLength(300)
    expect((await channel.report('first')).channels.sms).toMatchObject({ meant: 300, handedOver: 300 })
  })

  const taken: SendOutcome = { kind: 'handedOver', messageId: 'm' }
  const refused: SendOutcome = { kind: 'failed', cause: 'invalidNumber' }

  test.each([
    [153, Number.POSITIVE_INFINITY],
    [153, 100],
    [8, Number.POSITIVE_INFINITY],
  ])(
    'gives up nobody of %d for what the provider has against us, and tells them when that ends',
    async (count, burst) => {
      channel = aChannel({ burst })
      channel.directory.fill(inTown(count))
      channel.answers(() => refused)
      channel.publish(aPublished())
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
    channel.answers(() => (++asked > 120 ? refused : taken))
    channel.publish(aPublished())
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
    channel.answers(() => refused)
    channel.publish(aPublished())
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
    const dead = Array.from({ length: 100 }, () => aSubscriber({ areas: ['510402100201'] }))
    const living = [...inTown(100), ...Array.from({ length: 100 }, () => aSubscriber({ areas: ['510402100205'] }))]
    const numbers = new Set(phones(dead))
    channel.directory.fill([...living, ...dead])
    channel.answers(({ to }) => (numbers.has(to) ? refused : taken))
    channel.publish(aPublished())
    for (let turn = 0; turn < 3; turn++) {
      await channel.drain()
      channel.pass(60)
      await channel.sweep()
    }
    expect(channel.numbers()).toEqual(phones(living))
    // Whoever was refused last has nobody after them to tell by: they are tried for an hour and more.
    for (let hour = 0; hour < 3; hour++) await channel.rest()
    const { channels, complete } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ handedOver: 200, failed: { total: 100, invalidNumber: 100 }, pending: 0 })
    expect(await channel.counted('first')).toEqual({ meant: 300, pending: 0 })
  })

  test('believes one dead number where it is all there is', async () => {
    channel.directory.fill(inTown(1))
    channel.answers(() => refused)
    channel.publish(aPublished())
    await channel.rest()
    const { channels, complete } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ failed: { total: 1, invalidNumber: 1 } })
  })

  test('whoever was refused until the alert was over counts as failed for that cause', async () => {
    channel.directory.fill(inTown(60))
    channel.answers(() => refused)
    channel.publish(aPublished())
    await channel.rest()
    channel.published.set('first', aPublished({ stage: 'expired' }))
    await channel.rest()
    const { channels, complete } = await channel.report('first')
    expect(complete).toBe(true)
    expect(channels.sms).toMatchObject({ failed: { total: 60, invalidNumber: 60 }, skipped: { total: 0 } })
    expect(await channel.counted('first')).toEqual({ meant: 60, pending: 0 })
  })

  test('lets people sleep through a blue warning and tells them when their quiet hours end', async () => {
    channel.setNow('2026-07-02T03:00:00+08:00')
    const quietHours = { from: '22:00', to: '07:00' }
    const awake = inTown(3)
    const asleep = Array.from({ length: 4 }, () => aSubscriber({ areas: ['510402100'], quietHours }))
    channel.directory.fill([...awake, ...asleep])
    channel.publish(aPublished({ colour: 'blue', eventCode: '11B05' }))
    await channel.drain()
    expect(channel.numbers()).toEqual(phones(awake))
    expect(await channel.report('first')).toMatchObject({
      complete: false,
      channels: { sms: { meant: 7, handedOver: 3, pending: 4 } },
    })
    channel.setNow('2026-07-02T06:30:00+08:00')
    await channel.directory.remove(asleep[0]!.id)
    await channel.rest()
    expect(channel.sent).toHaveLength(6)
    expect(await channel.report('first')).toMatchObject({
      complete: true,
      channels: { sms: { meant: 7, handedOver: 6, pending: 0, skipped: { total: 1, left: 1 } } },
    })
  })

  test('tells sleepers the same day when their quiet hours end while it is still at work', async () => {
    channel.setNow('2026-07-02T05:00:00+08:00')
    const quietHours = { from: '22:00', to: '07:00' }
    const asleep = Array.from({ length: 60 }, () => aSubscriber({ areas: ['510402100'], quietHours }))
    channel.directory.fill([...inTown(3), ...asleep])
    const answer: SendOutcome[] = [{ kind: 'stop', cause: 'suspended' }]
    channel.answers(() => answer[0]!)
    const expiresAtMs = at('2026-07-02T20:00:00+08:00')
    channel.publish(aPublished({ colour: 'blue', eventCode: '11B05', expiresAtMs }))
    await channel.drain()
    expect(channel.sent).toHaveLength(0)
    channel.setNow('2026-07-02T07:20:00+08:00')
    answer[0] = { kind: 'handedOver', messageId: 'm' }
    await channel.rest()
    expect(channel.sent).toHaveLength(63)
    expect((await channel.report('first')).channels.sms).toMatchObject({ meant: 63, handedOver: 63, pending: 0 })
  })

  test('tells of an update whoever got the first and whoever matches now, and of a cancel whoever got either', async () => {
    const first = inTown(40)
    const later = Array.from({ length: 5 }, () => aSubscriber({ areas: ['510402001'] }))
    channel.directory.fill([...first, ...later])
    channel.publish(aPublished())
    await channel.rest()
    channel.published.set('first', aPublished({ stage: 'superseded', successor: 'second' }))
    const second = aPublished({
      id: 'second',
      alert: anAlert({ msgType: 'Update', identifier: 'second' }),
      colour: 'orange',
      area: { codes: ['510402001'], polygons: [], circles: [] },
      predecessors: ['first'],
    })
    channel.publish(second)
    await channel.rest()
    expect(
      channel.sent
        .filter(({ alert }) => alert === 'second')
        .map(({ to }) => to)
        .sort(),
    ).toEqual(phones([...first, ...later]))
    channel.directory.fill(inTown(7))
    channel.published.set('second', { ...second, stage: 'cancelled', successor: 'third' })
    channel.publish(
      aPublished({
        id: 'third',
        alert: anAlert({ msgType: 'Cancel', identifier: 'third' }),
        predecessors: ['second', 'first'],
      }),
    )
    await channel.rest()
    expect(
      channel.sent
        .filter(({ alert }) => alert === 'third')
        .map(({ to }) => to)
        .sort(),
    ).toEqual(phones([...first, ...later]))
    expect((await channel.report('third')).complete).toBe(true)
  })

  test('sends nothing more of an alert that was cancelled while people were waiting', async () => {
    channel.directory.fill(inTown(200))
    let handed = 0
    channel.answers(() =>
      ++handed % 3 === 0 ? { kind: 'retry', cause: 'throttled' } : { kind: 'handedOver', messageId: 'm' },
    )
    channel.publish(aPublished())
    await channel.drain()
    const told = channel.sent.length
    channel.published.set('first', aPublished({ stage: 'cancelled', successor: 'stop' }))
    channel.publish(
      aPublished({ id: 'stop', alert: anAlert({ msgType: 'Cancel', identifier: 'stop' }), predecessors: ['first'] }),
    )
    channel.answers(() => ({ kind: 'handedOver', messageId: 'm' }))
    await channel.rest()
    expect(channel.sent.filter(({ alert }) => alert !== 'stop')).toHaveLength(told)
    expect(channel.sent.filter(({ alert }) => alert === 'stop')).toHaveLength(told)
    const report = await channel.report('first')
    expect(report.complete).toBe(true)
    expect(report.channels.sms.skipped).toMatchObject({ total: 200 - told, cancelled: 200 - told })
  })

  test('goes on from the ledger when every message is lost', async () => {
    channel.directory.fill(inTown(500))
    channel.publish(aPublished())
    const wake = channel.queue.shift()!
    channel.queue.push(wake)
    await channel.drain()
    channel.queue.length = 0
    await channel.rest()
    expect(channel.sent).toHaveLength(500)
  })

  test('meets a person who moves in the middle of a scan once', async () => {
    const people = inTown(2_500)
    channel.directory.fill(people)
    channel.directory.beforePage = () => {
      for (let i = 0; i < 10; i++) {
        const person = people[Math.floor(Math.random() * people.length)]!
        channel.directory.move(person.id, [`51040210020${i % 3}`])
      }
    }
    channel.publish(aPublished())
    await channel.rest()
    const numbers = channel.numbers()
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(numbers.length).toBeGreaterThan(2_400)
  })
})
