/**
 * Receipts in the delivery table.
 *
 * | access | key |
 * |---|---|
 * | receipts of an alert and channel, of a shard of it | `R#alert#channel` · `shard#kind#block` |
 * | how a provider's account stands | `B#provider` · `stop` |
 * | which batch a message was of | index `sent`, written by `delivery-store.ts` |
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import type { DeliveryChannel } from '../../platform/channel.ts'
import { sleep } from '../../platform/clock.ts'
import {
  getItem,
  type Item,
  itemOf,
  jsonOf,
  type Key,
  putIfAbsent,
  putItem,
  queryItems,
  type Table,
  under,
} from '../../platform/table.ts'
import { ledgerKey, readLedgerItem } from '../delivery-store.ts'
import type { JobKey } from '../job.ts'
import { foldOutcomes, unfoldOutcomes } from '../outcome.ts'
import { emptyBlock, type Place, type ReceiptBlock, type Standing, type Stop } from './receipt.ts'
import { sentFields, sentIndex, sentOf, slicesBetween } from './sent.ts'

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

/** Two that change one block at once come back at different times. */
const conflictMs = 50

/** Sort keys of one shard begin alike. */
const shardPrefix = (shard: number): string => `${String(shard).padStart(4, '0')}#`
const blocksPk = (alertId: string, channel: DeliveryChannel): string => `R#${alertId}#${channel}`
const blockKey = ({ alertId, channel, kind, shard }: JobKey, block: number): Key => ({
  pk: blocksPk(alertId, channel),
  sk: `${shardPrefix(shard)}${kind}#${block}`,
})
const stopKey = (provider: string): Key => ({ pk: `B#${provider}`, sk: 'stop' })

const readBlock = itemOf(
  z
    .object({
      sk: z.string().describe('`shard#kind#block`'),
      v: z.number().describe('version'),
      o: z.string().describe('standings, folded'),
      towns: jsonOf(
        z.record(
          z.string(),
          z.object({ delivered: z.number(), thrown: z.number(), failed: z.record(z.string(), z.number()) }),
        ),
      ).describe('by code'),
    })
    .transform(({ sk, v, o, towns }): ReceiptBlock => {
      const [shard = '', kind = '', block = ''] = sk.split('#')
      const standings = unfoldOutcomes<Standing>(o)
      return { kind, shard: Number(shard), block: Number(block), version: v, standings, towns }
    }),
)

const readStop = itemOf(
  z.object({
    v: z.number().describe('version'),
    doc: jsonOf(
      z.object({
        thrownAtMs: z.number(),
        heardAtMs: z.number(),
        untilMs: z.number(),
        tries: z.number(),
        provenAtMs: z.number(),
      }) satisfies z.ZodType<Stop>,
    ),
  }),
)

const readSent = itemOf(z.object(sentFields))

export function makeReceiptStore(db: DynamoDBClient, tableName: string): ReceiptStore {
  const table: Table = { client: db, name: tableName }

  /** Puts the item where it still is of the version that was read. */
  const putVersion = (item: Item, version: number): Promise<boolean> => {
    const next = { ...item, v: version + 1 }
    return version === 0
      ? putIfAbsent(table, next)
      : putItem(table, next, { when: 'v = :seen', values: { seen: version } })
  }

  return {
    async findSent(fromMs, toMs) {
      const pages = await Promise.all(
        slicesBetween(fromMs, toMs).map((slice) =>
          queryItems(table, { index: sentIndex, where: 'sentPk = :slice', values: { slice } }, readSent),
        ),
      )
      const places = new Map<string, Place>()
      for (const item of pages.flat()) {
        const { job, sent } = sentOf(item) ?? {}
        if (!job || !sent) continue
        for (const [index, id] of sent.messageIds.entries()) if (id) places.set(id, { job, batch: sent.batch, index })
      }
      return places
    },
    async readKeys(job, batch) {
      return (await getItem(table, ledgerKey(job, batch), readLedgerItem))?.keys
    },
    async changeBlock(job, number, change) {
      const key = blockKey(job, number)
      for (;;) {
        const block = (await getItem(table, key, readBlock)) ?? emptyBlock(job.kind, job.shard, number)
        if (!change(block)) return
        const { standings, towns, version } = block
        const next = { ...key, o: foldOutcomes(standings), towns: JSON.stringify(towns) }
        if (await putVersion(next, version)) return
        await sleep(Math.random() * conflictMs)
      }
    },
    listBlocks: (alertId, channel, shard) =>
      queryItems(
        table,
        under(blocksPk(alertId, channel), shard === undefined ? undefined : shardPrefix(shard)),
        readBlock,
      ),
    async readStop(provider) {
      return (await getItem(table, stopKey(provider), readStop))?.doc
    },
    async changeStop(provider, change) {
      for (;;) {
        const found = await getItem(table, stopKey(provider), readStop)
        const next = change(found?.doc)
        if (!next) return false
        const item = { ...stopKey(provider), doc: JSON.stringify(next) }
        if (await putVersion(item, found?.v ?? 0)) return true
      }
    },
  }
}
