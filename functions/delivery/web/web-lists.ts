/** The pages that show more than one warning: home, the list with past ones, and the piece for other sites. */
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import { type County, countyNameIn } from '../../platform/county.ts'
import { type Brief, briefOf } from '../texts/brief.ts'
import { type Html, html, trusted } from '../texts/html.ts'
import { isoTime, localTime, writtenTime } from '../texts/local-time.ts'
import { type PageWords, pageWords } from '../texts/page-words.ts'
import { alertPath, languagePrefix } from './alert-path.ts'
import { renderCountyMap } from './county-map.ts'
import type { Frames, PageContent } from './frames.ts'
import { boxClass, inForceMark, itemsOf, sectionOf, signOf, standingText } from './web-item.ts'
import { type Groups, groupsOf, type Shown } from './web-standing.ts'

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
    main: html`${topOf(page, groups)}${sectionOf(words.drillTitle, groups.drills, county, language)}${sectionOf(words.endedTitle, groups.ended.slice(0, mostEnded), county, language)}${more}`,
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
    main: html`${topOf(page, groups)}${sectionOf(words.drillTitle, groups.drills, county, language)}${past}<p>${words.feeds}${words.between}<a href="${root}/alerts/feed.atom">Atom (CAP)</a> · <a href="${root}/alerts/feed.rss">RSS</a> · <a href="${root}/alerts/active.json">JSON</a></p>
`,
  }
}

/** For pages of others: links leave their frame. */
export function renderEmbedPage({ alerts, county, language, nowMs }: ListPage): PageContent {
  const words = pageWords(language)
  const groups = groupsOf(alerts, nowMs)
  const item = ({ alert, standing }: Shown): Html => {
    const brief = briefOf(alert, county, language)
    const url = alertPath(alert.alert.identifier, language)
    return html`<li class="box ${boxClass(brief, standing)}"${inForceMark(brief, standing)}><p class="standing"><span aria-hidden="true">${signOf(brief, standing)}</span> ${standingText(brief, standing)}</p>
<p><a href="${url}" target="_top" dir="auto">${brief.title}</a></p><p><small>${brief.span}</small></p></li>
`
  }
  const items = [...groups.open, ...groups.unlifted].map(item)
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
  const [first] = [...groups.open, ...groups.unlifted]
  const said = (brief: Brief, { standing }: Shown): string => words.tagged(standingText(brief, standing), brief.title)
  return {
    title: titleOf(groups, words),
    description: first
      ? said(briefOf(first.alert, county, language), first)
      : words.web.about(countyNameIn(county, words.language)),
  }
}

const titleOf = ({ isClear, open }: Groups, words: PageWords): string =>
  isClear ? words.allClear : open.length > 0 ? words.inForceTitle : words.standing.expired

const checked = (nowMs: number, words: PageWords): Html =>
  html`<time datetime="${isoTime(nowMs)}">${words.web.checked(writtenTime(nowMs, words.language))}</time>`

/** What holds or may still be dangerous, with its map, or the all-clear. */
function topOf({ county, language, nowMs, mapApproval }: ListPage, groups: Groups): Html {
  const words = pageWords(language)
  const title = titleOf(groups, words)
  const asOf = html`<p class="checked">${checked(nowMs, words)}</p>\n`
  if (groups.isClear) {
    return html`<div class="box clear"><h1><span aria-hidden="true">✓</span> ${title}</h1>\n${asOf}</div>\n`
  }
  const shown = [...groups.open, ...groups.unlifted]
  const alerts = shown.map(({ alert }) => alert)
  return html`<h1>${title}</h1>
${asOf}<div class="overview">
${itemsOf(shown, county, language)}${renderCountyMap({ alerts, county, language, mapApproval, linked: true })}</div>
`
}
