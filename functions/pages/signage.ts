/** Screens in public places: a few large words, one warning on a slide or two. */

import type { PublishedAlert } from '../alerts/published-alert.ts'
import { alertPath } from '../platform/alert-path.ts'
import type { County } from '../platform/county.ts'
import { type Html, html } from '../platform/html.ts'
import { isoTime, writtenTime } from '../platform/local-time.ts'
import { foreignBody } from '../texts/body-foreign.ts'
import { issuerOf, stayBeside, stepsIn } from '../texts/brief.ts'
import { cleanText, cut } from '../texts/clean-text.ts'
import { formOf, isCalledOff } from '../texts/message-form.ts'
import { pageWords } from '../texts/page-words.ts'
import type { PageWords } from '../texts/page-words-shape.ts'
import { senderOf } from '../texts/place-name.ts'
import { isChinese } from '../texts/sentences.ts'
import { clauseCut } from './clause-cut.ts'
import type { PageContent } from './frames.ts'
import { activeMark, otherMarks, signOf, standingText } from './item.ts'
import { titleOf } from './lists.ts'
import { qrCodeTwice } from './poster.ts'
import { type PageBrief, pageBrief } from './shown-card.ts'
import { type Card, groupsOf } from './standing.ts'

export interface SignagePage {
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  siteUrl: string
  nowMs: number
}

/** What can be read while walking past; letters are half as wide as Chinese characters. */
const mostIn = (language: string): number => (isChinese(language) ? 40 : 100)
const leastForAction = 10
/** Lines of what to do that a first slide may hold. */
const mostLinesBefore = 50
/** Of the second slide: it has no heading that anybody waits for. */
const mostOfRest = 1.5

/** So long a screen says that people who left must not go home by themselves; the SMS has long been swept away. */
const stillAwayMs = 12 * 3_600_000

/** Called off, and people had been told to leave: a bare all-clear in the hall they are in would send them home. */
const isStillAway = (alert: PublishedAlert, county: County, nowMs: number): boolean =>
  isCalledOff(formOf(alert)) && nowMs < alert.sentAtMs + stillAwayMs && pageBrief(alert, county, 'zh-CN').advice.leaves

/**
 * Slides of each real warning in force, or of what ran out of time unlifted, which is no all-clear, then of what is to
 * come and of what was called off while people are away from home; else the all-clear. Drills are not shown: nobody reads
 * a mark while walking past.
 */
export function renderSignagePage({ alerts, county, language, siteUrl, nowMs }: SignagePage): PageContent {
  const words = pageWords(language)
  const groups = groupsOf(alerts, nowMs)
  const away = groups.ended.filter(({ alert }) => isStillAway(alert, county, nowMs))
  const shown = [...(groups.open.length > 0 ? groups.open : groups.unlifted), ...groups.upcoming, ...away]
  const slides = shown.map((card, i) => slidesOf(card, { county, language, siteUrl, nowMs }, `qr${i + 1}`))
  const title = titleOf(groups, words)
  return { title, description: title, main: html`${shown.length === 0 ? allClear(words, nowMs) : slides}` }
}

const allClear = (words: PageWords, nowMs: number): Html[] => [
  html`<section class="slide clear"><p class="what"><span aria-hidden="true">✓</span> ${words.allClear}</p>
<p class="do">${words.web.calm}</p>
<p class="until checked"><time datetime="${isoTime(nowMs)}">${words.web.checked(writtenTime(nowMs, words.language))}</time></p></section>
`,
]

/** What to do first: who walks past reads one line. The second slide has what the first had no room for. */
function slidesOf(card: Card, page: Omit<SignagePage, 'alerts'>, qrId: string): Html {
  const { alert, standing } = card
  const { county, language, siteUrl, nowMs } = page
  const brief = pageBrief(alert, county, language)
  const { words, actionIn } = brief
  const isOver = standing === 'expired'
  const { warning, place, coded, action, rest, until } = signageText(brief, nowMs)
  const isEnded = isCalledOff(brief.form)
  const style = isEnded
    ? 'other lifted'
    : [brief.colour ?? 'other', standing === 'inForce' ? '' : standing].join(' ').trim()
  const by = byline(brief, county)
  const said = (text: string): Html => html`<p class="do" lang="${actionIn}" dir="auto">${text}</p>\n`
  const toDo = isOver
    ? html`<p class="do">${standingText(brief, standing)}</p>\n`
    : html`${coded && html`<p class="do">${coded}</p>\n`}${action && said(action)}`
  const when = isEnded
    ? brief.timeLabel + words.between + brief.span
    : isOver
      ? brief.span
      : standing === 'upcoming'
        ? comingOf(brief, nowMs)
        : until
  const code = qrCodeTwice(new URL(alertPath(alert.alert.identifier, language), siteUrl).href, words.web.scan, qrId)
  // An end beside an order to leave reads as the hour to go home.
  const about = (picture: Html, shown: string): Html => {
    const home = isOver ? '' : stayBeside(brief, shown)
    return html`<p class="what" dir="auto">${isEnded ? html`<span class="whole">${signOf(brief, standing)} ${standingText(brief, standing)}${words.between}</span>` : undefined}<span class="whole">${warning}</span> <span class="whole">${place}</span></p>
<div class="foot"><p class="until">${when}${home && html` <strong>${home}</strong>`} <span class="by" dir="auto">${by}</span></p>
${picture}</div>`
  }
  const first = html`<section class="slide ${style}" data-of="${alert.alert.identifier}"${activeMark(alert, standing)}>${toDo}${about(code.first, coded + action)}${otherMarks(card)}</section>
`
  if (isOver || rest === '') return first
  return html`${first}<section class="slide ${style}" data-of="${alert.alert.identifier}">${said(rest)}${about(code.again, rest)}</section>
`
}

/** Who says so; of a signal that is passed on also when its station issued it. */
function byline({ published, info, issuer, issuedAt, words }: PageBrief, county: County): string {
  const { channelled } = published
  const own = (): string => (channelled ? issuer : senderOf(published, info, county))
  const body = isChinese(words.language)
    ? own()
    : foreignBody(issuerOf(published, info, county), county, words.language) || issuer
  return channelled?.as === 'relay' ? words.web.relayed(body, issuedAt) : words.web.from(body)
}

/** 即将生效 7月3日6时起: never as if it held. */
const comingOf = ({ words, published }: PageBrief, nowMs: number): string =>
  `${words.standing.upcoming} ${words.web.fromShort(published.onsetAtMs ?? published.sentAtMs, nowMs)}`

/**
 * 往两侧高处走，不要过河 · 山洪红色预警 银江镇 · 9时前有效: as much of what to do as there is room for, in whole clauses.
 * After `coded` what the sender says in another language stands only where a whole clause of it has room.
 */
export function signageText(
  brief: PageBrief,
  nowMs: number,
): Record<'warning' | 'place' | 'coded' | 'action' | 'rest' | 'until', string> {
  const { words, warning, about, isOpen, span, published, doNow, digest, coded, actionIn, happened } = brief
  const room = mostIn(words.language)
  const { untilShort, noEndShort } = words.web
  const until = isOpen ? span : published.hasEnd ? untilShort(published.expiresAtMs, nowMs) : noEndShort
  const most = Math.max(leastForAction, room - until.length - leastForAction - warning.length)
  const place = cut(about.replace(whenItWas, ''), most)
  const unused = (room - warning.length - 1 - place.length - until.length - coded.length) / room
  const left = Math.max(leastForAction, Math.floor(unused * mostIn(actionIn)))
  const told = happened && `${happened.replace(/[。.]$/u, '')}${isChinese(actionIn) ? '。' : '.'}`
  const lines = [told, ...stepsIn({ doNow, digest })]
  const text = cleanText(lines.join('\n'))
  const { said, rest } = clauseCut(text, actionIn, left)
  // Of a list in English the first word is a clause, and says nothing: only what ends a sentence of the text itself does.
  const isWhole = isChinese(actionIn) || (/[.!?]$/u.test(said.trim()) && text.startsWith(said.trim()))
  const fits = coded === '' || (isWhole && said.length <= left)
  const more = fits ? rest : text
  const speaker = more === '' ? '' : speakerOf(lines, text.length - more.length, brief)
  const after = clauseCut(more, actionIn, mostOfRest * mostIn(actionIn) - speaker.length).said
  return { warning, place, coded, action: fits ? open(said) : '', rest: open(speaker + after), until }
}

/**
 * 区应急局提示：, 区应急局摘编：, before what goes on from `at` on a slide of its own: beside the station's name it would read
 * as the station's.
 */
function speakerOf(lines: readonly string[], at: number, { published, digest, words }: PageBrief): string {
  if (!published.weatherSignal) return ''
  // `at` is what one slide holds; a hostile text of thousands of lines is not read again for each of them.
  const begins = lines
    .slice(0, mostLinesBefore)
    .findIndex((_, i) => cleanText(lines.slice(0, i + 1).join('\n')).length > at)
  const line = lines[begins] ?? ''
  if (digest?.lines.includes(line)) return `${digest.label}${words.between}`
  const isWhole = begins < 0 || cleanText(lines.slice(0, begins).join('\n')).length === at
  return isWhole ? '' : (/^[^，。！？：:]{2,24}[：:] ?/u.exec(line)?.[0] ?? '')
}

/** 7月1日03时05分: its time says when it was told. */
const whenItWas = /^\d{1,2}月\d{1,2}日\d{1,2}时(?:\d{1,2}分)?(?:左右)?在?(?=\p{Script=Han}.*发生)/u

const open = (text: string): string => text.replace(/[。.]$/u, '')
