/**
 * What the public files show and who may write them; beside the alerts, in the same table.
 *
 * | who asks | what | how |
 * |---|---|---|
 * | publish, sweep | show or drop an alert | Put if absent, Delete `ACTIVE#county` `id`, and `EVENT#county#event` `id` of each of its events |
 * | publish | what is shown of an event | Query `EVENT#county#event`, consistent |
 * | write-web | everything shown | Query `ACTIVE#county`, consistent |
 * | write-web | its page stands | Update `ACTIVE#county` `id` |
 * | publish, sweep | the files no longer equal the table | Update `WEB#county` `LOCK`, dirty + 1 |
 * | write-web | one writer at a time | Update `WEB#county` `LOCK` where the lease is over, fence + 1 |
 * | write-web | all is written | Update `WEB#county` `LOCK` where the fence is still mine |
 */
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import type { WebState } from './published-alerts.ts'

export interface Shown {
  id: string
  writtenVersion: number | null
  /** Hash of the frames its pages were filled into; undefined before the first. */
  writtenFrames?: string
}

/** An alert shown, as far as a later one of its event must know it to tell whether to read it. */
export interface Peer {
  id: string
  sentAtMs: number
  /** `areaKey` of its area. */
  area: string
  weatherSignal: boolean
}

export interface WebLock extends WebState {
  /** 0 when nobody holds it. */
  leaseUntilMs: number
  /** The alert that last made the files dirty. */
  touchedBy: string | null
}

export interface WebStore {
  /** Idempotent: an alert shown already keeps what was written of it. */
  show(peer: Peer, events: readonly string[]): Promise<void>
  /** `events` as it was shown with. */
  drop(id: string, events: readonly string[]): Promise<void>
  /** Those shown with any of these, each once. Consistent. */
  peers(events: readonly string[]): Promise<Peer[]>
  /** Consistent. */
  shown(): Promise<Shown[]>
  /** Does nothing for an alert that is not shown. */
  markWritten(id: string, version: number, frames?: string): Promise<void>
  touch(id: string): Promise<void>
  /** Consistent. */
  lock(): Promise<WebLock>
  /** undefined while another lease runs. */
  acquire(nowMs: number, leaseMs: number): Promise<WebLock | undefined>
  /** Sets `clean` and ends the lease; false when `fence` is no longer the last. */
  settle(fence: number, clean: number): Promise<boolean>
}

export function makeWebStore(table: string, county: string, client: DynamoDBClient = new DynamoDBClient({})): WebStore {
  const activePk = `ACTIVE#${county}`
  const eventPk = (event: string): string => `EVENT#${county}#${event}`
  const lockKey = marshall({ pk: `WEB#${county}`, sk: 'LOCK' })
  const toLock = (item: Record<string, unknown>): WebLock => ({
    dirty: Number(item.dirty ?? 0),
    clean: Number(item.clean ?? 0),
    fence: Number(item.fence ?? 0),
    leaseUntilMs: Number(item.leaseUntilMs ?? 0),
    touchedBy: typeof item.touchedBy === 'string' ? item.touchedBy : null,
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

  /** Every item of a partition. */
  async function itemsOf(pk: string): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = []
    let from: QueryCommandInput['ExclusiveStartKey']
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': pk }),
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
      // Found by its event before it is shown, and for as long as it is.
      await Promise.all(
        events.map((event) =>
          client.send(
            new PutItemCommand({ TableName: table, Item: marshall({ pk: eventPk(event), sk: id, ...facts }) }),
          ),
        ),
      )
      const item = marshall({ pk: activePk, sk: id })
      const condition = 'attribute_not_exists(pk)'
      try {
        await client.send(new PutItemCommand({ TableName: table, Item: item, ConditionExpression: condition }))
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
    },

    async drop(id, events) {
      for (const pk of [activePk, ...events.map(eventPk)]) {
        await client.send(new DeleteItemCommand({ TableName: table, Key: marshall({ pk, sk: id }) }))
      }
    },

    async peers(events) {
      const items = (await Promise.all(events.map((event) => itemsOf(eventPk(event))))).flat()
      const peers = items.map(({ pk: _pk, sk, ...facts }): [string, Peer] => [
        String(sk),
        { id: String(sk), ...(facts as Omit<Peer, 'id'>) },
      ])
      return [...new Map(peers).values()]
    },

    async shown() {
      return (await itemsOf(activePk)).map(({ sk, writtenVersion, writtenFrames }) => ({
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

    async touch(id) {
      await update({
        Key: lockKey,
        UpdateExpression: 'SET touchedBy = :id ADD dirty :one',
        ExpressionAttributeValues: marshall({ ':id': id, ':one': 1 }),
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
