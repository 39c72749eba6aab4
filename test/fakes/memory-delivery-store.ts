import type { DeliveryStore, Plan } from '../../functions/delivery/delivery-store.ts'
import { claimed, type Job, type JobKey, jobName, maySave, type Sent } from '../../functions/delivery/job.ts'
import { type LedgerItem, mayAmend } from '../../functions/delivery/job-machine.ts'

export interface MemoryDeliveryState {
  plans: Map<string, Plan>
  jobs: Map<string, Job>
  chains: Map<string, LedgerItem[]>
  /** By job. */
  sent: Map<string, Sent[]>
}

const planName = (alertId: string, channel: string): string => `${alertId}#${channel}`
export const jobId = (key: JobKey): string => `${key.alertId}#${key.channel}#${jobName(key)}`

/** The store in memory, with the same conditions; its state is open for a test to look at. */
export function makeMemoryDeliveryStore(): DeliveryStore & { state: MemoryDeliveryState } {
  const state: MemoryDeliveryState = { plans: new Map(), jobs: new Map(), chains: new Map(), sent: new Map() }
  const chainOf = (key: JobKey): LedgerItem[] => {
    const id = jobId(key)
    if (!state.chains.has(id)) state.chains.set(id, [])
    return state.chains.get(id)!
  }
  const noteSent = (key: JobKey, sent: Sent | undefined): void => {
    if (sent) state.sent.set(jobId(key), [...(state.sent.get(jobId(key)) ?? []), copy(sent)])
  }
  const copy = <T>(value: T): T => structuredClone(value)
  return {
    state,
    async getPlan(alertId, channel) {
      return copy(state.plans.get(planName(alertId, channel)))
    },
    async createPlan(plan) {
      const name = planName(plan.alertId, plan.channel)
      if (!state.plans.has(name)) state.plans.set(name, copy(plan))
      return copy(state.plans.get(name)!)
    },
    async completePlan(alertId, channel) {
      state.plans.get(planName(alertId, channel))!.status = 'planned'
    },
    async createJob(job) {
      if (state.jobs.has(jobId(job))) return false
      state.jobs.set(jobId(job), copy(job))
      return true
    },
    async getJob(key) {
      return copy(state.jobs.get(jobId(key)))
    },
    async claimJob(key, nowMs, leaseEndMs) {
      const standing = state.jobs.get(jobId(key))
      const job = standing && claimed(standing, nowMs, leaseEndMs)
      if (job) state.jobs.set(jobId(key), job)
      return copy(job)
    },
    async saveJob(job) {
      const stored = state.jobs.get(jobId(job))
      if (!stored || !maySave(stored, job)) return false
      state.jobs.set(jobId(job), copy(job))
      return true
    },
    async listJobs(alertId, channel) {
      return copy([...state.jobs.values()].filter((job) => job.alertId === alertId && job.channel === channel))
    },
    async dueJobs(lane, beforeMs, limit) {
      return copy(
        [...state.jobs.values()]
          .filter((job) => job.lane === lane && job.dueAtMs !== null && job.dueAtMs <= beforeMs)
          .sort((a, b) => a.dueAtMs! - b.dueAtMs!)
          .slice(0, limit),
      )
    },
    async moveDue(job, dueAtMs) {
      const stored = state.jobs.get(jobId(job))
      if (stored?.dueAtMs !== job.dueAtMs) return false
      stored.dueAtMs = dueAtMs
      stored.attempts++
      return true
    },
    async readChain(key) {
      return copy(chainOf(key))
    },
    async readChainEnd(key) {
      return copy(chainOf(key).at(-1))
    },
    async putLedger(key, item, sent) {
      const chain = chainOf(key)
      const found = chain.find(({ batch }) => batch === item.batch)
      if (found) return copy(found)
      chain.push(copy(item))
      noteSent(key, sent)
      chain.sort((a, b) => a.batch - b.batch)
      return null
    },
    async amendLedger(key, batch, fence, outcomes, sent) {
      const item = chainOf(key).find((other) => other.batch === batch)
      if (!item || !mayAmend(item, fence)) return
      item.previous = [...outcomes]
      noteSent(key, sent)
    },
  }
}
