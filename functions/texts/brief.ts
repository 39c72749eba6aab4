/** One alert made ready to be read: what e-mails and pages say of it, in the words of one language. */
import type { Colour, Info } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { isAllowedLink } from '../alerts/rules/clean-alert.ts'
import { asksToLeave, withoutOrders } from '../alerts/rules/orders.ts'
import type { County } from '../platform/county.ts'
import { isSameLanguage } from '../platform/language.ts'
import { writtenTime } from '../platform/local-time.ts'
import { adviceOf } from './advice.ts'
import type { Advice } from './advice-shape.ts'
import { foreignIssuer } from './body-foreign.ts'
import { cleanLines, cleanText, cut } from './clean-text.ts'
import { eventNameIn, keepsAway, tipOf } from './event-words.ts'
import { happeningsOf, headlineOf, withoutMeasures } from './headline.ts'
import { stayAway } from './leaving.ts'
import {
  formOf,
  isCalledOff,
  isReal,
  type Manner,
  type MessageForm,
  mannerOf,
  shownColour,
  speaksForItself,
} from './message-form.ts'
import { codedAction, pageWords } from './page-words.ts'
import type { PageWords } from './page-words-shape.ts'
import { isMuted, pickInfo, spoken } from './pick-info.ts'
import { isAnothers, placeOf } from './place-name.ts'
import { remembered } from './remembered.ts'
import { isChinese } from './sentences.ts'
import { type Digest, digestOf, isGuidance, withoutSaid } from './signal-advice.ts'
import { type Begin, beginSaid, endInvites, timedBy, withBegin, writtenWhen } from './when.ts'
import { foreignWords } from './words-foreign.ts'

export interface Brief {
  published: PublishedAlert
  words: PageWords
  info: Info
  /** Language of the sender's words, which may not be the frame's. */
  saidIn: string
  /** The sender's words are in another language than the frame. */
  foreign: boolean
  form: MessageForm
  manner: Manner
  real: boolean
  colour: Colour | null
  colourWord: string
  /** A sign of its own for each colour, so that colour never speaks alone. */
  symbol: string
  /** 山洪红色预警; 停电通知, 地震通报 and 山洪紧急通知 of what is no warning. */
  warning: string
  /** As the sender says it, whole. */
  place: string
  /** As a phone and a subject have room for. */
  placeInShort: string
  /** What stands beside the name of the warning: the place, of a notice or news what happened. */
  about: string
  /** Nothing codes when it begins or ends: only when it was issued is told, or when its words say that it begins. */
  isOpen: boolean
  /** When a notice's own words say that it begins, later than it was sent. */
  begins: Begin | undefined
  /** 山洪红色预警：银江镇; of a place in many words the beginning. 供水通知：瓜子坪片区自来水受污染 */
  title: string
  /** 【演练】不是真的。 and nothing for the real thing. */
  mark: string
  /** Heads what to do: 现在就做. */
  doLabel: string
  /** Our line, what to do, and who lets people go home where that is no longer a matter of time. */
  doNow: string
  /**
   * What the sender coded, or what we say of what is called off, in the frame's language: stands before words that whoever
   * reads the frame may not read, and is empty where those are in that language. E-mails have no need of it: they go out in
   * languages the alert speaks.
   */
  coded: string
  /**
   * That nobody goes home unasked, in the frame's language: beside the end of every text that makes people leave, unless it
   * says so itself (`stayBeside`). Empty where nobody leaves.
   */
  stay: string
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
  /** Heads `contact`. */
  contactLabel: string
  /** What is said of a warning that was issued by mistake. */
  sorry: string
  /** Residents' lines out of an office's guidance, for the top; the issuer's whole text stands in `original`. */
  digest: Digest | null
}

export const symbols: Readonly<Record<Colour, string>> = { red: '◆', orange: '▲', yellow: '■', blue: '●' }

const leaves = (line: string): boolean => asksToLeave({ responseType: [], instruction: line })

/** Everything people are to do, one a line: who is told to leave, our line, what else a signal asks of residents. */
export function stepsIn({ doNow, digest }: Pick<Brief, 'doNow' | 'digest'>): string[] {
  const asked = digest?.lines ?? []
  const first = asked.filter(leaves)
  return [...first, ...doNow.split('\n').filter(Boolean), ...asked.filter((line) => !first.includes(line))]
}

/** Whoever must leave reads it before our own line. */
export const isLeaveFirst = ({ digest }: Pick<Brief, 'digest'>): boolean => digest?.lines.some(leaves) === true

/** `language` is the frame's; the sender's words come in it too where the alert has them. */
export const briefOf = remembered((alert: PublishedAlert, county: County, language: string): Brief => {
  const picked = pickInfo(spoken(alert), language)
  if (!picked) throw new Error(`alert ${alert.id} has no info block to show; a Cancel inherits its own`)
  const published = isMuted(alert, language) ? timedBy(alert, picked.info) : alert
  const { info } = picked
  const form = formOf(published)
  const manner = mannerOf(published, info)
  const real = isReal(published)
  const isTold = manner === 'notice' || manner === 'news'
  const frame = pageWords(language)
  // A notice says itself where it is; its area says who gets it.
  const words = isTold ? { ...frame, where: frame.sentTo } : frame
  const relayed = published.weatherSignal && real && form !== 'error' && manner !== 'own'
  const colour = shownColour(published)
  const colourWord = colour ? words.colours[colour] : ''
  const warning = warningOf(words, published, manner, eventIn(words, published), colourWord)
  const own = pickInfo(published.alert, words.language)
  const placed = own && isSameLanguage(own.language, words.language) ? own.info : info
  const place = placeOf(placed, published.area, county, words.language)
  const advice = adviceOf(published, info, county, picked.language)
  const over = isCalledOff(form)
  const foreign = !isSameLanguage(picked.language, words.language)
  const tip = relayed && !over && isChinese(words.language) ? tipOf(published.eventCode, colour, 'zh-CN') : undefined
  const ownLine = tip && advice.source !== 'county' && manner !== 'relay' ? county.sms.ownLinePrefix + tip : ''
  const coded = foreign ? codedIn(published, info, county, words.language, relayed) : ''
  const picks = relayed && manner !== 'relay' ? digestOf(published, info, county, words.language) : null
  const digest = picks && withoutSaid(picks, ownLine + coded)
  // Residents' lines take the place of the guidance they were taken from.
  const still =
    form !== 'lowered' ? '' : isChinese(picked.language) ? '仍有危险。' : foreignWords(words.language).stillDangerous
  const isGiven = relayed && !over && advice.source === 'instruction' && isGuidance(info.instruction ?? '')
  const action = (digest || ownLine || coded) && isGiven ? still : advice.doNow
  const headline = headlineOf(published, info, county, picked.language)
  const issuer = issuerOf(published, info, county)
  const isOpen = !over && (manner === 'news' || (manner === 'notice' && endInvites(published, headline)))
  const begins =
    manner === 'notice' && !over ? beginSaid(published, `${headline}\n${cleanText(info.description ?? '')}`) : undefined
  const hasHour = real && (published.onsetAtMs !== null || isOpen || begins !== undefined)
  const happened = isTold && !over && !foreign ? withBegin(happenedShort(info, headline, picked.language), begins) : ''
  const about = happened || place.full
  const { channelled } = published
  const issuedMs = channelled ? Date.parse(channelled.issued) : published.sentAtMs
  return {
    published,
    words,
    info,
    saidIn: picked.language,
    foreign,
    form,
    manner,
    real,
    colour,
    colourWord,
    symbol: colour ? symbols[colour] : '◇',
    warning,
    place: place.whole,
    placeInShort: place.full,
    about,
    isOpen,
    begins,
    title: (real ? warning : words.drillOf(warning)) + words.between + about,
    mark: real ? '' : published.alert.status === 'Exercise' ? words.drill : words.test,
    doLabel: real ? (over ? words.doAfter : words.doNow) : words.doInDrill,
    doNow: [...(digest || isGiven ? [ownLine, action] : [action, ownLine]), over ? advice.goingHome : '']
      .filter(Boolean)
      .join('\n'),
    coded: isMuted(published, words.language) ? followChinese(published, advice, words) : coded,
    stay: stayOf(
      { published, advice, form, foreign, shown: [ownLine, coded, action, ...(digest?.lines ?? [])] },
      words,
    ),
    timeLabel: over ? words.standing[form] : hasHour ? words.web.when : words.until,
    advice,
    originalLabel: real ? (relayed || manner === 'relay' ? words.original : words.why) : words.scenario,
    original: originalOf(published, info, advice, { relayed, manner }),
    span: spanOf(published, words, { isOpen, begins }),
    issuer: isChinese(words.language) ? issuer : foreignIssuer(issuer, words.language),
    issuedAt: writtenTime(issuedMs, words.language),
    phones: [county.duty.phone, '110', '119', '120'],
    headline,
    web: info.web !== undefined && isAllowedLink(info.web, county.allowedLinkHosts) ? info.web : null,
    contact: contactOf(info, county),
    contactLabel: /^12379$/.test(info.contact?.trim() ?? '') ? words.web.publicLine : words.web.contact,
    sorry: isAnothers(published, county) ? words.mistaken : words.sorry,
    digest,
    help: (real ? (advice.asks ? words.weakCall : words.ask) : words.askInDrill)(county.duty.phone),
  }
})

/** Instead of words that contradict the Chinese ones: what is known of those is that people leave, or that it is urgent. */
export function followChinese(published: PublishedAlert, { asks }: Pick<Advice, 'asks'>, words: PageWords): string {
  const colour = shownColour(published)
  const { leave, act, plain } = words.followChinese
  if (isCalledOff(formOf(published)) || !isReal(published)) return plain
  return asks ? leave : colour === 'red' || colour === 'orange' ? act : plain
}

interface Shown {
  published: PublishedAlert
  advice: Advice
  form: MessageForm
  foreign: boolean
  shown: string[]
}

function stayOf({ published, advice, form, foreign, shown }: Shown, words: PageWords): string {
  if (isCalledOff(form) || !isReal(published)) return ''
  if (form === 'lowered' && !foreign) return advice.goingHome
  const left = form === 'lowered' ? advice.leaves : published.askedToLeave
  return stayAway({ asks: advice.asks, left, shown: shown.join('\n') }, words.language)
}

/**
 * What a text says of going home, beside what stands in it already: the “until told” of a phone is no sentence where there is
 * room for one.
 */
export const stayBeside = ({ stay }: Pick<Brief, 'stay'>, shown: string): string =>
  keepsAway(shown.replace(/(?<!\b(?:go back|return) )until told/gu, '')) ? '' : stay

/** The whole of what to do, as a page and a mail show it. */
export const wholeOf = ({ coded, doNow, digest }: Pick<Brief, 'coded' | 'doNow' | 'digest'>): string =>
  [coded, doNow, ...(digest?.lines ?? [])].join('\n')

/**
 * In the frame's language, what stands before words of another: what we say of what is called off and of a drill; else what
 * orders people out or in, then over a signal our tip, which says no less than the SMS, then what else is coded.
 */
function codedIn(published: PublishedAlert, info: Info, county: County, language: string, relayed: boolean): string {
  if (isCalledOff(formOf(published)) || !isReal(published)) {
    const { doNow, goingHome } = adviceOf(published, { ...info, instruction: undefined }, county, language)
    return [doNow, isReal(published) ? goingHome : ''].filter(Boolean).join(' ')
  }
  const strong = info.responseType.filter((type) => type === 'Evacuate' || type === 'Shelter')
  const tip = relayed ? tipOf(published.eventCode, shownColour(published), language) : undefined
  const ours = tip === undefined ? undefined : foreignWords(language).ownLine + tip
  return codedAction(strong, language) ?? ours ?? codedAction(info.responseType, language) ?? ''
}

function spanOf(
  published: PublishedAlert,
  words: PageWords,
  { isOpen, begins }: Pick<Brief, 'isOpen' | 'begins'>,
): string {
  const sent = writtenTime(published.sentAtMs, words.language)
  if (isCalledOff(formOf(published))) return sent
  if (isOpen) return begins ? words.web.fromOn(writtenTime(begins.atMs, words.language)) : words.web.issuedOn(sent)
  const { channelled } = published
  if (channelled?.as === 'relay') return writtenWhen({ ...published, sentAtMs: Date.parse(channelled.issued) }, words)
  return writtenWhen(begins ? { ...published, onsetAtMs: begins.atMs } : published, words)
}

/** 渡口桥双向封闭: what happened, as the sender's headline or first sentence says it. */
const happenedShort = (info: Info, headline: string, language: string): string =>
  cut(withoutMeasures(headline || (happeningsOf(info, language)[0] ?? '').replace(/[。！.!]$/u, '')), longestAbout)

const longestAbout = 60

function warningOf(words: PageWords, published: PublishedAlert, manner: Manner, event: string, colour: string): string {
  if (manner === 'notice') return words.notice(event)
  if (manner === 'news') return words.news(event)
  if (manner === 'own') return words.ownOrder(event)
  return published.weatherSignal ? words.signal(event, colour) : words.warning(event, colour)
}

/**
 * The issuer's own words: of a relayed signal all of them; else what happened, and what of the instruction did not serve
 * as what to do. Of what is called off nothing that orders people out.
 */
function originalOf(
  published: PublishedAlert,
  info: Info,
  advice: Advice,
  how: { relayed: boolean; manner: Manner },
): string[] {
  const over = isCalledOff(formOf(published))
  if (over && !speaksForItself(info)) return []
  const { headline, description, instruction } = info
  const unused = advice.source === 'instruction' || over ? undefined : instruction
  // What the desk itself adds to a signal it passes on is none of the station's words.
  const whole = how.manner === 'relay' ? [headline, description] : [headline, description, instruction]
  return (how.relayed || how.manner === 'relay' ? whole : [description, unused])
    .map((text) => cleanLines(text ?? ''))
    .map((text) => (over ? withoutForecasts(withoutOrders(text)) : text))
    .filter(Boolean)
}

/** What was to come when the warning was given is no news of its end. */
const withoutForecasts = (text: string): string =>
  text
    .split('\n')
    .map((line) =>
      (line.match(/[^。！？!?]+[。！？!?]*/gu) ?? [])
        .filter((each) => !/预计|预报|可能|将[有会达出发]|未来/u.test(each))
        .join(''),
    )
    .filter(Boolean)
    .join('\n')

/** Whom the sender names beside our desk; its number says nothing new. */
function contactOf(info: Info, county: County): string | null {
  const contact = cleanText(info.contact ?? '')
  return contact === '' || contact.replace(/\D/g, '') === county.duty.phone.replace(/\D/g, '')
    ? null
    : cut(contact, 200)
}

/** In full: a page has room for who issued it. */
export function issuerOf({ alert, channelled }: PublishedAlert, info: Info, county: County): string {
  if (channelled) return channelled.as === 'relay' ? channelled.station : channelled.body
  const registered = county.senders.find(({ sender }) => sender === alert.sender)?.name
  return cut(cleanText(info.senderName ?? '') || (registered ?? county.fullName), 80)
}

/** In the words of whoever speaks the language, be they muted or not: the event is no contradiction. */
function eventIn(words: PageWords, published: PublishedAlert): string {
  const chinese = cut(cleanText(published.eventName), 24)
  if (isChinese(words.language)) return chinese
  const own = pickInfo(published.alert, words.language)
  if (own && isSameLanguage(own.language, words.language)) {
    return cut(cleanText(own.info.event).replace(/(?<!\s)\s+(?:warning|alert|signal)s?$/i, ''), 40)
  }
  return eventNameIn(words.language, published.eventCode) ?? chinese
}
