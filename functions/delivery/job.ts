/** A job: one shard of one alert's recipients on one channel, run by one leased worker at a time. */
import { type AudienceArea, isNowhere } from '../alerts/published-alert.ts'
import type { AlertGate } from '../alerts/read-published.ts'
import { backoffMs } from '../platform/backoff.ts'
import type { DeliveryChannel, Lane } from '../platform/channel.ts'
import { shortHash } from '../platform/ids.ts'
import { isAsleep, isUntaken, type Outcome } from './outcome.ts'
import type { Summary } from './tally.ts'

/**
 * `main` meets everybody; a child continues those its parent could not finish: `main.r1` tries again what failed for a
 * while, `main.d202607010700` sends when the quiet hours of its people end, `main.d202607010700.r1` tries those again.
 * `again1` sends to those of its shard whose messages the provider took and threw away, of whichever job.
 */
export type JobKind = string

export interface JobKey {
  alertId: string
  channel: DeliveryChannel
  kind: JobKind
  shard: number
}

export interface Job extends JobKey {
  lane: Lane
  state: 'ready' | 'running' | 'done'
  /** Raised by every claim; only the worker holding the latest writes. */
  fence: number
  leaseEndMs: number
  /** No claim before this instant. */
  notBeforeMs: number
  /** When the sweeper should wake it, null when done. */
  dueAtMs: number | null
  /** Claims and wakes without progress since. */
  attempts: number
  summary: Summary
  /** `exceptMark` of the alert as the run that holds the job has read it; empty until that is written down. */
  except: string
  /** Outcome of the newest batch, where no later ledger item carries it yet. */
  tail: { batch: number; outcomes: Outcome[] } | null
  /** When its newest batch set out of which the provider took somebody; null while there is none. */
  takenAtMs: number | null
  /** Messages of the newest batch that was sent, where receipts name a message by its id alone. */
  sent?: Sent
  traceId: string
}

/** A job that nobody has claimed yet; nothing of a run stays in it, whosever `of` was. */
export const newJob = (
  of: JobKey & Pick<Job, 'lane' | 'takenAtMs' | 'traceId'>,
  times: Pick<Job, 'notBeforeMs' | 'dueAtMs'>,
): Job => ({
  ...of,
  ...times,
  state: 'ready',
  fence: 0,
  leaseEndMs: 0,
  attempts: 0,
  except: '',
  summary: {},
  tail: null,
})

/** By these, a receipt finds the person. */
export interface Sent {
  batch: number
  atMs: number
  /** The provider's, one per key of the batch; empty for whoever was not handed over. */
  messageIds: string[]
}

/** Why a job ends before its people do: the alert is no longer to be sent. */
export type StopReason = 'cancelled' | 'superseded' | 'expired'

/** Why this alert may not be sent any more, null while it may. */
export function stopReason({ stage, successor }: Pick<AlertGate, 'stage' | 'successor'>): StopReason | null {
  if (stage === 'published') return successor ? 'superseded' : null
  if (stage === 'expired') return 'expired'
  return stage === 'superseded' ? 'superseded' : 'cancelled'
}

/** Tells two states of what was taken out of an alert's area apart; empty while nothing is. */
export const exceptMark = (except: AudienceArea): string =>
  isNowhere(except) ? '' : shortHash(JSON.stringify([except.codes, except.polygons, except.circles]))

/** A planned job is woken at once; the sweeper looks after it from here. */
const firstDueMs = 10_000

/** The job that meets everybody of its shard, as it begins. */
export const mainJob = (
  { alertId, channel, lane }: Pick<Job, 'alertId' | 'channel' | 'lane'>,
  shard: number,
  now: number,
  traceId: string,
): Job =>
  newJob(
    { alertId, channel, kind: 'main', shard, lane, takenAtMs: null, traceId },
    { notBeforeMs: now, dueAtMs: now + firstDueMs },
  )

export const jobName = (key: Pick<JobKey, 'kind' | 'shard'>): string => `${key.kind}#${key.shard}`

export function parseJobName(name: string): Pick<JobKey, 'kind' | 'shard'> {
  const [kind = '', shard = ''] = name.split('#')
  return { kind, shard: Number(shard) }
}

/** A kind taken apart: `main.d202607010700.r2` is the second try of what `main.d202607010700` left. */
function parseKind(kind: JobKind): { stem: JobKind; tries: number; again?: number } {
  const [, stem = kind, tries = 0, again] = /^(?:(.+)\.(?:r(\d+)|[^.]+)|again(\d+))$/.exec(kind) ?? []
  return { stem, tries: Number(tries), ...(again !== undefined && { again: Number(again) }) }
}

/** How often the people of this job have been tried before: `main` 0, `main.r2` 2. */
export const triesOf = (kind: JobKind): number => parseKind(kind).tries

/** Which of its shard's jobs for messages that were thrown away this is; undefined for all others, their retries included. */
export const againOf = (kind: JobKind): number | undefined => parseKind(kind).again

/** The job whose ledger holds this job's people; undefined for `main` and `again1`. */
export function parentOf(kind: JobKind): JobKind | undefined {
  const { stem, tries } = parseKind(kind)
  if (tries > 1) return `${stem}.r${tries - 1}`
  return stem === kind ? undefined : stem
}

/** Which child continues a person with this outcome; undefined when nothing is left to do. */
export function childFor(kind: JobKind, outcome: Outcome): JobKind | undefined {
  if (isAsleep(outcome)) return `${kind}.${outcome}`
  if (!isUntaken(outcome) && outcome !== 'u') return undefined
  const { stem, tries } = parseKind(kind)
  return `${tries === 0 ? kind : stem}.r${tries + 1}`
}

/** The job as a claim leaves it; undefined where it is done, somebody leases it, or its time has not come. */
export function claimed(job: Job, nowMs: number, leaseEndMs: number): Job | undefined {
  if (job.state === 'done' || job.leaseEndMs > nowMs || job.notBeforeMs > nowMs) return undefined
  // What the last run went by says nothing of this one.
  return { ...job, state: 'running', fence: job.fence + 1, leaseEndMs, dueAtMs: leaseEndMs, except: '' }
}

/** Whether whoever holds `mine` may still write the job that stands in its place. */
export const maySave = (standing: Job, mine: Job): boolean => standing.fence === mine.fence && standing.state !== 'done'

/** When the sweeper looks at an overdue job again that it wakes now. */
export const sweptAgainMs = ({ attempts }: Job, nowMs: number): number => nowMs + parkedMs(attempts + 1) + 5_000

/** How long a job is left alone after so many runs that came to nothing: wakes grow with the logarithm of the time that passes. */
export const parkedMs = (attempts: number): number =>
  backoffMs(attempts, { firstMs: 1_000, factor: 1.5, mostMs: 1_000 * 1.5 ** 30 })

/** Tries up to `steadyFrom` and after `steadyUntil` wait longer each time, those between them equally long. */
const steadyFrom = 8
const steadyUntil = 24

/**
 * How long somebody waits whose message was not taken, after this many tries. A provider that takes some of what it is
 * given needs about twenty tries for the last of a shard; growing from the first to the last, they would take over an hour.
 * One that takes nothing is asked less and less by the job's own `parkedMs`.
 */
export const retryWaitMs = (tries: number): number =>
  parkedMs(tries <= steadyFrom ? tries : Math.max(steadyFrom, tries - (steadyUntil - steadyFrom)))

export const maxBatch = 50
/** No batch takes longer, unless its sender says so: provider time-outs are below it. */
export const worstBatchMs = 10_000
export const leaseMarginMs = 5_000
/** A worker writes down how far it is and reads on in this, before a new lease is due. */
const betweenBatchesMs = 15_000
/** A lease outlasts the worst batch of its sender by the margin, and leaves time to do something else besides. */
export const leaseFor = (worstMs: number): number => worstMs + leaseMarginMs + betweenBatchesMs
export const leaseMs = leaseFor(worstBatchMs)
/** A worker asks at least this often whether its alert may still be sent. */
export const gateEveryMs = 4_000
export const flushEveryMs = 5_000
/** No answer this many times over counts as failed, reported as perhaps received; a sender may ask for less (`isRepeatedOnce`). */
export const maxUnknownTries = 5
