/** From "an alert was published" to jobs that will reach everybody on one channel. Repeating it changes nothing. */
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { PublishedAlerts } from '../alerts/published-alerts.ts'
import { type Clock, sleep } from '../platform/clock.ts'
import type { County } from '../platform/county.ts'
import { errorName } from '../platform/http.ts'
import { logger } from '../platform/logger.ts'
import type { Directory } from '../subscribers/directory.ts'
import type { DeliveryChannel, Lane } from './channel.ts'
import type { DeliveryStore, Plan } from './delivery-store.ts'
import type { Job } from './job.ts'
import type { RenderedMessage } from './send/sender.ts'
import { textLanguage, textLanguages } from './texts/languages.ts'
import { closeJobs } from './told.ts'
import { type Wakes, wakeJob } from './wakes.ts'
import { stopReason } from './work-job.ts'

export interface PlanPorts {
  clock: Clock
  county: County
  channel: Exclude<DeliveryChannel, 'web'>
  lane: Lane
  store: DeliveryStore
  alerts: PublishedAlerts
  directory: Directory
  wakes: Wakes
  render(published: PublishedAlert, language: string): RenderedMessage
}

/** How long one run waits for a predecessor's last batch before it comes back later. */
const patienceMs = 20_000
const lookAgainMs = 300
const comeBackMs = 2_000
/** A planned job is woken at once; the sweeper looks after it from here. */
const firstDueMs = 10_000

/** `waiting` when a predecessor still has a batch in flight; a later wake goes on. */
export const makePlanDelivery =
  (ports: PlanPorts) =>
  async (alertId: string, traceId: string): Promise<'planned' | 'waiting' | 'ended'> => {
    const { clock, store, alerts, channel, lane } = ports
    const standing = await store.getPlan(alertId, channel)
    if (standing?.status === 'planned') {
      await alerts.markPlanned(alertId, channel)
      return 'planned'
    }
    const published = await alerts.get(alertId)
    if (!published) throw new Error('no such alert')
    const isCancel = published.cancelReason !== null
    if (!standing && stopReason(published)) {
      await alerts.markPlanned(alertId, channel)
      return 'ended'
    }
    if (!(await areClosed(published, isCancel))) {
      await ports.wakes.send(lane, [{ wake: { kind: 'plan', alertId, traceId }, delayMs: comeBackMs }])
      return 'waiting'
    }
    const plan = standing ?? (await store.createPlan(await draw(published)))
    const now = clock.now()
    const jobs = Array.from({ length: plan.shards }, (_, shard): Job => mainJob(plan, shard, now, traceId))
    await Promise.all(jobs.map((job) => store.createJob(job)))
    await store.completePlan(alertId, channel)
    await ports.wakes.send(
      plan.lane,
      jobs.map((job) => ({ wake: wakeJob(job), delayMs: 0 })),
    )
    await alerts.markPlanned(alertId, channel)
    return 'planned'

    /** Nothing of an earlier alert may start once anybody has been told of this one. */
    async function areClosed(later: PublishedAlert, isCancelling: boolean): Promise<boolean> {
      const end = isCancelling ? 'cancelled' : 'superseded'
      const until = clock.now() + patienceMs
      for (const before of later.predecessors) {
        let closing = await closeJobs(store, before, channel, end, clock.now())
        while (!closing.closed) {
          if (clock.now() >= until) return false
          await sleep(lookAgainMs)
          closing = await closeJobs(store, before, channel, end, clock.now())
        }
      }
      return true
    }

    async function draw(later: PublishedAlert): Promise<Plan> {
      const [shape, ...plans] = await Promise.all([
        ports.directory.shape(),
        ...later.predecessors.map((before) => store.getPlan(before, channel)),
      ])
      const predecessors = plans.flatMap((before) =>
        before ? [{ alertId: before.alertId, generation: before.generation, shards: before.shards }] : [],
      )
      return { alertId, channel, ...shape, lane, messages: renderAll(later), predecessors, status: 'planning' }
    }

    /** A language that fails falls back to Chinese: one bad text must not keep the others. */
    function renderAll(later: PublishedAlert): Record<string, RenderedMessage> {
      const messages: Record<string, RenderedMessage> = {}
      for (const language of textLanguages(later, ports.county)) {
        try {
          messages[language] = ports.render(later, language)
        } catch (error) {
          if (language === textLanguage) throw error
          logger.critical('a text could not be rendered, Chinese stands in', { language, cause: errorName(error) })
        }
      }
      return messages
    }
  }

const mainJob = (plan: Plan, shard: number, now: number, traceId: string): Job => ({
  alertId: plan.alertId,
  channel: plan.channel,
  kind: 'main',
  shard,
  lane: plan.lane,
  state: 'ready',
  fence: 0,
  leaseEndMs: 0,
  notBeforeMs: now,
  dueAtMs: now + firstDueMs,
  attempts: 0,
  summary: {},
  tail: null,
  traceId,
})
