import { describe, expect, it } from 'vitest'
import { aDesk, idOf } from '../alerts/a-desk.ts'
import { anAlert } from '../alerts/an-alert.ts'

const alert = anAlert({ identifier: 'first' })
const id = idOf(alert)

describe('the writer of the public files', () => {
  it('gets everything shown with the version last written', async () => {
    const desk = aDesk()
    await desk.accept(alert)
    expect(await desk.ledger.entries()).toMatchObject([{ alert: { id, version: 2 }, writtenVersion: null }])
    await desk.ledger.markWritten(id, 2)
    expect(await desk.ledger.entries()).toMatchObject([{ writtenVersion: 2 }])
  })

  it('sees an alert from the moment it is published, not before', async () => {
    const desk = aDesk()
    await desk.pages.show({ id, sentAtMs: 0, area: '', weatherSignal: false }, [])
    expect(await desk.ledger.entries()).toEqual([])
    await desk.accept(alert)
    expect(await desk.ledger.entries()).toHaveLength(1)
  })

  it('is alone while its lease runs, and not believed after it', async () => {
    const desk = aDesk()
    await desk.accept(alert)
    const mine = (await desk.ledger.acquire(30_000))!
    expect(await desk.ledger.acquire(30_000)).toBeUndefined()
    desk.clock.pass(30_000)
    const other = (await desk.ledger.acquire(30_000))!
    expect(await desk.ledger.markClean(mine)).toBe(false)
    expect(await desk.ledger.markClean(other)).toBe(true)
    expect(await desk.ledger.state()).toMatchObject({ dirty: 1, clean: 1 })
  })
})
