/** SMS in other languages, from the alert's own block in that language; order of the desk's English model text. */
import { type Info, languageOf } from '../alerts/alert.ts'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { actionSourceOf, ordersToLeave } from '../alerts/rules/orders.ts'
import { type County, nameIn } from '../platform/county.ts'
import { isSameLanguage, languageRow } from '../platform/language.ts'
import { writtenSpan, writtenTime } from '../platform/local-time.ts'
import { asksPeople, tipSaysWhere } from './advice.ts'
import { askBefore, calmIn, calmThoughts, waitToReturn } from './advice-foreign.ts'
import { foreignBody, isLegible, kindOf, stationIn } from './body-foreign.ts'
import { followChinese } from './brief.ts'
import { chineseBeside } from './chinese-beside.ts'
import { cleanText, cut, opening, withoutMarks } from './clean-text.ts'
import { eventNameIn, isSlow, keepsAway, mayHaveLeft, tipOf } from './event-words.ts'
import { askedFirst, cutThought, ordersAmong, shorterThoughts, wholeThoughts } from './foreign-sentences.ts'
import { isForSome } from './leaving.ts'
import {
  formOf,
  isCalledOff,
  isReal,
  type MessageForm,
  mannerOf,
  type Reader,
  referencedAtMs,
  shownColour,
  speaksForItself,
} from './message-form.ts'
import { codedAction, pageWords } from './page-words.ts'
import { isMuted, pickInfo, spoken } from './pick-info.ts'
import { isAnothers, type PlaceName, placeOf } from './place-name.ts'
import { residentsLinesIn } from './signal-advice.ts'
import { firstGlance, layOutSms } from './sms-layout.ts'
import { countSms } from './sms-length.ts'
import { timedBy } from './when.ts'
import { type ForeignWords, foreignWords } from './words-foreign.ts'

const spaced = (...parts: readonly string[]): string => parts.filter(Boolean).join(' ')

/** What the parts of a text are chosen from, each fullest first. */
interface ForeignText {
  /** With the signature; ends where what to do begins. */
  heads: string[]
  /** The one thing to say; those at the front are whole. */
  leads: string[]
  /** How many of the leads are: before any other is taken, the issuer's name, the number and the rest of the head give way. */
  whole?: number
  /** How many of those are tried alone before, at the cost of the issuer's name and the end. */
  best?: number
  /** That nobody goes back: stays before the issuer's name and the end. Fullest first. */
  afters?: string[]
  /** Heads that say who issued it. */
  dated?: readonly string[]
  /** Who issued it, from when to when. */
  whos: string[]
  /** The same without the name, then without the end. */
  times: string[]
  /** What follows while there is room. */
  more: string[]
  tails: string[]
}

interface Facts {
  published: PublishedAlert
  info: Info
  county: County
  language: string
  words: ForeignWords
  form: MessageForm
  place: PlaceName
  event: string
  /** ORANGE RAINSTORM */
  what: string
  named(colour: string): string
  signed: string
  desk: string
  /** The sender writes in this language; otherwise only our own words may stand here. */
  speaks: boolean
  leaves: boolean
}

export function smsForeign(
  published: PublishedAlert,
  info: Info,
  county: County,
  language: string,
  reader: Reader = 'inside',
): string {
  const facts = factsOf(published, info, county, language)
  const text = textOf(facts, reader)
  // Until a native has read our Korean, the Chinese stands beside it; who is sent to the Chinese text finds it there.
  const isBeside = languageRow(language)?.awaitsNative || isMuted(published, language)
  const beside = isBeside ? chineseBeside(published, info, county, reader) : []
  const drillMark = isReal(published) ? '' : published.alert.status === 'Exercise' ? '【演练】' : '【测试】'
  const tails = withBeside(text.tails, beside).map((tail) => tail + drillMark)
  return compose({ ...text, tails: [...new Set([...tails, drillMark])] }, county.sms.maxParts)
}

/** The Chinese gets shorter before the number goes. */
const withBeside = (tails: readonly string[], beside: readonly string[]): string[] =>
  beside.length === 0
    ? [...tails]
    : [...new Set([...tails, ''])].flatMap((tail) => beside.map((chinese) => `${tail}\n${chinese}`))

function factsOf(published: PublishedAlert, info: Info, county: County, language: string): Facts {
  const words = foreignWords(language)
  const colour = shownColour(published)
  const event = eventOf(published, info, language)
  const form = formOf(published)
  const manner = mannerOf(published, info)
  const isPlain = manner === 'news' || manner === 'notice' || !isReal(published)
  const named = (shade: string): string => (isPlain ? spaced(shade, event) : words.warning(shade, event))
  return {
    published,
    info,
    county,
    language,
    words,
    form,
    event,
    place: placesOf(published, info, county, language),
    what: named(colour ? words.colours[colour] : ''),
    signed: `【${county.sms.signature}】`,
    desk: `${words.questions} ${county.duty.phone}`,
    speaks: isSameLanguage(languageOf(info), language),
    named,
    leaves: asksPeople(published, info) || published.askedToLeave || (form !== 'issued' && mayHaveLeft(published)),
  }
}

/** Flash flood warning → FLASH FLOOD; by its code where the block names it in another language. */
function eventOf(published: PublishedAlert, info: Info, language: string): string {
  const said = cleanText(info.event).replace(
    /(?<!\s)\s*\b(?:warning|alert|signal|exercise|drill)s?\b\s*$|(?<!\s)\s*(?:경보|주의보|훈련)$/i,
    '',
  )
  const name = isLegible(said, language) ? said : (eventNameIn(language, published.eventCode) ?? said)
  return cut(name.toLocaleUpperCase('en'), 30)
}

/** In Korean with the Chinese name behind: 밀강향(密江乡). */
function placesOf({ area }: PublishedAlert, info: Info, county: County, language: string): PlaceName {
  const place = placeOf(info, area, county, language)
  if (!languageRow(language)?.awaitsNative) return place
  const named = (text: string): string => {
    for (const code of area.codes) {
      const [korean, chinese] = [nameIn(county, code, language), nameIn(county, code, 'zh-CN')]
      const at = korean && korean !== chinese ? text.indexOf(korean) : -1
      if (korean && at !== -1 && text[at + korean.length] !== '(') {
        return `${text.slice(0, at + korean.length)}(${chinese})${text.slice(at + korean.length)}`
      }
    }
    return text
  }
  return { whole: named(place.whole), full: named(place.full), short: named(place.short) }
}

function textOf(facts: Facts, reader: Reader): ForeignText {
  const { published, language } = facts
  if (!isReal(published)) return drill(facts)
  if (reader === 'outside') return outside(facts)
  if (isMuted(published, language)) return muted(facts)
  switch (facts.form) {
    case 'error':
      return issuedInError(facts)
    case 'lifted':
      return lifted(facts)
    default:
      return inForce(facts)
  }
}

const placesIn = (place: PlaceName): string[] => [...new Set([place.full, place.short, firstWords(place.short)])]

const chineseName = /\([^()]*\)$/u

/** The first words of a long name, whole, without the Chinese name behind. */
function firstWords(name: string): string {
  const plain = name.replace(chineseName, '')
  const short = plain.slice(0, 17).replace(/\s*\S*$/u, '')
  return plain.length <= 16 || short === '' ? plain : short
}

/** Flood HQ 1 Jul 03:12-09:00. The name gets shorter, and gives way, before the time. */
function whosOf({ published, info, county, language }: Facts, span: string): Pick<ForeignText, 'whos' | 'times'> {
  const { channelled } = published
  const own = channelled?.as === 'own' ? channelled.body : channelled?.as === 'relay' ? channelled.station : undefined
  const sender = foreignBody(cleanText(own ?? info.senderName ?? ''), county, language)
  const names = sender === '' ? [] : [sender, cut(sender, 20), sender.replace(/^Emergency (?=Bureau$)/u, '')]
  const alone = span.charAt(0).toLocaleUpperCase('en') + span.slice(1)
  const sent = writtenTime(channelled ? Date.parse(channelled.issued) : published.sentAtMs, language)
  // When it begins and that it has no end never give way.
  const least = published.onsetAtMs === null && published.hasEnd ? [`${sent}.`] : []
  return { whos: [...new Set(names.map((name) => `${name} ${span}.`))], times: [...new Set([`${alone}.`, ...least])] }
}

/** From when to when: from now, from a later time, until lifted where no end is given. */
function spanOf({ published, info, language, words, form }: Facts): string {
  const { sentAtMs, onsetAtMs, expiresAtMs, hasEnd, channelled } = published
  if (isCalledOff(form) || mannerOf(published, info) === 'news') return writtenTime(sentAtMs, language)
  const start = onsetAtMs ?? (channelled ? Date.parse(channelled.issued) : sentAtMs)
  if (!hasEnd) return words.untilLifted(writtenTime(start, language))
  if (onsetAtMs === null) return writtenSpan(start, expiresAtMs, language)
  return words.from(writtenTime(start, language), writtenTime(expiresAtMs, language, start))
}

const thoughtsOf = (text: string | undefined, language: string): string[] =>
  wholeThoughts(opening(cleanText(withoutMarks(text ?? ''))), language)

interface Said {
  /** What to do, first the one thing. */
  orders: string[]
  /** What happened. */
  happened: string[]
}

/** What the sender says in this language: its instruction, or what its description tells people to do. */
function saidOf({ info, language, speaks, form }: Facts): Said {
  if (!speaks || (isCalledOff(form) && !speaksForItself(info))) return { orders: [], happened: [] }
  const description = thoughtsOf(info.description, language)
  const instruction = askedFirst(thoughtsOf(info.instruction, language), info.responseType)
  if (instruction.length > 0) return { orders: instruction, happened: description }
  const orders = askedFirst(ordersAmong(description), info.responseType)
  return { orders, happened: description.filter((text) => !orders.includes(text)) }
}

const few =
  /^(?:issue[sd]?|warnings?|alerts?|signals?|level|colou?r|for|in|of|at|by|the|an?|and|from|to|update[sd]?|red|orange|yellow|blue|경보|발령|발표|적색|주황색|황색|청색|신호)$/iu

/** The headline, where it says more than event, colour, place and sender. */
function tellingHeadline({ info, language, place, event, speaks }: Facts): string[] {
  if (!speaks) return []
  const known = new Set(
    `${event} ${info.event} ${info.senderName ?? ''} ${place.full}`.toLowerCase().match(/[\p{L}\p{N}]+/gu),
  )
  const words = (info.headline ?? '').toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.filter((word) => !known.has(word) && !few.test(word)).length > 1
    ? thoughtsOf(info.headline, language)
    : []
}

/** What our tip forbids; of a milder warning it is all that is left of what to do. */
function forbidden({ published, language }: Facts): string {
  const tip = wholeThoughts(tipOf(published.eventCode, shownColour(published), language) ?? '', language)
  return tip.filter((text) => /\b(?:do not|don['’]t|never)\b|지 마세요/iu.test(text) && !keepsAway(text)).join(' ')
}

/** What to do where the sender does not say it: what it coded, our tip for event and colour, or whom to follow. */
function stockPhrases(facts: Facts): string[] {
  const { published, info, language, words, form, speaks } = facts
  // A code that was copied into a milder message says nothing that its words do not.
  const isCopied = form === 'lowered' && !speaks && !published.weatherSignal
  if (form === 'downgraded' || isCopied) {
    const not = forbidden(facts)
    return not === '' ? [`${words.stillDangerous}.`] : [spaced(`${words.stillDangerous}.`, not), not]
  }
  const coded = codedAction(info.responseType, language)
  const isPast = mannerOf(published, info) === 'news'
  const tip = tipOf(published.eventCode, shownColour(published), language, isPast)
  const source = actionSourceOf(info)
  // The head of a signal says whose advice follows, and what the sender orders in Chinese is no advice of ours.
  const isOrdered = !speaks && tip !== undefined && (source === 'instruction' || source === 'description')
  const ours = `${(published.weatherSignal && !speaks) || isOrdered ? '' : words.advice}${tip ?? words.followStaff}`
  // A signal's code says little; what its colour asks says more, unless people are to leave or to stay in.
  const weak = published.weatherSignal && !info.responseType.some((type) => type === 'Evacuate' || type === 'Shelter')
  // Where to go says more than that people are to go.
  const isBetter = tip !== undefined && info.responseType.includes('Evacuate') && tipSaysWhere(published)
  const phrases = coded === undefined || (weak && tip) || isBetter ? [ours] : [coded, ...(tip ? [ours] : [])]
  const still = `${words.stillDangerous}.`
  return form === 'lowered' ? [...phrases.map((text) => spaced(still, text)), still] : phrases
}

function inForce(facts: Facts): ForeignText {
  const { published, info, words, form, place, event, what, signed, desk, leaves, county, language } = facts
  const news = mannerOf(published, info) === 'news'
  const colour = shownColour(published)
  const was =
    published.previousColour && form !== 'downgraded' ? `(${words.was} ${words.colours[published.previousColour]})` : ''
  const turned =
    (form === 'raised' || form === 'lowered') && colour ? facts.named(spaced(words.colours[colour], was)) : what
  const opens =
    form === 'updated'
      ? `${words.updated}: `
      : form === 'downgraded'
        ? `${words.downgraded}: `
        : news
          ? `${words.news}: `
          : ''
  const milder = form === 'lowered' || form === 'downgraded'
  const dated = published.weatherSignal && !facts.speaks && form !== 'downgraded' ? signalHeads(facts, turned) : []
  const plain = placesIn(place).map((where) => `${signed}${opens}${spaced(news ? event : turned, where)}: `)
  const heads = dated.length > 0 ? dated : plain

  const { orders, happened } = saidOf(facts)
  const headline = tellingHeadline(facts)
  const still = milder ? `${words.stillDangerous}: ` : ''
  const stock = stockPhrases(facts)
  const [first, ...others] = news && orders.length === 0 ? [...headline, ...happened] : orders
  const national = published.weatherSignal ? residentsOfSignal(facts) : []
  const afters = news
    ? ['']
    : milder
      ? leaves
        ? // Beside the hour of its end "not yet" would be until then.
          [
            waitToReturn(published.area, county, language),
            ...words.noReturn,
            ...(form === 'lowered' && published.hasEnd ? [] : [words.notYet]),
          ]
        : ['']
      : asksPeople(published, info)
        ? [...(isForSome(orders[0] ?? stock[0] ?? '') ? [words.noReturnMoved] : words.noReturn), '']
        : ['']
  const tails = news || (isSlow(published.eventCode) && !leaves) ? [desk] : [words.help]
  if (first !== undefined) {
    const leads = [first, ...shorterThoughts(first, language)].map((text) => still + text)
    const cutLead = cutThought(still + first, 60, language)
    return {
      heads,
      // Words that cannot be cut give way to ours, which then say where the rest is.
      leads: [
        ...leads,
        ...(cutLead ? [cutLead] : []),
        ...stock.map((text) => spaced(text, words.thereIsMore)),
        ...stock,
      ],
      whole: 1,
      afters,
      ...whosOf(facts, spanOf(facts)),
      more: [...others, ...happened.filter((text) => text !== first && !others.includes(text))],
      tails: [...tails, ''],
    }
  }
  const [phrase = '', ...phrases] = stock
  const told = headline[0] ?? happened[0] ?? ''
  const short = [told, ...shorterThoughts(told, language)].find((text) => text.length <= 60) ?? ''
  // Nobody is told to stay away whom this text does not tell to leave.
  const leave = [phrase, ...phrases].some(ordersToLeave) ? '' : (national.find(ordersToLeave) ?? '')
  const isSaid = milder || !published.weatherSignal || leave !== '' || [phrase, ...phrases].some(ordersToLeave)
  // What happened first, as long as what to do still stands behind it; of our own tip the first sentences may stand alone.
  const thoughts = wholeThoughts(phrase, language)
  const shorter =
    milder || phrases.length > 0 ? [] : thoughts.map((_, i) => thoughts.slice(0, thoughts.length - i).join(' '))
  const leads = [...new Set([spaced(short, phrase), ...stock, ...shorter])]
  return {
    heads,
    dated,
    leads,
    whole: leads.length,
    // That it is still dangerous gives way after who says so and until when.
    ...(form === 'lowered' && { best: 1 }),
    afters: isSaid && !keepsAway(phrase) ? afters.map((text) => (text === '' ? '' : spaced(leave, text))) : [''],
    ...whosOf(facts, spanOf(facts)),
    more: [...phrases, ...national, ...happened.filter((text) => text !== told)],
    tails: [...tails, ''],
  }
}

/** Whose signal, and whose advice. The county's own name gives way last. */
function signalHeads({ published, info, county, language, words, place, signed }: Facts, what: string): string[] {
  const named = cleanText(info.senderName ?? '')
  const kind = kindOf(named, language)
  if (kind === undefined) return []
  const time = writtenTime(published.sentAtMs, language)
  const station = stationIn(named, kind, county, language)
  const isCounty = place.whole.replace(chineseName, '') === nameIn(county, county.code, language)
  return (isCounty ? [place.full, ''] : placesIn(place)).flatMap((where) =>
    words.signal(station, kind, time, what, where).map((head) => signed + head),
  )
}

/** What the regulation asks of residents at this colour. */
function residentsOfSignal({ published, language }: Facts): string[] {
  const colour = shownColour(published)
  const tip = tipOf(published.eventCode, colour, language) ?? ''
  // What our tip says already is not said again.
  const start = languageRow(language)?.isVerbLast ? 5 : 10
  return residentsLinesIn(published.eventCode, colour, language).filter((line) => !tip.includes(line.slice(0, start)))
}

function lifted(facts: Facts): ForeignText {
  const { published, info, words, place, event, signed, desk, leaves, county, language, speaks } = facts
  const said = speaks && speaksForItself(info) ? calmThoughts(opening(info.instruction ?? ''), language) : []
  const watch = leaves && /^11[A-D]/.test(published.eventCode ?? '11A') ? words.watch : ''
  const elsewhere = published.isPart ? words.elsewhere : ''
  const ended = placesIn(place).map((where) => (published.isPart ? words.liftedOnly : words.lifted)(event, where))
  const whos = whosOf(facts, spanOf(facts))
  const call = leaves ? words.help : desk
  const tails = [
    ...new Set([spaced(elsewhere, watch, call), spaced(elsewhere, call), spaced(elsewhere, watch), elsewhere]),
  ]
  if (!leaves) {
    const [first = '', ...others] = said
    const leads = [first, ...shorterThoughts(first, language)]
    return {
      heads: ended.map((text) => signed + text),
      leads,
      whole: 1,
      ...whos,
      more: others,
      tails: [...new Set([...tails, ''])],
    }
  }
  // Who hears that it is over must have heard before that nobody goes back yet.
  const leads = [waitToReturn(published.area, county, language), words.notYet].flatMap((stay) =>
    ended.map((text) => spaced(stay, text.trim())),
  )
  return { heads: [signed], leads, whole: leads.length, ...whos, more: said, tails: [...new Set([...tails, ''])] }
}

function issuedInError(facts: Facts): ForeignText {
  const { published, county, words, place, what, signed, desk, leaves, language } = facts
  const wasAtMs = referencedAtMs(published)
  const when = wasAtMs === null ? '' : writtenTime(wasAtMs, language, published.sentAtMs)
  const { orders } = saidOf(facts)
  const calm = calmIn(published, language)
  const ask = calm.length > 0 ? '' : askBefore(published, leaves, county, language)
  const asking = ask === '' ? [''] : [ask, words.askFirst]
  const calming = calm.map((_, i) => calm.slice(0, calm.length - i).join(' '))
  const leads = orders[0] !== undefined ? [orders[0]] : calm.length > 0 ? calming : asking
  const after = isAnothers(published, county) ? words.withdrawn : words.error[1]
  return {
    heads: placesIn(place).map((where) => `${signed}${words.error[0]}: ${spaced(when, what, where)}, ${after} `),
    leads,
    whole: leads.length,
    ...whosOf(facts, spanOf(facts)),
    more: orders.slice(1),
    tails: [desk, ...(ask === '' ? [] : [words.help]), ''],
  }
}

/** Its words contradict the Chinese ones, until a person has decided. */
function muted(facts: Facts): ForeignText {
  const { published, words, place, what, signed, desk, leaves, language } = facts
  const followed = pickInfo(spoken(published), 'zh-CN')
  const timed = followed ? timedBy(published, followed.info) : published
  const asks = followed !== undefined && asksPeople(published, followed.info)
  const isUrgent = leaves || !isSlow(published.eventCode)
  return {
    heads: placesIn(place).map((where) => `${signed}${spaced(what, where)}: `),
    leads: [followChinese(published, { asks }, pageWords(language))],
    whole: 1,
    afters: leaves ? [...words.noReturn, ''] : [''],
    ...whosOf(facts, spanOf({ ...facts, published: timed })),
    more: [],
    tails: [isUrgent ? words.help : desk, ''],
  }
}

/** For who got an earlier message and lies outside now. It never says safe. */
function outside(facts: Facts): ForeignText {
  const { published, words, place, what, signed, desk, county, language } = facts
  const codes = published.dropped?.codes ?? []
  const out = codes.flatMap((code) => nameIn(county, code, language) ?? [])
  const said = (names: string): string => (names === '' ? words.notYours : words.noLonger(names))
  const full = out.length > 2 ? `${out[0]} +${out.length - 1}` : out.join(', ')
  const gone = [...new Set([said(full), said(out.length > 1 ? `${out[0]} +${out.length - 1}` : full)])]
  const left = mayHaveLeft(published)
  const area = { ...published.area, codes: codes.length > 0 ? codes : published.area.codes }
  const who = whosOf(facts, writtenTime(published.sentAtMs, language))
  const headsAfter = (opens: string): string[] =>
    placesIn(place).flatMap((where) => gone.map((away) => `${signed}${opens}${words.nowOnly(where)}, ${away} `))
  // Of another body's message we know that it was changed; what that means for a place is our word.
  const dated = isAnothers(published, county)
    ? [...who.whos, ''].flatMap((by) => headsAfter(words.changed(what, by.replace(/\.$/u, '')) + words.advice))
    : []
  return {
    heads: dated.length > 0 ? dated : headsAfter(`${what}: `),
    dated,
    leads: left ? [waitToReturn(area, county, language), words.notYet] : [''],
    ...who,
    more: left ? [words.watch] : [],
    tails: [desk, ''],
  }
}

function drill(facts: Facts): ForeignText {
  const { published, words, form, place, what, signed, desk, language } = facts
  const isExercise = published.alert.status === 'Exercise'
  const { orders } = saidOf(facts)
  // What a drill codes is no order to who is not in it.
  const [first = isCalledOff(form) ? words.drillOver : words.drillJoin, ...others] = orders
  const startMs = published.onsetAtMs ?? published.sentAtMs
  const span = isCalledOff(form)
    ? writtenTime(published.sentAtMs, language)
    : writtenSpan(startMs, published.expiresAtMs, language)
  const mark = isExercise ? `【演练】${words.drill}` : `【测试】${words.test}`
  const leads = [first, ...shorterThoughts(first, language), cutThought(first, 60, language)]
  return {
    heads: placesIn(place).map((where) => `${signed}${mark}. ${spaced(what, where)}: `),
    leads: [...new Set([...leads, ''])],
    ...whosOf(facts, span),
    more: others,
    tails: [desk, ''],
  }
}

/**
 * The fullest text within its parts. What gives way, in this order: what follows (`more`), names of places where they push
 * the one thing out of the first glance, a second sentence of ours and the longer form of that nobody goes back; only then
 * the issuer's name and the end, whom to call, and words of the one thing itself. Of a signal
 * the time of issue gives way before its place.
 */
function compose(text: ForeignText, maxParts: number): string {
  const { heads, leads, whole = 0, afters = [''], whos, times, tails } = text
  const full = (texts: readonly string[]): string[] => texts.filter((each) => each !== '' && !each.startsWith('\n'))
  const kept = full(afters).length > 0 ? full(afters) : afters
  const called = full(tails).length > 0 ? full(tails) : tails
  const wholes = leads.slice(0, whole)
  const named = whos.length > 0 ? whos : times
  const all = [...whos, ...times]
  const [mark = ''] = tails.slice(-1)
  const fitted = (more: Partial<ForeignText>, who: readonly string[]): string | undefined =>
    composed({ ...text, ...more }, who, maxParts)
  const whom = { afters: kept, tails: called }
  const best = leads.slice(0, text.best ?? 0)
  return (
    fitted({ ...whom, leads: best }, named) ??
    fitted({ ...whom, leads: best }, all) ??
    fitted({ ...whom, leads: wholes }, named) ??
    fitted({ ...whom, leads: wholes }, all) ??
    fitted({ leads: wholes }, all) ??
    fitted({}, all) ??
    layOutSms({
      variants: [{ head: heads.at(-1) ?? '', tails: [mark] }],
      actions: [leads.at(-1) ?? ''],
      gap: '',
      maxParts,
    })
  )
}

function composed(
  { heads, dated = [], leads, afters = [''], more, tails }: ForeignText,
  whos: readonly string[],
  maxParts: number,
): string | undefined {
  const fits = (text: string): boolean => countSms(text).parts <= maxParts
  const join = (start: string, end: string): string =>
    end.startsWith('\n') ? start.trimEnd() + end : spaced(start.trimEnd(), end)
  for (const lead of leads) {
    const seen = dated.length > 0 ? 0 : heads.findIndex((head) => head.length + lead.length <= firstGlance)
    for (const head of heads.slice(seen === -1 && heads.length > 1 ? 1 : Math.max(0, seen))) {
      const names = dated.includes(head) ? [''] : whos
      for (const [after, tail] of afters.flatMap((each) => tails.map((end) => [each, end] as const))) {
        const start = spaced((head + lead).trimEnd(), after)
        const who = names.find((name) => fits(join(spaced(start, name), tail)))
        if (who === undefined) continue
        let text = spaced(start, who)
        for (const next of more)
          if (!text.includes(next) && fits(join(spaced(text, next), tail))) text = spaced(text, next)
        return join(text, tail)
      }
    }
  }
  return undefined
}
