import { expect, test } from 'vitest'
import { mainJob } from '../../functions/delivery/job.ts'
import { makeSweepDelivery } from '../../functions/delivery/sweep-delivery.ts'
import type { Lane } from '../../functions/platform/channel.ts'
import { makeMemoryDeliveryStore } from '../fakes/memory-delivery-store.ts'
import { setClock } from '../fakes/set-clock.ts'

const aSweep = () => {
  const store = makeMemoryDeliveryStore()
  const clock = setClock()
  const woken: string[] = []
  const wakes = {
    send: async (lane: Lane, list: { wake: { alertId: string } }[]) => {
      woken.push(...list.map(({ wake }) => `${lane} ${wake.alertId}`))
    },
  }
  const due = (alertId: string, lane: Lane, agoMs: number, shard = 0) =>
    store.createJob({
      ...mainJob({ alertId, channel: 'sms', lane }, shard, clock.now(), 'trace'),
      dueAtMs: clock.now() - agoMs,
    })
  return { due, woken, sweep: makeSweepDelivery({ clock, store, wakes: { sms: wakes } }) }
}

test('red is woken first, however long the others have waited', async () => {
  const { due, woken, sweep } = aSweep()
  await due('old', 'normal', 60_000)
  await due('new', 'red', 1_000)
  await sweep()
  expect(woken).toEqual(['red new', 'normal old'])
})

test('a thousand red jobs leave nothing of a run to the others', async () => {
  const { due, woken, sweep } = aSweep()
  for (let shard = 0; shard < 1_000; shard++) await due('flood', 'red', 1_000, shard)
  await due('old', 'normal', 60_000)
  expect(await sweep()).toMatchObject({ woken: 1_000 })
  expect(woken).not.toContain('normal old')
})
