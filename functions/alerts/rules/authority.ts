/**
 * Who may put which words on a warning, by the county's table (`authority` in its profile). Pure. It never stops people from
 * being told to leave: what is urgent and says what to do waits for the desk, which relays it or says it in its own name.
 * Sources: 气象法 art. 22, 25; 突发事件应对法 (2024) art. 64; docs/decisions/0009.
 */
import signalCatalogue from '../../../content/catalogue/weather-signals.json' with { type: 'json' }
import type { AuthorityRow, County, RegisteredSender } from '../../platform/county.ts'
import type { Problem } from '../../platform/http.ts'
import { type Alert, type Colour, colours } from '../alert.ts'
import { eventByCode, knownEvent } from '../event.ts'
import type { HoldReason } from '../hold-reason.ts'
import type { AudienceArea } from '../published-alert.ts'
import { endsAs, isAllClear, titleLifts } from './lifting.ts'
import { strangersIn } from './named-bodies.ts'
import { hasOwnAction } from './orders.ts'

/** What is warned of, how strongly and where. */
export interface Matter {
  /** null where the event has no national code. */
  eventCode: string | null
  colour: Colour | null
  area: Pick<AudienceArea, 'codes' | 'polygons' | 'circles'>
}

export type Authority =
  /** It goes out. `notes` name the body whose words they are; `doubts` are for the desk to look at now. */
  { notes: string[]; doubts: string[] } | { refuse: Problem } | { hold: HoldReason }

export interface AuthorityInput {
  /** Cleaned. */
  alert: Alert
  eventCode: string | null
  colour: Colour | null
  area: Matter['area']
  sender: Pick<RegisteredSender, 'sender' | 'name'>
  county: Pick<County, 'code' | 'authority'>
}

type Right = AuthorityRow['right']
/** Strongest first. */
const rights: readonly Right[] = ['issue', 'relay', 'propose', 'nothing']

const whateverIsLeft = '*'

const isNamed = (rows: readonly AuthorityRow[], code: string | null): boolean =>
  code !== null &&
  rows.some(({ right, events }) => right === 'issue' && events.some((prefix) => code.startsWith(prefix)))

/** How closely a row speaks of this event; 0 for one of whatever is left, -1 where it does not speak of it. */
function closeness(row: AuthorityRow, code: string | null, named: boolean): number {
  const prefixes = row.events.filter((prefix) => code?.startsWith(prefix)).map((prefix) => prefix.length)
  return Math.max(-1, ...prefixes, ...(!named && row.events.includes(whateverIsLeft) ? [0] : []))
}

/** Whether a row holds for this colour and place; of shapes it is not known which towns they cover. */
function isWithin({ colours: own, places }: AuthorityRow, { colour, area }: Matter): boolean {
  const isColour = colour ? own.includes(colour) : own.length === colours.length
  const isPlace =
    places.length === 0 ||
    (area.polygons.length + area.circles.length === 0 &&
      area.codes.every((code) => places.some((place) => code.startsWith(place))))
  return isColour && isPlace
}

/** What one party may do, by the rows that speak of the event most closely. */
function rightIn(rows: readonly AuthorityRow[], own: readonly AuthorityRow[], matter: Matter): Right {
  const named = isNamed(rows, matter.eventCode)
  const spoken = own.map((row) => ({ row, close: closeness(row, matter.eventCode, named) }))
  const closest = Math.max(...spoken.map(({ close }) => close))
  if (closest < 0) return 'nothing'
  const held = spoken.filter(({ row, close }) => close === closest && isWithin(row, matter)).map(({ row }) => row.right)
  return rights.find((right) => held.includes(right)) ?? 'nothing'
}

/** Names of the bodies that may issue this, in the order of the table. */
export function bodiesThatMayIssue({ authority }: Pick<County, 'authority'>, matter: Matter): string[] {
  const bodies = [...new Set(authority.map(({ body }) => body))]
  return bodies.filter((name) => {
    const own = authority.filter(({ body }) => body === name)
    return rightIn(authority, own, matter) === 'issue'
  })
}

const signals = signalCatalogue.signals.map(({ type, eventCode }) => ({ type, eventCode }))

const signalTypes = signals
  .map(({ type }) => type)
  .toSorted((a, b) => b.length - a.length)
  .join('|')
const announcement = new RegExp(`(?:发布|变更|升级)[^，。；！]{0,4}?(${signalTypes})(?:[红橙黄蓝]色)?预警信号`, 'u')

/** 东区应急局发布暴雨红色预警信号, but not what a station is said to issue: no office announces a signal under another event. */
function announcedSignal(headline: string): { type: string; eventCode: string } | undefined {
  const found = announcement.exec(headline)
  if (!found) return undefined
  const [by = ''] = headline
    .slice(Math.max(0, found.index - longestName), found.index)
    .split(/[，。；！]/u)
    .slice(-1)
  return by.includes('气象') ? undefined : signals.find(({ type }) => type === found[1])
}
/** Longer subjects are no name of a body; and a search from every letter of a huge headline would take seconds. */
const longestName = 60

/**
 * Every event that the alert claims to be: by its code, and the weather signal its title or headline calls it. A title that is
 * part of the code's own name (干旱 of 农业干旱) says the same; a word elsewhere is weather, not a signal.
 */
function claimedCodes({ info }: Alert, eventCode: string | null): (string | null)[] {
  const codeName = eventCode ? (eventByCode(eventCode)?.name ?? '') : ''
  const claimed = new Set([eventCode])
  for (const each of info) {
    const titled = knownEvent([{ event: each.event, eventCode: [] }])
    if (titled.weatherSignal && !codeName.includes(titled.eventName)) claimed.add(titled.eventCode)
    const signal = announcedSignal(each.headline ?? '')
    if (signal && !codeName.includes(signal.type)) claimed.add(signal.eventCode)
  }
  return [...claimed]
}

/** Ends what was said: of one's own alerts, which the rules see to; whose signal it was is asked where it is published. */
const isLifting = (alert: Alert): boolean => endsAs(alert) !== null || isAllClear(alert) || titleLifts(alert)

const hasHappened = ({ info }: Alert, code: string | null): boolean =>
  (code ?? '').startsWith('11C') && info.length > 0 && info.every(({ urgency }) => urgency === 'Past')

/** The headline of a quick report, whatever urgency it is coded with, and no forecast. */
const tellsOfQuake = ({ info }: Alert): boolean =>
  info.some(({ headline }) => /发生[^，。；]{0,12}级[^，。；]{0,4}地震/u.test(headline ?? '')) &&
  !info.some(({ headline }) => /将|可能|预计|预测|预报|未来/u.test(headline ?? ''))

/** Bodies whose reports of what has happened are passed on, and who warn of nothing themselves. */
const sourcesOf = (authority: readonly AuthorityRow[], code: string | null): string[] =>
  authority
    .filter(({ right, senders, events }) => right === 'relay' && senders.length === 0 && isAbout(events, code))
    .map(({ body }) => body)
const isAbout = (events: readonly string[], code: string | null): boolean =>
  events.some((prefix) => code?.startsWith(prefix))

const actions: readonly string[] = ['Evacuate', 'Shelter', 'Execute', 'Avoid']
const saysWhatToDo = ({ info }: Alert): boolean =>
  info.some((each) => hasOwnAction(each) || each.responseType.some((response) => actions.includes(response)))

const isUrgent = (colour: Colour | null): boolean => colour === 'red' || colour === 'orange'

/** The first event claimed that is not this sender's to speak of, and who may issue it; else whose words are relayed. */
export function lackingRight(input: AuthorityInput): { code: string | null; may: string[] } | { relayed?: string } {
  const { alert, eventCode, colour, area, sender, county } = input
  const own = county.authority.filter(({ senders }) => senders.includes(sender.sender))
  const relayed: string[] = []
  for (const code of claimedCodes(alert, eventCode)) {
    const matter = { eventCode: code, colour, area }
    const right = rightIn(county.authority, own, matter)
    if (right === 'issue') continue
    if (hasHappened(alert, code)) {
      relayed.push('an earthquake that has happened')
      continue
    }
    const sources = code?.startsWith('11C') && tellsOfQuake(alert) ? sourcesOf(county.authority, code) : []
    const may = [...bodiesThatMayIssue(county, matter), ...sources]
    const named = right === 'relay' ? may.find((body) => isSaidToBeOf(alert, body)) : undefined
    if (!named) return { code, may }
    relayed.push(named)
  }
  return relayed[0] === undefined ? {} : { relayed: relayed[0] }
}

/** Whether this sender may say this, and what becomes of it if not. */
export function judgeAuthority(input: AuthorityInput): Authority {
  if (input.alert.status !== 'Actual' || isLifting(input.alert)) return { notes: [], doubts: [] }
  const found = lackingRight(input)
  if ('code' in found) return withoutRight(input, found)
  const notes = found.relayed === undefined ? [] : [`authority: relayed, ${found.relayed}`]
  return { notes, doubts: strangersOf(input) }
}

/** Names under which this is none of the sender's words; it goes out all the same, for a held warning reaches nobody. */
function strangersOf({ alert, eventCode, colour, area, sender, county }: AuthorityInput): string[] {
  if (hasHappened(alert, eventCode)) return []
  const spoken = county.authority.filter(({ senders }) => senders.includes(sender.sender)).map(({ body }) => body)
  const sources = eventCode?.startsWith('11C') && tellsOfQuake(alert) ? sourcesOf(county.authority, eventCode) : []
  const may = claimedCodes(alert, eventCode).flatMap((code) =>
    bodiesThatMayIssue(county, { eventCode: code, colour, area }),
  )
  return strangersIn(alert, [sender.name, ...spoken, ...may, ...sources]).map(
    (name) => `authority: it names ${name}, which is neither ${sender.name} nor a body that may issue this`,
  )
}

/**
 * A lifting of a station's signal that does not name the station, by one who may only relay it: it waits until somebody asked
 * the station. `lifted`: what it says itself, and what it ends.
 */
export function liftsUnnamed(
  { alert, sender, county }: Pick<AuthorityInput, 'alert' | 'county'> & { sender: string },
  lifted: readonly (Matter & { weatherSignal: boolean })[],
): HoldReason | undefined {
  if (alert.status !== 'Actual') return undefined
  const own = county.authority.filter(({ senders }) => senders.includes(sender))
  for (const matter of lifted) {
    if (!matter.weatherSignal || rightIn(county.authority, own, matter) === 'issue') continue
    const may = bodiesThatMayIssue(county, matter)
    if (may.some((body) => isSaidToBeOf(alert, body))) continue
    const text = `it lifts a signal of ${may.join(', ') || 'a station'} without naming it in senderName or headline: release it once the station has said so`
    return { code: 'authority', text }
  }
  return undefined
}

const isSaidToBeOf = ({ info }: Alert, body: string): boolean =>
  info.some(({ senderName, headline }) => senderName?.includes(body) || headline?.includes(body))

function withoutRight(
  { alert, colour, sender, county }: AuthorityInput,
  { code, may }: { code: string | null; may: readonly string[] },
): { refuse: Problem } | { hold: HoldReason } {
  const event = `${(code && eventByCode(code)?.shortName) || alert.info[0]?.event} (${code ?? 'no national code'})`
  const who = may.length > 0 ? may.join(', ') : 'no body of the table'
  const waits = !isNamed(county.authority, code) || (isUrgent(colour) && saysWhatToDo(alert))
  if (waits) {
    const text = `${event} may be issued by ${who}, not by ${sender.name}; release it as "relay" of their words, or as "own" in the government's name`
    return { hold: { code: 'authority', text } }
  }
  return {
    refuse: {
      path: 'alert/info/event',
      found: `${event} from ${sender.name}`,
      allowed: `an event this sender may issue; this one is issued by ${who}: to relay it, name that body word for word in senderName or headline`,
    },
  }
}
