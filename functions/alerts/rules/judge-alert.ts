/**
 * What makes an alert official beyond its schema: refused with every fault named, held for a person with reasons, or
 * published cleaned and cut to the county. Pure. Sources: CAP 1.2 §3.2; 突发事件应对法 (2024) art. 63–65, 70; docs/contract.md.
 */
import type { County, RegisteredSender } from '../../platform/county.ts'
import type { Problem } from '../../platform/http.ts'
import type { Alert } from '../alert.ts'
import type { AlertBody } from '../alert-body.ts'
import { judgeArea } from '../area/alert-area.ts'
import type { SignatureState } from '../cap/signature.ts'
import { instantOf } from '../cap/time.ts'
import { colourOfSeverity, severityOfColour } from '../colour.ts'
import { knownEvent } from '../event.ts'
import type { HoldReason } from '../hold-reason.ts'
import { judgeAuthority } from './authority.ts'
import { cleanAlert } from './clean-alert.ts'
import { contradictingLanguages, contradictionReasons, otherEventInTitle } from './contradictions.ts'
import { markedAsDrill } from './drill.ts'
import { faultsOf } from './faults.ts'
import { infoReasons, joinedInfos } from './infos.ts'
import { judgeColour } from './judge-colour.ts'
import { endsAs } from './lifting.ts'
import { beginOf, cancelLastsMs, endOf, maxValidityMs } from './period.ts'
import { areaReasons, namedPlaces } from './place.ts'

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

/** Clocks of senders may differ from ours by this much. */
const maxAheadMs = 5 * 60_000

/** Everything but what needs other alerts known here: `judgeReferences`, `judgeLifting`. */
export function judgeAlert(input: RulesInput): RulesVerdict {
  const { county, sender, nowMs, signature } = input
  const problems = faultsOf(input.alert, nowMs)
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
