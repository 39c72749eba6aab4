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
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { DeliveryChannel, Lane } from '../platform/channel.ts'
import { shortHash } from '../platform/ids.ts'
import type { RenderedMessage } from '../senders/sender.ts'
import { type Job, type JobKey, jobName, parseJobName, type Sent } from './job.ts'
import type { LedgerItem } from './job-machine.ts'
import { foldOutcomes, type Outcome, unfoldOutcomes } from './outcome.ts'
import { sentAttributes, sentOf } from './receipts/sent.ts'
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

type Item = Record<string, AttributeValue>

const S = (value: string): AttributeValue => ({ S: value })
const N = (value: number): AttributeValue => ({ N: String(value) })
const text = (item: Item, name: string): string => item[name]?.S ?? ''
const number = (item: Item, name: string): number => Number(item[name]?.N ?? 0)

const duePartitions = 8
const noOutcome = '-'

const planKey = (alertId: string, channel: DeliveryChannel): Item => ({ pk: S(`P#${alertId}`), sk: S(channel) })
const jobKeyOf = (key: JobKey): Item => ({ pk: S(`J#${key.alertId}#${key.channel}`), sk: S(jobName(key)) })
const chainPk = (key: JobKey): string => `L#${key.alertId}#${key.channel}#${key.shard}`
export const ledgerKey = (key: JobKey, batch: number): Item => ({
  pk: S(chainPk(key)),
  sk: S(`${key.kind}#${String(batch).padStart(6, '0')}`),
})
const duePk = (job: JobKey & { lane: Lane }): string =>
  `due#${job.lane}#${(shortHash(job.alertId + job.channel + jobName(job)).charCodeAt(0) * 31 + job.shard) % duePartitions}`

function jobItem(job: Job): Item {
  return {
    ...jobKeyOf(job),
    lane: S(job.lane),
    state: S(job.state),
    fence: N(job.fence),
    leaseEnd: N(job.leaseEndMs),
    notBefore: N(job.notBeforeMs),
    attempts: N(job.attempts),
    ...(job.except !== '' && { goesBy: S(job.except) }),
    summary: S(JSON.stringify(job.summary)),
    trace: S(job.traceId),
    ...(job.dueAtMs !== null && { duePk: S(duePk(job)), dueAt: N(job.dueAtMs) }),
    ...(job.takenAtMs !== null && { taken: N(job.takenAtMs) }),
    ...(job.tail && { tail: S(`${job.tail.batch}:${foldOutcomes(job.tail.outcomes)}`) }),
    // Without the tail, the ledger has them.
    ...(job.tail && job.sent && sentAttributes(job, job.sent)),
  }
}

function toJob(item: Item): Job {
  const [, alertId = '', channel = ''] = text(item, 'pk').split('#')
  const [tailBatch, tailOutcomes = ''] = text(item, 'tail').split(/:(.*)/s)
  const sent = sentOf(item)
  return {
    alertId,
    channel: channel as DeliveryChannel,
    ...parseJobName(text(item, 'sk')),
    lane: text(item, 'lane') as Lane,
    state: text(item, 'state') as Job['state'],
    fence: number(item, 'fence'),
    leaseEndMs: number(item, 'leaseEnd'),
    notBeforeMs: number(item, 'notBefore'),
    dueAtMs: item.dueAt ? number(item, 'dueAt') : null,
    attempts: number(item, 'attempts'),
    except: text(item, 'goesBy'),
    summary: JSON.parse(text(item, 'summary') || '{}'),
    tail: tailBatch ? { batch: Number(tailBatch), outcomes: unfoldOutcomes(tailOutcomes) } : null,
    takenAtMs: item.taken ? number(item, 'taken') : null,
    ...(sent && { sent }),
    traceId: text(item, 'trace'),
  }
}

function ledgerItem(key: JobKey, item: LedgerItem, sent?: Sent): Item {
  const isPlain = item.preset.every((preset) => preset === null)
  return {
    ...ledgerKey(key, item.batch),
    f: N(item.fence),
    t: N(item.atMs),
    k: S(item.keys.join(' ')),
    c: S(item.cursor),
    ...(!isPlain && { p: S(foldOutcomes(item.preset.map((preset) => preset ?? (noOutcome as Outcome)))) }),
    ...(item.previous && { o: S(foldOutcomes(item.previous)) }),
    ...(item.end && { e: S(item.end) }),
    ...(sent && sentAttributes(key, sent)),
  }
}

export function toLedgerItem(item: Item): LedgerItem {
  const keys = text(item, 'k') === '' ? [] : text(item, 'k').split(' ')
  const preset = item.p
    ? unfoldOutcomes(text(item, 'p')).map((outcome) => ((outcome as string) === noOutcome ? null : outcome))
    : keys.map(() => null)
  const sk = text(item, 'sk')
  return {
    batch: Number(sk.slice(sk.lastIndexOf('#') + 1)),
    fence: number(item, 'f'),
    atMs: number(item, 't'),
    keys,
    preset,
    cursor: text(item, 'c'),
    previous: item.o ? unfoldOutcomes(text(item, 'o')) : null,
    end: (item.e?.S ?? null) as LedgerItem['end'],
  }
}

function toPlan(item: Item): Plan {
  return { ...JSON.parse(text(item, 'doc')), status: text(item, 'status') }
}

const isConditionFailed = (error: unknown): boolean => error instanceof ConditionalCheckFailedException

/** Runs a conditional write; false when its condition did not hold. */
async function holds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (isConditionFailed(error)) return false
    throw error
  }
}

export function makeDeliveryStore(db: DynamoDBClient, tableName: string): DeliveryStore {
  const get = async (Key: Item): Promise<Item | undefined> =>
    (await db.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }))).Item
  const putIfAbsent = (Item: Item): Promise<boolean> =>
    holds(db.send(new PutItemCommand({ TableName: tableName, Item, ConditionExpression: 'attribute_not_exists(pk)' })))
  const query = async (pk: string, prefix?: string): Promise<Item[]> => {
    const items: Item[] = []
    for await (const page of paginateQuery(
      { client: db },
      {
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: prefix ? 'pk = :pk AND begins_with(sk, :sk)' : 'pk = :pk',
        ExpressionAttributeValues: { ':pk': S(pk), ...(prefix && { ':sk': S(prefix) }) },
      },
    )) {
      items.push(...(page.Items ?? []))
    }
    return items
  }

  const store: DeliveryStore = {
    async getPlan(alertId, channel) {
      const item = await get(planKey(alertId, channel))
      return item && toPlan(item)
    },
    async createPlan(plan) {
      const { status, ...doc } = plan
      const item = { ...planKey(plan.alertId, plan.channel), status: S(status), doc: S(JSON.stringify(doc)) }
      if (await putIfAbsent(item)) return plan
      return (await store.getPlan(plan.alertId, plan.channel)) ?? plan
    },
    async completePlan(alertId, channel) {
      await db.send(
        new UpdateItemCommand({
          TableName: tableName,
          Key: planKey(alertId, channel),
          UpdateExpression: 'SET #status = :planned',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':planned': S('planned') },
        }),
      )
    },
    createJob: (job) => putIfAbsent(jobItem(job)),
    async getJob(key) {
      const item = await get(jobKeyOf(key))
      return item && toJob(item)
    },
    async claimJob(key, nowMs, leaseEndMs) {
      try {
        const { Attributes } = await db.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: jobKeyOf(key),
            UpdateExpression: 'SET #state = :running, leaseEnd = :lease, dueAt = :lease REMOVE goesBy ADD fence :one',
            ConditionExpression: 'attribute_exists(pk) AND #state <> :done AND leaseEnd <= :now AND notBefore <= :now',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: {
              ':running': S('running'),
              ':done': S('done'),
              ':now': N(nowMs),
              ':lease': N(leaseEndMs),
              ':one': N(1),
            },
            ReturnValues: 'ALL_NEW',
          }),
        )
        return Attributes && toJob(Attributes)
      } catch (error) {
        if (isConditionFailed(error)) return undefined
        throw error
      }
    },
    saveJob: (job) =>
      holds(
        db.send(
          new PutItemCommand({
            TableName: tableName,
            Item: jobItem(job),
            ConditionExpression: 'fence = :fence AND #state <> :done',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':fence': N(job.fence), ':done': S('done') },
          }),
        ),
      ),
    async listJobs(alertId, channel) {
      return (await query(`J#${alertId}#${channel}`)).map(toJob)
    },
    async dueJobs(lane, beforeMs, limit) {
      const pages = await Promise.all(
        Array.from({ length: duePartitions }, (_, partition) =>
          db.send(
            new QueryCommand({
              TableName: tableName,
              IndexName: 'due',
              KeyConditionExpression: 'duePk = :pk AND dueAt <= :before',
              ExpressionAttributeValues: { ':pk': S(`due#${lane}#${partition}`), ':before': N(beforeMs) },
              Limit: limit,
            }),
          ),
        ),
      )
      return pages
        .flatMap((page) => page.Items ?? [])
        .map(toJob)
        .sort((a, b) => (a.dueAtMs ?? 0) - (b.dueAtMs ?? 0))
        .slice(0, limit)
    },
    moveDue: (job, dueAtMs) =>
      holds(
        db.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: jobKeyOf(job),
            UpdateExpression: 'SET dueAt = :next ADD attempts :one',
            ConditionExpression: 'dueAt = :seen',
            ExpressionAttributeValues: { ':next': N(dueAtMs), ':seen': N(job.dueAtMs ?? 0), ':one': N(1) },
          }),
        ),
      ),
    async readChain(key) {
      return (await query(chainPk(key), `${key.kind}#`)).map(toLedgerItem)
    },
    async readChainEnd(key) {
      const { Items } = await db.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': S(chainPk(key)), ':sk': S(`${key.kind}#`) },
          ScanIndexForward: false,
          Limit: 1,
        }),
      )
      return Items?.[0] && toLedgerItem(Items[0])
    },
    async putLedger(key, item, sent) {
      if (await putIfAbsent(ledgerItem(key, item, sent))) return null
      const found = await get(ledgerKey(key, item.batch))
      if (!found) throw new Error(`ledger item ${item.batch} of ${jobName(key)} was refused and is not there`)
      return toLedgerItem(found)
    },
    async amendLedger(key, batch, fence, outcomes, sent) {
      const attributes = sent ? Object.entries(sentAttributes(key, sent)) : []
      await holds(
        db.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: ledgerKey(key, batch),
            UpdateExpression: `SET ${['o = :outcomes', ...attributes.map(([name]) => `${name} = :${name}`)].join(', ')}`,
            ConditionExpression: 'f = :fence AND attribute_not_exists(o)',
            ExpressionAttributeValues: {
              ':outcomes': S(foldOutcomes(outcomes)),
              ':fence': N(fence),
              ...Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
            },
          }),
        ),
      )
    },
  }
  return store
}
