import { describe, expect, it } from 'vitest'
import type { Alert } from '../../functions/alerts/alert.ts'
import { aDesk, idOf } from './a-desk.ts'
import { anAlert, anArea, anInfo } from './an-alert.ts'

const held = anAlert({ identifier: 'held', sent: '2026-07-01T09:00:00+08:00' })
const id = idOf(held)

async function deskWith(...alerts: Alert[]) {
  const desk = aDesk()
  for (const alert of alerts) await desk.accept(alert)
  desk.outbox.announced.length = 0
  return desk
}
const release = { identifier: 'held', decision: 'release', version: 1, reason: undefined, sub: 'zhao.leader' } as const
const reject = { ...release, decision: 'reject', reason: '与县无关' } as const

describe('releasing a held alert', () => {
  it('publishes it and keeps who did', async () => {
    const desk = await deskWith(held)
    expect(await desk.decide({ ...release, reason: '时钟误差' })).toEqual({
      outcome: 'decided',
      identifier: 'held',
      stage: 'published',
      version: 3,
    })
    expect(desk.outbox.announced).toHaveLength(1)
    expect((await desk.alerts.audit(id)).map(({ actor, act, detail }) => [actor, act, detail.reason])).toEqual([
      [held.sender, 'held', undefined],
      ['zhao.leader', 'release', '时钟误差'],
      ['system', 'published', undefined],
    ])
  })

  it('is refused for another version than the one seen', async () => {
    const desk = await deskWith(held)
    expect(await desk.decide({ ...release, version: 2 })).toMatchObject({
      outcome: 'conflict',
      stage: 'held',
      version: 1,
    })
  })

  it('is refused for an alert that is not held, or not there', async () => {
    const desk = await deskWith(anAlert({ identifier: 'held' }))
    expect(await desk.decide({ ...release, version: 2 })).toMatchObject({ outcome: 'conflict', stage: 'published' })
    expect(await desk.decide({ ...release, identifier: 'nobody' })).toEqual({ outcome: 'unknown' })
  })

  it('by two people at once counts once', async () => {
    const desk = await deskWith(held)
    const outcomes = await Promise.all([desk.decide(release), desk.decide(reject)])
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['conflict', 'decided'])
  })

  it('is refused when its time is over or nobody would be told', async () => {
    const desk = await deskWith(held)
    desk.clock.set('2026-07-01T20:00:00+08:00')
    expect(await desk.decide(release)).toMatchObject({ outcome: 'conflict', because: expect.stringContaining('over') })

    const geocode = [{ valueName: 'x', value: '110101' }]
    const elsewhere = await deskWith({ ...held, info: [anInfo({ area: [anArea({ geocode })] })] })
    expect(await elsewhere.decide(release)).toMatchObject({ outcome: 'conflict' })

    const reference = { sender: held.sender, identifier: 'unknown', sent: held.sent }
    const empty = await deskWith({ ...held, msgType: 'Cancel', references: [reference], info: [] })
    expect(await empty.decide(release)).toMatchObject({ outcome: 'conflict' })
    expect(await empty.decide(reject)).toMatchObject({ outcome: 'decided', stage: 'rejected' })

    const drill = anAlert({ identifier: 'drill', status: 'Exercise' })
    const references = [{ ...reference, identifier: 'drill' }]
    const astray = await deskWith(drill, anAlert({ identifier: 'held', msgType: 'Cancel', references, info: [] }))
    expect(await astray.decide(release)).toMatchObject({
      outcome: 'conflict',
      because: expect.stringContaining('no Actual alert'),
    })
  })

  it('of an Update that came second tells the people of what it follows, and takes nothing from the first', async () => {
    const first = anAlert({ identifier: 'first' })
    const references = [{ sender: first.sender, identifier: 'first', sent: first.sent }]
    const winner = anAlert({ identifier: 'winner', msgType: 'Update', references })
    const second = anAlert({ identifier: 'held', msgType: 'Update', references })
    const desk = await deskWith(first, winner, second)
    expect(await desk.decide(release)).toMatchObject({ outcome: 'decided', stage: 'published' })
    expect(await desk.published.get(idOf(second))).toMatchObject({ predecessors: [idOf(first)] })
    expect((await desk.published.gate(idOf(first)))!.successor).toBe(idOf(winner))
    expect((await desk.published.gate(idOf(winner)))!.stage).toBe('published')
  })

  it('of a Cancel that came before its alert ends the alert, of which nobody was told', async () => {
    const first = anAlert({ identifier: 'first' })
    const references = [{ sender: first.sender, identifier: 'first', sent: first.sent }]
    const desk = await deskWith(anAlert({ identifier: 'held', msgType: 'Cancel', references, info: [] }), first)
    expect(await desk.decide(release)).toMatchObject({ outcome: 'decided', stage: 'published' })
    expect(await desk.alerts.head(idOf(first))).toMatchObject({ stage: 'superseded', isUntold: true })
    expect(await desk.published.get(idOf(first))).toBeUndefined()
    expect(await desk.published.get(id)).toMatchObject({ colour: 'red', area: { codes: ['510402100'] } })
  })

  it('of a Cancel that names an old message ends what took its place as well, and tells the people of both', async () => {
    const first = anAlert({ identifier: 'first' })
    const references = [{ sender: first.sender, identifier: 'first', sent: first.sent }]
    const update = anAlert({ identifier: 'update', msgType: 'Update', references })
    const desk = await deskWith(first, update, anAlert({ identifier: 'held', msgType: 'Cancel', references, info: [] }))
    expect(await desk.decide(release)).toMatchObject({ outcome: 'decided', stage: 'published' })
    expect(await desk.published.gate(idOf(update))).toMatchObject({ stage: 'cancelled', successor: id })
    expect(await desk.published.get(id)).toMatchObject({ predecessors: [idOf(update), idOf(first)] })
  })

  it.each([
    ['an end long past the day', '2026-07-09T08:00:00+08:00', '2026-07-04T08:00:00+08:00'],
    ['an end before somebody looked', '2026-07-01T09:00:00+08:00', '2026-07-01T20:00:00+08:00'],
  ])('of a Cancel with %s gives it a day from then to reach people', async (_, expires, releasedAt) => {
    const first = anAlert({ identifier: 'first' })
    const references = [{ sender: first.sender, identifier: 'first', sent: first.sent }]
    const winner = anAlert({ identifier: 'winner', msgType: 'Cancel', references, info: [] })
    const cancel = anAlert({ identifier: 'held', msgType: 'Cancel', references, info: [anInfo({ expires })] })
    const desk = await deskWith(first, winner, cancel)
    desk.clock.set(releasedAt)
    expect(await desk.decide(release)).toMatchObject({ outcome: 'decided', stage: 'published' })
    expect((await desk.published.gate(id))!.expiresAtMs).toBe(Date.parse(releasedAt) + 86_400_000)
  })
})

describe('rejecting a held alert', () => {
  it('ends it, with the reason in the audit log, and tells nobody', async () => {
    const desk = await deskWith(held)
    expect(await desk.decide(reject)).toMatchObject({ outcome: 'decided', stage: 'rejected', version: 2 })
    expect((await desk.alerts.audit(id)).at(-1)).toMatchObject({ act: 'reject', detail: { reason: '与县无关' } })
    expect((await desk.alerts.head(id))!.dueAtMs).toBeNull()
    expect(desk.outbox.announced).toEqual([])
  })
})
