/** Campaigns as pages tell of them: by month, with days in the reader's language. */
import {
  type CampaignDates,
  type CampaignRule,
  campaignsOf,
  type DatedCampaign,
  datesOf,
} from '../../functions/publicity/campaign.ts'
import type { Words } from './words/zh-CN.ts'

/** A campaign in one year of the calendar. */
export interface CalendarYear {
  year: number
  /** By number, 1 to 12: those that begin in the month, and those that are mostly announced for it. */
  months: ReadonlyMap<number, DatedCampaign[]>
  allYear: DatedCampaign[]
  /** Announced, in whichever month. */
  announced: DatedCampaign[]
}

export const allMonths = Array.from({ length: 12 }, (_, i) => i + 1)

/** Every campaign of the county stands in exactly one of the lists. */
export function calendarYear(county: string, year: number): CalendarYear {
  const months = new Map<number, DatedCampaign[]>(allMonths.map((month) => [month, []]))
  const allYear: DatedCampaign[] = []
  const announced: DatedCampaign[] = []
  for (const one of campaignsOf(county, year)) {
    const month = firstMonth(one)
    if (one.campaign.rule.type === 'year') allYear.push(one)
    else if (month === undefined) announced.push(one)
    else months.get(month)?.push(one)
  }
  return { year, months, allYear, announced }
}

const firstMonth = ({ campaign: { rule }, dates }: DatedCampaign): number | undefined =>
  dates ? partsOf(dates.from).month : rule.type === 'announced' ? rule.month : undefined

/** Those held in a month of these years, short ones first: who looks at June wants the day in June before the half-year. */
export function campaignsInMonth(county: string, month: number, years: readonly number[]): DatedCampaign[] {
  const found = new Map<string, DatedCampaign>()
  for (const one of years.flatMap((year) => campaignsOf(county, year))) {
    if (one.campaign.rule.type !== 'year' && isIn(one, month) && !found.has(one.campaign.id)) {
      found.set(one.campaign.id, one)
    }
  }
  return [...found.values()].toSorted((a, b) => lengthOf(a) - lengthOf(b))
}

function isIn({ campaign: { rule }, dates }: DatedCampaign, month: number): boolean {
  if (!dates) return rule.type === 'announced' && rule.month === month
  return partsOf(dates.from).month <= month && month <= partsOf(dates.to).month
}

const lengthOf = ({ dates }: DatedCampaign): number =>
  dates ? Date.parse(dates.to) - Date.parse(dates.from) : Number.POSITIVE_INFINITY

/** `6月1日—30日`, without the year; a whole year is said as such. */
export function sayDates({ from, to }: CampaignDates, { calendar }: Words): string {
  const first = partsOf(from)
  const last = partsOf(to)
  if (from === to) return calendar.day(first.month, first.day)
  if (from.endsWith('-01-01') && to.endsWith('-12-31')) return calendar.allYear
  if (first.month === last.month) return calendar.sameMonth(first.month, first.day, last.day)
  return calendar.range(calendar.day(first.month, first.day), calendar.day(last.month, last.day))
}

/** When it is, in words that hold in one year; announced ones say so. */
export const sayWhen = ({ campaign: { rule }, dates }: DatedCampaign, words: Words): string =>
  dates ? sayDates(dates, words) : sayAnnounced(rule, words)

const sayAnnounced = (rule: CampaignRule, { calendar }: Words): string =>
  rule.type === 'announced' && rule.month ? calendar.announcedUsually(calendar.month(rule.month)) : calendar.announced

/** The days where they are the same in every year; undefined where they move. For text that outlives the year. */
export function sayEveryYear(rule: CampaignRule, words: Words): string | undefined {
  const moves = rule.type === 'nthWeekday' || rule.type === 'lastWeekday' || rule.type === 'solarTerm'
  if (moves) return undefined
  const dates = datesOf(rule, commonYear)
  return dates ? sayDates(dates, words) : sayAnnounced(rule, words)
}

/** With 28 days in February. */
const commonYear = 2025

const partsOf = (day: string): { month: number; day: number } => {
  const [, month = 0, date = 0] = day.split('-').map(Number)
  return { month, day: date }
}
