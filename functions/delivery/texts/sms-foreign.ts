/** SMS in other languages, from the alert's own block in that language; order of the desk's English model text. */
import { type Info, languageOf } from '../../alerts/alert.ts'
import { ordersToLeave } from '../../alerts/orders.ts'
import type { PublishedAlert } from '../../alerts/published-alert.ts'
import { type County, nameIn } from '../../platform/county.ts'
import { asksPeople, tipSaysWhere } from './advice.ts'
import { calmThoughts, waitToReturn } from './advice-foreign.ts'
import { foreignBody, isLegible } from './body-foreign.ts'
import { chineseBeside } from './chinese-beside.ts'
import { cleanText, cut, opening, withoutMarks } from './clean-text.ts'
import { eventNameIn, mayHaveLeft, tipOf } from './event-words.ts'
import { askedFirst, cutThought, ordersAmong, shorterThoughts, wholeThoughts } from './foreign-sentences.ts'
import { writtenSpan, writtenTime } from './local-time.ts'
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
import { codedAction } from './page-words.ts'
import { isMuted } from './pick-info.ts'
import { isAnothers, type PlaceName, placeOf } from './place-name.ts'
import { residentsLinesIn } from './signal-advice.ts'
import { firstGlance, layOutSms } from './sms-layout.ts'
import { countSms } from './sms-length.ts'
import { type ForeignWords, foreignWords } from './words-foreign.ts'

const spaced = (...parts: readonly string[]): string => parts.filter(Boolean).join(' ')

const primary = (language: string): string => language.slice(0, 2).toLowerCase()

/** What the parts of a text are chosen from, each fullest first. */
interface ForeignText {
  /** With the signature; ends where what to do begins. */
  heads: string[]
  /** The one thing to say. */
  leads: string[]
  /** That nobody goes back: stays before the issuer's name and the end. Fullest first. */
  afters?: string[]
  /** Heads that say who issued it and when. */
  dated?: readonly string[]
  /** Who issued it, and when. */
  whos: string[]
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
  const isBeside = primary(language) === 'ko' || isMuted(published, language)
  const beside = isBeside ? chineseBeside(published, info, county, reader) : []
  const drillMark = isReal(published) ? '' : published.alert.status === 'Exercise' ? '【演练】' : '【测试】'
  const tails = withBeside(text.tails, beside).map((tail) => tail + drillMark)
  return compose({ ...text, tails: [...new Set([...tails, drillMark])] }, county.sms.maxParts)
}

const withBeside = (tails: readonly string[], beside: readonly string[]): string[] =>
  beside.length === 0 ? [...tails] : beside.flatMap((chinese) => [...tails, ''].map((tail) => `${tail}\n${chinese}`))

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
    speaks: primary(languageOf(info)) === primary(language),
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
  if (primary(language) !== 'ko') return place
  const named = (text: string): string => {
    for (const code of area.codes) {
      const [korean, chinese] = [nameIn(county, code, 'ko'), nameIn(county, code, 'zh-CN')]
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

/** The first words of a long name, whole. */
function firstWords(name: string): string {
  const short = name.slice(0, 17).replace(/\s*\S*$/u, '')
  return name.length <= 16 || short === '' ? name : short
}

/** Flood HQ 1 Jul 03:12-09:00. The name gives way before the time. */
function whosOf({ published, info, county, language }: Facts, span: string): string[] {
  const { channelled } = published
  const own = channelled?.as === 'own' ? channelled.body : channelled?.as === 'relay' ? channelled.station : undefined
  const sender = foreignBody(cleanText(own ?? info.senderName ?? ''), county, language)
  const names = sender === '' ? [] : [sender, cut(sender, 20)]
  const alone = span.charAt(0).toLocaleUpperCase('en') + span.slice(1)
  const sent = writtenTime(channelled ? Date.parse(channelled.issued) : published.sentAtMs, language)
  // When it begins and that it has no end never give way.
  const least = published.onsetAtMs === null && published.hasEnd ? [`${sent}.`] : []
  return [...new Set([...names.map((name) => `${name} ${span}.`), `${alone}.`, ...least])]
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

/** What to do where the sender does not say it: what it coded, our tip for event and colour, or whom to follow. */
function stockPhrases({ published, info, language, words, form, speaks }: Facts): string[] {
  // A code that was copied into a milder message says nothing that its words do not.
  const isCopied = form === 'lowered' && !speaks && !published.weatherSignal
  if (form === 'downgraded' || isCopied) return [`${words.stillDangerous}.`]
  const coded = codedAction(info.responseType, language)
  const isPast = mannerOf(published, info) === 'news'
  const tip = tipOf(published.eventCode, shownColour(published), language, isPast)
  // The head of a signal says whose advice follows.
  const ours = `${published.weatherSignal && !speaks ? '' : words.advice}${tip ?? words.followStaff}`
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
  const plain = placesIn(place).map((where) => `${signed}${opens}${spaced(news ? event : turned, where)}: `)
  const dated = published.weatherSignal && !facts.speaks && form !== 'downgraded' ? signalHeads(facts, turned) : []
  const heads = [...dated, ...plain]

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
        ? [waitToReturn(published.area, county, language), words.notYet]
        : ['']
      : asksPeople(published, info)
        ? [words.noReturn, words.notYet, '']
        : ['']
  const tails = news ? [desk] : [words.help]
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
      afters,
      whos: whosOf(facts, spanOf(facts)),
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
  return {
    heads,
    dated,
    // What happened first, as long as what to do still stands behind it.
    leads: [...new Set([spaced(short, phrase), ...stock])],
    afters: isSaid ? afters.map((text) => (text === '' ? '' : spaced(leave, text))) : [''],
    whos: whosOf(facts, spanOf(facts)),
    more: [...phrases, ...national, ...happened.filter((text) => text !== told)],
    tails: [...tails, ''],
  }
}

/** Whose signal, and whose advice. */
function signalHeads({ published, info, language, words, place, signed }: Facts, what: string): string[] {
  const named = cleanText(info.senderName ?? '')
  const station = words.bodies.find(([ending]) => ending.test(named))?.[1]
  if (station === undefined) return []
  const time = writtenTime(published.sentAtMs, language)
  const [wide = place.full] = placesIn(place)
  return words.signal(station, time, what, wide).map((head) => signed + head)
}

/** What the regulation asks of residents at this colour. */
function residentsOfSignal({ published, language }: Facts): string[] {
  const known = primary(language)
  if (known !== 'en' && known !== 'ko') return []
  const colour = shownColour(published)
  const tip = tipOf(published.eventCode, colour, language) ?? ''
  // What our tip says already is not said again.
  const start = known === 'ko' ? 5 : 10
  return residentsLinesIn(published.eventCode, colour, known).filter((line) => !tip.includes(line.slice(0, start)))
}

function lifted(facts: Facts): ForeignText {
  const { published, info, words, place, event, signed, desk, leaves, county, language, speaks } = facts
  const said = speaks && speaksForItself(info) ? calmThoughts(opening(info.instruction ?? ''), language) : []
  const back = leaves ? waitToReturn(published.area, county, language) : ''
  const [first = '', ...others] = [back, ...said].filter(Boolean)
  const watch = leaves && /^11[A-D]/.test(published.eventCode ?? '11A') ? words.watch : ''
  const elsewhere = published.isPart ? words.elsewhere : ''
  return {
    heads: placesIn(place).map((where) => signed + (published.isPart ? words.liftedOnly : words.lifted)(event, where)),
    leads: leaves ? [first, words.notYet] : [first, ...shorterThoughts(first, language)],
    whos: whosOf(facts, spanOf(facts)),
    more: others,
    tails: [...new Set([spaced(elsewhere, watch, desk), spaced(elsewhere, watch), elsewhere || watch || desk, ''])],
  }
}

function issuedInError(facts: Facts): ForeignText {
  const { published, county, words, place, what, signed, desk, leaves, language } = facts
  const wasAtMs = referencedAtMs(published)
  const when = wasAtMs === null ? '' : writtenTime(wasAtMs, language, published.sentAtMs)
  const { orders } = saidOf(facts)
  const isOthers = isAnothers(published, county)
  const calm = isOthers ? '' : leaves ? words.errorStay : words.errorCarryOn
  const after = isOthers ? words.withdrawn : words.error[1]
  return {
    heads: placesIn(place).map((where) => `${signed}${words.error[0]}: ${spaced(when, what, where)}, ${after} `),
    leads: [orders[0] ?? calm],
    whos: whosOf(facts, spanOf(facts)),
    more: orders.slice(1),
    tails: [desk, ''],
  }
}

/** Its words contradict the Chinese ones, until a person has decided. */
function muted({ published, words, place, what, signed, desk, language }: Facts): ForeignText {
  return {
    heads: placesIn(place).map((where) => `${signed}${spaced(what, where)}: `),
    leads: [words.readChinese],
    whos: [`${writtenTime(published.sentAtMs, language)}.`],
    more: [],
    tails: [desk, ''],
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
  return {
    heads: placesIn(place).flatMap((where) =>
      gone.map((away) => `${signed}${what}: ${words.nowOnly(where)}, ${away} `),
    ),
    leads: left ? [waitToReturn(area, county, language), words.notYet] : [''],
    whos: [`${writtenTime(published.sentAtMs, language)}.`],
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
    whos: whosOf(facts, span),
    more: others,
    tails: [desk, ''],
  }
}

/**
 * The fullest text within its parts. What gives way, in this order: names of places where they push the one thing out of
 * the first glance, the issuer's name and the end, what stands at the end, and only then words of the one thing itself.
 */
function compose(
  { heads, dated = [], leads, afters = [''], whos, more, tails }: ForeignText,
  maxParts: number,
): string {
  const fits = (text: string): boolean => countSms(text).parts <= maxParts
  const join = (start: string, end: string): string =>
    end.startsWith('\n') ? start.trimEnd() + end : spaced(start.trimEnd(), end)
  for (const lead of leads) {
    const plain = heads.filter((head) => !dated.includes(head))
    const seen = plain.findIndex((head) => head.length + lead.length <= firstGlance)
    const candidates = [dated, plain.slice(seen === -1 && plain.length > 1 ? 1 : Math.max(0, seen))]
    // That nobody goes back stays before the fullest head.
    for (const [head, after] of candidates.flatMap((some) =>
      afters.flatMap((each) => some.map((one) => [one, each] as const)),
    )) {
      const names = dated.includes(head) ? [''] : whos
      for (const tail of tails) {
        const start = spaced((head + lead).trimEnd(), after)
        const who = names.find((name) => fits(join(spaced(start, name), tail)))
        // A shorter head says who issued it, and leaves room for whom to call.
        if (who === undefined || (dated.includes(head) && tail === '' && head !== dated.at(-1))) continue
        let text = spaced(start, who)
        for (const next of more)
          if (!text.includes(next) && fits(join(spaced(text, next), tail))) text = spaced(text, next)
        return join(text, tail)
      }
    }
  }
  const [mark = ''] = tails.slice(-1)
  return layOutSms({
    variants: [{ head: heads.at(-1) ?? '', tails: [mark] }],
    actions: [leads.at(-1) ?? ''],
    gap: '',
    maxParts,
  })
}
