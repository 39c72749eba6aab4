import { startOfLocalDay } from '../../platform/local-time.ts'
import type { QuietHours } from '../../subscribers/subscriber.ts'

const dayMs = 86_400_000

/** Milliseconds after midnight, or undefined for anything but `00:00` … `24:00`. */
function parseClock(text: string): number | undefined {
  const [, hour, minute] = /^(\d{2}):(\d{2})$/.exec(text) ?? []
  const ms = (Number(hour) * 60 + Number(minute)) * 60_000
  return Number(minute) < 60 && ms <= dayMs ? ms : undefined
}

/**
 * When the quiet hours running at `nowMs` end, or null when none run: the end minute itself is not quiet. Times are
 * the county's (+08:00) and may span midnight. Equal or unreadable times are no quiet hours: better woken than unwarned.
 */
export function quietUntil(quietHours: QuietHours | null, nowMs: number): number | null {
  const from = quietHours ? parseClock(quietHours.from) : undefined
  const to = quietHours ? parseClock(quietHours.to) : undefined
  if (from === undefined || to === undefined || from === to) return null
  const midnight = startOfLocalDay(nowMs)
  const passed = nowMs - midnight
  if (from < to) return passed >= from && passed < to ? midnight + to : null
  if (passed < to) return midnight + to
  return passed >= from ? midnight + dayMs + to : null
}
