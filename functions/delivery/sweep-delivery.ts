/** Wakes whatever is overdue: the table is the truth, a lost queue message costs a minute. */

import { type DeliveryChannel, type Lane, lanes } from '../platform/channel.ts'
import type { Clock } from '../platform/clock.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { type Job, sweptAgainMs } from './job.ts'
import { type Wakes, wakeJob } from './wakes.ts'

export interface SweepPorts {
  clock: Clock
  store: DeliveryStore
  wakes: Partial<Record<DeliveryChannel, Wakes>>
}

export interface SweepReport {
  woken: number
  /** Jobs woken so often without progress that somebody should look: red ones twice, others five times. */
  stuck: number
  /** Channels of overdue jobs for which there is no queue: nobody works on these. */
  unheard: DeliveryChannel[]
}

const maxPerRun = 1_000
/** What falls due before the next run is woken by a delayed message, in time. */
const lookAheadMs = 60_000
const stuckAttempts: Record<Lane, number> = { red: 2, normal: 5 }

/** Red first, at most 1 000 a run. Each overdue job is moved on before its wake, so that wakes thin out with time. */
export const makeSweepDelivery = (ports: SweepPorts) => async (): Promise<SweepReport> => {
  const { clock, store } = ports
  const report: SweepReport = { woken: 0, stuck: 0, unheard: [] }
  for (const lane of lanes) {
    const left = maxPerRun - report.woken
    const jobs = left > 0 ? await store.dueJobs(lane, clock.now() + lookAheadMs, left) : []
    const woken: { job: Job; delayMs: number }[] = []
    for (const job of jobs) {
      if (!ports.wakes[job.channel] && !report.unheard.includes(job.channel)) report.unheard.push(job.channel)
      const delayMs = (job.dueAtMs ?? 0) - clock.now()
      if (delayMs > 0) woken.push({ job, delayMs })
      else if (await store.moveDue(job, sweptAgainMs(job, clock.now()))) woken.push({ job, delayMs: 0 })
      if (job.attempts >= stuckAttempts[lane]) report.stuck++
    }
    await send(lane, woken)
    report.woken += woken.length
  }
  return report

  async function send(lane: Lane, woken: { job: Job; delayMs: number }[]): Promise<void> {
    for (const [channel, wakes] of Object.entries(ports.wakes)) {
      const mine = woken.filter(({ job }) => job.channel === channel)
      await wakes.send(
        lane,
        mine.map(({ job, delayMs }) => ({ wake: wakeJob(job), delayMs })),
      )
    }
  }
}
