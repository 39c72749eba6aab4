import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import catalogue from '../../content/catalogue/campaigns.json' with { type: 'json' }
import { countyCodes } from '../../functions/platform/county.ts'
import {
  addDays,
  type CampaignRule,
  campaignCatalogueSchema,
  campaignRuleSchema,
  campaignsOf,
  datesOf,
  loadCampaigns,
} from '../../functions/publicity/campaign.ts'
import { entries, loadEntryTexts } from '../../functions/publicity/entry.ts'
import * as fc from '../properties/fast-check.ts'
import { plannedDangers } from './planned-dangers.ts'

/** Days of 2025 to 2028 as the calendar of the domain study resolved them; one day stands for a campaign of one day. */
const resolved: Record<string, [y2025: string, y2026: string, y2027: string, y2028: string] | string | null> = {
  '110-day': '01-10',
  'civil-defence': '03-01',
  'water-week': '03-22 03-28',
  'met-day': '03-23',
  'school-safety': ['03-31', '03-30', '03-29', '03-27'],
  'qingming-fire': ['03-25 04-07', '03-26 04-08', '03-26 04-08', '03-25 04-07'],
  'state-security': '04-15',
  'occupational-week': '04-25 05-01',
  'work-safety-world': '04-28',
  'red-cross': '05-08',
  'dpr-day': '05-12',
  'dpr-week': '05-06 05-12',
  'sci-week': null,
  wsm: '06-01 06-30',
  'wsm-consult': '06-16',
  wanlixing: '06-01 12-31',
  bssx: null,
  sjaqx: null,
  ankang: '01-01 12-31',
  'youth-post': '01-01 12-31',
  tangshan: '07-28',
  'sci-month': '09-01 09-30',
  'first-aid': ['09-13', '09-12', '09-11', '09-09'],
  iddr: '10-13',
  'fire-month': '11-01 11-30',
  'fire-day': '11-09',
  'law-week': '12-01 12-07',
  'traffic-day': '12-02',
  constitution: '12-04',
  'three-down': null,
}

const datesIn = (year: number, text: string) => {
  const [from, to = from] = text.split(' ')
  return { from: `${year}-${from}`, to: `${year}-${to}` }
}

/** Day of April, by the arithmetic that almanacs print for 2001 to 2099; an independent witness for tyme4ts. */
const qingmingByFormula = (year: number): number => {
  const y = year % 100
  return Math.floor(y * 0.2422 + 4.81) - Math.floor(y / 4)
}

const ruleOf = (id: string): CampaignRule => {
  const campaign = loadCampaigns().find((one) => one.id === id)
  if (!campaign) throw new Error(`no campaign ${id}`)
  return campaign.rule
}
const qingming = (year: number) => datesOf({ type: 'solarTerm', term: '清明', offsetDays: [0, 0] }, year)?.from

const monthDay = fc.integer({ min: 0, max: 364 }).map((days) => addDays('2025-01-01', days).slice('2025-'.length))
const month = fc.integer({ min: 1, max: 12 })
const weekday = fc.integer({ min: 0, max: 6 })
const offset = fc.integer({ min: -30, max: 30 })
const anyRule: fc.Arbitrary<CampaignRule> = fc.oneof(
  fc.record({ type: fc.constant('fixed' as const), day: monthDay }),
  fc
    .tuple(monthDay, monthDay)
    .map((days) => days.toSorted() as [string, string])
    .map(([from, to]) => ({ type: 'range' as const, from, to })),
  fc.record({ type: fc.constant('month' as const), month }),
  fc.constant({ type: 'year' as const }),
  fc.record({ type: fc.constant('nthWeekday' as const), month, weekday, n: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ type: fc.constant('lastWeekday' as const), month, weekday }),
  fc
    .tuple(offset, offset)
    .map((days) => days.toSorted((a, b) => a - b) as [number, number])
    .map((offsetDays) => ({ type: 'solarTerm' as const, term: '清明', offsetDays })),
)
const anyYear = fc.integer({ min: 2001, max: 2099 })

describe('the days of a campaign', () => {
  test('the catalogue holds the thirty campaigns of the study', () => {
    expect(loadCampaigns().map(({ id }) => id)).toEqual(Object.keys(resolved))
  })

  test.each([2025, 2026, 2027, 2028])('follow from their rules in %i', (year) => {
    const found = loadCampaigns().map(({ id, rule }) => [id, datesOf(rule, year)])
    const expected = Object.entries(resolved).map(([id, days]) => {
      const text = Array.isArray(days) ? days[year - 2025]! : days
      return [id, text === null ? null : datesIn(year, text)]
    })
    expect(found).toEqual(expected)
  })

  test.each([
    [2024, '2024-04-04'],
    [2030, '2030-04-05'],
    [2031, '2031-04-05'],
    [2032, '2032-04-04'],
    [2033, '2033-04-04'],
    [2034, '2034-04-05'],
    [2035, '2035-04-05'],
  ])('Qingming of %i is %s', (year, day) => {
    expect(qingming(year)).toBe(day)
  })

  test('Qingming agrees with the formula of the almanacs in every year to 2099', () => {
    for (let year = 2001; year <= 2099; year++) expect(qingming(year)).toBe(`${year}-04-0${qingmingByFormula(year)}`)
  })

  test('a month ends on its last day, in leap years too', () => {
    expect(datesOf({ type: 'month', month: 2 }, 2028)?.to).toBe('2028-02-29')
    expect(datesOf({ type: 'month', month: 2 }, 2026)?.to).toBe('2026-02-28')
    expect(datesOf({ type: 'month', month: 12 }, 2026)?.to).toBe('2026-12-31')
  })

  test('never end before they begin, and are days that exist', () => {
    fc.assert(
      fc.property(anyRule, anyYear, (rule, year) => {
        const dates = datesOf(campaignRuleSchema.parse(rule), year)
        expect(dates).not.toBeNull()
        expect(dates!.from <= dates!.to).toBe(true)
        for (const day of [dates!.from, dates!.to]) expect(new Date(day).toISOString().slice(0, 10)).toBe(day)
      }),
    )
  })

  test('a weekday rule gives that weekday, in its month and in its place', () => {
    fc.assert(
      fc.property(month, weekday, fc.integer({ min: 1, max: 4 }), anyYear, (inMonth, on, n, year) => {
        const nth = datesOf({ type: 'nthWeekday', month: inMonth, weekday: on, n }, year)!.from
        expect(new Date(nth).getUTCDay()).toBe(on)
        expect(Number(nth.slice(5, 7))).toBe(inMonth)
        expect(Math.ceil(Number(nth.slice(8)) / 7)).toBe(n)
        const last = datesOf({ type: 'lastWeekday', month: inMonth, weekday: on }, year)!.from
        expect(new Date(last).getUTCDay()).toBe(on)
        expect(Number(last.slice(5, 7))).toBe(inMonth)
        expect(Number(addDays(last, 7).slice(5, 7))).not.toBe(inMonth)
      }),
    )
  })

  test.each([
    [{ type: 'fixed', day: '02-29' }, 'must be a day that every year has'],
    [{ type: 'fixed', day: '6-16' }, 'must be a month and a day, 06-16'],
    [{ type: 'range', from: '12-20', to: '01-05' }, 'must not come before `from`'],
    [{ type: 'solarTerm', term: '端午', offsetDays: [0, 0] }, 'must be one of 冬至'],
    [{ type: 'solarTerm', term: '清明', offsetDays: [3, -3] }, 'the first must not come after the last'],
  ])('the rule %j is refused', (rule, message) => {
    expect(campaignRuleSchema.safeParse(rule).error?.message).toContain(message)
  })
})

describe('the campaigns of a county', () => {
  test('stand by date, those to be announced last', () => {
    const list = campaignsOf('510402', 2026)
    const dated = list.filter(({ dates }) => dates).map(({ dates }) => dates!.from)
    expect(dated).toEqual(dated.toSorted())
    expect(list.map(({ dates }) => dates !== null)).toEqual(
      list.map(({ dates }) => dates !== null).toSorted((a, b) => Number(b) - Number(a)),
    )
  })

  test("another province's tour is left out", () => {
    const idsOf = (county: string) => campaignsOf(county, 2026).map(({ campaign }) => campaign.id)
    expect(idsOf('222404')).toContain('bssx')
    expect(idsOf('222404')).not.toContain('sjaqx')
    expect(idsOf('510402')).not.toContain('bssx')
    expect(idsOf('510402')).toHaveLength(28)
  })

  test('say whether the plan of the county names them (QL-B02, HC-B03, YH-B02, DQ-B08)', () => {
    const named = campaignsOf('530302', 2026).filter((one) => one.named)
    expect(named.map(({ campaign }) => campaign.id)).toEqual(['dpr-day', 'wsm', 'fire-month'])
  })
})

describe('the catalogue of campaigns', () => {
  test('an id that stands there twice is refused', () => {
    const twice = { ...catalogue, campaigns: [catalogue.campaigns[0], catalogue.campaigns[0]] }
    expect(campaignCatalogueSchema.safeParse(twice).error?.message).toContain('every id must be unique')
  })

  test('names only counties there are, and guides that are planned or written', () => {
    for (const { id, seeds, counties = [], dangers } of loadCampaigns()) {
      expect({ id, unknown: [...seeds, ...counties].filter((code) => !countyCodes.includes(code)) }).toEqual({
        id,
        unknown: [],
      })
      const isKnown = (slug: string) => plannedDangers.includes(slug) || existsSync(`content/dangers/${slug}.json`)
      expect({ id, unknown: dangers.filter((slug) => !isKnown(slug)) }).toEqual({ id, unknown: [] })
    }
  })

  test('days that only most years have are marked', () => {
    expect(loadCampaigns().flatMap(({ id, provisional }) => (provisional ? [id] : []))).toEqual([
      'qingming-fire',
      'dpr-week',
      'wanlixing',
    ])
    expect(ruleOf('dpr-week').type).toBe('range')
  })
})

describe('the texts of entries', () => {
  test('there is one for every entry, in the same order', () => {
    expect([...loadEntryTexts().keys()]).toEqual([...entries])
  })
})
