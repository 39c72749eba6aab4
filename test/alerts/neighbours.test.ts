/** What a publication reads of the other warnings shown. */
import { expect, it } from 'vitest'
import type { Alert } from '../../functions/alerts/alert.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { memoryAlertStore } from '../fakes/memory-alert-store.ts'
import { aDesk } from './a-desk.ts'
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
