/** Counting people: by town, by what became of them, by how long it took. Pure; a report is a sum of tallies. */
import type { Outcome } from './outcome.ts'

/** One town on one channel. `meant` counts each person once, in the main job that met them. */
export interface Tally {
  meant: number
  handedOver: number
  /** Counts by cause. */
  failed: Record<string, number>
  skipped: Record<string, number>
  /** Seconds from acceptance, rounded up to two digits, → people handed over by then. */
  seconds: Record<string, number>
}

/** Town code (or the county's, for people who follow more than one town) → tally. */
export type Summary = Record<string, Tally>

export const emptyTally = (): Tally => ({ meant: 0, handedOver: 0, failed: {}, skipped: {}, seconds: {} })

/** The town a directory key counts in: its first nine digits, or the county's six. */
export const townOf = (key: string): string => {
  const code = key.slice(0, key.indexOf('#'))
  return code.length >= 9 ? code.slice(0, 9) : code.slice(0, 6)
}

const add = (counts: Record<string, number>, name: string, count = 1): void => {
  counts[name] = (counts[name] ?? 0) + count
}

const tallyOf = (summary: Summary, key: string): Tally => {
  const town = townOf(key)
  summary[town] ??= emptyTally()
  return summary[town]
}

export const countMeant = (summary: Summary, key: string): void => {
  tallyOf(summary, key).meant++
}

/** Counts final outcomes only; whoever waits or is tried again stays pending. */
export function countOutcome(summary: Summary, key: string, outcome: Outcome, secondsTaken: number): void {
  if (outcome === 'h') {
    const tally = tallyOf(summary, key)
    tally.handedOver++
    add(tally.seconds, String(twoDigits(secondsTaken)))
  } else if (outcome[0] === 'f') add(tallyOf(summary, key).failed, outcome.slice(2))
  else if (outcome[0] === 's') add(tallyOf(summary, key).skipped, outcome.slice(2))
}

/** Rounded up to two significant digits and at least 0.1, so that a day fits in a few hundred steps. */
function twoDigits(seconds: number): number {
  if (seconds <= 0.1) return 0.1
  const step = 10 ** (Math.floor(Math.log10(seconds)) - 1)
  const rounded = Math.ceil(seconds / Math.max(step, 0.1)) * Math.max(step, 0.1)
  return Number(rounded.toPrecision(3))
}

export function addTally(into: Tally, from: Tally): void {
  into.meant += from.meant
  into.handedOver += from.handedOver
  for (const field of ['failed', 'skipped', 'seconds'] as const) {
    for (const [name, count] of Object.entries(from[field])) add(into[field], name, count)
  }
}

export const total = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, n) => sum + n, 0)

/** Whoever was met and has no outcome yet. */
export const pendingOf = ({ meant, handedOver, failed, skipped }: Tally): number =>
  meant - handedOver - total(failed) - total(skipped)

/** Seconds by which this share of those handed over had it; null while nobody has. */
export function secondsTo(tally: Tally, share: number): number | null {
  const steps = Object.entries(tally.seconds)
    .map(([seconds, count]) => [Number(seconds), count] as const)
    .sort((a, b) => a[0] - b[0])
  const wanted = tally.handedOver * share
  let seen = 0
  for (const [seconds, count] of steps) {
    seen += count
    if (seen >= wanted) return seconds
  }
  return null
}
