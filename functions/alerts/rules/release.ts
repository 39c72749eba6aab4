/**
 * How a person makes a held alert official: as it came, relayed in a station's name, in the government's own name as an event
 * of its own, or as the lifting that its words are. Pure. Source: practice of the duty desk.
 */
import * as z from 'zod'
import ownCatalogue from '../../../content/catalogue/own-events.json' with { type: 'json' }
import type { County } from '../../platform/county.ts'
import type { Problem } from '../../platform/http.ts'
import { inTable, isSameLanguage } from '../../platform/language.ts'
import { type Alert, categories, type Info, languageOf } from '../alert.ts'
import type { AlertBody } from '../alert-body.ts'
import type { AlertHead } from '../alert-head.ts'
import { capDateTime, instantOf } from '../cap/time.ts'
import { colourEntry } from '../colour.ts'
import { eventByCode, knownEvent } from '../event.ts'
import { bodiesThatMayIssue, lackingRight } from './authority.ts'
import { cleanAlert } from './clean-alert.ts'
import type { Release, ReleaseRequest, WayOfRelease } from './ways-of-release.ts'

interface OwnEvent {
  name: string
  english: string
  korean: string
  /** null where there is no national code. */
  eventCode: string | null
  category: Info['category'][number]
  /** Whoever may issue these may say it too. */
  like: string[]
}

const ownEvents: readonly OwnEvent[] = z
  .array(
    z.strictObject({
      name: z.string().describe('as people read it'),
      english: z.string().describe('for English texts'),
      korean: z.string().describe('for Korean texts'),
      eventCode: z.string().nullable().describe('national event code'),
      category: z.enum(categories).describe('CAP category'),
      like: z.array(z.string()).describe('codes whose issuers may say it too'),
    }),
  )
  .parse(ownCatalogue.events)

interface Held {
  head: AlertHead
  body: AlertBody
  county: Pick<County, 'code' | 'authority' | 'senders' | 'allowedLinkHosts'>
  nowMs: number
}

/** Clocks of stations may differ from ours by this much. */
const maxAheadMs = 5 * 60_000

/** Why it cannot be released like this whatever the fields say, or undefined. */
export function hindersRelease(
  { reasons }: AlertHead,
  { cancelReason }: AlertBody,
  as: WayOfRelease,
): string | undefined {
  const isHeldFor = (code: string) => reasons.some((reason) => reason.code === code)
  if (cancelReason !== null && (as === 'relay' || as === 'own')) {
    return `a lifting is nothing to release as "${as}"; release it as "asIs" once the station has said so, or reject it`
  }
  if (as === 'asIs' && isHeldFor('authority') && cancelReason === null) {
    return 'its sender may not issue this, so it cannot go out as it is; release it as "relay" with station, issued, received and receivedBy, or as "own" with event and body, or reject it'
  }
  if ((as === 'relay' || as === 'own') && !isHeldFor('authority')) {
    return `its sender may issue this, so there is nothing to release as "${as}"; release it as "asIs", or reject it`
  }
  if (as === 'lifted' && !isHeldFor('textSaysOver')) {
    return 'its words do not say that a warning is over; release it as "asIs", or reject it'
  }
  return undefined
}

/** The decision as it is kept, or every field that is wrong. */
export function judgeRelease(
  request: ReleaseRequest,
  held: Held,
): { ok: true; release: Release } | { ok: false; problems: Problem[] } {
  if (request.as === 'relay') return judgeRelay(request, held)
  if (request.as === 'own') return judgeOwn(request, held)
  return { ok: true, release: { as: request.as } }
}

type Judged = ReturnType<typeof judgeRelease>

const wrongFields = (problems: readonly Problem[]): { ok: false; problems: Problem[] } => ({
  ok: false,
  problems: [...problems],
})

function judgeRelay(request: Extract<ReleaseRequest, { as: 'relay' }>, held: Held): Judged {
  const { head, body, county, nowMs } = held
  const sender = county.senders.find((each) => each.sender === head.sender) ?? {
    sender: head.sender,
    name: head.sender,
  }
  const lacking = lackingRight({ ...body, sender, county })
  const { code, may } = 'code' in lacking ? lacking : { code: body.eventCode, may: [] }
  // By its code too; a code speaks for other bodies as well, but is registered under one name.
  const named = county.senders.find((each) => each.sender === request.station)?.name ?? request.station
  const problems: Problem[] = []
  if (!may.includes(named)) {
    problems.push({
      path: 'body/station',
      found: request.station,
      allowed: may.join(', ') || 'nobody of the table issues this; release it as "own"',
    })
  }
  if (instantOf(request.issued) > nowMs + maxAheadMs) {
    problems.push({
      path: 'body/issued',
      found: request.issued,
      allowed: 'when the station issued it, not later than now',
    })
  }
  if (problems.length > 0) return wrongFields(problems)
  const words = wordsOf(request.words, held)
  return {
    ok: true,
    release: { as: 'relay', station: named, issued: request.issued, eventCode: code, ...(words && { words }) },
  }
}

function judgeOwn(request: Extract<ReleaseRequest, { as: 'own' }>, held: Held): Judged {
  const { body, county } = held
  const event = ownEvents.find(({ name }) => name === request.event)
  if (!event) {
    const allowed = ownEvents.map(({ name }) => name).join(', ')
    return wrongFields([{ path: 'body/event', found: request.event, allowed }])
  }
  const problems: Problem[] = []
  const { authorisedBy } = request
  if (instantOf(authorisedBy.at) > held.nowMs + maxAheadMs) {
    const allowed = 'when it was authorised, not later than now'
    problems.push({ path: 'body/authorisedBy/at', found: authorisedBy.at, allowed })
  }
  const { colour, area } = body
  const codes = [event.eventCode, ...event.like]
  const may = [...new Set(codes.flatMap((eventCode) => bodiesThatMayIssue(county, { eventCode, colour, area })))]
  if (!may.includes(request.body)) {
    problems.push({ path: 'body/body', found: request.body, allowed: may.join(', ') })
  }
  const words = wordsOf(request.words, held)
  if (words && stationsWords.test(words)) {
    problems.push({
      path: 'body/words',
      found: '气象 or 预警信号',
      allowed: "what happened, without a station's words",
    })
  }
  if (problems.length > 0) return wrongFields(problems)
  return {
    ok: true,
    release: {
      as: 'own',
      event: event.name,
      body: request.body,
      issued: capDateTime(held.nowMs),
      ...(words && { words }),
    },
  }
}

/** Cleaned like everything people read. */
const wordsOf = (words: string | undefined, { body, county }: Held): string | undefined =>
  words && cleanAlert({ ...body.alert, note: words }, county.allowedLinkHosts).alert.note

/** The alert as it goes out. */
export function releasedBody(body: AlertBody, release: Release): AlertBody {
  switch (release.as) {
    case 'asIs':
      return body
    case 'lifted':
      return { ...body, cancelReason: 'lifted', notes: [...body.notes, 'released as a lifting'] }
    case 'relay':
      return relayed(body, release)
    case 'own':
      return inOwnName(body, release)
  }
}

const isChinese = (info: Info): boolean => isSameLanguage(languageOf(info), 'zh')

const withInfo = (alert: Alert, change: (info: Info) => Info): Alert => ({ ...alert, info: alert.info.map(change) })

/** Without what else the office said in its own name: people read the station's words, and our own line below them. */
function relayed(body: AlertBody, { station, issued, eventCode, words }: Extract<Release, { as: 'relay' }>): AlertBody {
  const known = eventCode === body.eventCode ? body : knownEvent([codedAs(eventCode)])
  const { eventName, weatherSignal } = known
  const colour = body.colour ? colourEntry(body.colour).zh : ''
  const alert = withInfo(body.alert, ({ headline, ...info }) => ({
    ...info,
    senderName: station,
    ...(isChinese(info) && { headline: `${station}发布${eventName}${colour}预警${weatherSignal ? '信号' : ''}` }),
    ...(isChinese(info) && words && { description: words }),
  }))
  const notes = [...body.notes, `released as relayed from ${station}, issued ${issued}`]
  return { ...body, alert, eventCode, eventName, weatherSignal, channelled: { as: 'relay', station, issued }, notes }
}

const codedAs = (code: string | null): Pick<Info, 'event' | 'eventCode'> => ({
  event: (code && eventByCode(code)?.shortName) || '',
  eventCode: code ? [{ valueName: eventScheme, value: code }] : [],
})
const eventScheme = 'GB/T 35561'

const stationsWords = /气象|预警信号/u

/** As an event of the government's own: nothing in it may look like a station's signal, and what to do stays. */
function inOwnName(
  body: AlertBody,
  { event: name, body: issuer, issued, words }: Extract<Release, { as: 'own' }>,
): AlertBody {
  const event = ownEvents.find((each) => each.name === name)!
  const { eventCode } = event
  const alert = withInfo(body.alert, ({ headline, description, instruction, contact, web, ...info }) => {
    const happened = isChinese(info) ? (words ?? withoutSignal(description ?? '', body.eventName)) : ''
    return {
      ...info,
      ...nameIn(event, info),
      category: [event.category],
      eventCode: codedAs(eventCode).eventCode,
      parameter: [],
      // Icons and charts of the signal.
      resource: [],
      senderName: issuer,
      ...(isChinese(info) && { headline: `${issuer}发布${name}紧急通知` }),
      ...(happened && { description: happened }),
      ...(instruction && { instruction: inPlainWords(instruction, body.eventName) }),
      ...(contact && !stationsWords.test(contact) && { contact }),
    }
  })
  const notes = [...body.notes, `released as ${name} in the name of ${issuer}`]
  const channelled = { as: 'own', body: issuer, issued } as const
  return { ...body, alert, eventCode, eventName: name, weatherSignal: false, channelled, notes }
}

function nameIn({ name, english, korean }: OwnEvent, info: Info): Pick<Info, 'event'> {
  if (isChinese(info)) return { event: name }
  return { event: inTable({ ko: korean }, languageOf(info)) ?? english }
}

/** What is left of a text when every clause that speaks of the signal is gone. */
function withoutSignal(text: string, signal: string): string {
  const clauses = text.split(/(?<=[，。！？；,;!?\n])/u)
  const kept = clauses.filter((clause) => !stationsWords.test(clause) && !clause.includes(signal)).join('')
  return kept.replace(/(?<![，；,;\s])[，；,;\s]+$/u, '。')
}

/** An action is never lost: of what to do only the station's words are exchanged. */
const inPlainWords = (instruction: string, signal: string): string =>
  instruction
    .replaceAll(/(?:[红橙黄蓝]色)?预警信号/gu, '险情')
    .replaceAll(`${signal}险情`, '险情')
    .replaceAll(/气象(?:部门|台站|台|局)?/gu, '有关部门')
