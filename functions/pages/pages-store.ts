/**
 * What the public files show and who may write them; beside the alerts, in their table.
 *
 * | who asks | what | how |
 * |---|---|---|
 * | publish, sweep | show or drop an alert | Update, Delete `ACTIVE#county` `id` |
 * | publish | what is shown of its event | Query `ACTIVE#county`, filtered, consistent: 200 bytes of each alert shown, however large |
 * | write-pages | everything shown | Query `ACTIVE#county`, consistent |
 * | write-pages | its page stands | Update `ACTIVE#county` `id` |
 * | publish, sweep | the files no longer equal the table | Update `WEB#county` `LOCK`, dirty + 1 |
 * | write-pages | one writer at a time | Update `WEB#county` `LOCK` where the lease is over, fence + 1 |
 * | write-pages | all is written | Update `WEB#county` `LOCK` where the fence is still mine |
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { Peer, PublicPages } from '../alerts/public-pages.ts'

export interface Shown {
  id: string
  writtenVersion: number | null
  /** Hash of the frames its pages were filled into; undefined before the first. */
  writtenFrames?: string
}

/** Shown before that was noted: whatever it is, it may matter. */
const unknown: Omit<Peer, 'id'> = { sentAtMs: Infinity, area: '', weatherSignal: true }

/** `dirty` counts changes, `clean` is the last count whose files are all written. */
export interface PagesLock {
  dirty: number
  clean: number
  fence: number
  /** 0 when nobody holds it. */
  leaseUntilMs: number
}

export interface PagesStore extends PublicPages {
  /** Consistent. */
  shown(): Promise<Shown[]>
  /** Does nothing for an alert that is not shown. */
  markWritten(id: string, version: number, frames?: string): Promise<void>
  /** Consistent. */
  lock(): Promise<PagesLock>
  /** undefined while another lease runs. */
  acquire(nowMs: number, leaseMs: number): Promise<PagesLock | undefined>
  /** Sets `clean` and ends the lease; false when `fence` is no longer the last. */
  settle(fence: number, clean: number): Promise<boolean>
}

export function makePagesStore(
  table: string,
  county: string,
  client: DynamoDBClient = new DynamoDBClient({}),
): PagesStore {
  const activePk = `ACTIVE#${county}`
  const lockKey = marshall({ pk: `WEB#${county}`, sk: 'LOCK' })
  const toLock = (item: Record<string, unknown>): PagesLock => ({
    dirty: Number(item.dirty ?? 0),
    clean: Number(item.clean ?? 0),
    fence: Number(item.fence ?? 0),
    leaseUntilMs: Number(item.leaseUntilMs ?? 0),
  })

  /** undefined when the condition fails. */
  async function update(input: Omit<UpdateItemCommandInput, 'TableName'>) {
    try {
      return await client.send(new UpdateItemCommand({ TableName: table, ...input }))
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined
      throw error
    }
  }

  /** Everything shown that passes. */
  async function active(
    filter: Pick<QueryCommandInput, 'FilterExpression'> = {},
    values: Record<string, string> = {},
  ): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = []
    let from: QueryCommandInput['ExclusiveStartKey']
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ...filter,
          ExpressionAttributeValues: marshall({ ':pk': activePk, ...values }),
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      )
      items.push(...(page.Items ?? []).map((item) => unmarshall(item)))
      from = page.LastEvaluatedKey
    } while (from)
    return items
  }

  return {
    async show({ id, ...facts }, events) {
      await update({
        Key: marshall({ pk: activePk, sk: id }),
        UpdateExpression: 'SET facts = :facts, events = :events',
        ExpressionAttributeValues: marshall({ ':facts': facts, ':events': events }),
      })
    },

    async drop(id) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ pk: activePk, sk: id }) }))
    },

    async peers(events) {
      const named = events.map((event, i): [string, string] => [`:event${i}`, event])
      const isOne = named.map(([name]) => `contains(events, ${name})`)
      const filter = ['attribute_not_exists(events)', ...isOne].join(' OR ')
      const items = await active({ FilterExpression: filter }, Object.fromEntries(named))
      return items.map(({ sk, facts }) => ({ id: String(sk), ...((facts as Omit<Peer, 'id'> | undefined) ?? unknown) }))
    },

    async shown() {
      return (await active()).map(({ sk, writtenVersion, writtenFrames }) => ({
        id: String(sk),
        writtenVersion: typeof writtenVersion === 'number' ? writtenVersion : null,
        ...(typeof writtenFrames === 'string' && { writtenFrames }),
      }))
    },

    async markWritten(id, version, frames) {
      await update({
        Key: marshall({ pk: activePk, sk: id }),
        UpdateExpression: 'SET writtenVersion = :version, writtenFrames = :frames',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: marshall({ ':version': version, ':frames': frames ?? null }),
      })
    },

    async touch() {
      await update({
        Key: lockKey,
        UpdateExpression: 'ADD dirty :one',
        ExpressionAttributeValues: marshall({ ':one': 1 }),
      })
    },

    async lock() {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: lockKey, ConsistentRead: true }))
      return toLock(Item ? unmarshall(Item) : {})
    },

    async acquire(nowMs, leaseMs) {
      const done = await update({
        Key: lockKey,
        UpdateExpression: 'SET leaseUntilMs = :until ADD fence :one',
        ConditionExpression: 'attribute_not_exists(leaseUntilMs) OR leaseUntilMs <= :now',
        ExpressionAttributeValues: marshall({ ':until': nowMs + leaseMs, ':now': nowMs, ':one': 1 }),
        ReturnValues: 'ALL_NEW',
      })
      return done?.Attributes && toLock(unmarshall(done.Attributes))
    },

    async settle(fence, clean) {
      const done = await update({
        Key: lockKey,
        UpdateExpression: 'SET #clean = :clean, leaseUntilMs = :over',
        ConditionExpression: 'fence = :fence',
        ExpressionAttributeNames: { '#clean': 'clean' },
        ExpressionAttributeValues: marshall({ ':clean': clean, ':over': 0, ':fence': fence }),
      })
      return done !== undefined
    },
  }
}
