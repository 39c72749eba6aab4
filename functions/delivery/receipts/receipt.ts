/**
 * What a provider says later of a message that it took: which person's it was, what became of it, each counted once
 * however often and in whatever order it is said. Pure; `receipt-store.ts` keeps it.
 */
import { backoffMs } from '../../platform/backoff.ts'
import type { ContactChannel, EndCause } from '../../subscribers/subscriber.ts'
import type { JobKey } from '../job.ts'
import { townOf } from '../tally.ts'

/**
 * `thrown`: the provider took it and threw it away, because the account may send no more; the person is sent to again.
 * `ended`: it failed, and further messages to this address would.
 */
export type Verdict =
  | { kind: 'delivered' }
  | { kind: 'thrown' }
  | { kind: 'failed'; cause: string }
  | { kind: 'ended'; cause: EndCause }

/** A message's place in the ledger of its job. */
export interface Place {
  job: JobKey & { channel: ContactChannel }
  batch: number
  /** In the batch's keys. */
  index: number
}

/**
 * How one person of a job stands: `-` no receipt · `t` thrown away · `a<n>` the same, and job `again<n>` sends to them
 * again · `f:<cause>` failed · `d` delivered · `e:<cause>` ended.
 */
export type Standing = '-' | 't' | `a${number}` | `f:${string}` | 'd' | `e:${string}`

/** Of one town. */
export interface ReceiptTally {
  delivered: number
  thrown: number
  failed: Record<string, number>
}

/** Receipts of ten batches of a job: one small item, in which standing and tally change together. */
export interface ReceiptBlock {
  kind: string
  shard: number
  block: number
  /** Raised by every write; writes are conditional on it. */
  version: number
  /** By `placeInBlock`, as long as need be. */
  standings: Standing[]
  towns: Record<string, ReceiptTally>
}

export const batchesPerBlock = 10
export const blockOf = ({ batch }: Pick<Place, 'batch'>): number => Math.floor(batch / batchesPerBlock)

/** With those who ride along in it unsent, a ledger item holds no more people. */
const placesPerBatch = 200
export const placeInBlock = ({ batch, index }: Pick<Place, 'batch' | 'index'>): number =>
  (batch % batchesPerBlock) * placesPerBatch + index
/** The batch and index of a place. */
export const ofBlock = (block: number, at: number): Pick<Place, 'batch' | 'index'> => ({
  batch: block * batchesPerBlock + Math.floor(at / placesPerBatch),
  index: at % placesPerBatch,
})

export const emptyBlock = (kind: string, shard: number, block: number): ReceiptBlock => ({
  kind,
  shard,
  block,
  version: 0,
  standings: [],
  towns: {},
})

const standingOf = (verdict: Verdict): Standing => {
  switch (verdict.kind) {
    case 'delivered':
      return 'd'
    case 'thrown':
      return 't'
    case 'failed':
      return `f:${verdict.cause}`
    case 'ended':
      return `e:${verdict.cause}`
  }
}

/**
 * Two messages of one person, after a takeover, may fare differently: one that arrived counts. But a mailbox that sends
 * back what it took, or complains of it, ends it. Whoever is sent to again is another job's.
 */
const order = ['-', 't', 'f', 'd', 'e', 'a']
const rankOf = (standing: Standing): number => order.indexOf(standing[0]!)

const add = (counts: Record<string, number>, name: string, count: number): void => {
  counts[name] = (counts[name] ?? 0) + count
  if (counts[name] === 0) delete counts[name]
}

function count(tally: ReceiptTally, standing: Standing, by: 1 | -1): void {
  if (standing === 'd') tally.delivered += by
  else if (standing === 't') tally.thrown += by
  else if (standing !== '-') add(tally.failed, standing.slice(2), by)
}

/** Counts one receipt of whoever stands under `key`; false where it says nothing new. */
export function countReceipt(
  block: ReceiptBlock,
  place: Pick<Place, 'batch' | 'index'>,
  key: string,
  verdict: Verdict,
) {
  const at = placeInBlock(place)
  const before = block.standings[at] ?? '-'
  const after = standingOf(verdict)
  if (rankOf(after) <= rankOf(before)) return false
  const town = townOf(key)
  block.towns[town] ??= { delivered: 0, thrown: 0, failed: {} }
  while (block.standings.length < at) block.standings.push('-')
  block.standings[at] = after
  count(block.towns[town], before, -1)
  count(block.towns[town], after, 1)
  return true
}

/** Gives whoever was thrown away, and nobody sends to yet, to job `again<n>`; false where there is nobody. */
export function takeThrown(block: ReceiptBlock, n: number): boolean {
  if (!block.standings.includes('t')) return false
  block.standings = block.standings.map((standing) => (standing === 't' ? (`a${n}` as const) : standing))
  return true
}

/** Whom job `again<n>` sends to. */
export const takenBy = (block: ReceiptBlock, n: number): Pick<Place, 'batch' | 'index'>[] =>
  block.standings.flatMap((standing, at) => (standing === `a${n}` ? [ofBlock(block.block, at)] : []))

/** The channel of an account that may send no more, as receipts tell it. */
export interface Stop {
  /** When the newest message that was thrown away had been taken. */
  thrownAtMs: number
  /** When that was heard. */
  heardAtMs: number
  /** Nobody sends before; then one batch asks how things stand. */
  untilMs: number
  tries: number
  /** When the newest message had been taken that did arrive. */
  provenAtMs: number
}

const firstAskMs = 60_000
const longestAskMs = 300_000
/** So long after the last one that was thrown away, with several batches sent since, no receipts come at all. */
const silentMs = 1_800_000

export const isStanding = (stop: Stop | undefined, nowMs: number): stop is Stop =>
  stop !== undefined && stop.thrownAtMs > stop.provenAtMs && Math.abs(nowMs - stop.heardAtMs) < silentMs

/** A message that was taken at `takenAtMs` was thrown away; undefined where that changes nothing. */
export function afterThrown(stop: Stop | undefined, takenAtMs: number, nowMs: number): Stop | undefined {
  const provenAtMs = stop?.provenAtMs ?? 0
  if (takenAtMs <= provenAtMs) return undefined
  if (!isStanding(stop, nowMs)) {
    return { thrownAtMs: takenAtMs, heardAtMs: nowMs, untilMs: nowMs + firstAskMs, tries: 0, provenAtMs }
  }
  return { ...stop, thrownAtMs: Math.max(stop.thrownAtMs, takenAtMs), heardAtMs: nowMs }
}

/** A message arrived that was taken at `takenAtMs`: after the last one that did not, it lifts the stop. */
export const afterArrived = (stop: Stop | undefined, takenAtMs: number): Stop | undefined =>
  stop && stop.thrownAtMs > stop.provenAtMs && takenAtMs > stop.thrownAtMs
    ? { ...stop, provenAtMs: takenAtMs }
    : undefined

/** The stop while one batch asks: nobody else does for a while, longer each time. */
export const afterAsking = (stop: Stop, nowMs: number): Stop => ({
  ...stop,
  tries: stop.tries + 1,
  untilMs: nowMs + backoffMs(stop.tries, { firstMs: firstAskMs, factor: 2, mostMs: longestAskMs }),
})
