/**
 * What must happen and what has happened, durable. Every write is one item under a condition.
 *
 * | access | key |
 * |---|---|
 * | plan of an alert and channel | `P#alert` · `channel` |
 * | jobs of an alert and channel | `J#alert#channel` · `kind#shard` |
 * | ledger of a job, in order | `L#alert#channel#shard` · `kind#000123` |
 * | jobs due for a wake, soonest first | index `due`: `due#lane#0…7` · instant |
 * | batches by the time they were sent, with the provider's message ids | index `sent`: `sent#<ten seconds>` · instant |
 *
 * Receipts of what was sent stand in the same table: `receipts/receipt-store.ts`.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import { type DeliveryChannel, deliveryChannels, type Lane, lanes } from '../platform/channel.ts'
import { errorName } from '../platform/http.ts'
import { shortHash } from '../platform/ids.ts'
import { logger } from '../platform/logger.ts'
import {
  getItem,
  itemOf,
  jsonOf,
  type Key,
  putIfAbsent,
  putItem,
  queryItems,
  type Read,
  type Table,
  under,
  updateAndRead,
  updateItem,
  wholeOf,
} from '../platform/table.ts'
import type { RenderedMessage } from '../senders/sender.ts'
import { type Job, type JobKey, jobName, parseJobName, type Sent } from './job.ts'
import type { LedgerItem } from './job-machine.ts'
import { foldOutcomes, type Outcome, unfoldOutcomes } from './outcome.ts'
import { sentAttributes, sentFields, sentOf } from './receipts/sent.ts'
import type { Summary } from './tally.ts'
import type { Heirs } from './who-hears.ts'

/** What a channel will do for one alert, fixed before its first job exists. */
export interface Plan {
  alertId: string
  channel: DeliveryChannel
  generation: number
  shards: number
  lane: Lane
  /** Texts by language, rendered once. */
  messages: Record<string, RenderedMessage>
  /** For whoever lies outside of what an Update covers now; absent where they get nothing, or the text could not be made. */
  outsideMessages?: Record<string, RenderedMessage>
  /** Plans of the earlier alerts of the chain on this channel: whoever got them is told as well, as far as `heirs` says. */
  predecessors: { alertId: string; generation: number; shards: number; heirs: Heirs }[]
  /** `planned` only when every main job exists. */
  status: 'planning' | 'planned'
}

export interface DeliveryStore {
  getPlan(alertId: string, channel: DeliveryChannel): Promise<Plan | undefined>
  /** The plan that stands: this one, or the one that was there before. */
  createPlan(plan: Plan): Promise<Plan>
  completePlan(alertId: string, channel: DeliveryChannel): Promise<void>
  /** False when the job was there before. */
  createJob(job: Job): Promise<boolean>
  getJob(key: JobKey): Promise<Job | undefined>
  /** Raises the fence of a job that nobody leases and whose time has come, and forgets what its last run went by; undefined otherwise. */
  claimJob(key: JobKey, nowMs: number, leaseEndMs: number): Promise<Job | undefined>
  /** Overwrites state, times, summary and tail while the fence is still the job's; false otherwise. */
  saveJob(job: Job): Promise<boolean>
  listJobs(alertId: string, channel: DeliveryChannel): Promise<Job[]>
  /** Jobs of a lane due before the instant, soonest first. */
  dueJobs(lane: Lane, beforeMs: number, limit: number): Promise<Job[]>
  /** False when another sweeper moved it. */
  moveDue(job: Job, dueAtMs: number): Promise<boolean>
  readChain(key: JobKey): Promise<LedgerItem[]>
  /** The newest item of a chain. */
  readChainEnd(key: JobKey): Promise<LedgerItem | undefined>
  /** null when written; the item found under that number otherwise. `sent`: what was handed over of the batch before. */
  putLedger(key: JobKey, item: LedgerItem, sent?: Sent): Promise<LedgerItem | null>
  /** Adds the outcomes of the last batch to an end that its successor's planner wrote while this fence held the job. */
  amendLedger(key: JobKey, batch: number, fence: number, outcomes: Outcome[], sent?: Sent): Promise<void>
}

const duePartitions = 8
const noOutcome = '-'

const planKey = (alertId: string, channel: DeliveryChannel): Key => ({ pk: `P#${alertId}`, sk: channel })
const jobsPk = (alertId: string, channel: DeliveryChannel): string => `J#${alertId}#${channel}`
const jobKeyOf = (key: JobKey): Key => ({ pk: jobsPk(key.alertId, key.channel), sk: jobName(key) })
const chainPk = (key: JobKey): string => `L#${key.alertId}#${key.channel}#${key.shard}`
export const ledgerKey = (key: JobKey, batch: number): Key => ({
  pk: chainPk(key),
  sk: `${key.kind}#${String(batch).padStart(6, '0')}`,
})
const duePk = (job: JobKey & { lane: Lane }): string =>
  `due#${job.lane}#${(shortHash(job.alertId + job.channel + jobName(job)).charCodeAt(0) * 31 + job.shard) % duePartitions}`

const jobItem = (job: Job) => ({
  ...jobKeyOf(job),
  lane: job.lane,
  state: job.state,
  fence: job.fence,
  leaseEnd: job.leaseEndMs,
  notBefore: job.notBeforeMs,
  attempts: job.attempts,
  ...(job.except !== '' && { goesBy: job.except }),
  summary: JSON.stringify(job.summary),
  trace: job.traceId,
  ...(job.dueAtMs !== null && { duePk: duePk(job), dueAt: job.dueAtMs }),
  ...(job.takenAtMs !== null && { taken: job.takenAtMs }),
  ...(job.tail && { tail: `${job.tail.batch}:${foldOutcomes(job.tail.outcomes)}` }),
  // Without the tail, the ledger has them.
  ...(job.tail && job.sent && sentAttributes(job, job.sent)),
})

const readJob = itemOf(
  z
    .object({
      pk: z.templateLiteral(['J#', z.string(), '#', z.enum(deliveryChannels)]),
      sk: z.string().transform(parseJobName),
      lane: z.enum(lanes),
      state: z.enum(['ready', 'running', 'done']),
      fence: z.number(),
      leaseEnd: z.number(),
      notBefore: z.number(),
      attempts: z.number(),
      goesBy: z.string().default('').describe('`Job.except`'),
      summary: jsonOf(z.record(z.string(), wholeOf<Summary[string]>())),
      trace: z.string(),
      dueAt: z.number().nullable().default(null),
      taken: z.number().nullable().default(null).describe('`Job.takenAtMs`'),
      tail: z
        .string()
        .transform((text): Job['tail'] => {
          const [batch = '', outcomes = ''] = text.split(/:(.*)/s)
          return { batch: Number(batch), outcomes: unfoldOutcomes(outcomes) }
        })
        .nullable()
        .default(null)
        .describe('`batch:outcomes`'),
      ...sentFields,
    })
    .transform((item): Job => {
      const [, alertId = '', channel] = item.pk.split('#')
      const { sent } = sentOf(item) ?? {}
      return {
        alertId,
        channel: channel as DeliveryChannel,
        ...item.sk,
        lane: item.lane,
        state: item.state,
        fence: item.fence,
        leaseEndMs: item.leaseEnd,
        notBeforeMs: item.notBefore,
        dueAtMs: item.dueAt,
        attempts: item.attempts,
        except: item.goesBy,
        summary: item.summary,
        tail: item.tail,
        takenAtMs: item.taken,
        ...(sent && { sent }),
        traceId: item.trace,
      }
    }),
)

/** undefined for one that cannot be read: it must not keep the sweeper from the others. */
const readJobIfPossible: Read<Job | undefined> = (item) => {
  try {
    return readJob(item)
  } catch (error) {
    logger.critical('a job is due that cannot be read', { cause: errorName(error) })
    return undefined
  }
}

function ledgerItem(key: JobKey, item: LedgerItem, sent?: Sent) {
  const isPlain = item.preset.every((preset) => preset === null)
  return {
    ...ledgerKey(key, item.batch),
    f: item.fence,
    t: item.atMs,
    k: item.keys.join(' '),
    c: item.cursor,
    ...(!isPlain && { p: foldOutcomes(item.preset.map((preset) => preset ?? (noOutcome as Outcome))) }),
    ...(item.previous && { o: foldOutcomes(item.previous) }),
    ...(item.end && { e: item.end }),
    ...(sent && sentAttributes(key, sent)),
  }
}

const outcomes = z.string().transform((text) => unfoldOutcomes(text))

export const readLedgerItem = itemOf(
  z
    .object({
      sk: z.string().describe('`kind#000123`'),
      f: z.number().describe('fence'),
      t: z.number().describe('when it was written'),
      k: z.string().describe('keys of the people, spaces between'),
      c: z.string().describe('cursor'),
      p: outcomes.optional().describe('preset, `-` for whoever is sent to; absent where all are'),
      o: outcomes.nullable().default(null).describe('outcomes of the batch before'),
      e: z.enum(['complete', 'cancelled', 'superseded', 'expired']).nullable().default(null).describe('end'),
    })
    .transform(({ sk, f, t, k, c, p, o, e }): LedgerItem => {
      const keys = k === '' ? [] : k.split(' ')
      const preset = p?.map((outcome) => ((outcome as string) === noOutcome ? null : outcome)) ?? keys.map(() => null)
      const batch = Number(sk.slice(sk.lastIndexOf('#') + 1))
      return { batch, fence: f, atMs: t, keys, preset, cursor: c, previous: o, end: e }
    }),
)

const texts = z.record(z.string(), wholeOf<RenderedMessage>())
const readPlan = itemOf(
  z
    .object({
      status: z.enum(['planning', 'planned']),
      doc: jsonOf(
        z.object({
          alertId: z.string(),
          channel: z.enum(deliveryChannels),
          generation: z.number(),
          shards: z.number(),
          lane: z.enum(lanes),
          messages: texts,
          outsideMessages: texts.optional(),
          predecessors: z.array(
            z.object({
              alertId: z.string(),
              generation: z.number(),
              shards: z.number(),
              heirs: z.enum(['all', 'inArea', 'remaining', 'none']) satisfies z.ZodType<Heirs>,
            }),
          ),
        }),
      ).describe('all but the status'),
    })
    .transform(({ doc, status }): Plan => ({ ...doc, status })),
)

export function makeDeliveryStore(db: DynamoDBClient, tableName: string): DeliveryStore {
  const table: Table = { client: db, name: tableName }

  const store: DeliveryStore = {
    getPlan: (alertId, channel) => getItem(table, planKey(alertId, channel), readPlan),
    async createPlan(plan) {
      const { status, ...doc } = plan
      const item = { ...planKey(plan.alertId, plan.channel), status, doc: JSON.stringify(doc) }
      if (await putIfAbsent(table, item)) return plan
      return (await store.getPlan(plan.alertId, plan.channel)) ?? plan
    },
    async completePlan(alertId, channel) {
      await updateItem(table, planKey(alertId, channel), {
        change: 'SET #status = :status',
        values: { status: 'planned' },
      })
    },
    createJob: (job) => putIfAbsent(table, jobItem(job)),
    getJob: (key) => getItem(table, jobKeyOf(key), readJob),
    claimJob: (key, nowMs, leaseEndMs) =>
      updateAndRead(
        table,
        jobKeyOf(key),
        {
          change: 'SET #state = :running, leaseEnd = :lease, dueAt = :lease REMOVE goesBy ADD fence :one',
          when: 'attribute_exists(pk) AND #state <> :done AND leaseEnd <= :now AND notBefore <= :now',
          values: { running: 'running', done: 'done', now: nowMs, lease: leaseEndMs, one: 1 },
        },
        readJob,
      ),
    saveJob: (job) =>
      putItem(table, jobItem(job), {
        when: 'fence = :fence AND #state <> :done',
        values: { fence: job.fence, done: 'done' },
      }),
    listJobs: (alertId, channel) => queryItems(table, under(jobsPk(alertId, channel)), readJob),
    async dueJobs(lane, beforeMs, limit) {
      const pages = await Promise.all(
        Array.from({ length: duePartitions }, (_, partition) =>
          queryItems(
            table,
            {
              index: 'due',
              where: 'duePk = :pk AND dueAt <= :before',
              values: { pk: `due#${lane}#${partition}`, before: beforeMs },
              limit,
            },
            readJobIfPossible,
          ),
        ),
      )
      return pages
        .flat()
        .filter((job) => job !== undefined)
        .sort((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0))
        .slice(0, limit)
    },
    moveDue: (job, dueAtMs) =>
      updateItem(table, jobKeyOf(job), {
        change: 'SET dueAt = :next ADD attempts :one',
        when: 'dueAt = :seen',
        values: { next: dueAtMs, seen: job.dueAtMs ?? 0, one: 1 },
      }),
    readChain: (key) => queryItems(table, under(chainPk(key), `${key.kind}#`), readLedgerItem),
    async readChainEnd(key) {
      const newest = { ...under(chainPk(key), `${key.kind}#`), isBackwards: true, limit: 1 }
      return (await queryItems(table, newest, readLedgerItem))[0]
    },
    async putLedger(key, item, sent) {
      if (await putIfAbsent(table, ledgerItem(key, item, sent))) return null
      const found = await getItem(table, ledgerKey(key, item.batch), readLedgerItem)
      if (!found) throw new Error(`ledger item ${item.batch} of ${jobName(key)} was refused and is not there`)
      return found
    },
    async amendLedger(key, batch, fence, outcomes, sent) {
      const values = { o: foldOutcomes(outcomes), ...(sent && sentAttributes(key, sent)) }
      await updateItem(table, ledgerKey(key, batch), {
        change: `SET ${Object.keys(values)
          .map((name) => `${name} = :${name}`)
          .join(', ')}`,
        when: 'f = :fence AND attribute_not_exists(o)',
        values: { ...values, fence },
      })
    },
  }
  return store
}
