import { emptyBlock, type Place, type ReceiptBlock, type Stop } from '../../functions/delivery/receipts/receipt.ts'
import type { ReceiptStore } from '../../functions/delivery/receipts/receipt-store.ts'
import { jobId, type makeMemoryDeliveryStore } from './memory-delivery-store.ts'

/** Receipts in memory, beside a delivery store in memory. */
export function makeMemoryReceiptStore({
  state,
}: Pick<ReturnType<typeof makeMemoryDeliveryStore>, 'state'>): ReceiptStore {
  const blocks = new Map<string, { of: string; block: ReceiptBlock }>()
  const stops = new Map<string, Stop>()
  return {
    async findSent() {
      const places = new Map<string, Place>()
      for (const job of state.jobs.values()) {
        const tails = job.tail && job.sent ? [job.sent] : []
        for (const { batch, messageIds } of [...(state.sent.get(jobId(job)) ?? []), ...tails]) {
          const { alertId, kind, shard } = job
          const place = { job: { alertId, channel: 'sms' as const, kind, shard }, batch }
          for (const [index, id] of messageIds.entries()) if (id) places.set(id, { ...place, index })
        }
      }
      return places
    },
    async readKeys(job, batch) {
      return state.chains.get(jobId(job))?.find((item) => item.batch === batch)?.keys
    },
    async changeBlock(job, number, change) {
      const id = `${jobId(job)}#${number}`
      const block = structuredClone(blocks.get(id)?.block ?? emptyBlock(job.kind, job.shard, number))
      if (!change(block)) return
      blocks.set(id, { of: `${job.alertId}#${job.channel}`, block: { ...block, version: block.version + 1 } })
    },
    async listBlocks(alertId, channel, shard) {
      return [...blocks.values()]
        .filter(({ of, block }) => of === `${alertId}#${channel}` && (shard === undefined || block.shard === shard))
        .map(({ block }) => structuredClone(block))
    },
    readStop: async (provider) => stops.get(provider),
    async changeStop(provider, change) {
      const next = change(stops.get(provider))
      if (next) stops.set(provider, next)
      return next !== undefined
    },
  }
}
