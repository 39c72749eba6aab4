import { describe, expect, it } from 'vitest'
import {
  ageText,
  type Entry,
  isOvertaken,
  keyOf,
  type News,
  newsBetween,
  nextPollMs,
  parseActive,
  withUnread,
} from '../../site/src/scripts/active.ts'
import * as fc from '../properties/fast-check.ts'

const nowMs = Date.parse('2026-07-01T03:30:00+08:00')

const anEntry = (over: Partial<Entry> = {}): Entry => ({
  identifier: 'a',
  sent: '2026-07-01T03:12:00+08:00',
  status: 'Actual',
  event: '山洪',
  colour: 'red',
  headline: '山洪红色预警：银江镇',
  expires: '2026-07-01T09:00:00+08:00',
  replaces: [],
  url: '/alerts/a/',
  ...over,
})

const told = (before: Entry[], after: Entry[], atMs = nowMs): string[] =>
  newsBetween(before, after, atMs).map(({ kind, entry }) => `${kind} ${entry.identifier}`)

describe('parseActive', () => {
  const file = { updated: '2026-07-01T03:12:05+08:00', alerts: [anEntry()] }

  it('reads what delivery writes', () => {
    expect(parseActive(file)).toEqual({ updatedMs: Date.parse(file.updated), entries: [anEntry()] })
  })

  it.each([null, 'x', [], {}, { ...file, updated: 'yesterday' }, { ...file, alerts: {} }])('refuses %j', (value) => {
    expect(parseActive(value)).toBeUndefined()
  })

  it('leaves out what cannot be told from others', () => {
    expect(parseActive({ ...file, alerts: [null, { headline: 'x' }, anEntry()] })?.entries).toHaveLength(1)
  })

  it('reads no text into what is none', () => {
    const [entry] = parseActive({ ...file, alerts: [{ identifier: 'a', headline: { x: 1 }, url: 7 }] })!.entries
    expect(entry).toMatchObject({ headline: null, url: '' })
  })
})

describe('newsBetween', () => {
  it('tells nothing when nothing changed', () => {
    expect(told([anEntry()], [anEntry()])).toEqual([])
  })

  it('tells what is new and what ended before its time', () => {
    expect(told([anEntry()], [anEntry({ identifier: 'b', event: '暴雨' })])).toEqual(['new b', 'ended a'])
  })

  it('tells an update as one change, not as an end and a beginning', () => {
    expect(told([anEntry()], [anEntry({ identifier: 'b', replaces: ['a'] })])).toEqual(['changed b'])
  })

  it('tells an update as new to somebody who never saw what it replaces', () => {
    expect(told([], [anEntry({ identifier: 'b', replaces: ['a'] })])).toEqual(['new b'])
  })

  it('tells an update of an update as one change to somebody who missed the one between', () => {
    expect(told([anEntry()], [anEntry({ identifier: 'c', replaces: ['b', 'a'] })])).toEqual(['changed c'])
  })

  it('does not let the update of one warning swallow the end of another of the same event', () => {
    const before = [anEntry(), anEntry({ identifier: 'other' })]
    expect(told(before, [anEntry({ identifier: 'b', replaces: ['a'] })])).toEqual(['changed b', 'ended other'])
  })

  it('tells a new headline under the same identifier', () => {
    expect(told([anEntry()], [anEntry({ headline: '山洪橙色预警：银江镇' })])).toEqual(['changed a'])
  })

  it('never calls the end of a time an end of the danger', () => {
    const afterwards = Date.parse('2026-07-01T09:00:00+08:00')
    expect(told([anEntry()], [], afterwards)).toEqual(['ranOut a'])
    expect(told([anEntry({ status: 'Exercise' })], [], afterwards)).toEqual(['ended a'])
  })

  it('tells each warning at most once and is silent the next time', () => {
    const entries = fc.uniqueArray(
      fc
        .record({
          identifier: fc.constantFrom('a', 'b', 'c', 'd'),
          event: fc.constantFrom('山洪', '暴雨'),
          replaces: fc.subarray(['x', 'y']),
          sent: fc.constantFrom('1', '2'),
        })
        .map(anEntry),
      { selector: ({ identifier }) => identifier },
    )
    fc.assert(
      fc.property(entries, entries, (before, after) => {
        const news = told(before, after).map((text) => text.split(' ')[1])
        expect(new Set(news).size).toBe(news.length)
        expect(told(after, after)).toEqual([])
        expect(news.length === 0).toBe(keyOf(before.toSorted(byId)) === keyOf(after.toSorted(byId)))
      }),
    )
  })
})

describe('withUnread', () => {
  const news = (kind: News['kind'], over: Partial<Entry> = {}): News => ({ kind, entry: anEntry(over) })
  const red = news('new')
  const rain = news('new', { identifier: 'r', event: '暴雨' })

  it('keeps what nobody has closed under what comes', () => {
    expect(withUnread([rain], [red])).toEqual([rain, red])
  })

  it('says only the last word about a warning, under its old or its new name', () => {
    expect(withUnread([news('ended')], [red, rain])).toEqual([news('ended'), rain])
    const update = news('changed', { identifier: 'b', replaces: ['a'] })
    expect(withUnread([update], [rain, red])).toEqual([update, rain])
  })
})

describe('isOvertaken', () => {
  const active = { updatedMs: nowMs, entries: [] }

  it('is what a slower cache answers after a faster one', () => {
    expect(isOvertaken(active, nowMs + 1_000)).toBe(true)
    expect(isOvertaken(active, nowMs)).toBe(false)
    expect(isOvertaken(active, undefined)).toBe(false)
  })

  it('is not what a server says whose clock was put back', () => {
    expect(isOvertaken(active, nowMs + 3_600_000)).toBe(false)
  })
})

const byId = (a: Entry, b: Entry): number => a.identifier.localeCompare(b.identifier)

describe('nextPollMs', () => {
  it('looks every 6 to 10 seconds while somebody reads', () => {
    expect([0, 0.5, 1].map((random) => nextPollMs(0, false, random))).toEqual([6000, 8000, 10_000])
  })

  it('waits longer after failures, never more than a minute', () => {
    const waits = [1, 2, 3, 4, 50].map((failures) => nextPollMs(failures, false, 0.5))
    expect(waits).toEqual([8000, 16_000, 32_000, 60_000, 60_000])
  })

  it('looks once a minute while nobody does', () => {
    expect(nextPollMs(0, true, 0.5)).toBe(60_000)
  })
})

describe('ageText', () => {
  const words = { fresh: 'now', seconds: '{n} s', minutes: '{n} min', hours: '{n} h', offline: 'off {n} min' }

  it.each([
    [-5_000, 'now'],
    [19_000, 'now'],
    [47_000, '40 s'],
    [60_000, '1 min'],
    [59 * 60_000 + 59_000, '59 min'],
    [3 * 3_600_000, '3 h'],
  ])('%d ms: %s', (ageMs, text) => {
    expect(ageText(ageMs, false, words)).toBe(text)
  })

  it('speaks of at least a minute without a line', () => {
    expect(ageText(31_000, true, words)).toBe('off 1 min')
  })
})
