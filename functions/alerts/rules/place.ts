/** Where an alert is meant for, against what its sender may warn and what its own words name. Pure. */
import type { County, RegisteredSender } from '../../platform/county.ts'
import type { Alert, Area } from '../alert.ts'
import { type AreaJudgement, codesHere, shortestCode } from '../area/alert-area.ts'
import type { HoldReason } from '../hold-reason.ts'
import { withNamedPlaces } from './contradictions.ts'

/** Held or not, by where it is meant for: under half of the shapes or a code beyond what the sender may warn. */
export function areaReasons(judged: AreaJudgement, county: County, sender: RegisteredSender): HoldReason[] {
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
 * The name of one place beside the code of another: in red and orange both places are told, and named; in milder colours it
 * is a note. Nobody is told beyond what the sender may warn.
 */
export function namedPlaces(
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
