/**
 * What the answers to one batch say of its people, and of the channel. A provider that refuses somebody and takes others
 * knows something of that person; one that refuses everybody most likely has something against us, whatever it says.
 * Nobody is given up for that: decision 0008. Pure.
 */
import { maxBatch } from './job.ts'
import { isRefused, type Outcome } from './outcome.ts'
import type { SendOutcome } from './send/sender.ts'

/** So many refused with nobody taken beside them are no longer a few dead addresses. */
const many = 5
/** Where nobody else can tell, and they are few, they are believed after this many tries. */
const believedAfterTries = 3
/**
 * No more than a batch are left, after everybody else was taken: nobody comes after them to tell by. They are tried for
 * more than an hour by `retryWaitMs`, and then believed.
 */
const givenUpAfterTries = 34

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
  const refused = outcomes.filter(isRefused).length
  if (refused === 0) return row
  return { count: row.count + refused, sinceMs: row.count === 0 ? knownAtMs : row.sinceMs }
}

/** What is to be seen beside a batch in which people were refused. */
export interface Beside {
  /** How often its people were tried before. */
  tries: number
  /** Before this batch. */
  row: RefusedRow
  /** By when it was known of each that they were refused the last time, in order; undefined where that was not so. */
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

export const isAnyTaken = (answers: readonly SendOutcome[]): boolean =>
  answers.some(({ kind }) => kind === 'handedOver')

export function judgeBatch(answers: readonly SendOutcome[], beside: Beside): Judgement {
  const { tries, row, takenAtMs, meant, pending, refusedByMs } = beside
  const isTaking = isAnyTaken(answers)
  const plain = answers.map(outcomeOf)
  const inRow = plain.filter(isRefused).length + (isTaking ? 0 : row.count)
  const hasTakenSince = (ms: number): boolean => isTaking || (takenAtMs !== null && takenAtMs > ms)
  const isNobodyTaken = !isTaking && takenAtMs === null
  const areMany = inRow >= many || (isNobodyTaken && tries > 0 && meant >= many)
  const isLongTried = !isNobodyTaken && pending <= maxBatch && tries >= givenUpAfterTries
  // Refused, somebody else taken, refused again: it is about them.
  const isBelieved = (lastMs: number | undefined): boolean =>
    isLongTried ||
    (lastMs !== undefined && hasTakenSince(lastMs)) ||
    (!areMany && (!isNobodyTaken || tries >= believedAfterTries))
  const outcomes = plain.map((outcome, i) =>
    isRefused(outcome) && !isBelieved(refusedByMs[i]) ? openOf(outcome) : outcome,
  )
  const stopped = answers.find(({ kind }) => kind === 'stop') as { cause: string } | undefined
  const isHeldUp = row.count === 0 || !hasTakenSince(row.sinceMs)
  const isStop = !isTaking && areMany && isHeldUp && outcomes.some(isOpen)
  return { outcomes, stopCause: stopped?.cause ?? (isStop ? 'refused' : null) }
}

const openOf = (outcome: Outcome): Outcome => `r:${outcome.slice(2)}`
const isOpen = (outcome: Outcome): boolean => outcome.startsWith('r:')

function outcomeOf(answer: SendOutcome | undefined): Outcome {
  switch (answer?.kind) {
    case 'handedOver':
      return 'h'
    case 'failed':
      return `f:${answer.cause.replace(/[^A-Za-z]/g, '') || 'refused'}`
    case 'retry':
    case 'stop':
      return 'r'
    default:
      return 'u'
  }
}
