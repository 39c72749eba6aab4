import { describe, expect, it } from 'vitest'
import { nowhere } from '../../functions/alerts/published-alert.ts'
import { isFullyPlanned } from '../../functions/alerts/read-published.ts'
import { aDesk, bytesOf, idOf } from './a-desk.ts'
import { anAlert } from './an-alert.ts'

const alert = anAlert({ identifier: 'first' })
const id = idOf(alert)

describe('what delivery may ask', () => {
  it('knows nothing of an alert that nobody was told of', async () => {
    const desk = aDesk()
    expect(await desk.published.get(id)).toBeUndefined()
    expect(await desk.published.gate(id)).toBeUndefined()
    await desk.published.markPlanned(id, 'sms')
    expect(await desk.alerts.head(id)).toBeUndefined()
  })

  it('takes an alert out of the outbox with the last planned channel, in any order, again and again', async () => {
    const desk = aDesk()
    await desk.accept(alert)
    const end = Date.parse('2026-07-01T20:00:00+08:00')
    for (const channel of ['web', 'sms', 'web'] as const) {
      await desk.published.markPlanned(id, channel)
      expect((await desk.alerts.head(id))!.dueAtMs).toBeLessThan(end)
    }
    await desk.published.markPlanned(id, 'email')
    await desk.published.markPlanned(id, 'email')
    expect(await desk.alerts.head(id)).toMatchObject({ dueAtMs: end, version: 2 })
  })

  it('counts nothing as planned while a person has still to look', async () => {
    const desk = aDesk()
    await desk.accept({ ...alert, sent: '2026-07-01T09:00:00+08:00' })
    expect(isFullyPlanned((await desk.alerts.head(id))!)).toBe(false)
  })

  it('leaves a channel nobody expects out of account', async () => {
    const desk = aDesk()
    await desk.accept({ ...alert, status: 'Exercise' })
    await desk.published.markPlanned(id, 'sms')
    await desk.published.markPlanned(id, 'push')
    expect((await desk.alerts.head(id))!.dueAtMs).toBeLessThan(desk.clock.now() + 60_000)
  })

  it('sees at the gate that an alert was succeeded', async () => {
    const desk = aDesk()
    await desk.accept(alert)
    expect(await desk.published.gate(id)).toEqual({
      stage: 'published',
      successor: null,
      except: nowhere,
      expiresAtMs: Date.parse('2026-07-01T20:00:00+08:00'),
    })
    const references = [{ sender: alert.sender, identifier: alert.identifier, sent: alert.sent }]
    const cancel = anAlert({ identifier: 'cancel', msgType: 'Cancel', info: [], references })
    await desk.accept(cancel)
    expect(await desk.published.gate(id)).toMatchObject({ stage: 'cancelled', successor: idOf(cancel) })
  })
})

describe('what the writer of pages may ask', () => {
  it('serves the bytes of the sender', async () => {
    const desk = aDesk()
    await desk.accept(alert)
    expect(Buffer.from((await desk.shown.originalBytes(id))!)).toEqual(Buffer.from(bytesOf(alert)))
    expect(await desk.shown.originalBytes('nobody')).toBeUndefined()
  })
})
