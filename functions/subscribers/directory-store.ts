/**
 * The directory on DynamoDB, as delivery reads it. The subscribers table, keys `pk | sk`:
 *
 * | item | what | read by | written by |
 * |---|---|---|---|
 * | `D#gen#channel#shard | lcp#sub` | one row per channel and subscriber, under the smallest division that holds all their areas | `readPage`: Query begins_with · `readRows`: BatchGetItem | subscriber-store, replace-population |
 * | `S#sub | PROFILE` | the truth about one person, condition on `revision` | GetItem · `readRows` for rows that moved | the same |
 * | `C#channel#hmac | CLAIM` | who holds this contact, condition `attribute_not_exists` or the same sub | — | the same |
 * | `DIRTY | time#sub#nonce` | a change under way: rows and claims it may leave behind | `repairDirty`: Query below a time | subscriber-store |
 * | `CONFIG | DIR` | generation, shards, reserved | GetItem | replace-population |
 * | `CONFIG | KEY` | the wrapped data key | GetItem | data-key, condition `attribute_not_exists` |
 */
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { sleep } from '../platform/clock.ts'
import type { CountyProfile } from '../platform/county.ts'
import { type Directory, type DirectoryShape, type Generations, subOfKey } from './directory.ts'
import { directoryPrefix } from './matching.ts'
import type { ContactChannel, DirectoryRow } from './subscriber.ts'
import {
  type ItemKey,
  type Profile,
  profileKey,
  profileOf,
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

/** The layout of a directory nobody has filled yet. */
const firstShape: DirectoryShape = { generation: 1, shards: 1 }

/** Consistent. */
export async function readShape({ client, table }: SubscribersTable): Promise<DirectoryShape> {
  const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: shapeKey, ConsistentRead: true }))
  return Item?.generation ? { generation: Number(Item.generation.N), shards: Number(Item.shards?.N) } : firstShape
}

/** Which generation is read, and which is free to be filled. */
export function makeGenerations({ client, table }: SubscribersTable): Generations {
  return {
    async reserve() {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: shapeKey,
          UpdateExpression: 'SET reserved = if_not_exists(reserved, :first) + :one',
          ExpressionAttributeValues: { ':first': { N: String(firstShape.generation) }, ':one': { N: '1' } },
          ReturnValues: 'UPDATED_NEW',
        }),
      )
      return Number(Attributes?.reserved?.N)
    },
    async switchTo({ generation, shards }) {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: shapeKey,
          UpdateExpression: 'SET generation = :generation, shards = :shards',
          ExpressionAttributeValues: { ':generation': { N: String(generation) }, ':shards': { N: String(shards) } },
        }),
      )
    },
  }
}

/** Those of the items that exist, in no order; consistent; asks again for what a throttled table left out. `keys` are distinct. */
async function getMany({ client, table }: SubscribersTable, keys: readonly ItemKey[]): Promise<Item[]> {
  const found: Item[] = []
  for (let from = 0; from < keys.length; from += maxKeysPerGet) {
    let wanted: Item[] = keys.slice(from, from + maxKeysPerGet).map((key) => ({ ...key }))
    for (let tries = 0; wanted.length > 0; tries++) {
      if (tries > 0) await sleep(Math.min(25 * 2 ** tries, 1_000) * (0.5 + Math.random()))
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
  const { contacts, revision: _, ...preferences } = profile
  const contact = contacts[channel]
  return contact && { ...preferences, key: rowKey(directoryPrefix(profile.areas, county), profile.id), contact }
}

export function makeDirectory(target: SubscribersTable & { county: Pick<CountyProfile, 'code'> }): Directory {
  const { client, table, county } = target
  return {
    shape: () => readShape(target),

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
