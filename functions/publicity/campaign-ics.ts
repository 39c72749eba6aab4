/** The campaigns of a county as a calendar that phones subscribe to (RFC 5545). */
import ical, { escape as escapeText, ICalEventTransparency } from 'ical-generator'
import { addDays, type Campaign, datesOf } from './campaign.ts'
import type { LocalText } from './entry.ts'

export type CampaignLanguage = keyof LocalText

export interface CampaignCalendar {
  campaigns: readonly Campaign[]
  /** `name` in the language of the calendar. */
  county: { code: string; name: string }
  language: CampaignLanguage
  years: readonly number[]
  /** Address of the site, https://host or https://host/path; a slash at its end does not matter. */
  siteUrl: string
  /** Guides that have a page in this language, by slug: only to these the events link. */
  guides: ReadonlyMap<string, { name: string }>
  /** When the catalogue was rendered: DTSTAMP (RFC 5545 §3.8.7.2). */
  stamp: Date
}

const words = {
  'zh-CN': {
    title: (county: string) => `${county}安全宣传日历`,
    guides: '怎么做：',
    provisional: '具体日期以当年通知为准。',
  },
  en: {
    title: (county: string) => `Safety calendar of ${county}`,
    guides: 'What to do:',
    provisional: 'The exact days are announced each year.',
  },
  ko: {
    title: (county: string) => `${county} 안전 홍보 달력`,
    guides: '행동 요령:',
    provisional: '정확한 날짜는 그해의 공지를 따릅니다.',
  },
} satisfies Record<CampaignLanguage, unknown>

/** Chinese stands at the root of the site. */
const folders = { 'zh-CN': '', en: '/en', ko: '/ko' } satisfies Record<CampaignLanguage, string>

/**
 * A campaign's UID in a year never changes while the site stays where it is: a phone that reads the calendar again replaces
 * the event, in any language. The host makes it unique in the world (RFC 7986 §5.3), the county where several share one.
 */
const uidOf = ({ id }: Campaign, year: number, county: string, siteUrl: string): string =>
  `${id}-${year}.${county}@${new URL(siteUrl).hostname}`

/** All-day events, one per campaign and year, by date. Campaigns whose days are announced are left out. */
export function renderCampaignIcs(calendar: CampaignCalendar): string {
  const { county, language, stamp } = calendar
  const say = words[language]
  const root = `${calendar.siteUrl.replace(/(?<!\/)\/+$/, '')}${folders[language]}`
  const file = ical({
    prodId: { company: 'fengsui', product: 'campaigns', language: language.toUpperCase() },
    // The library writes the name as it is given, and RFC 5545 §3.3.11 wants commas escaped.
    name: escapeText(say.title(county.name), false),
    scale: 'GREGORIAN',
  })
  const events = calendar.years
    .flatMap((year) => calendar.campaigns.map((campaign) => ({ campaign, year, dates: datesOf(campaign.rule, year) })))
    .flatMap(({ campaign, year, dates }) => (dates ? [{ campaign, year, ...dates }] : []))
    .toSorted((a, b) => (`${a.from} ${a.campaign.id}` < `${b.from} ${b.campaign.id}` ? -1 : 1))
  for (const { campaign, year, from, to } of events) {
    file.createEvent({
      id: uidOf(campaign, year, county.code, calendar.siteUrl),
      stamp,
      allDay: true,
      start: from,
      // DTEND is the first day that no longer belongs to it (RFC 5545 §3.6.1).
      end: addDays(to, 1),
      summary: campaign.name[language],
      description: descriptionOf(campaign),
      url: `${root}/calendar/`,
      // Nobody is busy because of a campaign.
      transparency: ICalEventTransparency.TRANSPARENT,
    })
  }
  // The library leaves out the line break that ends the last line (RFC 5545 §3.1).
  return `${file.toString()}\r\n`

  function descriptionOf({ what, provisional, dangers }: Campaign): string {
    const links = dangers.flatMap((slug) => {
      const guide = calendar.guides.get(slug)
      return guide ? [`${guide.name} ${root}/guides/${slug}/`] : []
    })
    return [
      what[language],
      ...(provisional ? [say.provisional] : []),
      ...(links.length > 0 ? [say.guides, ...links] : []),
    ].join('\n')
  }
}
