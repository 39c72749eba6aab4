/** Whom a job sends to again, because the provider took their messages and threw them away. */
import { subOfKey } from '../../subscribers/directory.ts'
import type { DeliveryStore } from '../delivery-store.ts'
import type { JobKey } from '../job.ts'
import { takenBy, takeThrown } from './receipt.ts'
import type { ReceiptStore } from './receipt-store.ts'

interface Ports {
  store: Pick<DeliveryStore, 'readChain'>
  receipts: Pick<ReceiptStore, 'changeBlock' | 'listBlocks'>
}

/**
 * Takes, for job `again<n>`, all of its shard whom no job sends to yet, and gives the keys of those it ever took, sorted by
 * id. Whoever is thrown away after the first batch is the next job's: a cursor may have passed them.
 */
export async function readThrown({ store, receipts }: Ports, job: JobKey, n: number): Promise<string[]> {
  const hasBegun = (await store.readChain(job)).some((item) => item.end === null)
  const blocks = await receipts.listBlocks(job.alertId, job.channel, job.shard)
  const keys = new Map<string, string>()
  for (const { kind, block } of blocks) {
    const from = { ...job, kind }
    let taken: ReturnType<typeof takenBy> = []
    await receipts.changeBlock(from, block, (found) => {
      const isChanged = !hasBegun && takeThrown(found, n)
      taken = takenBy(found, n)
      return isChanged
    })
    if (taken.length === 0) continue
    const chain = new Map((await store.readChain(from)).map((item) => [item.batch, item.keys]))
    for (const { batch, index } of taken) {
      const key = chain.get(batch)?.[index]
      if (key !== undefined) keys.set(subOfKey(key), key)
    }
  }
  return [...keys].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, key]) => key)
}
