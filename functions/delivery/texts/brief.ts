/** One alert made ready to be read: what e-mails and pages say of it, in the words of one language. */
import type { Colour, Info } from '../../alerts/alert.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import type { County } from '../../platform/county.ts'
import { type Advice, adviceOf } from './advice.ts'
import { cleanLines, cleanText, cut } from './clean-text.ts'
import { eventNameIn, tipOf } from './event-words.ts'
import { writtenSpan, writtenTime } from './local-time.ts'
import { formOf, isCalledOff, isReal, type MessageForm, shownColour, speaksForItself } from './message-form.ts'
import { type PageWords, pageWords } from './page-words.ts'
import { pickInfo } from './pick-info.ts'
import { placeOf } from './place-name.ts'
import { isChinese } from './sentences.ts'
import { digestOf } from './signal-advice.ts'

export interface Brief {
  published: PublishedAlert
  words: PageWords
  info: Info
  /** Language of the sender's words, which may not be the frame's. */
  saidIn: string
  /** The sender's words are in another language than the frame. */
  foreign: boolean
  form: MessageForm
  real: boolean
  colour: Colour | null
  colourWord: string
  /** A sign of its own for each colour, so that colour never speaks alone. */
  symbol: string
  /** 山洪红色预警 */
  warning: string
  place: string
  /** 山洪红色预警：银江镇 */
  title: string
  /** 【演练】不是真的。 and nothing for the real thing. */
  mark: string
  /** Heads what to do: 现在就做. */
  doLabel: string
  /** Our line, what to do, and who lets people go home where that is no longer a matter of time. */
  doNow: string
  /**
   * What the sender coded, in the frame's language: stands before words that whoever reads the frame may not read, and
   * is empty where those are in that language. E-mails have no need of it: they go out in languages the alert speaks.
   */
  coded: string
  /** Heads the time: 到什么时候, 已解除. */
  timeLabel: string
  advice: Advice
  /** Heads the issuer's own text. */
  originalLabel: string
  /** The issuer's own text: description and, of a relayed signal, its headline and instruction, word for word. */
  original: string[]
  /** 7月1日3:12—9:00, or the one time of something called off. */
  span: string
  issuer: string
  issuedAt: string
  help: string
  /** Numbers in `help`, in the order to try them. */
  phones: string[]
  /** The sender's own headline on one line; empty where it only repeats event, colour and sender. */
  headline: string
  /** A page of the sender's with more, on an allowed host. */
  web: string | null
  /** Whom the sender says to ask, beside our duty number. */
  contact: string | null
  /** Residents' lines out of an office's guidance, for the top; the issuer's whole text stands in `original`. */
  digest: { label: string; lines: string[] } | null
}

export const symbols: Readonly<Record<Colour, string>> = { red: '◆', orange: '▲', yellow: '■', blue: '●' }

/** `language` is the frame's; the sender's words come in it too where the alert has them. */
export function briefOf(published: PublishedAlert, county: County, language: string): Brief {
  const picked = pickInfo(published.alert, language)
  if (!picked) throw new Error(`alert ${published.id} has no info block to show; a Cancel inherits its own`)
  const { info } = picked
  const words = pageWords(language)
  const form = formOf(published)
  const real = isReal(published)
  const relayed = published.weatherSignal && real && form !== 'error'
  const colour = shownColour(published)
  const colourWord = colour ? words.colours[colour] : ''
  const event = eventIn(words, published, info, picked.language)
  const warning = published.weatherSignal ? words.signal(event, colourWord) : words.warning(event, colourWord)
  const place = placeOf(info, published.area, county, words.language).full
  const advice = adviceOf(published, info, county, picked.language)
  const quotable = !isCalledOff(form) || speaksForItself(info)
  const said = (text: string | undefined): string[] => (quotable && text ? [cleanLines(text)] : [])
  const over = isCalledOff(form)
  const foreign = picked.language.slice(0, 2).toLowerCase() !== words.language.slice(0, 2)
  const types = foreign && !over ? info.responseType : []
  const tip = relayed && !over && isChinese(words.language) ? tipOf(published.eventCode, colour, 'zh-CN') : undefined
  const ownLine = tip ? county.sms.ownLinePrefix + tip : ''
  const startMs = real ? published.sentAtMs : (published.onsetAtMs ?? published.sentAtMs)
  return {
    published,
    words,
    info,
    saidIn: picked.language,
    foreign,
    form,
    real,
    colour,
    colourWord,
    symbol: colour ? symbols[colour] : '◇',
    warning,
    place,
    title: (real ? warning : words.drillOf(warning)) + words.between + place,
    mark: real ? '' : published.alert.status === 'Exercise' ? words.drill : words.test,
    doLabel: real ? (over ? words.doAfter : words.doNow) : words.doInDrill,
    doNow: [ownLine, advice.doNow, over ? advice.goingHome : ''].filter(Boolean).join('\n'),
    coded: types.map((type) => words.actions[type]).find(Boolean) ?? '',
    timeLabel: over ? words.standing[form] : words.until,
    advice,
    originalLabel: real ? (relayed ? words.original : words.why) : words.scenario,
    original: relayed
      ? [...said(info.headline), ...said(info.description), ...said(info.instruction)]
      : said(info.description),
    span: over
      ? writtenTime(published.sentAtMs, words.language)
      : writtenSpan(startMs, published.expiresAtMs, words.language),
    issuer: issuerOf(published, info, county),
    issuedAt: writtenTime(published.sentAtMs, words.language),
    phones: [county.duty.phone, '110', '119', '120'],
    headline: cleanText(info.headline ?? ''),
    web: info.web ?? null,
    contact: cleanText(info.contact ?? '') || null,
    digest: relayed ? digestOf(published, info, county, words.language) : null,
    help: (advice.leaves && real && !over ? words.weakCall : words.ask)(county.duty.phone),
  }
}

/** In full: a page has room for who issued it. */
function issuerOf({ alert }: PublishedAlert, info: Info, county: County): string {
  const registered = county.senders.find(({ sender }) => sender === alert.sender)?.name
  return cut(cleanText(info.senderName ?? '') || (registered ?? county.fullName), 80)
}

function eventIn(words: PageWords, published: PublishedAlert, info: Info, saidIn: string): string {
  const chinese = cut(cleanText(published.eventName), 24)
  if (isChinese(words.language)) return chinese
  if (saidIn.slice(0, 2) === words.language.slice(0, 2)) {
    return cut(cleanText(info.event).replace(/\s+(?:warning|alert|signal)s?$/i, ''), 40)
  }
  return eventNameIn(words.language, published.eventCode) ?? chinese
}
