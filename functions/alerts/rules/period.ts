/** From when to when an alert holds. Pure. */
import type { County } from '../../platform/county.ts'
import type { Alert } from '../alert.ts'
import type { AlertBody } from '../alert-body.ts'
import { instantOf } from '../cap/time.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/** Longest warning period taken for meant; the platform's own are hours or days. */
export const maxValidityMs = 366 * dayMs
/** A Cancel is worth telling for a day, whatever end it says or inherits: sleepers hear of it in the morning. */
export const cancelLastsMs = dayMs

/** When the earliest info begins, by its onset or else effective; null when that is not later than `sentAtMs`. */
export function beginOf({ info }: Alert, sentAtMs: number): number | null {
  const begins = info.map(({ onset, effective }) => instantOf(onset ?? effective ?? '')).filter(Number.isFinite)
  const first = Math.min(...begins)
  return begins.length > 0 && first > sentAtMs ? first : null
}

/** Until when it holds: the latest end given, else the county's default from its beginning. */
export function endOf(
  alert: Alert,
  { sentAtMs, onsetAtMs, weatherSignal }: Pick<AlertBody, 'sentAtMs' | 'onsetAtMs' | 'weatherSignal'>,
  { rules }: County,
): { hasEnd: boolean; endsAtMs: number } {
  const ends = alert.info.flatMap(({ expires }) => (expires ? [instantOf(expires)] : []))
  if (ends.length > 0 || alert.info.length === 0) return { hasEnd: true, endsAtMs: Math.max(...ends, 0) }
  const hours = weatherSignal ? rules.defaultEndHours.signal : rules.defaultEndHours.other
  return { hasEnd: false, endsAtMs: (onsetAtMs ?? sentAtMs) + hours * hourMs }
}
