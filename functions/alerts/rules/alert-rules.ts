/**
 * What makes an alert official beyond its schema: refused with every fault named, held for a person with reasons, or
 * published cleaned and cut to the county. Pure. Sources: CAP 1.2 §3.2; 突发事件应对法 (2024) art. 63–65, 70; docs/contract.md.
 */
import type { County, RegisteredSender } from '../../platform/county.ts'
import type { Problem } from '../../platform/http.ts'
import { alertKey } from '../../platform/ids.ts'
import {
  type Alert,
  type Area,
  type CancelReason,
  type CapDateTime,
  type Colour,
  type Info,
  languageOf,
} from '../alert.ts'
import { type AreaJudgement, codesHere, judgeArea, placeKey, shortestCode } from '../area/alert-area.ts'
import type { SignatureState } from '../cap/signature.ts'
import { instantOf } from '../cap/time.ts'
import { colourEntry, colourInText, colourOfSeverity, colourOfWord, severityOfColour, worseColour } from '../colour.ts'
import { knownEvent } from '../event.ts'
import type { AudienceArea, Channelled } from '../published-alert.ts'
import type { Stage } from '../stage.ts'
import { judgeAuthority } from './authority.ts'
import { cleanAlert } from './clean-alert.ts'
import { contradictingLanguages, deniesItsDrill, otherEventInTitle, withNamedPlaces } from './contradictions.ts'
import { endsAs, headlineLifts, titleLifts } from './lifting.ts'
import { wordsKey } from './words-key.ts'

export const holdCodes = [
  'area',
  'signature',
  'references',
  'statusSaysDrill',
  'sentAhead',
  'nothingHere',
  'infosDiffer',
  'succeeded',
  'statusDeniesDrill',
  'languagesDiffer',
  'textSaysOver',
  'textSaysDanger',
  'partialLift',
  'overtaken',
  'authority',
] as const
/** Why a person must look before anybody is told. */
export interface HoldReason {
  code: (typeof holdCodes)[number]
  /** What was found, for the desk and the sender. */
  text: string
}

/** What follows from an alert's own content; whatever depends on other alerts is decided at publication. */
export interface AlertBody {
  /** Cleaned and cut to the county. */
  alert: Alert
  colour: Colour | null
  eventCode: string | null
  eventName: string
  weatherSignal: boolean
  /** null on whatever warns. */
  cancelReason: CancelReason | null
  area: AudienceArea
  /** False where the end is the county's default. */
  hasEnd: boolean
  /** Languages whose words contradict the Chinese ones. */
  mutedLanguages: string[]
  /** Set when a person releases it otherwise than as it came. */
  channelled: Channelled | null
  sentAtMs: number
  onsetAtMs: number | null
  expiresAtMs: number
  /** What was changed or flagged on the way in. */
  notes: string[]
}

/** For lists; at most 200 characters, the first info's. */
export const headlineOf = ({ alert }: AlertBody): string => [...(alert.info[0]?.headline ?? '')].slice(0, 200).join('')

export interface RulesInput {
  alert: Alert
  county: County
  sender: RegisteredSender
  nowMs: number
  /** null where the sender is registered without a certificate: then a signature says nothing. */
  signature: SignatureState | null
}

export type RulesVerdict =
  | { verdict: 'refuse'; problems: Problem[] }
  | {
      verdict: 'accept' | 'hold'
      body: AlertBody
      reasons: HoldReason[]
      /** What goes out all the same, but somebody at the desk should look at now. */
      alarms: string[]
    }

const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs
/** Clocks of senders may differ from ours by this much. */
const maxAheadMs = 5 * minuteMs
/** Longest warning period taken for meant; the platform's own are hours or days. */
const maxValidityMs = 366 * dayMs
/** A Cancel is worth telling for a day, whatever end it says or inherits: sleepers hear of it in the morning. */
export const cancelLastsMs = dayMs
const maxReferences = 50
const maxIdentifierLength = 200

/** An Update or Cancel: it follows earlier messages. */
export const isFollowUp = (alert: Pick<Alert, 'msgType'>): boolean =>
  alert.msgType === 'Update' || alert.msgType === 'Cancel'

/** Everything that makes the alert unfit whoever looks at it; empty when there is nothing. */
function faultsOf({ alert, nowMs }: Pick<RulesInput, 'alert' | 'nowMs'>): Problem[] {
  const problems: Problem[] = []
  const refuse = (path: string, found: string, allowed: string) => {
    problems.push({ path, found, allowed })
  }
  const { identifier, sender, msgType, status, scope } = alert

  if (identifier.length > maxIdentifierLength) {
    refuse('alert/identifier', `${identifier.length} characters`, `at most ${maxIdentifierLength} characters`)
  }
  if (/\p{C}/u.test(identifier)) {
    refuse('alert/identifier', 'characters nobody can see', 'visible characters without space, comma, < and &')
  }
  // 12379 identifiers begin with the code of their sender; without this rule one sender could occupy another's.
  if (/^\d{14}_\d{14}(?:_\d)?$/.test(identifier) && !identifier.startsWith(sender)) {
    refuse('alert/identifier', identifier, `an identifier that begins with the sender's own code ${sender}`)
  }
  // CAP 1.2 §3.2.1 status: System is for machines, Draft "not actionable in its current form".
  if (status === 'System' || status === 'Draft') refuse('alert/status', status, 'Actual, Exercise or Test')
  // CAP 1.2 §3.2.1 msgType: Ack and Error answer another's message and warn nobody.
  if (msgType === 'Ack' || msgType === 'Error') refuse('alert/msgType', msgType, 'Alert, Update or Cancel')
  // Restricted and Private go to named recipients only (CAP 1.2 §3.2.1 scope), and nobody is named here yet.
  if (scope !== 'Public') refuse('alert/scope', scope, 'Public; alerts to named recipients are not carried here yet')
  if (scope === 'Private' && alert.addresses.length === 0) {
    refuse('alert/addresses', 'nothing', 'the intended recipients, as scope Private demands')
  }
  if (scope === 'Restricted' && !alert.restriction) {
    refuse('alert/restriction', 'nothing', 'the rule for restriction, as scope Restricted demands')
  }

  if (isFollowUp(alert)) {
    // CAP 1.2 §3.2.1 references; 突发事件应对法 art. 70: an adjustment says what it adjusts.
    if (alert.references.length === 0) {
      refuse('alert/references', 'nothing', `the earlier messages that this ${msgType} follows`)
    }
    if (alert.references.length > maxReferences) {
      refuse('alert/references', `${alert.references.length} references`, `at most ${maxReferences}`)
    }
    for (const [i, reference] of alert.references.entries()) {
      const path = `alert/references[${i + 1}]`
      if (reference.sender !== sender) refuse(path, reference.sender, `own earlier alerts only, of sender ${sender}`)
      else if (reference.identifier === identifier) refuse(path, identifier, 'an earlier message, not this one')
    }
  }

  const needsInfo = msgType === 'Alert' || msgType === 'Update'
  if (needsInfo && alert.info.length === 0) refuse('alert/info', 'nothing', `at least one info in an ${msgType}`)
  const severities = new Set(alert.info.map(({ severity }) => severity))
  if (severities.size > 1) {
    refuse('alert/info', `severity ${[...severities].join(' and ')}`, 'one severity in all info blocks')
  }
  const isWarning = needsInfo && endsAs(alert) === null
  for (const [i, info] of alert.info.entries()) {
    if (isWarning) problems.push(...timeFaults(info, `alert/info[${i + 1}]`, alert.sent, nowMs))
  }
  return problems
}

/**
 * 突发事件应对法 art. 64: a warning announces its period. One without an end (12379 has none at times) gets the county's
 * default, so that it does not stay for ever.
 */
function timeFaults(info: Info, path: string, sent: CapDateTime, nowMs: number): Problem[] {
  if (!info.expires) return []
  const expiresAtMs = instantOf(info.expires)
  const found = info.expires
  const from = info.effective ?? sent
  if (expiresAtMs <= instantOf(from)) {
    return [{ path: `${path}/expires`, found, allowed: `later than ${info.effective ? 'effective' : 'sent'} ${from}` }]
  }
  if (expiresAtMs <= nowMs) {
    return [{ path: `${path}/expires`, found, allowed: 'a time still to come: this warning is over' }]
  }
  if (expiresAtMs > nowMs + maxValidityMs) {
    return [{ path: `${path}/expires`, found, allowed: 'at most one year from now' }]
  }
  return []
}

/** Said of a drill that is stopped or denied: 演练停止，这是真的. */
const notADrill =
  /(?:不是|并非|不属于|非)演[练习]|演[练习](?:停止|中止|终止|取消|结束)|(?:停止|中止|终止|取消|暂停)(?:一切|所有|各类|正在进行的)?演[练习]|\bnot an? (?:drill|exercise)\b/giu
const drillWords =
  /演[练习]|\bdrills?\b|\bexercises?\b(?!\s+(?:\w+\s+)?(?:caution|care|vigilance|restraint|judge?ment|patience|control))/iu

/** Whether the text calls itself a drill; "exercise caution" does not. */
export const saysDrill = (text: string): boolean => drillWords.test(text.replace(notADrill, ''))

const drillMark = '【演练】'

/** An Exercise must not be taken for real wherever its headline goes alone. */
const markedAsDrill = (info: Info): Info =>
  info.headline?.startsWith(drillMark) ? info : { ...info, headline: `${drillMark}${info.headline ?? info.event}` }

/** Parameters that name a colour: 预警颜色, ColorCode, AlertLevel. */
const namesColour = /colou?r|颜色|级别|等级|level/iu

/** The colour told by severity, and by headline and parameters where they say more; the higher is published. */
function judgeColour(alert: Alert): { colour: Colour | null; notes: string[] } {
  let colour: Colour | null = null
  let told: Colour | null = null
  for (const info of alert.info) {
    colour = worseColour(colour, colourOfSeverity(info.severity))
    for (const { valueName, value } of info.parameter) {
      if (namesColour.test(valueName)) told = worseColour(told, colourOfWord(value))
    }
    // A headline that lifts names the colour that is over.
    const isOver = endsAs(alert) !== null || headlineLifts(info.headline ?? '')
    if (info.headline && !isOver) told = worseColour(told, colourInText(info.headline))
  }
  if (told === null || told === colour) return { colour, notes: [] }
  const taken = worseColour(colour, told)
  const zh = (each: Colour | null) => (each ? colourEntry(each).zh : 'no colour')
  return {
    colour: taken,
    notes: [`colour: severity says ${zh(colour)}, headline or parameters say ${zh(told)}; published as ${zh(taken)}`],
  }
}

/** Held or not, by where it is meant for: under half of the shapes or a code beyond what the sender may warn. */
function areaReasons(judged: AreaJudgement, county: County, sender: RegisteredSender): HoldReason[] {
  if (!judged.saysWhere) return []
  const reasons: HoldReason[] = []
  if (!judged.isHere) {
    reasons.push({ code: 'nothingHere', text: `nothing of its area lies in ${county.fullName} (${county.code})` })
  }
  if (judged.codesNotSenders.length > 0) {
    const codes = judged.codesNotSenders.join(', ')
    reasons.push({ code: 'area', text: `codes ${codes} are outside of the sender's area ${sender.areas.join(', ')}` })
  }
  // There are no shapes of towns to compare with, nor of anything wider than the county.
  const isWiderSender = sender.areas.some((own) => shortestCode(own).length < county.code.length)
  if (!isWiderSender && judged.isHere && judged.share < 0.5) {
    const percent = Math.round(judged.share * 100)
    reasons.push({
      code: 'area',
      text: `only ${percent} % of its shapes lies in ${county.fullName}, the sender's area`,
    })
  }
  return reasons
}

/**
 * Infos of one language that say the same of several places are one info with all these places: half of the people would be
 * told the other half's place otherwise.
 */
function joinedInfos(infos: readonly Info[]): Info[] {
  const said = new Map<string, Info>()
  for (const info of infos) {
    const words = [info.event, info.headline, info.description, info.instruction].map((text) => wordsKey(text ?? ''))
    const key = [languageOf(info).toLowerCase(), ...words].join('\n')
    const known = said.get(key)
    const isNew = (area: Area) => !known?.area.some((other) => JSON.stringify(other) === JSON.stringify(area))
    said.set(key, known ? { ...known, area: [...known.area, ...info.area.filter(isNew)] } : info)
  }
  return [...said.values()]
}

/**
 * One info is told per language. CAP 1.2 §3.2.2 lets an alert carry several hazards or areas as several infos; half of the
 * people would get the words meant for the others.
 */
function infoReasons(infos: readonly Info[], county: County): HoldReason[] {
  const said = new Map<string, string>()
  const unlike = new Set<string>()
  for (const info of infos) {
    const language = languageOf(info).toLowerCase()
    const words = [wordsKey(info.event), wordsKey(info.instruction ?? ''), placeKey(info.area, county)].join('\n')
    if ((said.get(language) ?? words) !== words) unlike.add(language)
    said.set(language, words)
  }
  return [...unlike].map((language) => ({
    code: 'infosDiffer',
    text: `infos in ${language} differ in event, area or instruction: everybody would be told one of them only; send one alert for each`,
  }))
}

const hourMs = 60 * minuteMs

/** Until when it holds: the latest end given, else the county's default from its beginning. */
function endOf(
  alert: Alert,
  { sentAtMs, onsetAtMs, weatherSignal }: Pick<AlertBody, 'sentAtMs' | 'onsetAtMs' | 'weatherSignal'>,
  { rules }: County,
): { hasEnd: boolean; endsAtMs: number } {
  const ends = alert.info.flatMap(({ expires }) => (expires ? [instantOf(expires)] : []))
  if (ends.length > 0 || alert.info.length === 0) return { hasEnd: true, endsAtMs: Math.max(...ends, 0) }
  const hours = weatherSignal ? rules.defaultEndHours.signal : rules.defaultEndHours.other
  return { hasEnd: false, endsAtMs: (onsetAtMs ?? sentAtMs) + hours * hourMs }
}

/** Words and codes that cannot both be meant. */
function contradictionReasons(alert: Alert, colour: Colour | null, county: County): HoldReason[] {
  const reasons: HoldReason[] = []
  if (alert.status === 'Actual' && textsOf(alert).some(saysDrill)) {
    reasons.push({ code: 'statusSaysDrill', text: 'status says Actual, the text says drill' })
  }
  if (alert.status === 'Exercise' && deniesItsDrill(textsOf(alert))) {
    reasons.push({ code: 'statusDeniesDrill', text: 'status says Exercise, the text says that it is none' })
  }
  const unlike = contradictingLanguages(alert)
  if (unlike.length > 0 && county.rules.holdContradictingLanguages.includes(colour ?? 'yellow')) {
    const text = `${unlike.join(', ')} asks for something else than the Chinese text, or for another place`
    reasons.push({ code: 'languagesDiffer', text })
  }
  if (endsAs(alert) !== null) return reasons
  // With one act a person makes it the lifting that it seems to be.
  if (alert.info.length > 0 && alert.info.every(({ responseType }) => responseType.includes('AllClear'))) {
    reasons.push({ code: 'textSaysOver', text: 'responseType says AllClear, but it follows nothing or warns as well' })
  } else if (titleLifts(alert)) {
    reasons.push({ code: 'textSaysOver', text: 'the headline lifts a warning, responseType does not say AllClear' })
  }
  return reasons
}

/** Everything but what needs other alerts known here: `judgeReferences`, `judgeLifting`. */
export function judgeAlert(input: RulesInput): RulesVerdict {
  const { county, sender, nowMs, signature } = input
  const problems = faultsOf(input)
  const { alert: apart, notes } = cleanAlert(input.alert, county.allowedLinkHosts)
  const clean = { ...apart, info: joinedInfos(apart.info) }
  const severe = clean.info.some(({ severity }) => ['red', 'orange'].includes(colourOfSeverity(severity) ?? ''))
  const { alert: cleaned, notes: placeNotes } = namedPlaces(clean, county, sender, severe)
  const judged = judgeArea(cleaned.info, county, sender.areas)
  problems.push(...judged.problems)
  const cancelReason = endsAs(cleaned)
  const isWarning = cancelReason === null && cleaned.msgType !== 'Cancel'
  if (isWarning && cleaned.info.length > 0 && judged.problems.length === 0 && !judged.saysWhere) {
    // CAP 1.2 §3.2.4, 突发事件应对法 art. 64: a warning names the area it is for.
    const found = cleaned.info.some(({ area }) => area.length > 0) ? 'areaDesc only' : 'nothing'
    problems.push({ path: 'alert/info/area', found, allowed: 'a division code (geocode), a polygon or a circle' })
  }
  const sentAtMs = instantOf(cleaned.sent)
  const onsetAtMs = beginOf(cleaned, sentAtMs)
  const known = knownEvent(cleaned.info)
  const { hasEnd, endsAtMs } = endOf(cleaned, { sentAtMs, onsetAtMs, ...known }, county)
  if (isWarning && !hasEnd && endsAtMs <= nowMs && problems.length === 0) {
    const allowed = 'an end still to come: without one this warning is over by the default of the county'
    problems.push({ path: 'alert/info/expires', found: 'nothing', allowed })
  }
  if (problems.length > 0) return { verdict: 'refuse', problems }

  const { colour, notes: colourNotes } = judgeColour(cleaned)
  const reasons = [
    ...areaReasons(judged, county, sender),
    ...infoReasons(judged.info, county),
    ...contradictionReasons(cleaned, colour, county),
  ]
  if (signature !== null && signature !== 'valid') {
    const found = signature === 'absent' ? 'it is not signed' : 'its signature does not verify'
    reasons.push({ code: 'signature', text: `${found} with the certificate registered for ${sender.sender}` })
  }
  if (sentAtMs > nowMs + maxAheadMs) {
    reasons.push({ code: 'sentAhead', text: `sent ${cleaned.sent} is more than 5 minutes ahead of our clock` })
  }

  const authority = judgeAuthority({ ...known, alert: cleaned, colour, area: judged.area, sender, county })
  if ('refuse' in authority) return { verdict: 'refuse', problems: [authority.refuse] }
  if ('hold' in authority) reasons.push(authority.hold)
  const info = judged.info.map((each) => ({
    ...(cleaned.status === 'Exercise' ? markedAsDrill(each) : each),
    severity: colour ? severityOfColour(colour) : each.severity,
  }))
  const otherEvent = isWarning ? otherEventInTitle(cleaned, known.eventCode) : undefined
  const mutedLanguages = contradictingLanguages(cleaned)
  const contradictions = [
    ...placeNotes,
    ...(otherEvent
      ? [`event: the headline says ${otherEvent}, the code ${known.eventCode} says ${known.eventName}`]
      : []),
    ...(mutedLanguages.length > 0
      ? [
          `languages: ${mutedLanguages.join(', ')} contradict the Chinese text and are not told; they are told to follow it`,
        ]
      : []),
    ...('doubts' in authority ? authority.doubts : []),
  ]
  const body: AlertBody = {
    alert: { ...cleaned, info },
    colour,
    ...known,
    cancelReason,
    area: judged.area,
    hasEnd,
    mutedLanguages,
    channelled: null,
    sentAtMs,
    onsetAtMs,
    // A lifting that is held can be released for a day at least, whatever end it says; publish-alert.ts counts anew.
    expiresAtMs: Math.max(Math.min(endsAtMs, nowMs + maxValidityMs), cancelReason ? nowMs + cancelLastsMs : 0),
    notes: [
      ...notes,
      ...judged.notes,
      ...colourNotes,
      ...contradictions,
      ...(isWarning && !hasEnd ? ["expires: no end given, the county's default ends it"] : []),
      ...('notes' in authority ? authority.notes : []),
    ],
  }
  const isSevere = colour === 'red' || colour === 'orange'
  return {
    verdict: reasons.length > 0 ? 'hold' : 'accept',
    body,
    reasons,
    alarms: isSevere && cleaned.status === 'Actual' ? contradictions : [],
  }
}

/**
 * The name of one place beside the code of another: in red and orange both places are told, and named; in milder colours it
 * is a note. Nobody is told beyond what the sender may warn.
 */
function namedPlaces(
  alert: Alert,
  county: County,
  sender: RegisteredSender,
  isSevere: boolean,
): { alert: Alert; notes: string[] } {
  const added = new Set<string>()
  const codesOf = ({ geocode }: Area) => codesHere(geocode, county)
  const info = alert.info.map((each) => {
    const named = withNamedPlaces(each.area, county, codesOf)
    for (const code of named.added) added.add(code)
    const isAllowed = named.added.every((code) => sender.areas.some((own) => code.startsWith(shortestCode(own))))
    return isSevere && isAllowed ? { ...each, area: named.area } : each
  })
  const names = [...added].map((code) => county.names.get(code) ?? code).join(', ')
  const notes =
    added.size > 0 ? [`areaDesc names ${names}, the codes another place${isSevere ? '; both are told' : ''}`] : []
  return { alert: { ...alert, info }, notes }
}

/** When the earliest info begins, by its onset or else effective; null when that is not later than `sentAtMs`. */
function beginOf({ info }: Alert, sentAtMs: number): number | null {
  const begins = info.map(({ onset, effective }) => instantOf(onset ?? effective ?? '')).filter(Number.isFinite)
  const first = Math.min(...begins)
  return begins.length > 0 && first > sentAtMs ? first : null
}

const textsOf = (alert: Alert): string[] =>
  [
    alert.note,
    ...alert.info.flatMap(({ event, headline, description, instruction }) => [
      event,
      headline,
      description,
      instruction,
    ]),
  ].filter((text) => text !== undefined)

/** What must be known here of an alert that another one refers to. */
export interface Referred {
  id: string
  identifier: string
  status: Alert['status']
  stage: Stage
  successor: string | null
  reasons: readonly HoldReason[]
  isReleased: boolean
  isUntold: boolean
}

const toldStages: readonly Stage[] = ['published', 'expired', 'superseded', 'cancelled']

/** Whether anybody was told: an alert that was held until its time was over expired unseen, one that was overtaken ended so. */
export const wasTold = ({
  stage,
  reasons,
  isReleased,
  isUntold,
}: Pick<Referred, 'stage' | 'reasons' | 'isReleased' | 'isUntold'>): boolean =>
  toldStages.includes(stage) && !isUntold && (reasons.length === 0 || isReleased)

/** Keys of the alerts it follows, in the order written, each once. */
export const referenceKeys = (alert: Alert): string[] =>
  isFollowUp(alert) ? [...new Set(alert.references.map(({ sender, identifier }) => alertKey(sender, identifier)))] : []

/** Approved, not yet succeeded by another than `follower`, and of the same status. */
export const canBeFollowed = (referred: Referred, follower: { id: string; status: Alert['status'] }): boolean =>
  referred.status === follower.status &&
  (referred.successor === follower.id ||
    (referred.successor === null && (referred.stage === 'signed' || wasTold(referred))))

/** One earlier alert that can be followed is enough: the others are old. With none, a person must look. */
export function judgeReferences(
  alert: Pick<Alert, 'msgType' | 'status'>,
  id: string,
  known: readonly Referred[],
): HoldReason[] {
  if (!isFollowUp(alert)) return []
  if (known.some((referred) => canBeFollowed(referred, { id, status: alert.status }))) return []
  const states = known.map(({ identifier, stage, status, successor }) => {
    if (status !== alert.status) return `${identifier} is ${status}, not ${alert.status}`
    return `${identifier} is ${successor ? 'already succeeded by another' : stage}`
  })
  return known.some(({ successor }) => successor !== null)
    ? [{ code: 'succeeded', text: states.join('; ') }]
    : [{ code: 'references', text: states.length > 0 ? states.join('; ') : 'nothing it refers to is known here' }]
}
