/**
 * The directory on DynamoDB, as delivery reads it. The subscribers table, keys `pk | sk`:
 *
 * | item | what | read by | written by |
 * |---|---|---|---|
 * | `D#gen#channel#shard | lcp#sub` | one row per channel and subscriber, under the smallest division that holds all their areas | `readPage`: Query begins_with · `readRows`: BatchGetItem | subscriber-store, replace-population, grow-directory (condition `attribute_not_exists`) |
 * | `S#sub | PROFILE` | the truth about one person, condition on `revision` | GetItem · `readRows` for rows that moved | subscriber-store, replace-population |
 * | `C#channel#hmac | CLAIM` | who holds this contact, condition `attribute_not_exists` or the same sub | — | the same |
 * | `DIRTY | time#sub#nonce` | a change under way: rows and claims it may leave behind | `repairDirty`: Query below a time | subscriber-store |
 * | `CONFIG | DIR` | which generations hold rows, condition on what was read; the last one reserved | GetItem | grow-directory, replace-population |
 * | `CONFIG | KEY` | the wrapped data key | GetItem | data-key, condition `attribute_not_exists` |
 */
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { throttledWaitMs } from '../platform/backoff.ts'
import { sleep } from '../platform/clock.ts'
import type { CountyProfile } from '../platform/county.ts'
import {
  type Directory,
  type DirectoryShape,
  type Generations,
  type Layouts,
  prefixOfKey,
  subOfKey,
} from './directory.ts'
import type { RowWriter } from './grow-directory.ts'
import { directoryPrefix } from './matching.ts'
import { shardOf } from './shards.ts'
import type { ContactChannel, DirectoryRow } from './subscriber.ts'
import {
  type ItemKey,
  type Profile,
  profileKey,
  profileOf,
  rowItem,
  rowItemKey,
  rowKey,
  rowOf,
  rowPk,
  shapeKey,
} from './subscriber-items.ts'

export interface SubscribersTable {
  client: DynamoDBClient
  table: string
}

type Item = Record<string, AttributeValue>

/** BatchGetItem takes no more. */
const maxKeysPerGet = 100

/** A directory nobody has filled yet. */
const firstLayouts: Layouts = { current: { generation: 1, shards: 1 }, next: null, previous: null }

export function makeGenerations({ client, table }: SubscribersTable): Generations {
  return {
    async layouts() {
      const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: shapeKey, ConsistentRead: true }))
      return Item?.v1?.S ? JSON.parse(Item.v1.S) : firstLayouts
    },

    async reserve() {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: shapeKey,
          UpdateExpression: 'SET reserved = if_not_exists(reserved, :first) + :one',
          ExpressionAttributeValues: { ':first': { N: String(firstLayouts.current.generation) }, ':one': { N: '1' } },
          ReturnValues: 'UPDATED_NEW',
        }),
      )
      return Number(Attributes?.reserved?.N)
    },

    async change(before, after) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: shapeKey,
            UpdateExpression: 'SET v1 = :after',
            ConditionExpression:
              JSON.stringify(before) === JSON.stringify(firstLayouts)
                ? 'attribute_not_exists(v1) OR v1 = :before'
                : 'v1 = :before',
            ExpressionAttributeValues: {
              ':before': { S: JSON.stringify(before) },
              ':after': { S: JSON.stringify(after) },
            },
          }),
        )
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },
  }
}

/** Writes rows of one generation and no other; only growing needs it. */
export function makeRowWriter({ client, table }: SubscribersTable): RowWriter {
  const pkOf = (shape: DirectoryShape, channel: ContactChannel, sub: string) =>
    rowPk(shape.generation, channel, shardOf(sub, shape.shards))
  return {
    async putIfAbsent(shape, channel, row) {
      const item = rowItem(pkOf(shape, channel, row.id), prefixOfKey(row.key), row.id, row, row.contact, row.ended)
      try {
        await client.send(
          new PutItemCommand({ TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
        )
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error
      }
    },
    async delete(shape, channel, key) {
      const Key = rowItemKey(pkOf(shape, channel, subOfKey(key)), key)
      await client.send(new DeleteItemCommand({ TableName: table, Key }))
    },
  }
}

/** Those of the items that exist, in no order; consistent; asks again for what a throttled table left out. `keys` are distinct. */
async function getMany({ client, table }: SubscribersTable, keys: readonly ItemKey[]): Promise<Item[]> {
  const found: Item[] = []
  for (let from = 0; from < keys.length; from += maxKeysPerGet) {
    let wanted: Item[] = keys.slice(from, from + maxKeysPerGet).map((key) => ({ ...key }))
    for (let tries = 0; wanted.length > 0; tries++) {
      if (tries > 0) await sleep(throttledWaitMs(tries))
      const answer = await client.send(
        new BatchGetItemCommand({ RequestItems: { [table]: { Keys: wanted, ConsistentRead: true } } }),
      )
      found.push(...(answer.Responses?.[table] ?? []))
      wanted = answer.UnprocessedKeys?.[table]?.Keys ?? []
    }
  }
  return found
}

const rowOfItem = (item: Item): DirectoryRow => rowOf(item.sk?.S ?? '', item.v1?.S ?? '')

/** The row a profile would have on this channel; undefined for people who left it. */
function rowOfProfile(profile: Profile, channel: ContactChannel, county: Pick<CountyProfile, 'code'>) {
  const { contacts, revision: _, ended: ends, ...preferences } = profile
  const contact = contacts[channel]
  const ended = ends?.[channel]
  const key = rowKey(directoryPrefix(profile.areas, county), profile.id)
  return contact && { ...preferences, key, contact, ...(ended && { ended }) }
}

export function makeDirectory(target: SubscribersTable & { county: Pick<CountyProfile, 'code'> }): Directory {
  const { client, table, county } = target
  const generations = makeGenerations(target)
  return {
    shape: async () => (await generations.layouts()).current,

    async readPage({ generation, channel, shard, range, afterKey, limit }) {
      const pk = { S: rowPk(generation, channel, shard) }
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': pk, ':sk': { S: range.value } },
          Limit: limit,
          ExclusiveStartKey: afterKey === undefined ? undefined : { pk, sk: { S: afterKey } },
        }),
      )
      const rows = Items.map(rowOfItem)
      const lastKey = LastEvaluatedKey?.sk?.S
      return lastKey === undefined ? { rows } : { rows, lastKey }
    },

    async readRows({ generation, channel, shard, keys }) {
      const pk = rowPk(generation, channel, shard)
      const wanted = [...new Set(keys)]
      const rows = new Map<string, DirectoryRow>()
      for (const item of await getMany(
        target,
        wanted.map((key) => rowItemKey(pk, key)),
      )) {
        const row = rowOfItem(item)
        rows.set(row.id, row)
      }
      const moved = [...new Set(wanted.map(subOfKey).filter((sub) => !rows.has(sub)))]
      for (const item of await getMany(target, moved.map(profileKey))) {
        const sub = (item.pk?.S ?? '').slice('S#'.length)
        const row = rowOfProfile(profileOf(sub, item), channel, county)
        if (row) rows.set(sub, row)
      }
      return [...new Set(wanted.map(subOfKey))].flatMap((sub) => rows.get(sub) ?? [])
    },
  }
}
