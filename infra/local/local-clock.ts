/** The clock of the local cloud: it can be set, then runs on, and never goes back over a restart. */
import { join } from 'node:path'
import * as z from 'zod'
import type { Clock } from '../../functions/platform/clock.ts'
import { readJson, writeFileAtomically } from './data-folder.ts'

const keptSchema = z.object({
  untilMs: z.number().describe('no instant beyond this one has been told to anybody'),
  isMoved: z.boolean().describe('false: it was real time, which goes on while we are stopped'),
})

/** How often the kept instant is moved ahead of the running clock. */
const keepEveryMs = 1000

export interface LocalClock extends Clock {
  /** Difference to real time. */
  offsetMs(): number
  /** Sets the clock; it runs on from there. */
  move(instantMs: number): void
  onMove(listener: () => void): void
  stop(): void
}

/** Starts at the later of `nowMs` and the last instant kept; without either, at real time. */
export function startClock(folder: string, nowMs: number | undefined, realNow: () => number = Date.now): LocalClock {
  const file = join(folder, 'clock.json')
  const kept = keptSchema.optional().parse(readJson(file))
  const listeners: (() => void)[] = []
  let isMoved = nowMs !== undefined || (kept?.isMoved ?? false)
  const start = Math.max(nowMs ?? (isMoved ? 0 : realNow()), kept?.untilMs ?? 0)
  let offsetMs = start - realNow()

  const now = (): number => Math.round(realNow() + offsetMs)
  const keep = (aheadMs: number): void =>
    writeFileAtomically(file, JSON.stringify({ untilMs: now() + aheadMs, isMoved }))
  keep(2 * keepEveryMs)
  const timer = setInterval(() => keep(2 * keepEveryMs), keepEveryMs)
  timer.unref()

  return {
    now,
    offsetMs: () => offsetMs,
    move(instantMs) {
      offsetMs = instantMs - realNow()
      isMoved = true
      keep(2 * keepEveryMs)
      for (const listener of listeners) listener()
    },
    onMove: (listener) => void listeners.push(listener),
    stop() {
      clearInterval(timer)
      keep(0)
    },
  }
}
