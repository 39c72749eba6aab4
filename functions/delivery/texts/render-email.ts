import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { leavePlaceholder, type RenderedMessage } from '../send/sender.ts'
import { alertPath } from '../web/alert-path.ts'
import { type Brief, briefOf } from './brief.ts'
import { cleanText, cut, neutral, opening } from './clean-text.ts'
import { emailHtml } from './email-html.ts'
import { isCalledOff, isReal, type Reader, rootOf, shownColour } from './message-form.ts'
import { pickInfo } from './pick-info.ts'
import { beginningsOf, sentencesOf } from './sentences.ts'

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
  _reader: Reader = 'inside',
): RenderedMessage {
  const saidIn = pickInfo(published.alert, language)?.language ?? language
  const brief = shortened(briefOf(published, county, saidIn))
  const { words } = brief
  const countyName = words.language === 'zh-CN' ? county.fullName : county.englishName
  const pageUrl = isReal(published)
    ? new URL(alertPath(published.alert.identifier, words.language), siteUrl).href
    : undefined
  const about = { brief, pageUrl, whySent: words.whySent(countyName) }
  return {
    language: saidIn,
    subject: neutral(subjectOf(brief)),
    text: textOf(about),
    html: emailHtml(about),
    parts: 1,
    headers: headersOf(published, siteUrl),
  }
}

export interface EmailContent {
  brief: Brief
  /** undefined for a drill, which has no public page. */
  pageUrl: string | undefined
  whySent: string
}

/** An e-mail is kept in the plan, whose items end at 400 KB, and its page has the whole text. */
const shortened = (brief: Brief): Brief => ({
  ...brief,
  doNow: cut(brief.doNow, 2_000),
  original: brief.original.map((text) => cut(text, 4_000)),
})

const longestSubject = 120

/** 【红色】山洪预警：银江镇沟边河边住户马上往两侧高处走（7月1日3:12—9:00） */
function subjectOf(brief: Brief): string {
  const { published, words, form, real, place, advice, colourWord, span } = brief
  const [least = ''] = beginningsOf(sentencesOf(opening(cleanText(advice.doNow)), brief.saidIn), brief.saidIn)
  const action = cut(least.replace(/[。！.!]$/u, ''), 50)
  // The mark in front names the colour already.
  const plain = brief.warning.replace(colourWord, '').replace(/ {2,}/g, ' ').trim()
  const { subjectOf: of, marks } = words
  if (!real) return words.subject(marks.drill, cut(of.drill(brief.warning, place, advice.leaves), 80), span)
  const what = {
    issued: () => of.warning(plain, place, action),
    updated: () => of.warning(plain, place, action),
    raised: () => of.warning(plain, place, action),
    lowered: () => of.warning(plain, place, action),
    lifted: () => of.ended(plain, place, action),
    downgraded: () => of.ended(brief.warning, place, action),
    error: () => of.error(brief.warning, place),
  }[form]()
  // A relayed signal keeps the station's own headline.
  const headline = cleanText(brief.info.headline ?? '')
  const relayed = published.weatherSignal && !isCalledOff(form) && headline !== ''
  return words.subject(markOf(brief), cut(relayed ? headline : what, longestSubject - 40), span)
}

function markOf({ published, words, form, colourWord }: Brief): string {
  const { marks } = words
  if (form === 'lifted' || form === 'downgraded' || form === 'error') return marks[form]
  if (shownColour(published) === null) return marks.none
  const was = published.previousColour
  if (form === 'updated' || was === null)
    return form === 'updated' ? marks.updated(colourWord) : marks.colour(colourWord)
  return marks.changed(colourWord, words.colours[was], form === 'raised')
}

/** What to do comes first; everything below can be skipped. */
function textOf({ brief, pageUrl, whySent }: EmailContent): string {
  const { words, form, real, advice, mark } = brief
  const labelled = (label: string, value: string): string => (value === '' ? '' : label + words.between + value)
  const stay = isCalledOff(form) ? '' : advice.goingHome
  const blocks = [
    [
      mark,
      form === 'error' && real ? words.sorry : '',
      labelled(brief.doLabel, brief.doNow),
      labelled(words.where, brief.place),
      labelled(brief.timeLabel, [brief.span, stay].filter(Boolean).join(words.comma)),
      labelled(words.issuedBy, `${brief.issuer} ${brief.issuedAt}`),
      labelled(words.help, brief.help),
    ],
    brief.original.length === 0 ? [] : [brief.originalLabel, ...brief.original],
    [labelled(words.page, pageUrl ?? '')],
    [whySent],
  ].map((block) => block.filter(Boolean).join('\n'))
  const body = neutral(blocks.filter(Boolean).join('\n\n'))
  return `${body}\n${words.leave} ${leavePlaceholder}\n${mark === '' ? '' : `\n${mark}\n`}`
}

/** A header may hold printable ASCII only (RFC 5322 §2.2). */
const headerSafe = (text: string): string =>
  /^[\x21-\x7e]{1,200}$/.test(text) ? text : encodeURIComponent(text.toWellFormed()).slice(0, 600)

/**
 * Messages of one chain hang on a message that was never sent: bulk sending cannot set Message-ID, and mail programs
 * thread by References alone (RFC 5322 §3.6.4).
 */
function headersOf(published: PublishedAlert, siteUrl: string): Record<string, string> {
  const root = `<${rootOf(published)}@${new URL(siteUrl).hostname}>`
  return {
    References: root,
    'In-Reply-To': root,
    'X-Alert-Identifier': headerSafe(published.alert.identifier),
  }
}
