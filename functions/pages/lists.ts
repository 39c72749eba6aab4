/** The pages that show more than one warning: home, the list with past ones, and the piece for other sites. */
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { alertPath, languagePrefix } from '../platform/alert-path.ts'
import { type County, countyNameIn } from '../platform/county.ts'
import { type Html, html, trusted } from '../platform/html.ts'
import { isoTime, localTime, writtenTime } from '../platform/local-time.ts'
import { pageWords } from '../texts/page-words.ts'
import type { PageWords } from '../texts/page-words-shape.ts'
import { renderCountyMap } from './county-map.ts'
import type { Frames, PageContent } from './frames.ts'
import { activeMark, boxClass, itemsOf, otherMarks, sectionOf, signOf, standingText } from './item.ts'
import { type PageBrief, pageBrief } from './shown-card.ts'
import { type Card, type Groups, groupsOf, isUpcoming } from './standing.ts'

export interface ListPage {
  /** In force, or ended not long ago; any order. */
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  nowMs: number
  mapApproval: string | null
}

const mostEnded = 5

/**
 * What holds now, worst first. Nothing in force is an all-clear only when nothing ran out of time unlifted either;
 * drills stand apart and never count.
 */
export function renderHomePage(page: ListPage & { months: Frames['months'] }): PageContent {
  const { alerts, county, language, nowMs, months } = page
  const words = pageWords(language)
  const groups = groupsOf(alerts, nowMs)
  const more = html`<p><a href="${languagePrefix(language)}/alerts/">${words.more}</a></p>\n`
  return {
    ...headingOf(groups, county, language),
    main: html`${topOf(page, groups)}${drillsOf(page, groups)}${sectionOf(words.endedTitle, groups.ended.slice(0, mostEnded), page)}${more}`,
    // Made by our own build.
    month: trusted(months[language]?.[localTime(nowMs).month - 1] ?? ''),
  }
}

/** The same list with all that is past; `past` comes from `past-section.ts`. */
export function renderAlertsPage(page: ListPage & { past: Html }): PageContent {
  const { alerts, county, language, nowMs, past } = page
  const words = pageWords(language)
  const groups = groupsOf(alerts, nowMs)
  const root = languagePrefix(language)
  return {
    ...headingOf(groups, county, language),
    main: html`${topOf(page, groups)}${drillsOf(page, groups)}${past}<p>${words.feeds}${words.between}<a href="${root}/alerts/feed.atom">Atom (CAP)</a> · <a href="${root}/alerts/feed.rss">RSS</a> · <a href="${root}/alerts/active.json">JSON</a></p>
`,
  }
}

/** For pages of others: links leave their frame. */
export function renderEmbedPage({ alerts, county, language, nowMs }: ListPage): PageContent {
  const words = pageWords(language)
  const groups = groupsOf(alerts, nowMs)
  const item = (card: Card): Html => {
    const { alert, standing } = card
    const brief = pageBrief(alert, county, language)
    const url = alertPath(alert.alert.identifier, language)
    return html`<li class="box ${boxClass(brief, standing)}"${activeMark(alert, standing)}><p class="standing"><span aria-hidden="true">${signOf(brief, standing)}</span> ${standingText(brief, standing)}</p>
<p><a href="${url}" target="_top" dir="auto">${brief.title}</a></p><p><small>${brief.span}</small></p>${otherMarks(card)}</li>
`
  }
  const items = cardsOf(groups).map(item)
  const list = groups.isClear
    ? html`<p class="box clear"><span aria-hidden="true">✓</span> ${words.allClear}</p>\n`
    : html`<ul class="list">\n${items}</ul>\n`
  const site = words.site(countyNameIn(county, words.language))
  return {
    ...headingOf(groups, county, language),
    main: html`${list}<p><small class="checked">${checked(nowMs, words)} · <a href="${languagePrefix(language)}/" target="_top">${site}</a></small></p>
`,
  }
}

function headingOf(groups: Groups, county: County, language: string): Pick<PageContent, 'title' | 'description'> {
  const words = pageWords(language)
  const [first] = cardsOf(groups)
  const said = (brief: PageBrief, { standing }: Card): string =>
    words.tagged(standingText(brief, standing), brief.title)
  return {
    title: titleOf(groups, words),
    description: first
      ? said(pageBrief(first.alert, county, language), first)
      : words.web.about(countyNameIn(county, words.language)),
  }
}

/** What is shown first, first. */
const sections = (groups: Groups, { inForceTitle, web }: PageWords): [title: string, cards: Card[]][] =>
  [
    [inForceTitle, groups.open] as [string, Card[]],
    [web.unliftedTitle, groups.unlifted] as [string, Card[]],
    [web.upcomingTitle, groups.upcoming] as [string, Card[]],
  ].filter(([, cards]) => cards.length > 0)

const cardsOf = ({ open, unlifted, upcoming }: Groups): Card[] => [...open, ...unlifted, ...upcoming]

export const titleOf = (groups: Groups, words: PageWords): string => sections(groups, words)[0]?.[0] ?? words.allClear

const checked = (nowMs: number, words: PageWords): Html =>
  html`<time datetime="${isoTime(nowMs)}">${words.web.checked(writtenTime(nowMs, words.language))}</time>`

/** What holds, may still be dangerous or is to come, each apart, with its map, or the all-clear. */
function topOf(page: ListPage, groups: Groups): Html {
  const { county, language, nowMs, mapApproval } = page
  const words = pageWords(language)
  const title = titleOf(groups, words)
  const asOf = html`<p class="checked">${checked(nowMs, words)}</p>\n`
  if (groups.isClear) {
    return html`<div class="box clear"><h1><span aria-hidden="true">✓</span> ${title}</h1>\n${asOf}</div>\n`
  }
  const [[, first], ...others] = sections(groups, words) as [[string, Card[]], ...[string, Card[]][]]
  const map = renderCountyMap({ shown: cardsOf(groups), county, language, mapApproval, linked: true })
  return html`<h1>${title}</h1>
${asOf}<div class="overview"><div>
${itemsOf(first, page)}${others.map(([name, cards]) => sectionOf(name, cards, page))}</div>
${map}</div>
`
}

/** A line each, dotted, and nothing to follow: a drill has no page, and no list for programs has it. */
function drillsOf({ county, language, nowMs }: ListPage, { drills }: Groups): Html {
  const { drillOn, between, drillTitle, web } = pageWords(language)
  const line = (drill: PublishedAlert): Html => {
    const { mark, title, span } = pageBrief(drill, county, language)
    const when = isUpcoming(drill, nowMs) ? web.drillSoon : drillOn
    return html`<p class="box drill"><span aria-hidden="true">○</span> ${mark}<br /> ${when}${between}<span dir="auto">${title}</span> ${span}<br /> ${mark}</p>
`
  }
  return drills.length === 0 ? html`` : html`<section><h2>${drillTitle}</h2>\n${drills.map(line)}</section>\n`
}
