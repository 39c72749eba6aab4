import { create } from 'qrcode'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { alertPath } from '../platform/alert-path.ts'
import type { County } from '../platform/county.ts'
import { type Html, html, trusted } from '../platform/html.ts'
import { isoTime } from '../platform/local-time.ts'
import { stayBeside, stepsIn } from '../texts/brief.ts'
import { cleanText, opening } from '../texts/clean-text.ts'
import { isChinese, sentencesOf } from '../texts/sentences.ts'
import { clauseCut } from './clause-cut.ts'
import type { PageContent } from './frames.ts'
import { boxClass, signOf, standingText } from './item.ts'
import { callable, tellingOf } from './page.ts'
import { descriptionOf } from './share-text.ts'
import { type PageBrief, pageBrief } from './shown-card.ts'

export interface Poster {
  alert: PublishedAlert
  county: County
  language: string
  siteUrl: string
  history: readonly PublishedAlert[]
  nowMs: number
}

const mostSteps = 3
/** Residents' lines are short. */
const mostLines = 5
const longestStep = { chinese: 60, other: 120 }
/** Chinese characters that fit one sheet in the largest type; letters are half as wide. */
const mostLarge = 60

/** One sheet to print and hang up: what, where, what to do, until when, who says so, whom to call. */
export function renderPoster({ alert, county, language, siteUrl, history, nowMs }: Poster): PageContent {
  const brief = pageBrief(alert, county, language)
  const { words, published } = brief
  const { standing, latest } = tellingOf(alert, history, nowMs)
  const news = latest.id === alert.id ? brief : pageBrief(latest, county, language)
  const url = new URL(alertPath(alert.alert.identifier, language), siteUrl).href
  const said = standingText(brief, standing)
  const mark = brief.mark === '' ? undefined : html`<p class="mark">${brief.mark}</p>\n`
  const { steps, hasMore } = standing === 'expired' ? { steps: [], hasMore: false } : stepsOf(news)
  const until = published.hasEnd
    ? html`<time datetime="${isoTime(published.expiresAtMs)}">${brief.span}</time>`
    : html`${brief.span}`
  const coded = standing === 'expired' ? '' : news.coded
  const isOn = standing === 'inForce' || standing === 'upcoming'
  const home = isOn ? stayBeside(brief, [coded, ...steps].join('\n')) : ''
  const stay = home && html` <strong>${home}</strong>`
  const isLong = widthOf([brief.warning, brief.place, coded, ...steps].join('')) > mostLarge
  return {
    title: brief.mark + words.tagged(said, brief.title),
    description: descriptionOf(brief, news, standing),
    main: html`${mark}<article class="sheet ${boxClass(brief, standing)}${isLong ? ' long' : ''}">
<p class="standing"><span aria-hidden="true">${signOf(brief, standing)}</span> ${said}</p>
<h1 dir="auto">${brief.real ? brief.warning : words.drillOf(brief.warning)}</h1>
<p class="place" dir="auto">${brief.about === brief.placeInShort ? brief.place : brief.about}</p>
${brief.relayed === '' ? undefined : html`<p class="until">${brief.relayed}</p>\n`}${standing === 'expired' && published.hasEnd ? html`<p class="step">${words.untilNote}</p>\n` : undefined}${coded && html`<p class="step">${coded}</p>\n`}${steps.length === 0 ? undefined : html`<ol class="steps" lang="${news.actionIn}" dir="auto">\n${steps.map((step) => html`<li>${step}</li>\n`)}</ol>\n`}<p class="until">${brief.timeLabel}${words.between}${until}${stay}</p>
<div class="foot"><div><p>${words.issuedBy}${words.between}<span dir="auto">${brief.issuer}</span></p>
<p>${words.help}${words.between}<strong>${callable(brief.help, brief.phones)}</strong></p>
<p class="address">${hasMore ? words.web.scanAll : words.web.scan}<br />${url}</p></div>
${qrCode(url, words.web.scan)}</div>
</article>
${mark}`,
  }
}

/** The first sentences, or residents' lines, one a line; whether there is more to read. */
export function stepsOf({ doNow, digest, actionIn }: PageBrief): { steps: string[]; hasMore: boolean } {
  const said = digest
    ? stepsIn({ doNow, digest })
    : sentencesOf(opening(cleanText(doNow)), actionIn).map((sentence) => sentence.join('').trim())
  const most = isChinese(actionIn) ? longestStep.chinese : longestStep.other
  const cuts = said.slice(0, digest ? mostLines : mostSteps).map((step) => clauseCut(step, actionIn, most))
  return {
    steps: cuts.map(({ said }) => said),
    hasMore: digest !== null || said.length > cuts.length || cuts.some(({ rest }) => rest !== ''),
  }
}

const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + (letter < '\u1100' ? 0.55 : 1), 0)

/** Quiet zone of four modules (ISO/IEC 18004 §6.3.8). */
const quiet = 4

/** As SVG: rows of dark modules in one path. */
export const qrCode = (text: string, label: string): Html => qrSvg(text, label, pathOfCode)

/** The same for a page that shows it twice: the path stands under `id` once. */
export function qrCodeTwice(text: string, label: string, id: string): { first: Html; again: Html } {
  return {
    first: qrSvg(text, label, (data, size) => html`<g id="${id}">${pathOfCode(data, size)}</g>`),
    again: qrSvg(text, label, () => html`<use href="#${id}"/>`),
  }
}

function qrSvg(text: string, label: string, drawn: (data: Uint8Array, size: number) => Html): Html {
  const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules
  const side = size + 2 * quiet
  return html`<svg class="qr" width="160" height="160" viewBox="0 0 ${side} ${side}" role="img" aria-label="${label}" shape-rendering="crispEdges">${drawn(data, size)}</svg>
`
}

function pathOfCode(data: Uint8Array, size: number): Html {
  let path = ''
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue
      const from = x
      while (x + 1 < size && data[y * size + x + 1]) x++
      path += `M${from + quiet} ${y + quiet}h${x - from + 1}v1h-${x - from + 1}z`
    }
  }
  const side = size + 2 * quiet
  return html`<path fill="#fff" d="M0 0h${side}v${side}h-${side}z"/><path d="${trusted(path)}"/>`
}
