/** Who got, or may have got, the earlier alerts of a chain: an Update and a Cancel go to them. */
import { subOfKey } from '../subscribers/directory.ts'
import { shardOf } from '../subscribers/shards.ts'
import type { DeliveryChannel } from './channel.ts'
import type { DeliveryStore, Plan } from './delivery-store.ts'
import { type Job, jobName } from './job.ts'
import { type LedgerItem, outcomesAfter } from './job-machine.ts'
import { mayHaveGot, type Outcome } from './outcome.ts'

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

/** Subscriber id → directory key, sorted by id, of one shard of `plan`; read after the predecessors are closed. */
export async function readTold(store: DeliveryStore, plan: Plan, shard: number): Promise<Map<string, string>> {
  const told = new Map<string, string>()
  for (const before of plan.predecessors) {
    const common = Math.min(before.shards, plan.shards)
    const jobs = (await store.listJobs(before.alertId, plan.channel)).filter(
      (job) => job.shard % common === shard % common,
    )
    for (const job of jobs) {
      const chain = await store.readChain(job)
      chain.forEach((item, index) => {
        const outcomes = outcomesOf(chain, index, job)
        item.keys.forEach((key, i) => {
          const sub = subOfKey(key)
          if (mayHaveGot(outcomes[i]) && shardOf(sub, plan.shards) === shard) told.set(sub, key)
        })
      })
    }
  }
  return new Map([...told].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** How a predecessor stands: closed for good, or still with a batch in flight until `waitMs` have passed at the most. */
export type Closing = { closed: true } | { closed: false; waitMs: number; unfinished: string[] }

/**
 * Ends every chain of an alert that was called off, so that no batch of it starts any more, and says whether the
 * outcome of the last one is known (or its lease over). Safe to repeat.
 */
export async function closeJobs(
  store: DeliveryStore,
  alertId: string,
  channel: DeliveryChannel,
  end: 'cancelled' | 'superseded',
  nowMs: number,
): Promise<Closing> {
  let waitMs = 0
  const unfinished: string[] = []
  for (const job of await store.listJobs(alertId, channel)) {
    if (job.state === 'done') continue
    let last = await store.readChainEnd(job)
    while (!last?.end) {
      const batch = (last?.batch ?? -1) + 1
      const item: LedgerItem = {
        batch,
        fence: job.fence,
        atMs: nowMs,
        keys: [],
        preset: [],
        cursor: '',
        previous: batch === 0 ? [] : null,
        end,
      }
      last = (await store.putLedger(job, item)) ?? item
    }
    unfinished.push(jobName(job))
    const isKnown = (last.previous !== null && last.fence === job.fence) || job.tail?.batch === last.batch - 1
    const isSettled = isKnown || last.batch === 0 || job.leaseEndMs <= nowMs
    if (!isSettled) waitMs = Math.max(waitMs, job.leaseEndMs - nowMs)
  }
  return waitMs > 0 ? { closed: false, waitMs, unfinished } : { closed: true }
}
