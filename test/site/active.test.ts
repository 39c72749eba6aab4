import { describe, expect, it } from 'vitest'
import { renderActiveJson } from '../../functions/pages/active.ts'
import type { PageContent } from '../../functions/pages/frames.ts'
import { renderAlertsPage, renderEmbedPage, renderHomePage } from '../../functions/pages/lists.ts'
import { renderSignagePage } from '../../functions/pages/signage.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { html } from '../../functions/platform/html.ts'
import {
  type ActiveEntry,
  ageText,
  callsRed,
  isJust,
  isOvertaken,
  keyOf,
  markOf,
  type News,
  newsBetween,
  nextPollMs,
  parseActive,
  withUnread,
} from '../../site/src/scripts/active.ts'
import { aPublished, at, atMs, modelCases } from '../delivery/a-published.ts'
import * as fc from '../properties/fast-check.ts'

const county = loadCounty('510402')
const nowMs = Date.parse('2026-07-01T03:30:00+08:00')

const anEntry = (over: Partial<ActiveEntry> = {}): ActiveEntry => ({
  identifier: 'a',
  sent: '2026-07-01T03:12:00+08:00',
  status: 'Actual',
  event: '山洪',
  colour: 'red',
  headline: '山洪红色预警：银江镇',
  expires: '2026-07-01T09:00:00+08:00',
  state: 'inForce',
  replaces: [],
  url: '/alerts/a/',
  ...over,
})

const told = (before: ActiveEntry[], after: ActiveEntry[], atMs = nowMs): string[] =>
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
    // Whoever gave no end may have lifted it: neither is claimed.
    expect(told([anEntry({ expires: null })], [], afterwards)).toEqual(['changed a'])
  })

  it('tells what is to come apart, and when it begins', () => {
    const upcoming = anEntry({ state: 'upcoming' })
    expect(told([], [upcoming])).toEqual(['coming a'])
    expect(told([upcoming], [anEntry()])).toEqual(['begun a'])
    expect(told([anEntry({ identifier: 'x' })], [anEntry({ state: 'upcoming', replaces: ['x'] })])).toEqual([
      'changed a',
    ])
    expect(keyOf([upcoming])).not.toBe(keyOf([anEntry()]))
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
  const news = (kind: News['kind'], over: Partial<ActiveEntry> = {}): News => ({ kind, entry: anEntry(over) })
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

describe('callsRed', () => {
  const news = (kind: News['kind'], over: Partial<ActiveEntry> = {}): News => ({ kind, entry: anEntry(over) })

  it('is true while what tells of a red warning that holds is unread', () => {
    expect(callsRed([news('new', { colour: 'blue' }), news('changed')])).toBe(true)
    expect(callsRed(withUnread([news('ended')], [news('new')]))).toBe(false)
    expect(callsRed(withUnread([news('changed', { colour: 'orange', replaces: ['a'] })], [news('new')]))).toBe(false)
  })

  it('is not true of what is over, milder, or a drill', () => {
    const others = [
      news('ended'),
      news('ranOut'),
      news('new', { colour: 'orange' }),
      news('new', { status: 'Exercise' }),
    ]
    expect(callsRed(others)).toBe(false)
  })
})

describe('isJust', () => {
  const entries = [anEntry(), anEntry({ identifier: 'b', state: 'upcoming' })]

  it.each([
    [['upcoming b', 'inForce a'], true],
    [['inForce b', 'inForce a'], false],
    [['inForce a'], false],
    [['inForce a', 'upcoming b', 'inForce c'], false],
    [['inForce a', 'upcoming c'], false],
    [[], false],
  ])('%j: %s', (marked, expected) => {
    expect(isJust(marked, entries)).toBe(expected)
  })
})

describe('what pages mark as in force', () => {
  const again = aPublished({ alert: { identifier: '51040205500000_20260701031300_0', sent: at('03:12') } })
  const heat = aPublished({
    alert: { identifier: 'heat' },
    eventCode: '11B09',
    onsetAtMs: atMs('08:00'),
    info: { expires: at('20:00') },
  })
  const alerts = [modelCases.red(), { ...again, sentAtMs: atMs('03:12') + 1 }, heat, modelCases.drill()]
  const marksOf = ({ main }: PageContent): string[] =>
    [...main.html.matchAll(/data-(in-force|upcoming)="([^"]*)"/g)].map(([, name, identifier = '']) =>
      markOf(name === 'upcoming' ? 'upcoming' : 'inForce', identifier),
    )

  it.each([
    ['03:13', 3],
    ['08:00', 3],
    ['10:05', 1],
  ])('is at %s what active.json says: %d', (clock, count) => {
    const about = {
      alerts,
      county,
      language: 'zh-CN',
      siteUrl: 'https://yj.example.gov.cn',
      nowMs: atMs(clock),
      mapApproval: null,
    }
    const { entries } = parseActive(JSON.parse(renderActiveJson(about)))!
    expect(entries).toHaveLength(count)
    const lists = [renderHomePage({ ...about, months: {} }), renderAlertsPage({ ...about, past: html`` })]
    for (const page of lists) expect(isJust(marksOf(page), entries)).toBe(true)
    for (const page of [renderSignagePage(about), renderEmbedPage(about)])
      expect(isJust(marksOf(page), entries)).toBe(true)
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

const byId = (a: ActiveEntry, b: ActiveEntry): number => a.identifier.localeCompare(b.identifier)

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
  const words = {
    fresh: 'now',
    seconds: '{n} s',
    minutes: '{n} min',
    hours: '{n} h',
    checked: '{age} ago',
    offline: 'off, {age} old',
    unsure: 'unsure for {age}',
  }
  const minute = 60_000

  it.each([
    [-5_000, 'now'],
    [19_000, 'now'],
    [47_000, '40 s ago'],
    [minute, '1 min ago'],
    [10 * minute, '10 min ago'],
    [10 * minute + 1, 'unsure for 10 min'],
    [59 * minute + 59_000, 'unsure for 59 min'],
    [300 * minute, 'unsure for 5 h'],
  ])('%d ms: %s', (ageMs, text) => {
    expect(ageText(ageMs, false, words)).toBe(text)
  })

  it.each([
    [31_000, 'off, 1 min old'],
    [59 * minute, 'off, 59 min old'],
    [600 * minute, 'off, 10 h old'],
  ])('%d ms without a line: %s', (ageMs, text) => {
    expect(ageText(ageMs, true, words)).toBe(text)
  })
})
