import { gzipSync } from 'node:zlib'
import { beforeEach, describe, expect, test } from 'vitest'
import { makeProviderStop } from '../../functions/delivery/receipts/provider-stop.ts'
import { readEmailReceipt } from '../../functions/delivery/receipts/read-email-receipt.ts'
import { readSmsReceipts, type SmsReceipt } from '../../functions/delivery/receipts/read-sms-receipts.ts'
import {
  afterArrived,
  afterAsking,
  afterThrown,
  isStanding,
  type Verdict,
} from '../../functions/delivery/receipts/receipt.ts'
import { makeTakeEmailReceipts, makeTakeSmsReceipts } from '../../functions/delivery/receipts/take-receipts.ts'
import { inTown } from '../subscribers/a-subscriber.ts'
import { aChannel, aFirst } from './a-channel.ts'

/** A line of SNS's delivery log, as its Developer Guide shows it. */
const aLine = (change: { status?: string; providerResponse?: string; messageId?: string; timestamp?: string } = {}) => {
  const { status = 'SUCCESS', providerResponse = 'Message has been accepted by phone carrier' } = change
  return JSON.stringify({
    notification: {
      messageId: change.messageId ?? '34d9b400-c6dd-5444-820d-fbeb0f1f54cf',
      timestamp: change.timestamp ?? '2026-07-01 00:40:34.558',
    },
    delivery: {
      phoneCarrier: 'My Phone Carrier',
      mnc: 270,
      destination: '+8612000000001',
      priceInUSD: 0.00645,
      smsType: 'Transactional',
      mcc: 310,
      providerResponse,
      dwellTimeMs: 599,
      dwellTimeMsUntilDeviceAck: 1344,
    },
    status,
  })
}
const aLog = (messages: readonly string[], messageType = 'DATA_MESSAGE'): string =>
  gzipSync(
    JSON.stringify({
      messageType,
      owner: '1',
      logGroup: 'sns/us-east-1/1/DirectPublishToPhoneNumber',
      logStream: 's',
      subscriptionFilters: ['f'],
      logEvents: messages.map((message, i) => ({ id: String(i), timestamp: 1, message })),
    }),
  ).toString('base64')

describe("SNS's delivery log", () => {
  test('is read for id, instant and outcome, and never for the number', () => {
    const { receipts, unreadable } = readSmsReceipts(aLog([aLine()]))
    expect(receipts).toEqual([
      {
        messageId: '34d9b400-c6dd-5444-820d-fbeb0f1f54cf',
        takenAtMs: Date.parse('2026-07-01T00:40:34.558Z'),
        verdict: { kind: 'delivered' },
      },
    ])
    expect(unreadable).toBe(0)
    expect(JSON.stringify(receipts)).not.toContain('+86')
  })

  test.each([
    ['No quota left for account', { kind: 'thrown' }],
    ['Blocked as spam by phone carrier', { kind: 'failed', cause: 'spam' }],
    ['Destination is on a blocked list', { kind: 'failed', cause: 'blocked' }],
    ['Invalid phone number', { kind: 'failed', cause: 'invalidNumber' }],
    ['Message body is invalid', { kind: 'failed', cause: 'notDelivered' }],
    ['Phone carrier has blocked this message', { kind: 'failed', cause: 'blocked' }],
    ['Phone carrier is currently unreachable/unavailable', { kind: 'failed', cause: 'unreachable' }],
    ['Phone has blocked SMS', { kind: 'failed', cause: 'blocked' }],
    ['Phone is on a blocked list', { kind: 'failed', cause: 'blocked' }],
    ['Phone is currently unreachable/unavailable', { kind: 'failed', cause: 'unreachable' }],
    ['Phone number is opted out', { kind: 'failed', cause: 'optedOut' }],
    ['This delivery would exceed max price', { kind: 'failed', cause: 'tooDear' }],
    ['Unknown error attempting to reach phone', { kind: 'failed', cause: 'notDelivered' }],
  ] as [string, Verdict][])('%s', (providerResponse, verdict) => {
    const { receipts } = readSmsReceipts(aLog([aLine({ status: 'FAILURE', providerResponse })]))
    expect(receipts.map((receipt) => receipt.verdict)).toEqual([verdict])
  })

  test('is read on behind a line nobody understands, which is counted', () => {
    const bad = ['no JSON', '{}', aLine({ timestamp: 'soon' }), aLine({ status: 'PERHAPS' })]
    expect(readSmsReceipts(aLog([...bad, aLine()]))).toMatchObject({ receipts: [{}], unreadable: 4 })
  })

  test('only asks whether anybody listens', () => {
    expect(readSmsReceipts(aLog(['anything'], 'CONTROL_MESSAGE'))).toEqual({ receipts: [], unreadable: 0 })
  })
})

describe('events of SES', () => {
  const anEvent = (change: object, tags: object = {}): string =>
    JSON.stringify({
      mail: {
        messageId: '0100',
        destination: ['a@example.cn'],
        tags: { id: ['first'], job: ['main_r1-3'], batch: ['12'], index: ['4'], ...tags },
      },
      ...change,
    })
  const place = { job: { alertId: 'first', channel: 'email', kind: 'main.r1', shard: 3 }, batch: 12, index: 4 }

  test.each([
    [{ eventType: 'Delivery' }, { kind: 'delivered' }],
    [
      { eventType: 'Bounce', bounce: { bounceType: 'Permanent' } },
      { kind: 'ended', cause: 'bounced' },
    ],
    [
      { eventType: 'Bounce', bounce: { bounceType: 'Transient' } },
      { kind: 'failed', cause: 'notDelivered' },
    ],
    [{ eventType: 'Complaint' }, { kind: 'ended', cause: 'complained' }],
    [{ eventType: 'Reject' }, { kind: 'failed', cause: 'refused' }],
  ])('%o', (event, verdict) => {
    expect(readEmailReceipt(anEvent(event))).toEqual({ place, verdict })
  })

  test.each([
    ['says nothing final', anEvent({ eventType: 'DeliveryDelay' })],
    ['is of no warning of ours', anEvent({ eventType: 'Delivery' }, { id: [] })],
    ['names no batch', anEvent({ eventType: 'Delivery' }, { batch: ['x'] })],
    ['names no job', anEvent({ eventType: 'Delivery' }, { job: ['main#0'] })],
    ['tries a new topic out', 'Successfully validated SNS topic for Amazon SES event publishing.'],
    ['has no mail', JSON.stringify({ eventType: 'Delivery' })],
  ])('are passed over where one %s', (_, event) => {
    expect(readEmailReceipt(event)).toBeUndefined()
  })
})

describe('receipts of SMS', () => {
  let channel: ReturnType<typeof aChannel>
  let take: ReturnType<typeof makeTakeSmsReceipts>
  beforeEach(() => {
    channel = aChannel()
    take = makeTakeSmsReceipts({ ...channel, provider: 'sms', wait: async () => {} })
    channel.directory.fill(inTown(120))
  })
  const receiptsOf = (sent: readonly { id: string }[], verdict: Verdict): SmsReceipt[] =>
    sent.map(({ id }) => ({ messageId: id, takenAtMs: channel.clock.now(), verdict }))
  const delivered: Verdict = { kind: 'delivered' }
  const thrown: Verdict = { kind: 'thrown' }
  const sms = async () => (await channel.report('first')).channels.sms
  const balance = async () => {
    const { meant, handedOver, delivered: got, pending, failed, skipped } = await sms()
    expect(meant).toBe(handedOver + failed.total! + skipped.total! + pending)
    expect(got).toBeLessThanOrEqual(handedOver)
    return { meant, handedOver, delivered: got, pending, failed, skipped }
  }

  test('are counted once, in whatever order and however often they come', async () => {
    channel.publish(aFirst())
    await channel.drain()
    const [first, second] = [channel.sent.slice(0, 70), channel.sent.slice(70)]
    for (const part of [second, second]) await take(receiptsOf(part, delivered))
    expect(await balance()).toMatchObject({ handedOver: 120, delivered: 50 })
    for (const part of [first, second, channel.sent]) await take(receiptsOf(part, delivered))
    expect(await balance()).toMatchObject({ meant: 120, handedOver: 120, delivered: 120, pending: 0 })
    expect((await channel.report('first')).complete).toBe(true)
  })

  test('are counted in the town of each', async () => {
    channel.publish(aFirst())
    await channel.drain()
    await take(receiptsOf(channel.sent.slice(0, 30), delivered))
    const { towns } = await channel.report('first')
    expect(towns.map(({ code, channels }) => [code, channels.sms.delivered])).toEqual([['510402100', 30]])
  })

  test('of two messages of one person, after a takeover, count by the one that arrived', async () => {
    channel.publish(aFirst())
    await channel.drain()
    await take(receiptsOf(channel.sent.slice(0, 5), { kind: 'failed', cause: 'blocked' }))
    await take(receiptsOf(channel.sent, delivered))
    expect(await balance()).toMatchObject({ handedOver: 120, delivered: 120, failed: { total: 0 } })
    await take(receiptsOf(channel.sent.slice(0, 5), { kind: 'failed', cause: 'blocked' }))
    expect(await balance()).toMatchObject({ handedOver: 120, failed: { total: 0 } })
  })

  test('of messages that failed move people from handed over to failed', async () => {
    channel.publish(aFirst())
    await channel.drain()
    for (let i = 0; i < 2; i++) await take(receiptsOf(channel.sent.slice(0, 5), { kind: 'failed', cause: 'blocked' }))
    expect(await balance()).toMatchObject({ handedOver: 115, delivered: 0, failed: { total: 5, blocked: 5 } })
  })

  test('that overtake the write which tells whose message it was are found a little later', async () => {
    let waits = 0
    take = makeTakeSmsReceipts({
      ...channel,
      provider: 'sms',
      async wait() {
        if (++waits === 4) await channel.drain()
      },
    })
    const ids = [crypto.randomUUID(), crypto.randomUUID()]
    const early = receiptsOf(
      ids.map((id) => ({ id })),
      delivered,
    )
    channel.answers(() => ({ kind: 'handedOver', messageId: ids.shift() ?? crypto.randomUUID() }))
    channel.publish(aFirst())
    expect(await take(early)).toMatchObject({ delivered: 2, unknown: 0 })
    expect(await balance()).toMatchObject({ handedOver: 120, delivered: 2 })
  })

  test('of something else that was sent are given up, and of long ago at once', async () => {
    let waits = 0
    take = makeTakeSmsReceipts({ ...channel, provider: 'sms', wait: async () => void waits++ })
    const stranger = { messageId: crypto.randomUUID(), takenAtMs: channel.clock.now(), verdict: delivered }
    expect(await take([stranger])).toMatchObject({ unknown: 1 })
    expect(waits).toBeGreaterThan(10)
    waits = 0
    expect(await take([{ ...stranger, takenAtMs: channel.clock.now() - 3_600_000 }])).toMatchObject({ unknown: 1 })
    expect(waits).toBe(0)
    // A run that must end soon looks no longer.
    expect(await take([stranger], () => waits >= 5)).toMatchObject({ unknown: 1 })
    expect(waits).toBe(5)
  })

  test('of a spent account open people again, stop the channel, and they are told once there is money', async () => {
    let isSpent = true
    channel.publish(aFirst())
    await channel.drain()
    const lost = channel.sent.slice(0, 40)
    await take(receiptsOf(channel.sent.slice(40), delivered))
    channel.pass(1)
    for (let i = 0; i < 2; i++) await take(receiptsOf(lost, thrown))
    expect(await balance()).toMatchObject({ handedOver: 80, delivered: 80, pending: 40 })
    expect((await channel.report('first')).complete).toBe(false)
    // Each minute somebody looks; what the provider takes, it throws away.
    const seen = new Set(channel.sent.map(({ id }) => id))
    let asked = 0
    for (let minute = 0; minute < 90; minute++) {
      await channel.minute()
      const news = channel.sent.filter(({ id }) => !seen.has(id))
      for (const { id } of news) seen.add(id)
      if (isSpent) asked += news.length
      if (news.length > 0) await take(receiptsOf(news, isSpent ? thrown : delivered))
      await balance()
      if (minute === 30) isSpent = false
    }
    expect(asked).toBeGreaterThan(0)
    // One batch at a time, further and further apart.
    expect(asked).toBeLessThanOrEqual(40 * 10)
    expect(await balance()).toMatchObject({ meant: 120, handedOver: 120, delivered: 120, pending: 0 })
    expect((await channel.report('first')).complete).toBe(true)
  })

  test('of a spent account keep the next warning from being thrown away as well', async () => {
    channel = aChannel({ burst: 20 })
    take = makeTakeSmsReceipts({ ...channel, provider: 'sms', wait: async () => {} })
    channel.directory.fill(inTown(120))
    channel.publish(aFirst())
    await channel.drain()
    await take(receiptsOf(channel.sent.slice(-40), thrown))
    channel.publish(aFirst({ id: 'second' }))
    await channel.drain()
    expect(channel.sent).toHaveLength(120)
    await channel.minute()
    // One batch asks, of ten people here.
    expect(channel.sent.length).toBeGreaterThan(120)
    expect(channel.sent.length).toBeLessThanOrEqual(120 + 10)
  })

  test('of a spent account whose alert is called off meanwhile leave nobody pending', async () => {
    channel.publish(aFirst())
    await channel.drain()
    await take(receiptsOf(channel.sent.slice(0, 40), thrown))
    const first = channel.published.get('first')!
    channel.published.set('first', { ...first, stage: 'cancelled', successor: 'end' })
    channel.publish(aFirst({ id: 'end', cancelReason: 'lifted', predecessors: ['first'] }))
    await channel.rest()
    // The last of them tell of it after the Cancel was planned.
    await take(receiptsOf(channel.sent.slice(40, 50), thrown))
    await channel.rest()
    expect(await balance()).toMatchObject({ handedOver: 70, pending: 0, skipped: { total: 50, cancelled: 50 } })
    expect((await channel.report('first')).complete).toBe(true)
  })
})

describe('the stop of an account', () => {
  const minuteMs = 60_000
  const stopped = afterThrown(undefined, 1_000, 5_000)!

  test('stands from the first that was thrown away, and is asked about further and further apart', () => {
    expect(isStanding(undefined, 0)).toBe(false)
    expect(isStanding(stopped, 5_000)).toBe(true)
    expect(stopped.untilMs).toBe(5_000 + minuteMs)
    const waits: number[] = []
    let stop = stopped
    for (let at = stop.untilMs; waits.length < 5; at = stop.untilMs) {
      stop = afterAsking(stop, at)
      waits.push((stop.untilMs - at) / minuteMs)
    }
    expect(waits).toEqual([1, 2, 4, 5, 5])
    expect(afterThrown(stop, 2_000, 9_000)).toEqual({ ...stop, thrownAtMs: 2_000, heardAtMs: 9_000 })
  })

  test('is asked about by one of several that come at once', async () => {
    const { receipts, clock } = aChannel()
    await receipts.changeStop('sms', () => afterThrown(undefined, clock.now() - 2 * minuteMs, clock.now() - minuteMs))
    const stop = makeProviderStop({ clock, receipts }, 'sms')
    const permissions = await Promise.all([1, 2, 3].map(() => stop.permission()))
    expect(permissions.sort()).toEqual(['ask', 'stopped', 'stopped'])
    expect(await makeProviderStop({ clock, receipts }, 'other').permission()).toBe('send')
  })

  test('ends with the first that arrives of those taken later, and no late receipt brings it back', () => {
    expect(afterArrived(undefined, 2_000)).toBeUndefined()
    expect(afterArrived(stopped, 1_000)).toBeUndefined()
    const over = afterArrived(stopped, 1_001)!
    expect(isStanding(over, 6_000)).toBe(false)
    expect(afterThrown(over, 900, 7_000)).toBeUndefined()
    expect(afterArrived(over, 9_000)).toBeUndefined()
    expect(isStanding(afterThrown(over, 1_002, 7_000), 7_000)).toBe(true)
  })

  test('ends where no receipts come at all, and where the clock was set back by as much', () => {
    expect(isStanding(stopped, 5_000 + 29 * minuteMs)).toBe(true)
    expect(isStanding(stopped, 5_000 + 30 * minuteMs)).toBe(false)
    expect(isStanding({ ...stopped, heardAtMs: 100 * minuteMs }, 5_000)).toBe(false)
  })
})

describe('receipts of e-mail', () => {
  test('that a mailbox sent back end further mail to it, and the next warning says so', async () => {
    const channel = aChannel()
    const [gone, there] = inTown(2)
    channel.directory.fill([gone!, there!])
    const take = makeTakeEmailReceipts({ ...channel, endChannel: channel.directory.end })
    channel.publish(aFirst())
    await channel.drain()
    const item = [...channel.store.state.chains].flatMap(([id, chain]) =>
      chain.filter(({ keys }) => keys.some((key) => key.endsWith(`#${gone!.id}`))).map((found) => ({ id, found })),
    )[0]!
    const shard = Number(item.id.split('#').at(-1))
    const index = item.found.keys.findIndex((key) => key.endsWith(`#${gone!.id}`))
    const place = { job: { alertId: 'first', channel: 'sms' as const, kind: 'main', shard }, batch: 0, index }
    await take([{ place, verdict: { kind: 'delivered' } }])
    for (let i = 0; i < 2; i++) await take([{ place, verdict: { kind: 'ended', cause: 'bounced' } }])
    const first = (await channel.report('first')).channels.sms
    expect(first).toMatchObject({ meant: 2, handedOver: 1, delivered: 0, failed: { total: 1, bounced: 1 } })
    channel.publish(aFirst({ id: 'second' }))
    await channel.drain()
    const second = (await channel.report('second')).channels.sms
    expect(second).toMatchObject({ meant: 2, handedOver: 1, skipped: { total: 1, bounced: 1 } })
  })
})
