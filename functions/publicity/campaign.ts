/** The yearly campaigns of `content/catalogue/campaigns.json`: rules, from which the days of any year follow. */
import { SolarTerm } from 'tyme4ts'
import * as z from 'zod'
import catalogue from '../../content/catalogue/campaigns.json' with { type: 'json' }
import { slugPattern } from '../platform/slug.ts'
import { localTextSchema } from './entry.ts'

/** A year with 28 days in February: what is a day in it is one in every year. */
const commonYear = 2025

const monthDay = z
  .string()
  .regex(/^\d{2}-\d{2}$/, 'must be a month and a day, 06-16')
  .refine((day) => z.iso.date().safeParse(`${commonYear}-${day}`).success, {
    error: 'must be a day that every year has',
  })
const month = z.int().min(1).max(12)
const weekday = z.int().min(0).max(6).describe('0 is Sunday, 6 is Saturday')
const countyCode = z.string().regex(/^\d{6}$/)

/** The 24 solar terms as tyme4ts spells them. */
const solarTerms: readonly string[] = SolarTerm.NAMES

export const campaignRuleSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('fixed').describe('the same day every year'),
    day: monthDay.describe('month and day, 05-12'),
  }),
  z
    .strictObject({
      type: z.literal('range').describe('the same days every year'),
      from: monthDay.describe('first day, 12-01'),
      to: monthDay.describe('last day, 12-07; in the same year'),
    })
    .refine(({ from, to }) => from <= to, { path: ['to'], error: 'must not come before `from`' }),
  z.strictObject({
    type: z.literal('month').describe('a whole month'),
    month: month.describe('1 is January'),
  }),
  z.strictObject({ type: z.literal('year').describe('the whole year') }),
  z.strictObject({
    type: z.literal('nthWeekday').describe('the second Saturday of a month and the like'),
    month: month.describe('1 is January'),
    weekday,
    n: z.int().min(1).max(4).describe('which one of the month, counted from 1; every month has four'),
  }),
  z.strictObject({
    type: z.literal('lastWeekday').describe('the last Monday of a month and the like'),
    month: month.describe('1 is January'),
    weekday,
  }),
  z.strictObject({
    type: z.literal('solarTerm').describe('days around one of the 24 solar terms'),
    term: z
      .string()
      .refine((name) => solarTerms.includes(name), { error: `must be one of ${solarTerms.join(' ')}` })
      .describe('name of the term: 清明'),
    offsetDays: z
      .tuple([z.int().min(-30).max(30), z.int().min(-30).max(30)])
      .refine(([from, to]) => from <= to, { error: 'the first must not come after the last' })
      .describe('first and last day, counted from the day of the term: [-10, 3]'),
  }),
  z.strictObject({
    type: z.literal('announced').describe('somebody announces the days each year'),
    month: month.optional().describe('month it is mostly held in; left out: any'),
  }),
])
export type CampaignRule = z.infer<typeof campaignRuleSchema>

export const campaignSchema = z.strictObject({
  id: z.string().regex(slugPattern).describe('final: calendars that people subscribed to know the campaign by it'),
  name: localTextSchema.describe('name, as its notices write it'),
  rule: campaignRuleSchema.describe('when it is held'),
  provisional: z
    .boolean()
    .default(false)
    .describe('true: the rule gives the days of most years, and the exact ones are announced each year'),
  seeds: z.array(countyCode).describe('counties whose plan names it; empty: no plan does'),
  counties: z.array(countyCode).min(1).optional().describe('only these counties hold it; left out: all of them'),
  checked: z
    .enum(['seed', 'seed+memory(date)', 'seed+memory(span)', 'memory'])
    .describe('seed: a plan names it; memory: the rest is general knowledge and awaits its check'),
  what: localTextSchema.describe('what it is for, in one plain sentence'),
  dangers: z
    .array(z.string().regex(slugPattern))
    .max(8)
    .refine((slugs) => new Set(slugs).size === slugs.length, { error: 'every guide must stand there once' })
    .describe('guides it teaches, the most important first; empty: it is about law alone'),
})
export type Campaign = z.infer<typeof campaignSchema>

export const campaignCatalogueSchema = z.strictObject({
  source: z.string().min(1).describe('where names and dates come from'),
  campaigns: z
    .array(campaignSchema)
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, { error: 'every id must be unique' })
    .describe('all campaigns'),
})

/** ISO days, both of them part of the campaign. */
export interface CampaignDates {
  from: string
  to: string
}

export interface DatedCampaign {
  campaign: Campaign
  /** Null: the days of this year are announced. */
  dates: CampaignDates | null
  /** Whether the county's own plan names it. */
  named: boolean
}

let loaded: readonly Campaign[] | undefined

/** Every campaign of the catalogue, parsed once. */
export function loadCampaigns(): readonly Campaign[] {
  loaded ??= campaignCatalogueSchema.parse(catalogue).campaigns
  return loaded
}

/** First and last day in this year; null where the days are announced. */
export function datesOf(rule: CampaignRule, year: number): CampaignDates | null {
  const single = (day: string): CampaignDates => ({ from: day, to: day })
  switch (rule.type) {
    case 'fixed':
      return single(`${yearText(year)}-${rule.day}`)
    case 'range':
      return { from: `${yearText(year)}-${rule.from}`, to: `${yearText(year)}-${rule.to}` }
    case 'month':
      return { from: isoDay(year, rule.month, 1), to: isoDay(year, rule.month + 1, 0) }
    case 'year':
      return { from: isoDay(year, 1, 1), to: isoDay(year, 12, 31) }
    case 'nthWeekday': {
      const first = isoDay(year, rule.month, 1)
      return single(addDays(first, daysUntil(weekdayOf(first), rule.weekday) + 7 * (rule.n - 1)))
    }
    case 'lastWeekday': {
      const last = isoDay(year, rule.month + 1, 0)
      return single(addDays(last, -daysUntil(rule.weekday, weekdayOf(last))))
    }
    case 'solarTerm': {
      const term = solarTermDay(rule.term, year)
      const [from, to] = rule.offsetDays
      return { from: addDays(term, from), to: addDays(term, to) }
    }
    case 'announced':
      return null
  }
}

/** The campaigns a county holds in this year: by first day, then last, then id; those to be announced stand last. */
export function campaignsOf(county: string, year: number): DatedCampaign[] {
  return loadCampaigns()
    .filter(({ counties }) => !counties || counties.includes(county))
    .map((campaign) => ({
      campaign,
      dates: datesOf(campaign.rule, year),
      named: campaign.seeds.includes(county),
    }))
    .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

/** The day after (or, below 0, before) an ISO day. */
export function addDays(day: string, days: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  return isoDay(year, month, date + days)
}

const orderOf = ({ campaign, dates }: DatedCampaign): string =>
  `${dates ? `${dates.from} ${dates.to}` : 'announced'} ${campaign.id}`

/** Day of the term in Chinese time (UTC+8), which tyme4ts computes in. */
function solarTermDay(term: string, year: number): string {
  const day = SolarTerm.fromName(year, term).getSolarDay()
  return isoDay(day.getYear(), day.getMonth(), day.getDay())
}

/** Months and days out of range roll over: day 0 is the last of the month before. */
const isoDay = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10)

const yearText = (year: number): string => String(year).padStart(4, '0')
const weekdayOf = (day: string): number => new Date(day).getUTCDay()
const daysUntil = (from: number, to: number): number => (to - from + 7) % 7
