import { beforeEach, expect, test } from 'vitest'
import { aSubscriber, inTown, phonesOf } from '../subscribers/a-subscriber.ts'
import { aChannel, aFirst } from './a-channel.ts'

let channel: ReturnType<typeof aChannel>
beforeEach(() => {
  channel = aChannel()
})

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
  channel.publish(aFirst())
  channel.publish(aFirst())
  await channel.rest()
  expect(channel.numbers()).toEqual(phonesOf(meant))
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
  channel.publish(aFirst())
  await channel.rest()
  expect(channel.numbers()).toEqual(phonesOf(meant))
  const job = { alertId: 'first', channel: 'sms', kind: 'main' } as const
  const chains = await Promise.all([0, 1].map((shard) => channel.store.readChain({ ...job, shard })))
  // Texts here have two parts.
  expect(Math.max(...chains.flat().map(({ keys }) => keys.length))).toBe(3)
})

test('takes a token for each part of each text', async () => {
  channel.directory.fill(inTown(20))
  channel.publish(aFirst())
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
  channel.publish(aFirst())
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
  channel.publish(aFirst())
  await channel.rest()
  expect(channel.numbers()).toEqual(phonesOf(meant))
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
  channel.publish(aFirst())
  await channel.drain()
  expect(new Set(leases)).toEqual(new Set([leaseMs]))
})

test('goes on from the ledger when every message is lost', async () => {
  channel.directory.fill(inTown(500))
  channel.publish(aFirst())
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
  channel.publish(aFirst())
  await channel.rest()
  const numbers = channel.numbers()
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers.length).toBeGreaterThan(2_400)
})
