import { describe, expect, it } from 'vitest'
import { againAfterMs } from '../../functions/alerts/sweep-alerts.ts'
import type { DeliveryChannel } from '../../functions/platform/channel.ts'
import { UnreadableItemError } from '../../functions/platform/table.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { aDesk, idOf } from './a-desk.ts'
import { anAlert, anInfo } from './an-alert.ts'

const alert = anAlert({ identifier: 'first' })
const id = idOf(alert)
const everyChannel: DeliveryChannel[] = ['sms', 'email', 'web']
const expiresAtMs = Date.parse('2026-07-01T20:00:00+08:00')
const day = 86_400_000

async function aDeskThatPublished(planned: DeliveryChannel[] = []) {
  const desk = aDesk()
  await desk.accept(alert)
  for (const channel of planned) await desk.published.markPlanned(id, channel)
  desk.outbox.announced.length = 0
  return desk
}

describe('a published alert', () => {
  it('is announced again until every channel is planned, to those that are not', async () => {
    const desk = await aDeskThatPublished(['sms'])
    desk.clock.pass(20_000)
    await desk.sweep.all()
    expect(desk.outbox.announced[0]).toMatchObject({ alertId: id, channels: ['email', 'web'], lane: 'red' })
  })

  it('is announced less and less often, and called stuck in the end', async () => {
    const desk = await aDeskThatPublished()
    const times: number[] = []
    let stuck = 0
    const start = desk.clock.now()
    for (let second = 0; second < 3_600; second += 5) {
      desk.clock.set(start + second * 1000)
      const before = desk.outbox.announced.filter(({ channels }) => channels.length > 1).length
      stuck += (await desk.sweep.all()).stuck
      const after = desk.outbox.announced.filter(({ channels }) => channels.length > 1).length
      if (after > before) times.push(second)
    }
    expect(times).toEqual([15, 35, 75, 155, 315, 635, 1235, 1835, 2435, 3035])
    expect(stuck).toBe(5)
  })

  it('fails loudly on a channel that nobody listens to, once the others are woken', async () => {
    const desk = aDesk()
    await desk.accept(alert)
    const head = desk.alerts.head
    desk.alerts.head = async (asked) => {
      const found = await head(asked)
      return found && { ...found, expected: ['sms', 'push'], planned: [] }
    }
    desk.outbox.announced.length = 0
    desk.clock.pass(20_000)
    expect(await desk.sweep.one(id)).toMatchObject({ due: 1, failed: 1 })
    expect(desk.outbox.announced).toMatchObject([{ channels: ['sms'] }])
  })

  it('rests until its end once every channel is planned', async () => {
    const desk = await aDeskThatPublished(everyChannel)
    expect((await desk.alerts.head(id))!.dueAtMs).toBe(expiresAtMs)
    desk.clock.pass(3_600_000)
    expect(await desk.sweep.all()).toMatchObject({ due: 0 })
  })

  it('finds its rest by the sweeper where the last planner died before saying so', async () => {
    const desk = await aDeskThatPublished()
    for (const channel of everyChannel) await desk.alerts.markPlanned(id, channel)
    desk.clock.pass(20_000)
    await desk.sweep.all()
    expect(desk.outbox.announced.filter(({ channels }) => channels.length > 1)).toEqual([])
    expect((await desk.alerts.head(id))!.dueAtMs).toBe(expiresAtMs)
  })

  it('is looked at alone when the outbox queue says so, and only if it is due', async () => {
    const desk = await aDeskThatPublished()
    expect(await desk.sweep.one(id)).toMatchObject({ due: 0 })
    desk.clock.pass(20_000)
    expect(await desk.sweep.one(id)).toMatchObject({ due: 1 })
    expect(desk.outbox.announced).toHaveLength(1)
    expect(await desk.sweep.one('nobody')).toMatchObject({ due: 0 })
  })
})

describe('the end of an alert', () => {
  it('comes with its time: the files change, and only the web is woken', async () => {
    const desk = await aDeskThatPublished(everyChannel)
    const { dirty } = await desk.ledger.state()
    desk.clock.set(expiresAtMs)
    await desk.sweep.all()
    expect((await desk.published.gate(id))!.stage).toBe('expired')
    expect((await desk.ledger.state()).dirty).toBe(dirty + 1)
    expect(desk.outbox.announced[0]).toMatchObject({ alertId: id, channels: ['web'] })
    expect((await desk.ledger.entries())[0]!.alert.stage).toBe('expired')
  })

  it('comes even when channels were never planned', async () => {
    const desk = await aDeskThatPublished()
    desk.clock.set(expiresAtMs)
    await desk.sweep.all()
    expect((await desk.published.gate(id))!.stage).toBe('expired')
  })

  it('is shown in the end even when the web could not be woken at first', async () => {
    const desk = await aDeskThatPublished(everyChannel)
    desk.clock.set(expiresAtMs)
    desk.outbox.fail = true
    expect(await desk.sweep.one(id)).toMatchObject({ failed: 1 })
    desk.outbox.fail = false
    desk.clock.pass(againAfterMs(0))
    await desk.sweep.all()
    expect(desk.outbox.announced[0]).toMatchObject({ channels: ['web'] })
    expect((await desk.alerts.head(id))!.dueAtMs).toBe(expiresAtMs + 30 * day)
  })

  it('leaves the pages after thirty days, and nothing is due any more', async () => {
    const desk = await aDeskThatPublished(everyChannel)
    desk.clock.set(expiresAtMs)
    await desk.sweep.all()
    desk.clock.pass(30 * day - 1)
    await desk.sweep.all()
    expect(await desk.ledger.entries()).toHaveLength(1)
    desk.clock.pass(1)
    await desk.sweep.all()
    expect(await desk.ledger.entries()).toEqual([])
    expect((await desk.alerts.head(id))!.dueAtMs).toBeNull()
    expect((await desk.published.get(id))!.stage).toBe('expired')
  })

  it('by a Cancel leaves the pages after thirty days too', async () => {
    const desk = await aDeskThatPublished(everyChannel)
    const reference = { sender: alert.sender, identifier: alert.identifier, sent: alert.sent }
    await desk.accept(anAlert({ identifier: 'cancel', msgType: 'Cancel', info: [], references: [reference] }))
    desk.clock.pass(31 * day)
    // The first run ends the Cancel itself, whose thirty days begin then.
    await desk.sweep.all()
    expect((await desk.ledger.entries()).map((entry) => entry.alert.alert.identifier)).toEqual(['cancel'])
  })

  it('of a drill that nobody may know of touches no public file', async () => {
    const desk = aDesk()
    await desk.accept({ ...alert, status: 'Exercise', note: '双盲' })
    desk.outbox.announced.length = 0
    desk.clock.set(expiresAtMs)
    await desk.sweep.all()
    expect((await desk.published.gate(id))!.stage).toBe('expired')
    expect([desk.outbox.announced, (await desk.ledger.state()).dirty]).toEqual([[], 0])
    expect((await desk.alerts.head(id))!.dueAtMs).toBeNull()
  })
})

describe('a held alert', () => {
  const held = { ...alert, sent: '2026-07-01T09:00:00+08:00' }
  it('calls the desk every three minutes while it is red', async () => {
    const desk = aDesk()
    await desk.accept(held)
    let calls = 0
    for (let minute = 1; minute <= 9; minute++) {
      desk.clock.pass(60_000)
      calls += (await desk.sweep.all()).urgentHeld
    }
    expect(calls).toBe(3)
  })
  it('does not call while it is yellow', async () => {
    const desk = aDesk()
    await desk.accept({ ...held, info: [anInfo({ severity: 'Moderate', headline: '山洪黄色预警' })] })
    desk.clock.pass(600_000)
    expect(await desk.sweep.all()).toMatchObject({ due: 0, urgentHeld: 0 })
  })
  it('expires unseen, and is nobody’s predecessor', async () => {
    const desk = aDesk()
    await desk.accept(held)
    desk.clock.set(expiresAtMs)
    await desk.sweep.all()
    expect((await desk.alerts.head(id))!).toMatchObject({ stage: 'expired', dueAtMs: null })
    expect(await desk.published.get(id)).toBeUndefined()
    expect(desk.outbox.announced).toEqual([])
  })
})

describe('the sweeper', () => {
  it('takes red before the others, and one broken alert does not stop it', async () => {
    const alerts = memoryAlertStore()
    const desk = aDesk({ alerts })
    const blue = anInfo({ severity: 'Minor', headline: '山洪蓝色预警' })
    await desk.accept({ ...alert, identifier: 'blue', info: [blue] })
    desk.clock.pass(1)
    await desk.accept({ ...alert, identifier: 'red' })
    desk.outbox.announced.length = 0
    desk.clock.pass(20_000)
    const schedule = alerts.schedule
    alerts.schedule = async (head, dueAtMs) => {
      if (head.identifier === 'red') throw new Error('throttled')
      return schedule(head, dueAtMs)
    }
    expect(await desk.sweep.all()).toMatchObject({ due: 2, failed: 1 })
    expect(desk.outbox.announced[0]).toMatchObject({ alertId: idOf({ ...alert, identifier: 'blue' }) })
    alerts.schedule = schedule
    desk.outbox.announced.length = 0
    desk.clock.pass(60_000)
    await desk.sweep.all()
    expect(desk.outbox.announced[0]).toMatchObject({ lane: 'red' })
  })

  it('wakes the others where one alert cannot be read, and counts it as failed', async () => {
    const alerts = memoryAlertStore()
    const desk = aDesk({ alerts })
    const newer = idOf({ ...alert, identifier: 'newer' })
    await desk.accept({ ...alert, identifier: 'newer' })
    await desk.accept(alert)
    desk.outbox.announced.length = 0
    desk.clock.pass(20_000)
    const { heads } = alerts
    alerts.heads = async (ids) => {
      if (ids.includes(newer)) throw new UnreadableItemError('a later form')
      return heads(ids)
    }
    expect(await desk.sweep.all()).toMatchObject({ due: 1, failed: 1 })
    expect(desk.outbox.announced[0]).toMatchObject({ alertId: id, channels: everyChannel })
    expect(desk.outbox.announced.map(({ alertId }) => alertId)).not.toContain(newer)
    alerts.heads = async () => {
      throw new Error('no table')
    }
    await expect(desk.sweep.all()).rejects.toThrow('no table')
  })

  it('run twice at once wakes once', async () => {
    const desk = await aDeskThatPublished()
    desk.clock.pass(20_000)
    await Promise.all([desk.sweep.one(id), desk.sweep.one(id)])
    expect(desk.outbox.announced).toHaveLength(1)
  })
})
