/**
 * One provider's rate, shared by all workers in one item (`B#provider` · `bucket`).
 * GCRA: `tat` is the instant at which everything granted so far will have been spent; a grant moves it on. A grant lies
 * at most `aheadMs` in the future, so granted ≤ rate × window + rate × aheadMs.
 * Red demand shuts the slow lane out until `redUntil`.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import type { Lane } from '../platform/channel.ts'
import { type Clock, sleep } from '../platform/clock.ts'
import { itemOf, type Table, updateAndRead } from '../platform/table.ts'

export interface TokenBucket {
  /** So many may be spent in one go: half a second's worth, because providers refuse what comes faster than their rate. */
  burst: number
  /**
   * Waits until `count` tokens are to be had, a few seconds at most; false when they are not. `atMost` is all the worker can still
   * need: what it is granted beyond that nobody else may spend.
   */
  take(count: number, atMost?: number): Promise<boolean>
}

export interface BucketStore {
  /** The start of the granted span, or false: no grant now. */
  grant(request: GrantRequest): Promise<number | false>
}

export interface GrantRequest {
  nowMs: number
  /** How long the tokens last at the provider's rate. */
  spanMs: number
  aheadMs: number
  lane: Lane
}

/** Red holds the bucket this long after each of its grants. */
const redHoldsMs = 2_000
/** Four workers with half a second each fit in it. */
const aheadMs = 2_000
/** Tokens not spent within this time are forfeited, so that a slow lane comes back and sees red. */
const grantLastsMs = 1_000
const refusedWaitMs = 600
/** A worker begins with this share of a second's worth: where that is much, it is soon spent. */
const firstShare = 0.05
/** Nothing in the bucket lies further ahead while clocks go on: what does was written before they were set back, and is void. */
const farthestTatMs = 600_000
const farthestRedMs = 60_000

const readTat = itemOf(z.object({ tat: z.number() }).transform(({ tat }) => tat))

export function makeBucketStore(db: DynamoDBClient, tableName: string, provider: string): BucketStore {
  const table: Table = { client: db, name: tableName }
  async function update(start: string, condition: string, values: Record<string, number>, request: GrantRequest) {
    const { nowMs, spanMs, lane } = request
    const isRed = lane === 'red'
    const noRed = '(attribute_not_exists(redUntil) OR NOT redUntil BETWEEN :soon AND :farthestRed)'
    const instants = {
      ...values,
      span: spanMs,
      ...(isRed ? { red: nowMs + redHoldsMs } : { soon: nowMs + 1, farthestRed: nowMs + farthestRedMs }),
    }
    const tat = await updateAndRead(
      table,
      { pk: `B#${provider}`, sk: 'bucket' },
      {
        change: `SET tat = ${start} + :span${isRed ? ', redUntil = :red' : ''}`,
        when: isRed ? condition : `(${condition}) AND ${noRed}`,
        values: Object.fromEntries(Object.entries(instants).map(([name, ms]) => [name, Math.round(ms)])),
      },
      readTat,
    )
    return tat !== undefined && tat - spanMs
  }
  /** How the bucket was found last: the next grant most likely finds it so again, and one call is enough. */
  let wasBusy = false
  return {
    async grant(request) {
      const from = request.nowMs - 1
      const latest = request.nowMs + request.aheadMs
      const farthest = request.nowMs + farthestTatMs
      const busy = () => update('tat', 'tat BETWEEN :from AND :latest', { from, latest }, request)
      const isIdle = 'attribute_not_exists(tat) OR tat < :from OR tat > :farthest'
      const idle = () => update(':from', isIdle, { from, farthest }, request)
      // The first is tried again at the end: between the two, another worker may have filled or time emptied it.
      for (const isBusy of [wasBusy, !wasBusy, wasBusy]) {
        const start = await (isBusy ? busy() : idle())
        if (start === false) continue
        wasBusy = isBusy
        return start
      }
      return false
    },
  }
}

export interface BucketOptions {
  clock: Clock
  store: BucketStore
  lane: Lane
  perSecond: number
}

/**
 * Tokens for one worker. It asks the shared item for as much as it spends in about a second, at most half a second of
 * the whole rate, so that asking costs a call or two a second however large the audience; for less where many ask.
 */
export function makeTokenBucket({ clock, store, lane, perSecond }: BucketOptions): TokenBucket {
  const burst = Math.max(1, Math.floor(perSecond / 2))
  let left = 0
  let size = 0
  let validUntilMs = 0
  let refusals = 0
  return {
    burst,
    async take(count, atMost = Number.POSITIVE_INFINITY) {
      const now = clock.now()
      const isValid = now < validUntilMs
      if (isValid && left >= count) {
        left -= count
        return true
      }
      const kept = isValid ? left : 0
      const spent = size - left
      const atFirst = Math.max(count * 8, Math.floor(perSecond * firstShare))
      const wanted = refusals > 0 ? Math.ceil(size / 2) : Math.max(isValid ? size * 2 : spent, atFirst)
      size = Math.max(count, Math.min(burst, wanted, atMost))
      const spanMs = (size / perSecond) * 1000
      const start = await store.grant({ nowMs: now, spanMs, aheadMs, lane })
      if (start === false) {
        left = kept
        refusals++
        await sleep(refusedWaitMs * Math.min(refusals, 3) * (0.75 + Math.random() / 2))
        return false
      }
      refusals = 0
      const wait = start - clock.now()
      if (wait > 0) await sleep(wait)
      left = kept + size - count
      validUntilMs = Math.max(start, now) + Math.max(grantLastsMs, spanMs)
      return true
    },
  }
}
