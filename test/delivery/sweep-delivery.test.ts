import { expect, test } from 'vitest'
import type { Job } from '../../functions/delivery/job.ts'
import { sweepDeliveryHandler } from '../../functions/delivery/sweep-delivery.handler.ts'
import { makeSweepDelivery } from '../../functions/delivery/sweep-delivery.ts'
import type { DeliveryChannel } from '../../functions/platform/channel.ts'
import { makeMemoryDeliveryStore } from '../fakes/memory-delivery-store.ts'
import { setClock } from '../fakes/set-clock.ts'
import { aJob } from './a-job.ts'

const dueJob = (channel: DeliveryChannel, shard: number): Job => aJob({ channel, shard, dueAtMs: 1 })

async function aSweep(...channels: DeliveryChannel[]) {
  const store = makeMemoryDeliveryStore()
  const clock = setClock()
  for (const [shard, channel] of channels.entries()) await store.createJob(dueJob(channel, shard))
  const woken: string[] = []
  const wakes = {
    send: async (_: string, list: unknown[]) => void woken.push(...list.map((each) => JSON.stringify(each))),
  }
  return { woken, store, sweep: makeSweepDelivery({ clock, store, wakes: { sms: wakes } }) }
}

test('a job of a channel without a queue makes the run fail, once the others are woken', async () => {
  const { sweep, woken } = await aSweep('push', 'sms')
  await expect(sweepDeliveryHandler(sweep)()).rejects.toThrow('channels without a queue: push')
  expect(woken).toHaveLength(1)
})

test.each([
  ['red', 1, 0],
  ['red', 2, 1],
  ['normal', 4, 0],
  ['normal', 5, 1],
] as const)('a %s job woken %d times without progress counts as %d stuck', async (lane, attempts, stuck) => {
  const { sweep, store } = await aSweep()
  await store.createJob({ ...dueJob('sms', 0), lane, attempts })
  expect(await sweep()).toMatchObject({ woken: 1, stuck })
})

test('a run with queues for all that is due does not fail', async () => {
  const { sweep, woken } = await aSweep('sms', 'sms')
  await sweepDeliveryHandler(sweep)()
  expect(woken).toHaveLength(2)
})

test('a job is moved on before its wake, so that the next run wakes it later and not at once', async () => {
  const { sweep, woken } = await aSweep('sms')
  for (let run = 0; run < 2; run++) await sweep()
  expect(woken.map((wake) => JSON.parse(wake).delayMs > 0)).toEqual([false, true])
})
