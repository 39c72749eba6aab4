/** SMS of a weather station's signal: relayed in the station's own words, our advice apart below (practice: 只转发, 不改字). */
import type { Info } from '../../alerts/alert.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { cleanLines, cleanText, cut, opening } from './clean-text.ts'
import { emptiesHomes, tipOf } from './event-words.ts'
import { spokenTime, writtenTime } from './local-time.ts'
import { formOf, isCalledOff, shownColour, speaksForItself } from './message-form.ts'
import { whoAllowsReturn } from './place-name.ts'
import { isChinese, sentencesOf } from './sentences.ts'
import { firstGlance } from './sms-layout.ts'
import { countSms } from './sms-length.ts'
import { foreignWords } from './words-foreign.ts'
import { colourZh } from './words-zh.ts'

/** The station's sentences, whole and in order; a semicolon ends none. */
function wholeSentences(text: string, language: string): string[] {
  const whole: string[] = []
  let current = ''
  const oneLine = cleanLines(text).replace(/\n+/g, isChinese(language) ? '' : ' ')
  for (const sentence of sentencesOf(opening(oneLine), language)) {
    current += sentence.join('')
    if (/[；;]\s*$/u.test(current)) continue
    whole.push(current)
    current = ''
  }
  if (current !== '') whole.push(current)
  return whole
}

/** The station's words in CAP's own fields, for a signal whose text cannot be relayed whole (12379 headline form). */
function fixedForm(published: PublishedAlert, info: Info, county: County, language: string): string {
  const colour = shownColour(published)
  const over = isCalledOff(formOf(published))
  const registered = county.senders.find(({ sender }) => sender === published.alert.sender)?.name
  const station = cut(cleanText(info.senderName ?? registered ?? county.fullName), 30)
  if (!isChinese(language)) {
    const words = foreignWords(language)
    const act = over ? words.lifted : words.issued
    const event = cut(cleanText(info.event), 30)
    return `${station} ${writtenTime(published.sentAtMs, language)} ${act} ${colour ? words.colours[colour] : ''} ${event}.`
  }
  const event = cut(cleanText(published.eventName), 12)
  return `${station}${spokenTime(published.sentAtMs)}${over ? '解除' : '发布'}${event}${colourZh(colour)}预警信号。`
}

/** True when the text alone says what it is about: the event, and the colour where there is one. */
const tellsAll = (text: string, published: PublishedAlert, language: string): boolean => {
  if (!isChinese(language)) return true
  // A Cancel's own severity is no longer the colour its text speaks of.
  const colour = isCalledOff(formOf(published)) ? null : shownColour(published)
  return text.includes(cleanText(published.eventName)) && text.includes(colourZh(colour))
}

/** Our own line, fullest first; the last is none. */
function ownLines(published: PublishedAlert, county: County, language: string): string[] {
  if (!isChinese(language)) return [`\n${foreignWords(language).questions} ${county.duty.phone}`, '']
  const open = `\n${county.sms.ownLinePrefix}`
  const ask = `疑问打${cut(county.duty.phone, 20)}。`
  const tip = isCalledOff(formOf(published))
    ? emptiesHomes(published)
      ? `已转移的人先不要回家，听${whoAllowsReturn(published.area, county)}安排。`
      : ''
    : (tipOf(published.eventCode, shownColour(published), language) ?? '')
  return [...new Set([open + tip + ask, open + (tip || ask), open + ask, ''])]
}

/**
 * The description word for word (the headline where the description does not name the signal), as many whole sentences
 * as fit, then our line. Where not even the first sentence fits: the headline, then the fixed form of a headline.
 */
export function smsSignal(published: PublishedAlert, info: Info, county: County, language: string): string {
  const signed = `【${county.sms.signature}】`
  const fits = (text: string): boolean => countSms(text).parts <= county.sms.maxParts
  const gap = isChinese(language) ? '' : ' '
  const own = !isCalledOff(formOf(published)) || speaksForItself(info)
  const headline = own ? wholeSentences(info.headline ?? '', language) : []
  const description = own ? wholeSentences(info.description ?? '', language) : []
  const instruction = own ? wholeSentences(info.instruction ?? '', language) : []
  const ended = (sentences: string[]): string[] =>
    sentences.map((s, i) =>
      i === sentences.length - 1 && !/[。.!！?？]["”』]?\s*$/u.test(s) ? `${s}${isChinese(language) ? '。' : '.'}` : s,
    )
  const texts = [
    ...(tellsAll(description[0] ?? '', published, language) ? [description] : []),
    [...ended(headline), ...description],
    [fixedForm(published, info, county, language)],
  ].filter((sentences) => sentences.length > 0)

  const lines = ownLines(published, county, language)
  for (const sentences of texts) {
    const [first = ''] = sentences
    const line = lines.find((candidate) => fits(signed + first.trimEnd() + candidate))
    if (line === undefined) continue
    let text = first
    for (const next of [...sentences.slice(1), ...instruction]) {
      const longer = `${text.trimEnd()}${gap}${next}`
      if (!fits(signed + longer.trimEnd() + line)) break
      text = longer
    }
    return signed + text.trimEnd() + line
  }
  return cut(signed + fixedForm(published, info, county, language), firstGlance)
}
