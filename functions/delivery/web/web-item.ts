/** How a warning shows how it stands, on its page and in lists: a sign, words and a border of its own for each. */
import type { County } from '../../platform/county.ts'
import { type Brief, briefOf } from '../texts/brief.ts'
import { type Html, html, lines } from '../texts/html.ts'
import type { Standing } from '../texts/page-words.ts'
import { alertPath } from './alert-path.ts'
import type { Shown } from './web-standing.ts'

/** Signs beside the words, so that a glance tells an all-clear from a time that merely ran out. */
export const signs: Readonly<Record<Exclude<Standing, 'inForce'>, string>> = {
  upcoming: '◷',
  superseded: '→',
  lifted: '✓',
  downgraded: '▽',
  error: '✕',
  expired: '!',
}

/** The colour belongs to what holds, or may still be dangerous; what is called off, and what is not real, is grey. */
export function boxClass({ colour, real }: Brief, standing: Standing): string {
  if (!real) return 'drill'
  return standing === 'inForce' || standing === 'expired' ? `${colour ?? ''} ${standing}`.trim() : standing
}

export function signOf({ symbol, real }: Brief, standing: Standing): string {
  if (!real) return '○'
  return standing === 'inForce' ? symbol : signs[standing]
}

/** By this an open page tells whether what it shows is what `active.json` says. */
export const inForceMark = ({ published }: Brief, standing: Standing): Html | undefined =>
  standing === 'inForce' ? html` data-in-force="${published.alert.identifier}"` : undefined

/** 红色 · 生效中; the end of its time says by itself that it is no all-clear. */
export function standingText({ words, colourWord, advice, real }: Brief, standing: Standing): string {
  if (!real) return standing === 'inForce' ? words.drillOn : words.drillOver
  if (standing === 'inForce') return [colourWord, words.standing.inForce].filter(Boolean).join(' · ')
  if (standing !== 'expired') return words.standing[standing]
  return advice.leaves ? words.expiredStayAway : words.expiredCareful
}

/** Items of a list of warnings. */
export function itemsOf(shown: readonly Shown[], county: County, language: string): Html {
  const item = ({ alert, standing }: Shown): Html => itemOf(briefOf(alert, county, language), standing, language)
  return shown.length === 0 ? html`` : html`<ul class="list">\n${shown.map(item)}</ul>\n`
}

/** The same under a heading; nothing where there are none. */
export const sectionOf = (title: string, shown: readonly Shown[], county: County, language: string): Html =>
  shown.length === 0 ? html`` : html`<section>\n<h2>${title}</h2>\n${itemsOf(shown, county, language)}</section>\n`

function itemOf(brief: Brief, standing: Standing, language: string): Html {
  const { published, words } = brief
  const url = alertPath(published.alert.identifier, language)
  const toDo =
    standing === 'inForce'
      ? html`${brief.coded && html`<p class="do-now">${brief.coded}</p>\n`}${brief.doNow && html`<p class="do-now" lang="${brief.saidIn}" dir="auto">${lines(brief.doNow)}</p>\n`}`
      : undefined
  const mark = brief.mark === '' ? undefined : html`${brief.mark} `
  return html`<li><article class="box ${boxClass(brief, standing)}"${inForceMark(brief, standing)}>
<p class="standing">${mark}<span aria-hidden="true">${signOf(brief, standing)}</span> ${standingText(brief, standing)}</p>
<h2><a href="${url}" dir="auto">${brief.title}</a></h2>
${toDo}<p><small>${brief.span} · ${words.issuedBy}${words.between}<span dir="auto">${brief.issuer}</span></small></p>
${brief.real ? undefined : html`<p class="standing">${brief.mark}</p>\n`}</article></li>
`
}
