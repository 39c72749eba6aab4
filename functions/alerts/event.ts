/** What happened, in the words of the national event codes. Sources: content/catalogue/event-codes.json, weather-signals.json. */
import codeCatalogue from '../../content/catalogue/event-codes.json' with { type: 'json' }
import signalCatalogue from '../../content/catalogue/weather-signals.json' with { type: 'json' }
import type { Info } from './alert.ts'

export interface EventCode {
  code: string
  name: string
  /** For texts: 山洪. */
  shortName: string
  english?: string
  aliases?: string[]
}

const codes: readonly EventCode[] = codeCatalogue.codes

const byCode = new Map(codes.map((entry) => [entry.code, entry]))

/** Exact names win over other names, those over short names, so that 地震灾害 is the class and 地震 the event. */
const byName = new Map<string, EventCode>()
for (const namesOf of [
  (entry: EventCode) => [entry.name],
  (entry: EventCode) => entry.aliases ?? [],
  (entry: EventCode) => [entry.shortName],
  (entry: EventCode) => (entry.english ? [entry.english.toLowerCase()] : []),
]) {
  for (const entry of codes) for (const name of namesOf(entry)) if (!byName.has(name)) byName.set(name, entry)
}

const signalCodes = new Set(signalCatalogue.signals.map((signal) => signal.eventCode))
const signalNames = new Set(signalCatalogue.signals.map((signal) => signal.type))

export const eventByCode = (code: string): EventCode | undefined => byCode.get(code)

/** With all that every sender adds; longer words are no name of an event, however they end. */
const mostTitleLength = 200

/** Without what every sender adds: marks in brackets, the colour, 预警信号. */
const bare = (event: string): string => (event.length > mostTitleLength ? event : stripped(event))

const stripped = (event: string): string =>
  event
    .replace(/【[^】]{0,60}】|[（(](?:演练|演习|测试)[）)]/gu, '')
    .replace(/(?:[红橙黄蓝]色|[ⅠⅡⅢⅣ]级)(?=预警|警报|信号|$)/gu, '')
    .replace(/(?:预警信息|预警|警报|信号|演练|演习){1,6}$/u, '')
    .replace(/(?<!\s)\s+(?:alert|warning|advisory|watch|signal)$/iu, '')
    .trim()

const suffixes = ['灾害', '事件', '事故', '风险', '天气', '疫情']

/** 山洪灾害 → 山洪 (11A51): the name as it stands, then without one suffix after the other. */
function eventByName(event: string): { entry: EventCode; name: string } | undefined {
  let name = bare(event)
  for (;;) {
    const entry = byName.get(name) ?? byName.get(name.toLowerCase())
    if (entry) return { entry, name }
    const suffix = suffixes.find((candidate) => name.endsWith(candidate) && name.length > candidate.length)
    if (!suffix) return undefined
    name = name.slice(0, -suffix.length)
  }
}

/** The event a title speaks of, by the words before its colour or 预警: 发布山洪灾害红色预警 → 山洪. */
export function eventNamed(title: string): EventCode | undefined {
  for (const [, words = ''] of title.matchAll(/(\p{Script=Han}{2,20}?)(?:[红橙黄蓝]色|[ⅠⅡⅢⅣ]级)?(?:预警|警报)/gu)) {
    for (let from = 0; from < words.length - 1; from++) {
      const known = eventByName(words.slice(from))
      if (known) return known.entry
    }
  }
  return undefined
}

export interface KnownEvent {
  /** null when neither eventCode nor name is known. */
  eventCode: string | null
  /** Short Chinese name, or the sender's own word. */
  eventName: string
  weatherSignal: boolean
}

/** 洪涝 stays 洪涝: an alias says more to people than the name of its class. */
const shortNameOf = ({ entry, name }: { entry: EventCode; name: string }): string =>
  entry.aliases?.includes(name) ? name : entry.shortName

/** Longer words are no name of an event. */
const mostNameLength = 12

const isHan = ({ event }: Pick<Info, 'event'>): boolean => /\p{Script=Han}/u.test(event)

/** The sender's own Chinese word, shortened where the catalogue knows it: codes are mistyped more often than words. */
function spokenName(infos: readonly Pick<Info, 'event'>[]): string | undefined {
  const event = infos.find(isHan)?.event
  if (!event) return undefined
  const known = eventByName(event)
  if (known) return shortNameOf(known)
  const name = bare(event)
  return name.length > 0 && name.length <= mostNameLength ? name : undefined
}

/**
 * The event of an alert: rules go by its eventCode, whatever the valueName, else by its name; people read the sender's
 * word. A weather signal is known by its code, and by its name only where no national code is given; never by category.
 */
export function knownEvent(infos: readonly Pick<Info, 'event' | 'eventCode'>[]): KnownEvent {
  const given = infos.flatMap((info) => info.eventCode).find(({ value }) => byCode.has(value.trim()))
  if (given) {
    const entry = byCode.get(given.value.trim())!
    const eventName = spokenName(infos) ?? entry.shortName
    return { eventCode: entry.code, eventName, weatherSignal: signalCodes.has(entry.code) }
  }
  for (const { event } of infos) {
    const known = eventByName(event)
    if (!known) continue
    const { entry } = known
    const weatherSignal = signalNames.has(entry.shortName) && signalCodes.has(entry.code)
    return { eventCode: entry.code, eventName: spokenName(infos) ?? shortNameOf(known), weatherSignal }
  }
  const event = (infos.find(isHan) ?? infos[0])?.event ?? ''
  return { eventCode: null, eventName: spokenName(infos) ?? (bare(event) || event), weatherSignal: false }
}
