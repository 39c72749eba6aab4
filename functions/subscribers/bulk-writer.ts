/** Port for loading and clearing many items of the subscribers table at once, and its DynamoDB adapter. */
import { type Item, type Key, type Table, type Write, writeItems } from '../platform/table.ts'
import type { SubscribersTable } from './directory-store.ts'

export interface BulkWriter {
  /** Unconditional; items with the same key must not come twice. Resolves when all are readable. */
  putAll(items: Iterable<Item>): Promise<void>
  deleteAll(keys: Iterable<Key>): Promise<void>
}

/** BatchWriteItem takes no more. */
const itemsPerWrite = 25

export function makeBulkWriter(target: SubscribersTable, parallel = 12): BulkWriter {
  const table: Table = { client: target.client, name: target.table }

  /** Workers share one iterator, so no more than `parallel` batches exist at once. */
  const writeAll = async (writes: Iterator<Write>): Promise<void> => {
    const work = async (): Promise<void> => {
      for (;;) {
        const batch: Write[] = []
        while (batch.length < itemsPerWrite) {
          const next = writes.next()
          if (next.done) break
          batch.push(next.value)
        }
        if (batch.length === 0) return
        await writeItems(table, batch)
      }
    }
    await Promise.all(Array.from({ length: parallel }, work))
  }

  function* puts(items: Iterable<Item>): Generator<Write> {
    for (const put of items) yield { put }
  }
  function* deletes(keys: Iterable<Key>): Generator<Write> {
    for (const { pk, sk } of keys) yield { delete: { pk, sk } }
  }

  return {
    putAll: (items) => writeAll(puts(items)),
    deleteAll: (keys) => writeAll(deletes(keys)),
  }
}
