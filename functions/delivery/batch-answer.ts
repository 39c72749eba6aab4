/**
 * What the answers to one batch say of its people, and of the channel. A provider that refuses somebody and takes others
 * knows something of that person; one that refuses everybody most likely has something against us, whatever it says.
 * Nobody is given up for that: decision 0008. Pure.
 */

import type { SendOutcome } from '../senders/sender.ts'
import { maxBatch } from './job.ts'
import { isRefusedForNow, type Outcome } from './outcome.ts'

/** So many refused with nobody taken beside them are no longer a few dead addresses. */
const many = 5
/** Fewer than that are all who are left, and nobody comes after them to tell by: believed after this many tries. */
const fewBelievedAfter = 3
/** No more than a batch are left: tried for more than an hour by `retryWaitMs`, and then believed. */
const lastBelievedAfter = 34
/** Said of one person alone, whatever the provider has against us. */
const certainCauses: ReadonlySet<string> = new Set(['optedOut'])

/** Refusals of a job, one after the other, with nobody taken in between. */
export interface RefusedRow {
  count: number
  /** When the first of them was known. */
  sinceMs: number
}

export const noRow: RefusedRow = { count: 0, sinceMs: 0 }

/** The row as a batch leaves it whose outcomes were known at this instant. */
export function growRow(row: RefusedRow, outcomes: readonly Outcome[], knownAtMs: number): RefusedRow {
  if (outcomes.includes('h')) return noRow
  const refused = outcomes.filter(isRefusedForNow).length
  if (refused === 0) return row
  return { count: row.count + refused, sinceMs: row.count === 0 ? knownAtMs : row.sinceMs }
}

/** What is to be seen beside a batch in which people were refused. */
export interface Beside {
  /** How often its people were tried before. */
  tries: number
  /** Before this batch. */
  row: RefusedRow
  /** By when it was known of each that they were refused, or not answered, the last time; undefined where that was not so. */
  refusedByMs: readonly (number | undefined)[]
  /** When the newest message of this alert set out that the provider took, from whichever job of the channel; null: none. */
  takenAtMs: number | null
  /** Whom this alert has been meant for on the channel up to now. */
  meant: number
  /** Of these, who has no outcome yet. */
  pending: number
}

export interface Judgement {
  /** One for each answer, in order. */
  outcomes: Outcome[]
  /** Why nothing more goes out on this channel for now; null while it does. */
  stopCause: string | null
}

export function judgeBatch(answers: readonly SendOutcome[], beside: Beside): Judgement {
  const { tries, row, takenAtMs, meant, pending, refusedByMs } = beside
  const isTaking = answers.some(({ kind }) => kind === 'handedOver')
  const hasTakenSince = (ms: number): boolean => isTaking || (takenAtMs !== null && takenAtMs > ms)
  const isNobodyTaken = !isTaking && takenAtMs === null
  const areFew = (isNobodyTaken ? meant : pending) < many
  const areLast = !isNobodyTaken && pending <= maxBatch
  const isLongTried = (areFew && tries >= fewBelievedAfter) || (areLast && tries >= lastBelievedAfter)
  // Refused, somebody else taken, refused again: it is about them.
  const isBelieved = (lastMs: number | undefined): boolean =>
    lastMs !== undefined && (hasTakenSince(lastMs) || isLongTried)
  const outcomes = answers.map((answer, i) => outcomeOf(answer, isBelieved(refusedByMs[i])))
  const { count } = growRow(row, outcomes, 0)
  const areMany = count >= many || (isNobodyTaken && tries > 0 && meant >= many)
  const isHeldUp = row.count === 0 || !hasTakenSince(row.sinceMs)
  const isStop = areMany && isHeldUp && !isTaking && outcomes.some(isRefusedForNow)
  const stopped = answers.find(({ kind }) => kind === 'stop') as { cause: string } | undefined
  return { outcomes, stopCause: stopped?.cause ?? (isStop ? 'refused' : null) }
}

function outcomeOf(answer: SendOutcome, isBelieved: boolean): Outcome {
  switch (answer.kind) {
    case 'handedOver':
      return 'h'
    case 'failed': {
      const cause = answer.cause.replace(/[^A-Za-z]/g, '') || 'refused'
      return isBelieved || certainCauses.has(cause) ? `f:${cause}` : `r:${cause}`
    }
    case 'retry':
    case 'stop':
      return 'r'
    case 'unknown':
      return 'u'
  }
}
