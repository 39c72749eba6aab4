import { describe, expect, test } from 'vitest'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { current, groupsOf, issueNumber, latestOf, reissueOf, standingOf } from '../../functions/pages/standing.ts'
import { aPublished, at, atMs } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'
import { drill, liftedByUpdate, partlyLifted, reissued, sentAt, upcoming, yinjiang } from '../texts/told-scenes.ts'

const ids = (cards: readonly { alert: PublishedAlert }[]): string[] => cards.map(({ alert }) => alert.id)
const listed = (alerts: readonly PublishedAlert[], nowMs: number): [string, string][] =>
  current(alerts, nowMs).map(({ alert, standing }) => [alert.id, standing])

describe('a warning that begins later', () => {
  const alert = upcoming()

  test('is to come until its onset, in force from then on by time alone, and never an all-clear', () => {
    expect(standingOf(alert, [alert], atMs('05:59', 3))).toBe('upcoming')
    expect(standingOf(alert, [alert], atMs('06:00', 3))).toBe('inForce')
    expect(standingOf(alert, [alert], atMs('18:00', 3))).toBe('expired')
    const groups = groupsOf([alert], atMs('09:00'))
    expect([ids(groups.open), ids(groups.upcoming), groups.isClear]).toEqual([[], [alert.id], false])
  })

  test('leaves what it raises in force until it begins, but not what was still to come itself', () => {
    const raise = sentAt('08:00', { onsetAtMs: atMs('12:00'), colour: 'red' }, 1)
    const held = { ...sentAt('07:00', { colour: 'orange' }, 2), stage: 'superseded' as const, successor: raise.id }
    const both = [held, { ...raise, predecessors: [held.id] }]
    expect(listed(both, atMs('09:00'))).toEqual([
      [held.id, 'inForce'],
      [raise.id, 'upcoming'],
    ])
    expect(listed(both, atMs('12:00'))).toEqual([[raise.id, 'inForce']])
    const postponed = [{ ...held, onsetAtMs: atMs('10:00') }, both[1]!]
    expect(listed(postponed, atMs('11:00'))).toEqual([[raise.id, 'upcoming']])
  })

  test('once called off is not to come', () => {
    const end = sentAt('09:00', { cancelReason: 'lifted', onsetAtMs: atMs('06:00', 3), predecessors: [alert.id] }, 5)
    expect(standingOf(end, [alert, end], atMs('10:00'))).toBe('lifted')
  })
})

describe('a lifting', () => {
  test('is one whatever its message type: what it ends is in no list', () => {
    const chain = liftedByUpdate()
    expect(listed(chain, atMs('10:31'))).toEqual([])
    expect(chain.map((alert) => standingOf(alert, chain, atMs('10:31')))).toEqual(['lifted', 'lifted'])
  })

  test('of a part leaves the rest in force, also where the alert names it as what came after', () => {
    const [whole, part] = partlyLifted() as [PublishedAlert, PublishedAlert]
    for (const successor of [null, part.id]) {
      const alerts = [{ ...whole, successor }, part]
      expect(listed(alerts, atMs('09:00'))).toEqual([[whole.id, 'inForce']])
      expect(standingOf(part, alerts, atMs('09:00'))).toBe('lifted')
      expect(ids(groupsOf(alerts, atMs('09:00')).ended)).toEqual([part.id])
    }
  })
})

describe('a warning issued again', () => {
  const [first, second, third] = reissued() as [PublishedAlert, PublishedAlert, PublishedAlert]
  const all = [first, second, third]

  test('is one card with its count, the newest; programs get each that holds', () => {
    const { open, unlifted } = groupsOf(all, atMs('09:40'))
    expect(open.map(({ alert, issue, others }) => [alert.id, issue, others.map(({ id }) => id)])).toEqual([
      [third.id, 3, [second.id]],
    ])
    // Its first issue ran out: nobody is told that it was not lifted while the third holds.
    expect(unlifted).toEqual([])
    expect(
      listed(all, atMs('09:40'))
        .map(([id]) => id)
        .toSorted(),
    ).toEqual([second.id, third.id].toSorted())
  })

  test('is one for colour, expiry and lifting too', () => {
    const yellow = { ...third, colour: 'yellow' as const }
    expect(groupsOf([first, second, yellow], atMs('09:40')).open.map(({ alert }) => alert.colour)).toEqual(['yellow'])
    expect(ids(groupsOf(all, atMs('18:01')).unlifted)).toEqual([third.id])
    const end = sentAt('10:00', { cancelReason: 'lifted', predecessors: [third.id] }, 9)
    const over = [first, second, { ...third, stage: 'cancelled' as const, successor: end.id }, end]
    expect(listed(over, atMs('10:01'))).toEqual([])
    expect(groupsOf(over, atMs('10:01'))).toMatchObject({ open: [], unlifted: [], isClear: true })
    expect(latestOf(second, over, atMs('10:01')).id).toBe(end.id)
  })

  test('by mistake leaves the earlier issue in force', () => {
    const wrong = sentAt('10:00', { cancelReason: 'error', predecessors: [third.id] }, 9)
    const over = [second, { ...third, stage: 'cancelled' as const, successor: wrong.id }, wrong]
    expect(listed(over, atMs('10:01'))).toEqual([[second.id, 'inForce']])
  })

  test('lifted for a part leaves the other issues in force', () => {
    const part = sentAt('10:00', { cancelReason: 'lifted', isPart: true, predecessors: [third.id] }, 9)
    expect(listed([second, third, part], atMs('10:01'))).toHaveLength(2)
  })

  test('is another warning where sender, event, place or what is left of it differ', () => {
    for (const other of [
      { ...second, alert: { ...second.alert, sender: 'other' } },
      { ...second, eventCode: '11B03' },
      { ...second, area: { ...second.area, codes: [yinjiang] } },
    ])
      expect(groupsOf([other, third], atMs('09:40')).open).toHaveLength(2)
    const towns = { codes: [yinjiang, '510402002'], polygons: [], circles: [] }
    const rest = { ...second, area: towns, except: { codes: ['510402002'], polygons: [], circles: [] } }
    const again = { ...third, area: { ...towns, codes: [yinjiang] } }
    expect(groupsOf([rest, again], atMs('09:40')).open.map(({ issue }) => issue)).toEqual([2])
  })

  test('after its time, after a lifting, or with news in it is counted anew', () => {
    const late = { ...third, sentAtMs: atMs('20:00'), expiresAtMs: atMs('23:00') }
    expect(issueNumber(late, [first, second, late], atMs('21:00'))).toBe(1)
    const raised = { ...third, isReissue: false, predecessors: [second.id] }
    expect(issueNumber(raised, [second, raised], atMs('09:40'))).toBe(1)
    expect(issueNumber({ ...raised, isReissue: true }, [second, raised], atMs('09:40'))).toBe(2)
    const red = { ...third, colour: 'red' as const }
    expect(issueNumber(red, [first, second, red], atMs('09:40'))).toBe(1)
  })

  test('that is only to come hides nothing that holds', () => {
    const later = { ...third, onsetAtMs: atMs('14:00') }
    const groups = groupsOf([second, later], atMs('09:40'))
    expect([ids(groups.open), ids(groups.upcoming)]).toEqual([[second.id], [later.id]])
    expect(reissueOf(second, [second, later], atMs('09:40'))).toBeUndefined()
  })

  test('never leaves a place without the warning that holds there, whatever the order', () => {
    const anIssue = fc.record({
      sent: fc.integer({ min: 0, max: 20 }),
      lasts: fc.integer({ min: 1, max: 20 }),
      begins: fc.option(fc.integer({ min: 1, max: 10 })),
    })
    fc.assert(
      fc.property(fc.array(anIssue, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 45 }), (issues, now) => {
        const alerts = issues.map(({ sent, lasts, begins }, i) => ({
          ...first,
          id: String(i),
          sentAtMs: sent,
          onsetAtMs: begins === null ? null : sent + begins,
          expiresAtMs: sent + lasts + (begins ?? 0),
        }))
        const { open, upcoming: toCome, unlifted } = groupsOf(alerts, now)
        const holds = alerts.some((alert) => standingOf(alert, alerts, now) === 'inForce')
        expect(open.length).toBe(holds ? 1 : 0)
        if (holds) expect(unlifted).toEqual([])
        for (const { alert, others } of [...open, ...toCome])
          for (const other of others) expect(other.sentAtMs).toBeLessThanOrEqual(alert.sentAtMs)
      }),
    )
  })
})

describe('a drill', () => {
  const drillsOf = (note: string, clock: string, day: number) => groupsOf([drill(note)], atMs(clock, day)).drills
  test('is known while it goes on, and before where its note announces it', () => {
    expect(drillsOf('公开预告', '09:30', 8)).toHaveLength(1)
    expect(drillsOf('公开预告', '10:05', 8)).toHaveLength(1)
    expect(drillsOf('公开预告', '11:01', 8)).toEqual([])
    expect(drillsOf('演练', '09:30', 8)).toEqual([])
    expect(drillsOf('演练', '10:05', 8)).toHaveLength(1)
  })
  test('is not known where it is double-blind, nor is a warning one', () => {
    for (const note of ['双盲演练，公开预告', 'double-blind']) expect(drillsOf(note, '10:05', 8)).toEqual([])
    const warning = aPublished({ alert: { note: '公开预告', sent: at('03:12') } })
    expect(groupsOf([warning], atMs('04:00')).drills).toEqual([])
  })

  test('is in no list for programs and never counts', () => {
    expect(listed([drill()], atMs('10:05', 8))).toEqual([])
    expect(groupsOf([drill()], atMs('10:05', 8)).isClear).toBe(true)
  })
})
