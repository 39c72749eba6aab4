/** Screens in public places: a few large words, one warning a slide. */
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { type Brief, briefOf } from '../texts/brief.ts'
import { cleanText, cut, opening } from '../texts/clean-text.ts'
import { type Html, html } from '../texts/html.ts'
import { isoTime, writtenTime } from '../texts/local-time.ts'
import { type PageWords, pageWords } from '../texts/page-words.ts'
import { beginningsOf, isChinese, sentencesOf } from '../texts/sentences.ts'
import type { PageContent } from './frames.ts'
import { inForceMark, standingText } from './web-item.ts'
import { groupsOf, type Shown } from './web-standing.ts'

export interface SignagePage {
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  nowMs: number
}

/** What can be read while walking past; letters are half as wide as Chinese characters. */
const mostIn = (language: string): number => (isChinese(language) ? 40 : 100)
const leastForAction = 10

/**
 * One slide for each real warning in force; else what ran out of time unlifted, which is no all-clear; else the
 * all-clear. Drills are not shown: nobody reads a mark while walking past.
 */
export function renderSignagePage({ alerts, county, language, nowMs }: SignagePage): PageContent {
  const words = pageWords(language)
  const { open, unlifted, isClear } = groupsOf(alerts, nowMs)
  const shown = open.length > 0 ? open : unlifted
  const slides = shown.map((each) => slideOf(each, briefOf(each.alert, county, language), nowMs))
  const title = isClear ? words.allClear : open.length > 0 ? words.inForceTitle : words.standing.expired
  return { title, description: title, main: html`${isClear ? allClear(words, nowMs) : slides}` }
}

const allClear = (words: PageWords, nowMs: number): Html[] => [
  html`<section class="slide clear"><p class="what"><span aria-hidden="true">✓</span> ${words.allClear}</p>
<p class="do">${words.web.calm}</p>
<p class="until checked"><time datetime="${isoTime(nowMs)}">${words.web.checked(writtenTime(nowMs, words.language))}</time></p></section>
`,
]

function slideOf({ standing }: Shown, brief: Brief, nowMs: number): Html {
  const isOver = standing === 'expired'
  const { what, coded, action, until } = signageText(brief, nowMs)
  const style = `${brief.colour ?? 'other'}${isOver ? ' expired' : ''}`
  const toDo = isOver
    ? html`<p class="do">${standingText(brief, standing)}</p>\n`
    : html`${coded && html`<p class="do">${coded}</p>\n`}${action && html`<p class="do" lang="${brief.saidIn}" dir="auto">${action}</p>\n`}`
  return html`<section class="slide ${style}"${inForceMark(brief, standing)}><p class="what" dir="auto">${what}</p>
${toDo}<p class="until">${isOver ? brief.span : until}</p></section>
`
}

/**
 * 山洪红色预警 银江镇 · 往两侧高处走，不要过河 · 9时前有效: as much of what to do as there is room for. After `coded`
 * what the sender says in another language stands only where a whole clause of it has room.
 */
export function signageText(brief: Brief, nowMs: number): Record<'what' | 'coded' | 'action' | 'until', string> {
  const { words, warning, place, published, doNow, coded, saidIn } = brief
  const room = mostIn(words.language)
  const until = words.web.untilShort(published.expiresAtMs, nowMs)
  const what = cut(`${warning} ${place}`, room - until.length - leastForAction)
  const unused = (room - what.length - until.length - coded.length) / room
  const left = Math.max(leastForAction, Math.floor(unused * mostIn(saidIn)))
  const beginnings = beginningsOf(sentencesOf(opening(cleanText(doNow)), saidIn), saidIn)
    .map((text) => text.replace(/[。.]$/u, ''))
    .filter(Boolean)
  const fitting = beginnings.findLast((text) => text.length <= left)
  return { what, coded, action: fitting ?? (coded ? '' : cut(beginnings[0] ?? '', left)), until }
}
