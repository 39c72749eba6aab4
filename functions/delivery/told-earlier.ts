/** Who got, or may have got, the earlier alerts of a chain: an Update and a Cancel go to them. */
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { PublishedAlerts } from '../alerts/read-published.ts'
import type { DeliveryChannel } from '../platform/channel.ts'
import { subOfKey } from '../subscribers/directory.ts'
import { shardOf } from '../subscribers/shards.ts'
import type { DeliveryStore, Plan } from './delivery-store.ts'
import { childFor, type Job, type JobKind, type StopReason } from './job.ts'
import { type LedgerItem, outcomesAfter } from './job-machine.ts'
import { isFinal, mayHaveGot, type Outcome } from './outcome.ts'
import type { Told } from './who-hears.ts'

/** The earlier alerts of a chain that anybody was told of, nearest first. */
export async function chainOf(alerts: Pick<PublishedAlerts, 'get'>, later: PublishedAlert): Promise<PublishedAlert[]> {
  const chain = await Promise.all(later.predecessors.map((before) => alerts.get(before)))
  return chain.filter((before) => before !== undefined)
}

/** Outcomes of one batch: from the item after it, or from what its job noted last; undefined when nobody knows. */
export function outcomesOf(
  chain: readonly LedgerItem[],
  index: number,
  { tail, fence }: Pick<Job, 'tail' | 'fence'>,
): (Outcome | undefined)[] {
  const item = chain[index]!
  const known = outcomesAfter(chain, index, fence) ?? (tail?.batch === item.batch ? tail.outcomes : null)
  return item.keys.map((_, i) => item.preset[i] ?? known?.[i])
}

export interface Left {
  key: string
  /** What the parent left them with. */
  outcome: Outcome
  /** That was known by then. */
  knownAtMs: number
}

/** A finished parent's people whom its child of this kind continues, sorted by id. */
export function leftFor(child: JobKind, chain: readonly LedgerItem[], parent: Job): Left[] {
  const left = chain.flatMap((item, index) => {
    const outcomes = outcomesOf(chain, index, parent)
    return item.keys.flatMap((key, i) => {
      const outcome = outcomes[i]
      const isOurs = outcome !== undefined && !isFinal(outcome) && childFor(parent.kind, outcome) === child
      return isOurs ? [{ key, outcome, knownAtMs: chain[index + 1]?.atMs ?? item.atMs }] : []
    })
  })
  return left.sort((a, b) => (subOfKey(a.key) < subOfKey(b.key) ? -1 : 1))
}

/** By subscriber id, sorted by it, of one shard of `plan`; read after the predecessors are closed. */
export async function readTold(store: DeliveryStore, plan: Plan, shard: number): Promise<Map<string, Told>> {
  const told = new Map<string, Told>()
  for (const before of plan.predecessors) {
    const common = Math.min(before.shards, plan.shards)
    const jobs = (await store.listJobs(before.alertId, plan.channel)).filter(
      (job) => job.shard % common === shard % common,
    )
    for (const job of jobs) {
      for (const { key, atMs, isSure } of perhapsToldBy(await store.readChain(job), job)) {
        const sub = subOfKey(key)
        if (shardOf(sub, plan.shards) !== shard) continue
        const known = told.get(sub)
        told.set(sub, {
          key,
          atMs: Math.max(known?.atMs ?? 0, atMs),
          from: [...new Set(known?.from).add(before.alertId)],
          handed: [...(known?.handed ?? []), ...(isSure ? [before.alertId] : [])],
        })
      }
    }
  }
  return new Map([...told].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whoever got the alert of this chain or may have got it, and when. */
export const perhapsToldBy = (
  chain: readonly LedgerItem[],
  job: Pick<Job, 'tail' | 'fence'>,
): { key: string; atMs: number; isSure: boolean }[] =>
  chain.flatMap((item, index) => {
    const outcomes = outcomesOf(chain, index, job)
    const people = item.keys.map((key, i) => ({ key, atMs: item.atMs, isSure: outcomes[i] === 'h' }))
    return people.filter((_, i) => mayHaveGot(outcomes[i]))
  })

/** What a planner goes by that closes a job, as it was listed. */
export type Listed = Pick<Job, 'fence' | 'tail' | 'leaseEndMs'>

/** The end of a chain whose alert is called off, behind the newest item there is. */
function closingItem({ fence }: Listed, last: LedgerItem | undefined, end: StopReason, nowMs: number): LedgerItem {
  const batch = (last?.batch ?? -1) + 1
  const previous = batch === 0 ? [] : null
  return { batch, fence, atMs: nowMs, keys: [], preset: [], cursor: '', previous, end }
}

/** True when the outcome of a closed chain's last batch is known, or its worker's lease over. */
function isSettled(job: Listed, end: LedgerItem, nowMs: number): boolean {
  const isKnown = (end.previous !== null && end.fence === job.fence) || job.tail?.batch === end.batch - 1
  return isKnown || end.batch === 0 || job.leaseEndMs <= nowMs
}

/** The next step of closing a job: an end to put, or whether the outcome of its last batch is known. */
export function closeStep(
  job: Listed,
  last: LedgerItem | undefined,
  end: StopReason,
  nowMs: number,
): { put: LedgerItem } | { isSettled: boolean } {
  return last?.end ? { isSettled: isSettled(job, last, nowMs) } : { put: closingItem(job, last, end, nowMs) }
}

/** A job that is done has its end, and sends nothing more. */
export const mustBeClosed = ({ state }: Job): boolean => state !== 'done'

/** True when no run of this job sends to whom `except` takes out: it has read that, or nobody holds the job. */
export const hasLetGo = (job: Job, except: string, nowMs: number): boolean =>
  job.leaseEndMs <= nowMs || job.except === except

/**
 * Ends every chain of an alert that was called off, so that no batch of it starts any more. True when the outcome of each
 * last batch is known (or its lease over); until then look again. Safe to repeat.
 */
export async function closeJobs(
  store: DeliveryStore,
  alertId: string,
  channel: DeliveryChannel,
  end: StopReason,
  nowMs: number,
): Promise<boolean> {
  let areSettled = true
  for (const job of (await store.listJobs(alertId, channel)).filter(mustBeClosed)) {
    let step = closeStep(job, await store.readChainEnd(job), end, nowMs)
    while ('put' in step) {
      const found = await store.putLedger(job, step.put)
      step = closeStep(job, found ?? step.put, end, nowMs)
    }
    areSettled &&= step.isSettled
  }
  return areSettled
}
