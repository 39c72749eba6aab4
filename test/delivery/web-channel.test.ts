import { expect, test } from 'vitest'
import { makeReportDelivery } from '../../functions/delivery/report-delivery.ts'
import { makeWebChannel } from '../../functions/delivery/web-channel.ts'
import { makeMemoryDeliveryStore } from '../fakes/memory-delivery-store.ts'
import { makeMemoryReceiptStore } from '../fakes/memory-receipt-store.ts'
import { setClock } from '../fakes/set-clock.ts'

const county = { code: '510402' }

test('the public is one recipient, pending until its files stand and counted once', async () => {
  const clock = setClock()
  const store = makeMemoryDeliveryStore()
  const channel = makeWebChannel({ clock, county, store })
  const alert = { id: 'a', identifier: 'a', acceptedAtMs: clock.now() }
  const report = makeReportDelivery({ store, receipts: makeMemoryReceiptStore(store), withReceipts: [] })
  const reach = async () => {
    const { complete, channels } = await report(alert, ['web'], true)
    return { complete, handedOver: channels.web.handedOver, seconds: channels.web.secondsTo['100'] }
  }
  await channel.reached(alert)
  expect([await channel.isOpen('a'), await store.listJobs('a', 'web')]).toEqual([false, []])

  await channel.begin('a', 'red', 'trace')
  expect(await channel.isOpen('a')).toBe(true)
  expect(await reach()).toEqual({ complete: false, handedOver: 0, seconds: null })
  expect(await store.dueJobs('red', clock.now() + 10_000, 1)).toMatchObject([{ alertId: 'a', channel: 'web' }])

  clock.pass(1_500)
  await channel.reached(alert)
  clock.pass(60_000)
  await channel.begin('a', 'red', 'trace')
  await channel.reached(alert)
  expect(await channel.isOpen('a')).toBe(false)
  expect(await reach()).toEqual({ complete: true, handedOver: 1, seconds: 1.5 })
  expect(await store.dueJobs('red', clock.now() + 60_000, 1)).toEqual([])
})
