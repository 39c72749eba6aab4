/**
 * One DynamoDB table as its stores see it, with keys `pk` and `sk`. Plain values go in and come out; a condition that does not
 * hold is an answer and no error; what a throttled table leaves out of a batch is asked for again, after waits that grow.
 */
import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import * as z from 'zod'
import { backoffMs } from './backoff.ts'
import { sleep } from './clock.ts'
import { parseJson } from './json.ts'

export type Key = {
  pk: string
  sk: string
}

/** An undefined attribute is left out. */
export type Item = Key & Record<string, unknown>

/** As the table answers it, each value beside its type. */
export type RawItem = Record<string, AttributeValue>

/** What a store makes of an item it read: `itemOf` a schema, or by hand where a whole county is read and each row counts. */
export type Read<T> = (item: RawItem) => T

/** What expressions call `:name`, by name. */
type Values = Record<string, unknown>

/** Names of attributes that DynamoDB keeps for itself are written `#name`. */
export interface Condition {
  /** `fence = :fence AND #state <> :done`. */
  when?: string
  values?: Values
}

export interface Update extends Condition {
  /** `SET dueAt = :next ADD attempts :one`. */
  change: string
}

export interface Query {
  index?: string
  /** `pk = :pk AND sk < :before`; `under` writes the usual one. */
  where: string
  /** Which of those found come back; the others are paid for too. */
  filter?: string
  values: Values
  isBackwards?: boolean
  /** No more than so many. */
  limit?: number
  /** It may be some moments old, at half the price; an index always may. */
  mayLag?: boolean
}

export interface Page<T> {
  items: T[]
  /** Pass as `after`; set only when there may be more. */
  next?: Key
}

/** What the functions below ask; a handler's bundle, and so its role, holds the calls of those it uses and no other. */
export interface Table {
  client: DynamoDBClient
  name: string
}

export type Write = { put: Item } | { delete: Key }

/** Items say in `form` how they are to be read; those that say nothing are of the first. A later form gets the next number. */
export const form = 1

/** What stands in the table is of a form that a later release writes, or of none. */
export class UnreadableItemError extends Error {
  override name = 'UnreadableItemError'
}

/** Reads attributes by a schema; throws `UnreadableItemError`, for a later form before it looks at anything else. */
export const itemOf =
  <T>(schema: z.ZodType<T>): Read<T> =>
  (raw) => {
    const item = unmarshall(raw)
    const name = `item ${item.pk} | ${item.sk}`
    if (item.form !== undefined && !(item.form <= form)) {
      throw new UnreadableItemError(
        `${name} has form ${item.form}, this release reads up to ${form}; deploy the newer one`,
      )
    }
    const parsed = schema.safeParse(item)
    if (parsed.success) return parsed.data
    throw new UnreadableItemError(`${name} is none of ours: ${z.prettifyError(parsed.error)}`)
  }

/** An attribute that holds JSON. */
export const jsonOf = <T>(schema: z.ZodType<T>) => z.string().transform(parseJson).pipe(schema)

/** What one type of ours wrote as a whole and reads as a whole. */
export const wholeOf = <T extends object>() => z.custom<T>((value) => typeof value === 'object' && value !== null)

/** All of a partition, or those whose sort keys begin so. */
export const under = (pk: string, prefix?: string): Pick<Query, 'where' | 'values'> =>
  prefix === undefined
    ? { where: 'pk = :pk', values: { pk } }
    : { where: 'pk = :pk AND begins_with(sk, :prefix)', values: { pk, prefix } }

/** BatchGetItem takes no more. */
const keysPerGet = 100
/** The first try has passed when this counts. */
const whileThrottled = { firstMs: 25, factor: 2, mostMs: 1_000 }

/** Asks until nothing is left out; never two callers in step. */
async function insist<T>(wanted: T[], ask: (wanted: T[]) => Promise<T[] | undefined>): Promise<void> {
  let left = wanted
  for (let tries = 0; left.length > 0; tries++) {
    if (tries > 0) await sleep(backoffMs(tries, whileThrottled) * (0.5 + Math.random()))
    left = (await ask(left)) ?? []
  }
}

/** undefined where the condition of a write does not hold. */
async function ifItHolds<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined
    throw error
  }
}

const toRaw = (item: object): RawItem => marshall(item, { removeUndefinedValues: true })

/** `#name` and `:name` as DynamoDB wants them beside its expressions. */
function beside(values: Values, ...expressions: (string | undefined)[]) {
  const names = [...expressions.join(' ').matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name])
  const entries = Object.entries(values).map(([name, value]) => [`:${name}`, value])
  return {
    ...(names.length > 0 && { ExpressionAttributeNames: Object.fromEntries(names) }),
    ...(entries.length > 0 && { ExpressionAttributeValues: toRaw(Object.fromEntries(entries)) }),
  }
}

const conditionOf = ({ when, values = {} }: Condition, change?: string) => ({
  ...(when !== undefined && { ConditionExpression: when }),
  ...beside(values, when, change),
})

/** Consistent. */
export async function getItem<T>({ client, name }: Table, key: Key, read: Read<T>): Promise<T | undefined> {
  const { Item } = await client.send(new GetItemCommand({ TableName: name, Key: toRaw(key), ConsistentRead: true }))
  return Item && read(Item)
}

/** Those that exist, in no order; consistent. The keys are distinct. */
export async function getItems<T>({ client, name }: Table, keys: readonly Key[], read: Read<T>): Promise<T[]> {
  const found: RawItem[] = []
  for (let from = 0; from < keys.length; from += keysPerGet) {
    await insist(keys.slice(from, from + keysPerGet).map(toRaw), async (Keys) => {
      const RequestItems = { [name]: { Keys, ConsistentRead: true } }
      const { Responses, UnprocessedKeys } = await client.send(new BatchGetItemCommand({ RequestItems }))
      found.push(...(Responses?.[name] ?? []))
      return UnprocessedKeys?.[name]?.Keys
    })
  }
  return found.map(read)
}

async function ask<T>(
  { client, name }: Table,
  { index, where, filter, values, isBackwards, limit, mayLag }: Query,
  read: Read<T>,
  from?: RawItem,
) {
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: name,
      IndexName: index,
      ConsistentRead: !index && !mayLag,
      KeyConditionExpression: where,
      FilterExpression: filter,
      ...beside(values, where, filter),
      ScanIndexForward: !isBackwards,
      Limit: limit,
      ExclusiveStartKey: from,
    }),
  )
  return { items: Items.map(read), last: LastEvaluatedKey }
}

export async function queryItems<T>(table: Table, query: Query, read: Read<T>): Promise<T[]> {
  const { limit = Number.POSITIVE_INFINITY } = query
  const { items, last } = await ask(table, query, read)
  for (let from = last; from && items.length < limit; ) {
    const more = await ask(table, query, read, from)
    items.push(...more.items)
    from = more.last
  }
  return items.slice(0, limit)
}

/** One answer of the table: at most `limit`, fewer where they are large. */
export async function queryPage<T>(
  table: Table,
  { after, ...query }: Query & { after?: Key },
  read: Read<T>,
): Promise<Page<T>> {
  const { items, last } = await ask(table, query, read, after && toRaw(after))
  return { items, ...(last && { next: unmarshall(last) as Key }) }
}

/** False where the condition does not hold; then nothing is changed. So it is with all that follow. */
export async function putItem({ client, name }: Table, item: Item, condition: Condition = {}): Promise<boolean> {
  const put = new PutItemCommand({ TableName: name, Item: toRaw(item), ...conditionOf(condition) })
  return (await ifItHolds(client.send(put))) !== undefined
}

export const putIfAbsent = (table: Table, item: Item): Promise<boolean> =>
  putItem(table, item, { when: 'attribute_not_exists(pk)' })

function change(
  { client, name }: Table,
  key: Key,
  { change: UpdateExpression, ...condition }: Update,
  ReturnValues: 'NONE' | 'ALL_NEW',
) {
  const more = conditionOf(condition, UpdateExpression)
  const input = { TableName: name, Key: toRaw(key), UpdateExpression, ...more, ReturnValues }
  return ifItHolds(client.send(new UpdateItemCommand(input)))
}

export const updateItem = async (table: Table, key: Key, update: Update): Promise<boolean> =>
  (await change(table, key, update, 'NONE')) !== undefined

/** The item as it then stands; undefined where the condition does not hold. */
export async function updateAndRead<T>(table: Table, key: Key, update: Update, read: Read<T>): Promise<T | undefined> {
  const { Attributes } = (await change(table, key, update, 'ALL_NEW')) ?? {}
  return Attributes && read(Attributes)
}

export async function deleteItem({ client, name }: Table, key: Key, condition: Condition = {}): Promise<boolean> {
  const command = new DeleteItemCommand({ TableName: name, Key: toRaw(key), ...conditionOf(condition) })
  return (await ifItHolds(client.send(command))) !== undefined
}

/** At most 25, of different keys, in no order and whatever stood there. */
export async function writeItems({ client, name }: Table, writes: readonly Write[]): Promise<void> {
  const requests = writes.map(
    (write): WriteRequest =>
      'put' in write ? { PutRequest: { Item: toRaw(write.put) } } : { DeleteRequest: { Key: toRaw(write.delete) } },
  )
  await insist(requests, async (left) => {
    const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: left } }))
    return answer.UnprocessedItems?.[name]
  })
}
