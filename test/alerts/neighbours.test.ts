/** What a publication reads of the other warnings shown. */
import { expect, it } from 'vitest'
import type { Alert } from '../../functions/alerts/alert.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { aDesk, idOf } from './a-desk.ts'
import { anAlert, anArea, anInfo } from './an-alert.ts'

const town = (code: string) => anArea({ geocode: [{ valueName: '区划', value: code }] })
const towns = loadCounty('510402').towns.map(({ code }) => code)

/** A desk that counts the contents of alerts it reads. */
function aCountingDesk() {
  const alerts = memoryAlertStore()
  const { heads, bodies } = alerts
  const read = { heads: 0, bodies: 0 }
  alerts.heads = (ids) => {
    read.heads += ids.length
    return heads(ids)
  }
  alerts.bodies = (ids) => {
    read.bodies += ids.length
    return bodies(ids)
  }
  return { ...aDesk({ alerts }), read }
}

const warning = (identifier: string, code: string, more: Partial<Alert> = {}): Alert =>
  anAlert({ identifier, info: [anInfo({ area: [town(code)] })], ...more })

it('reads none of the other warnings of a burst, however many are shown', async () => {
  const desk = aCountingDesk()
  for (const [i, code] of towns.entries()) {
    expect(await desk.accept(warning(`a${i}`, code))).toMatchObject({ outcome: 'accepted' })
  }
  expect(desk.read).toEqual({ heads: 0, bodies: 0 })
})

it('reads what was said of the same place, and what is newer', async () => {
  const desk = aCountingDesk()
  await desk.accept(warning('before', '510402100', { sent: '2026-07-01T08:00:00+08:00' }))
  await desk.accept(warning('newer', '510402001', { sent: '2026-07-01T08:20:00+08:00' }))
  expect(desk.read).toEqual({ heads: 0, bodies: 0 })
  await desk.accept(warning('again', '510402100', { sent: '2026-07-01T08:10:00+08:00' }))
  expect(desk.read).toEqual({ heads: 2, bodies: 2 })
})

const signal = (identifier: string, sent: string, codes: readonly string[]): Alert =>
  anAlert({
    identifier,
    sent,
    sender: '51040241600000',
    info: [
      anInfo({
        severity: 'Severe',
        event: '暴雨',
        eventCode: [{ valueName: 'x', value: '11B03' }],
        senderName: '攀枝花市气象台',
        headline: '攀枝花市气象台发布暴雨橙色预警信号',
        area: codes.map(town),
      }),
    ],
  })

it('reads an older signal of a part of its place, which it stands for', async () => {
  const desk = aCountingDesk()
  const older = signal('older', '2026-07-01T08:10:00+08:00', towns.slice(0, 1))
  await desk.accept(older)
  expect(await desk.accept(signal('newer', '2026-07-01T08:20:00+08:00', towns.slice(0, 2)))).toMatchObject({
    stage: 'published',
  })
  expect((await desk.alerts.head(idOf(older)))?.stage).toBe('superseded')
})

it('stands for an older signal whose time ran out too: nobody has lifted that', async () => {
  const desk = aCountingDesk()
  const older = signal('older', '2026-07-01T08:10:00+08:00', towns.slice(0, 1))
  await desk.accept(older)
  desk.clock.set('2026-07-01T20:00:00+08:00')
  await desk.sweep.all()
  expect((await desk.alerts.head(idOf(older)))?.stage).toBe('expired')
  const newer = signal('newer', '2026-07-01T19:59:00+08:00', towns.slice(0, 1))
  newer.info[0] = { ...newer.info[0]!, expires: '2026-07-02T08:00:00+08:00' }
  expect(await desk.accept(newer)).toMatchObject({ stage: 'published' })
  expect((await desk.alerts.head(idOf(older)))?.stage).toBe('superseded')
})

it('reads every place for what a person released as a lifting: it ends what holds in any part of its own', async () => {
  const desk = aCountingDesk()
  const before = warning('before', towns[0]!, { sent: '2026-07-01T08:10:00+08:00' })
  await desk.accept(before)
  const lifts = { headline: '解除山洪红色预警', instruction: '听干部安排。', area: towns.slice(0, 2).map(town) }
  const over = anAlert({ identifier: 'over', sent: '2026-07-01T08:20:00+08:00', info: [anInfo(lifts)] })
  expect(await desk.accept(over)).toMatchObject({ outcome: 'held' })
  const { version } = (await desk.alerts.head(idOf(over)))!
  const release = {
    identifier: 'over',
    decision: 'release',
    how: { as: 'lifted' },
    version,
    reason: undefined,
  } as const
  expect(await desk.decide({ ...release, sub: 'leader' })).toMatchObject({ stage: 'published' })
  expect((await desk.alerts.head(idOf(before)))?.stage).toBe('cancelled')
})
