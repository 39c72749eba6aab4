/** Port for loading and clearing many items of the subscribers table at once, and its DynamoDB adapter. */
import { type AttributeValue, BatchWriteItemCommand, type WriteRequest } from '@aws-sdk/client-dynamodb'
import { throttledWaitMs } from '../platform/backoff.ts'
import { sleep } from '../platform/clock.ts'
import type { SubscribersTable } from './directory-store.ts'
import type { ItemKey } from './subscriber-items.ts'

export type BulkItem = ItemKey & Record<string, AttributeValue>

export interface BulkWriter {
  /** Unconditional; items with the same key must not come twice. Resolves when all are readable. */
  putAll(items: Iterable<BulkItem>): Promise<void>
  deleteAll(keys: Iterable<ItemKey>): Promise<void>
}

/** BatchWriteItem takes no more. */
const itemsPerWrite = 25

export function makeBulkWriter({ client, table }: SubscribersTable, parallel = 12): BulkWriter {
  const write = async (requests: WriteRequest[]): Promise<void> => {
    let left = requests
    for (let tries = 0; left.length > 0; tries++) {
      if (tries > 0) await sleep(throttledWaitMs(tries))
      const answer = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: left } }))
      left = answer.UnprocessedItems?.[table] ?? []
    }
  }

  /** Workers share one iterator, so no more than `parallel` batches exist at once. */
  const writeAll = async (requests: Iterator<WriteRequest>): Promise<void> => {
    const work = async (): Promise<void> => {
      for (;;) {
        const batch: WriteRequest[] = []
        while (batch.length < itemsPerWrite) {
          const next = requests.next()
          if (next.done) break
          batch.push(next.value)
        }
        if (batch.length === 0) return
        await write(batch)
      }
    }
    await Promise.all(Array.from({ length: parallel }, work))
  }

  function* puts(items: Iterable<BulkItem>): Generator<WriteRequest> {
    for (const Item of items) yield { PutRequest: { Item } }
  }
  function* deletes(keys: Iterable<ItemKey>): Generator<WriteRequest> {
    for (const { pk, sk } of keys) yield { DeleteRequest: { Key: { pk, sk } } }
  }

  return {
    putAll: (items) => writeAll(puts(items)),
    deleteAll: (keys) => writeAll(deletes(keys)),
  }
}
