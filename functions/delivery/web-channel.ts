/** The web as a channel: its one recipient is the public, reached when the files stand. Who writes them is no business of delivery. */
import type { Lane } from '../platform/channel.ts'
import type { Clock } from '../platform/clock.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { type JobKey, mainJob } from './job.ts'
import { emptyTally } from './tally.ts'

export interface WebChannel {
  /** From here on the sweeper wakes the writer until the public is reached. Idempotent. */
  begin(alertId: string, lane: Lane, traceId: string): Promise<void>
  isOpen(alertId: string): Promise<boolean>
  /** The files stand; nothing where it was counted before, or has not begun. */
  reached(alert: { id: string; acceptedAtMs: number }): Promise<void>
}

const keyOf = (alertId: string): JobKey => ({ alertId, channel: 'web', kind: 'main', shard: 0 })

export function makeWebChannel(ports: { clock: Clock; county: { code: string }; store: DeliveryStore }): WebChannel {
  const { clock, county, store } = ports
  const openJob = async (alertId: string) => {
    const job = await store.getJob(keyOf(alertId))
    return job?.state === 'done' ? undefined : job
  }
  return {
    async begin(alertId, lane, traceId) {
      await store.createJob(mainJob({ alertId, channel: 'web', lane }, 0, clock.now(), traceId))
    },
    isOpen: async (alertId) => (await openJob(alertId)) !== undefined,
    async reached({ id, acceptedAtMs }) {
      const job = await openJob(id)
      if (!job) return
      const seconds = Math.max(0.1, Math.ceil((clock.now() - acceptedAtMs) / 100) / 10)
      const tally = { ...emptyTally(), meant: 1, handedOver: 1, seconds: { [String(seconds)]: 1 } }
      await store.saveJob({ ...job, state: 'done', dueAtMs: null, summary: { [county.code]: tally } })
    },
  }
}
