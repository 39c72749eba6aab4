/**
 * How many people an alert still owes an outcome, counted from the ledger and the open work alone: no tally is read, and
 * nothing is subtracted. The report's `pending` is a remainder, so that a sum of it proves nothing by itself.
 */
import { type Job, jobName, parentOf } from '../../functions/delivery/job.ts'
import { type LedgerItem, outcomesAfter } from '../../functions/delivery/job-machine.ts'
import type { Outcome } from '../../functions/delivery/outcome.ts'
import { subOfKey } from '../../functions/subscribers/directory.ts'

/** All jobs of one alert on one channel, with their chains by `jobName`. */
export interface Work {
  jobs: readonly Job[]
  chains: Readonly<Record<string, readonly LedgerItem[]>>
}

export interface Counted {
  /** Everybody a main job has met. */
  meant: number
  pending: number
}

const isOver = (outcome: Outcome | undefined): boolean =>
  outcome !== undefined && (outcome === 'h' || outcome[0] === 'f' || outcome[0] === 's')

/** What the newest work says of each person; a chain that was ended for its alert's sake leaves nobody open. */
export function countPending({ jobs, chains }: Work): Counted {
  const last = new Map<string, Outcome | undefined>()
  const meant = new Set<string>()
  const byDepth = [...jobs].sort((a, b) => depthOf(a.kind) - depthOf(b.kind))
  for (const job of byDepth) {
    const chain = chains[jobName(job)] ?? []
    chain.forEach((item, i) => {
      const known = outcomesAfter(chain, i, job.fence) ?? (job.tail?.batch === item.batch ? job.tail.outcomes : null)
      item.keys.forEach((key, n) => {
        const person = subOfKey(key)
        if (job.kind === 'main') meant.add(person)
        if (!isOver(last.get(person))) last.set(person, item.preset[n] ?? known?.[n])
      })
    })
    if (job.state === 'done' && isCalledOff(chain)) closeOpen(job)
  }
  const pending = [...meant].filter((person) => !isOver(last.get(person))).length
  return { meant: meant.size, pending }

  /** Whoever this job had, or was to take over from its parent, is told of the alert's end or of none. */
  function closeOpen(job: Job): void {
    const parent = parentOf(job.kind)
    const inherited = parent === undefined ? [] : (chains[jobName({ kind: parent, shard: job.shard })] ?? [])
    const itsOwn = new Set((chains[jobName(job)] ?? []).flatMap(({ keys }) => keys.map(subOfKey)))
    for (const person of new Set([...itsOwn, ...inherited.flatMap(({ keys }) => keys.map(subOfKey))])) {
      const outcome = last.get(person)
      if (!isOver(outcome) && (itsOwn.has(person) || isContinued(job.kind, outcome))) last.set(person, 's:end')
    }
  }
}

/** Sleepers are woken by the job of that minute, whoever was not taken or not answered is tried again. */
const isContinued = (kind: string, outcome: Outcome | undefined): boolean =>
  outcome?.[0] === 'd' ? kind.endsWith(outcome) : /\.r\d+$/.test(kind)

const isCalledOff = (chain: readonly LedgerItem[]): boolean => !['complete', null].includes(chain.at(-1)?.end ?? null)

const depthOf = (kind: string): number => {
  const parent = parentOf(kind)
  return parent === undefined ? 0 : 1 + depthOf(parent)
}
