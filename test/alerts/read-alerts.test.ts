import { describe, expect, it } from 'vitest'
import { makeReadAlerts } from '../../functions/alerts/read-alerts.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { aDesk, bureau } from './a-desk.ts'
import { anAlert, anInfo } from './an-alert.ts'

const alert = (identifier: string, overrides = {}) => anAlert({ identifier, ...overrides })
const listed = (page: { alerts: { identifier: string }[] }) => page.alerts.map(({ identifier }) => identifier)

describe('the list of alerts', () => {
  it('is newest first, over months, and by stage, status and sender', async () => {
    const desk = aDesk()
    const read = makeReadAlerts(desk)
    const long = { info: [anInfo({ expires: '2026-09-01T00:00:00+08:00' })] }
    await desk.accept(alert('july'))
    desk.clock.set('2026-08-01T00:00:00+08:00')
    await desk.accept(alert('drill', { ...long, status: 'Exercise' }))
    desk.clock.pass(1)
    const rain = anInfo({ ...long.info[0], event: '暴雨', eventCode: [], headline: '暴雨红色预警信号' })
    await desk.accept(alert('station', { info: [rain], sender: '51040241600000' }))
    desk.clock.pass(1)
    await desk.accept(alert('held', { ...long, sent: '2026-08-30T00:00:00+08:00' }))
    expect(listed(await read.list({}))).toEqual(['held', 'station', 'drill', 'july'])
    expect(listed(await read.list({ stage: 'held' }))).toEqual(['held'])
    expect(listed(await read.list({ status: 'Exercise' }))).toEqual(['drill'])
    expect(listed(await read.list({ sender: '51040241600000' }))).toEqual(['station'])
  })

  it('goes on from page to page until there is nothing more', async () => {
    const desk = aDesk()
    const read = makeReadAlerts(desk)
    for (let i = 0; i < 120; i++) {
      desk.clock.pass(1000)
      await desk.accept(alert(`n${String(i).padStart(3, '0')}`, { status: 'Test' }))
    }
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await read.list({ after })
      seen.push(...listed(page))
      after = page.next ?? undefined
    } while (after)
    expect(seen).toHaveLength(120)
    expect(seen).toEqual(seen.toSorted().reverse())
  })
})

describe('one alert', () => {
  it('comes with what is known of it, in CAP words', async () => {
    const desk = aDesk()
    const read = makeReadAlerts(desk)
    await desk.accept(alert('first'))
    const reference = { sender: bureau, identifier: 'first', sent: anAlert().sent }
    await desk.accept(alert('cancel', { msgType: 'Cancel', info: [], references: [reference], note: '误发' }))
    expect(await read.one('cancel')).toMatchObject({
      identifier: 'cancel',
      stage: 'published',
      event: '山洪',
      cancelReason: 'error',
      predecessors: ['first'],
      successor: null,
      expires: '2026-07-02T08:31:00+08:00',
      channels: { expected: ['sms', 'email', 'web'], planned: [] },
    })
    expect(await read.one('first')).toMatchObject({ stage: 'cancelled', successor: 'cancel', predecessors: [] })
    expect(await read.one('nobody')).toBeUndefined()
  })

  it('is found by its identifier for staff, and for its own sender only', async () => {
    const desk = aDesk()
    const read = makeReadAlerts(desk)
    await desk.accept(alert('first'))
    expect(await read.one('first', bureau)).toMatchObject({ sender: bureau })
    expect(await read.one('first', '51040241600000')).toBeUndefined()
    expect(await read.one('first', '51040299900000')).toBeUndefined()
  })

  it('of a sender who is no longer registered is still found by staff', async () => {
    const alerts = memoryAlertStore()
    await aDesk({ alerts }).accept(alert('first'))
    const county = { ...loadCounty('510402'), senders: [] }
    expect(await makeReadAlerts(aDesk({ alerts, county })).one('first')).toMatchObject({ sender: bureau })
  })
})
