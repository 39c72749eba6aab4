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
import { standingText } from './web-item.ts'
import { groupsOf, type Shown } from './web-standing.ts'

export interface SignagePage {
  alerts: readonly PublishedAlert[]
  county: County
  language: string
  nowMs: number
}

/** What can be read while walking past; letters are half as wide as Chinese characters. */
const most = { chinese: 40, other: 100 }
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
<p class="until"><time datetime="${isoTime(nowMs)}">${words.web.checked(writtenTime(nowMs, words.language))}</time></p></section>
`,
]

function slideOf({ alert, standing }: Shown, brief: Brief, nowMs: number): Html {
  const isOver = standing === 'expired'
  const { what, action, until } = signageText(brief, nowMs)
  const style = `${brief.colour ?? 'other'}${isOver ? ' expired' : ''}`
  return html`<section class="slide ${style}" data-id="${alert.alert.identifier}"><p class="what" dir="auto">${what}</p>
<p class="do" lang="${isOver ? brief.words.language : brief.saidIn}" dir="auto">${isOver ? standingText(brief, standing) : action}</p>
<p class="until">${isOver ? brief.span : until}</p></section>
`
}

/** 山洪红色预警 银江镇 · 往两侧高处走，不要过河 · 9时前有效: as much of what to do as there is room for. */
export function signageText(brief: Brief, nowMs: number): { what: string; action: string; until: string } {
  const { words, warning, place, published, doNow, saidIn } = brief
  const room = isChinese(saidIn) ? most.chinese : most.other
  const until = words.web.untilShort(published.expiresAtMs, nowMs)
  const what = cut(`${warning} ${place}`, room - until.length - leastForAction)
  const left = Math.max(leastForAction, room - what.length - until.length)
  const beginnings = beginningsOf(sentencesOf(opening(cleanText(doNow)), saidIn), saidIn)
    .map((text) => text.replace(/[。.]$/u, ''))
    .filter(Boolean)
  return { what, until, action: beginnings.findLast((text) => text.length <= left) ?? cut(beginnings[0] ?? '', left) }
}
