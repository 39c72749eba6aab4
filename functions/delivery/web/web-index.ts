import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { type Brief, briefOf } from '../texts/brief.ts'
import { type Html, html, lines } from '../texts/html.ts'
import { isoTime, writtenTime } from '../texts/local-time.ts'
import { isReal } from '../texts/message-form.ts'
import { pageWords, type Standing } from '../texts/page-words.ts'
import { alertPath } from './alert-path.ts'
import { page } from './web-frame.ts'
import { boxClass, signOf, standingText } from './web-page.ts'
import { isForPublic, standingOf, worstFirst } from './web-standing.ts'

export interface IndexPage {
  /** In force, or ended not long ago; any order. */
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  siteUrl: string
  nowMs: number
  /** `/` or `/alerts/`. */
  path: string
}

/**
 * What holds now, worst first. Nothing in force is an all-clear only when nothing ran out of time unlifted either;
 * drills stand apart and never count.
 */
export function renderIndexPage({ alerts, county, language, siteUrl, nowMs, path }: IndexPage): string {
  const words = pageWords(language)
  const shown = alerts
    .filter((alert) => isForPublic(alert) && alert.successor === null)
    .map((alert) => ({ alert, standing: standingOf(alert, alerts, nowMs) }))
    .toSorted((a, b) => worstFirst(a.alert, b.alert))
  const real = shown.filter(({ alert }) => isReal(alert))
  const open = real.filter(({ standing }) => standing === 'inForce')
  const unlifted = real.filter(({ standing }) => standing === 'expired')
  const ended = real
    .filter(({ standing }) => standing !== 'inForce' && standing !== 'expired')
    .toSorted((a, b) => b.alert.acceptedAtMs - a.alert.acceptedAtMs)
  const drills = shown.filter(({ alert, standing }) => !isReal(alert) && standing === 'inForce')

  const item = ({ alert, standing }: { alert: PublishedAlert; standing: Standing }): Html =>
    itemOf(briefOf(alert, county, language), standing, language)
  const list = (entries: typeof shown): Html =>
    entries.length === 0 ? html`` : html`<ul class="list">\n${entries.map(item)}</ul>\n`
  const section = (title: string, entries: typeof shown): Html =>
    entries.length === 0 ? html`` : html`<section>\n<h2>${title}</h2>\n${list(entries)}</section>\n`
  const asOf = html`<p><time datetime="${isoTime(nowMs)}">${words.asOf(writtenTime(nowMs, words.language))}</time></p>\n`
  const isClear = open.length === 0 && unlifted.length === 0
  const title = isClear ? words.allClear : open.length > 0 ? words.inForceTitle : words.standing.expired

  const main = html`${isClear ? html`<div class="box lifted"><h1><span aria-hidden="true">✓</span> ${title}</h1></div>\n` : html`<h1>${title}</h1>\n`}${asOf}${list([...open, ...unlifted])}${section(words.drillTitle, drills)}${section(words.endedTitle, ended)}`
  return page({ county, language, title, path, siteUrl, main })
}

function itemOf(brief: Brief, standing: Standing, language: string): Html {
  const { published, words } = brief
  const url = alertPath(published.alert.identifier, language)
  const isOpen = standing === 'inForce'
  return html`<li><article class="box ${boxClass(brief, standing)}">
<p class="standing">${brief.mark === '' ? undefined : html`${brief.mark} `}<span aria-hidden="true">${signOf(brief, standing)}</span> ${standingText(brief, standing)}</p>
<h2><a href="${url}" dir="auto">${brief.title}</a></h2>
${isOpen && brief.doNow !== '' ? html`<p lang="${brief.saidIn}" dir="auto">${lines(brief.doNow)}</p>\n` : undefined}<p><small>${brief.span} · ${words.issuedBy}${words.between}<span dir="auto">${brief.issuer}</span></small></p>
</article></li>
`
}
