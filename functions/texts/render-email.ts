import type { PublishedAlert } from '../alerts/published-alert.ts'
import { withoutAddresses } from '../alerts/rules/addresses.ts'
import { alertPath } from '../platform/alert-path.ts'
import { type County, countyNameIn } from '../platform/county.ts'
import type { RenderedMessage } from '../senders/sender.ts'
import { type Brief, briefOf, followChinese } from './brief.ts'
import { cleanText, cut, neutral, opening } from './clean-text.ts'
import { emailHtml } from './email-html.ts'
import { emailText } from './email-text.ts'
import { happeningsOf, withoutMeasures } from './headline.ts'
import { withMarkedNumber } from './made-up-number.ts'
import { isCalledOff, isReal, type Reader, rootOf, shownColour } from './message-form.ts'
import { type Outside, outsideBrief, outsideOf } from './outside.ts'
import { isMuted, pickInfo } from './pick-info.ts'
import { runsOn } from './place-name.ts'
import { beginningsOf, isChinese, sentencesOf } from './sentences.ts'
import { withBegin } from './when.ts'

/**
 * The e-mail of an alert in the language asked for or, when the alert does not speak it, in Chinese; `language` of the
 * result is the one it is really in. `leavePlaceholder` stands once in the text and once in the HTML, and nobody's text
 * holds another `{{`.
 */
export function renderEmail(
  published: PublishedAlert,
  county: County,
  language: string,
  siteUrl: string,
  reader: Reader = 'inside',
): RenderedMessage {
  const saidIn = pickInfo(published.alert, language)?.language ?? language
  const marked = withMarkedNumber(county, saidIn)
  const outside = reader === 'outside' ? outsideOf(published, marked, saidIn) : undefined
  const brief = shortened(outside ? outsideBrief(outside, marked) : briefOf(published, marked, saidIn))
  const { words } = brief
  const pageUrl = isReal(published)
    ? new URL(alertPath(published.alert.identifier, words.language), siteUrl).href
    : undefined
  const about = { brief, pageUrl, whySent: words.whySent(countyNameIn(county, words.language)) }
  const subject = outside
    ? words.subject(outsideMark(outside), cut(brief.title, longestSubject - 40), brief.issuedAt)
    : subjectOf(brief)
  return {
    language: saidIn,
    subject: neutral(subject),
    text: emailText(about),
    html: emailHtml(about),
    parts: 1,
    headers: headersOf(published, county, siteUrl),
  }
}

/** An e-mail is kept in the plan, whose items end at 400 KB, and its page has the whole text. */
const shortened = (brief: Brief): Brief => ({
  ...brief,
  doNow: cut(brief.doNow, 2_000),
  original: brief.original.map((text) => cut(text, 4_000)),
})

function outsideMark({ brief: { words }, careful, changed }: Outside): string {
  const { mark, markStay, changedMark, changedStay } = words.outside
  if (changed) return careful.length > 0 ? changedStay : changedMark
  return careful.length > 0 ? markStay : mark
}

const longestSubject = 120

/** 【红色】山洪预警：银江镇沟边河边住户马上往两侧高处走（7月1日3:12—9:00） */
function subjectOf(brief: Brief): string {
  const { words, form, manner, real, advice, colourWord, span } = brief
  const isSignal = brief.published.weatherSignal && real && manner !== 'own'
  // Of a signal's guidance, which speaks to offices first, our own line.
  const toDo = isSignal && !isCalledOff(form) ? brief.doNow : advice.doNow
  const whole = withoutAddresses(opening(cleanText(toDo)))
  const said = whole.replace(ownLabel, '')
  const [least = ''] = beginningsOf(sentencesOf(said, brief.saidIn), brief.saidIn)
  const own = isMuted(brief.published, words.language)
    ? followChinese(brief.published, advice, words)
    : (advice.inShort ?? least)
  // The place stands in front already.
  const bare = own.startsWith(brief.placeInShort) ? own.slice(brief.placeInShort.length) : own
  const action = cut(bare.replace(/[。！.!]$/u, ''), 50)
  // Beside the name of a station's signal our line would read as the station's.
  const label = isSignal && action !== '' ? whole.slice(0, whole.length - said.length) : ''
  const runs =
    label !== '' ||
    !isChinese(words.language) ||
    action === '' ||
    runsOn.test(action) ||
    /^[仍已]/u.test(action) ||
    isCalledOff(form)
  const place = brief.placeInShort + (runs ? '' : '，')
  // The mark in front names the colour, or that it is an order, already; a signal is called by its whole name.
  const named = isSignal ? brief.warning : undefined
  const plain =
    manner === 'own' ? eventOf(brief) : (named ?? brief.warning.replace(colourWord, '').replace(/ {2,}/g, ' ').trim())
  const { subjectOf: of, marks } = words
  if (!real) {
    const isTest = brief.published.alert.status === 'Test'
    const about = [brief.warning, brief.placeInShort] as const
    if (isCalledOff(form)) {
      const over = isTest ? of.test(...about) : of.drillOver(...about)
      return words.subject(isTest ? marks.testOver : marks.drillOver, cut(over, 80), span)
    }
    if (isTest) return words.subject(marks.test, cut(of.test(...about), 80), span)
    return words.subject(marks.drill, cut(of.drill(...about, advice.leaves), 80), span)
  }
  const warned = (): string => {
    if (label === '') return of.warning(plain, place, action)
    const alone = of.warning(plain, place, '')
    const marked = alone + of.ours(label, action)
    return marked.length <= longestSubject - 40 ? marked : alone
  }
  const what = {
    issued: warned,
    updated: warned,
    raised: warned,
    lowered: warned,
    lifted: () => of.ended(plain, place, action),
    downgraded: () => of.ended(brief.warning, place, action),
    error: () => of.error(brief.warning, place),
  }[form]()
  const told = isCalledOff(form) ? '' : headlineIn(brief, plain)
  const about = cut(manner === 'relay' ? of.relayed(what) : told || what, longestSubject - 40)
  // A notice whose words say when says it once.
  const isSaid = manner === 'notice' && !isCalledOff(form) && /\d{1,2}(?:时|点|:\d)/u.test(about)
  const subject = words.subject(markOf(brief), about, isSaid ? '' : span)
  return subject.replace(/(?:（）|\(\))$/u, '').trim()
}

/** 区应急局提示：, Emergency bureau: . Over what the county itself issues the mail says whose words they are. */
const ownLabel = /^(?:[^，。！？：]{2,12}提示：|Emergency bureau: |응급관리국: )/u

/** An outage or what is over is known by the sender's headline, not by our words. */
function headlineIn({ manner, info, words, headline, saidIn, begins }: Brief, plain: string): string {
  if (manner !== 'notice' && manner !== 'news') return ''
  const told = withoutMeasures(headline || (happeningsOf(info, saidIn)[0] ?? '').replace(/[。！]$/u, ''))
  return told === '' ? '' : plain + words.between + withBegin(told, begins)
}

/** The event alone, as this language calls it. */
const eventOf = ({ published, words, warning }: Brief): string =>
  isChinese(words.language) ? cut(cleanText(published.eventName), 24) : warning

function markOf({ published, words, form, manner, colourWord }: Brief): string {
  const { marks } = words
  if (form === 'lifted' && published.isPart) return marks.partLifted
  if (form === 'lifted' || form === 'downgraded' || form === 'error') return marks[form]
  const coming = published.onsetAtMs === null ? '' : marks.upcoming
  if (manner === 'news') return marks.news
  if (manner === 'own') return marks.ownOrder + coming
  if (manner === 'notice') return form === 'issued' ? coming : marks.revised + coming
  if (shownColour(published) === null) return coming || marks.none
  const was = published.previousColour
  if (form === 'updated') return marks.updated(colourWord) + coming
  if (form === 'issued' || was === null) return marks.colour(colourWord) + coming
  return marks.changed(colourWord, words.colours[was], form === 'raised') + coming
}

/** A header may hold printable ASCII only (RFC 5322 §2.2). */
const headerSafe = (text: string): string =>
  /^[\x21-\x7e]{1,200}$/.test(text) ? text : encodeURIComponent(text.toWellFormed()).slice(0, 600)

/**
 * Messages of one chain hang on a message that was never sent: bulk sending cannot set Message-ID, and mail programs
 * thread by References alone (RFC 5322 §3.6.4).
 */
function headersOf(published: PublishedAlert, county: County, siteUrl: string): Record<string, string> {
  const { hostname } = new URL(siteUrl)
  const root = `<${rootOf(published)}@${hostname}>`
  return {
    // RFC 3834 §5: no out-of-office note answers a warning.
    'Auto-Submitted': 'auto-generated',
    // RFC 2919 §2: by this people sort, and it stays the same for ever.
    'List-Id': `<${county.code}.${hostname}>`,
    References: root,
    'In-Reply-To': root,
    'X-Alert-Identifier': headerSafe(published.alert.identifier),
  }
}
