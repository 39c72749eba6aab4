/**
 * Receipts in the delivery table.
 *
 * | access | key |
 * |---|---|
 * | receipts of an alert and channel, of a shard of it | `R#alert#channel` · `shard#kind#block` |
 * | how a provider's account stands | `B#provider` · `stop` |
 * | which batch a message was of | index `sent`, written by `delivery-store.ts` |
 */
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb'
import type { DeliveryChannel } from '../../platform/channel.ts'
import { sleep } from '../../platform/clock.ts'
import type { ContactChannel } from '../../subscribers/subscriber.ts'
import { ledgerKey, toLedgerItem } from '../delivery-store.ts'
import type { JobKey } from '../job.ts'
import { foldOutcomes, unfoldOutcomes } from '../outcome.ts'
import { emptyBlock, type Place, type ReceiptBlock, type Standing, type Stop } from './receipt.ts'
import { jobOfSent, sentIndex, sentOf, slicesBetween } from './sent.ts'

export interface ReceiptStore {
  /** By message id, of all that were taken between these instants; may be behind by a moment. */
  findSent(fromMs: number, toMs: number): Promise<Map<string, Place>>
  /** Keys of the people of a batch; undefined where there is no such batch. */
  readKeys(job: JobKey, batch: number): Promise<string[] | undefined>
  /** Changes one block until nobody else did meanwhile; `change` says whether it did anything. */
  changeBlock(job: JobKey, block: number, change: (block: ReceiptBlock) => boolean): Promise<void>
  listBlocks(alertId: string, channel: DeliveryChannel, shard?: number): Promise<ReceiptBlock[]>
  readStop(provider: string): Promise<Stop | undefined>
  /** The same, of a provider's account; undefined changes nothing. False where nothing was changed. */
  changeStop(provider: string, change: (stop: Stop | undefined) => Stop | undefined): Promise<boolean>
}

type Item = Record<string, AttributeValue>

/** Two that change one block at once come back at different times. */
const conflictMs = 50

/** Sort keys of one shard begin alike. */
const shardPrefix = (shard: number): string => `${String(shard).padStart(4, '0')}#`
const blockKey = ({ alertId, channel, kind, shard }: JobKey, block: number): Item => ({
  pk: { S: `R#${alertId}#${channel}` },
  sk: { S: `${shardPrefix(shard)}${kind}#${block}` },
})
const stopKey = (provider: string): Item => ({ pk: { S: `B#${provider}` }, sk: { S: 'stop' } })

function toBlock(item: Item): ReceiptBlock {
  const [shard = '', kind = '', block = ''] = (item.sk?.S ?? '').split('#')
  return {
    kind,
    shard: Number(shard),
    block: Number(block),
    version: Number(item.v?.N),
    standings: unfoldOutcomes<Standing>(item.o?.S ?? ''),
    towns: JSON.parse(item.towns?.S ?? '{}'),
  }
}

export function makeReceiptStore(db: DynamoDBClient, table: string): ReceiptStore {
  const get = async (Key: Item): Promise<Item | undefined> =>
    (await db.send(new GetItemCommand({ TableName: table, Key, ConsistentRead: true }))).Item

  /** Puts the item where it still is of the version that was read. */
  async function putVersion(item: Item, version: number): Promise<boolean> {
    try {
      await db.send(
        new PutItemCommand({
          TableName: table,
          Item: { ...item, v: { N: String(version + 1) } },
          ...(version === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : { ConditionExpression: 'v = :seen', ExpressionAttributeValues: { ':seen': { N: String(version) } } }),
        }),
      )
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }

  async function query(pk: string, more: { index?: string; prefix?: string } = {}): Promise<Item[]> {
    const items: Item[] = []
    const { index, prefix } = more
    for await (const page of paginateQuery(
      { client: db },
      {
        TableName: table,
        ...(index ? { IndexName: index } : { ConsistentRead: true }),
        KeyConditionExpression: `${index ? 'sentPk' : 'pk'} = :pk${prefix ? ' AND begins_with(sk, :sk)' : ''}`,
        ExpressionAttributeValues: { ':pk': { S: pk }, ...(prefix && { ':sk': { S: prefix } }) },
      },
    )) {
      items.push(...(page.Items ?? []))
    }
    return items
  }

  return {
    async findSent(fromMs, toMs) {
      const pages = await Promise.all(slicesBetween(fromMs, toMs).map((slice) => query(slice, { index: sentIndex })))
      const places = new Map<string, Place>()
      for (const item of pages.flat()) {
        const job = jobOfSent(item)
        const sent = sentOf(item)
        if (!job || !sent) continue
        for (const [index, id] of sent.messageIds.entries()) {
          if (id) places.set(id, { job: { ...job, channel: job.channel as ContactChannel }, batch: sent.batch, index })
        }
      }
      return places
    },
    async readKeys(job, batch) {
      const item = await get(ledgerKey(job, batch))
      return item && toLedgerItem(item).keys
    },
    async changeBlock(job, number, change) {
      const key = blockKey(job, number)
      for (;;) {
        const item = await get(key)
        const block = item ? toBlock(item) : emptyBlock(job.kind, job.shard, number)
        if (!change(block)) return
        const { standings, towns } = block
        const next = { ...key, o: { S: foldOutcomes(standings) }, towns: { S: JSON.stringify(towns) } }
        if (await putVersion(next, block.version)) return
        await sleep(Math.random() * conflictMs)
      }
    },
    async listBlocks(alertId, channel, shard) {
      const prefix = shard === undefined ? {} : { prefix: shardPrefix(shard) }
      return (await query(`R#${alertId}#${channel}`, prefix)).map(toBlock)
    },
    async readStop(provider) {
      const item = await get(stopKey(provider))
      return item && JSON.parse(item.doc?.S ?? '')
    },
    async changeStop(provider, change) {
      for (;;) {
        const item = await get(stopKey(provider))
        const next = change(item && JSON.parse(item.doc?.S ?? ''))
        if (!next) return false
        const version = Number(item?.v?.N ?? 0)
        if (await putVersion({ ...stopKey(provider), doc: { S: JSON.stringify(next) } }, version)) return true
      }
    },
  }
}
