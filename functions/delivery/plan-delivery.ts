/** From "an alert was published" to jobs that will reach everybody on one channel. Repeating it changes nothing. */
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { AlertGate, PublishedAlerts } from '../alerts/read-published.ts'
import type { DeliveryChannel, Lane } from '../platform/channel.ts'
import { type Clock, sleep } from '../platform/clock.ts'
import type { County } from '../platform/county.ts'
import { errorName } from '../platform/http.ts'
import { logger } from '../platform/logger.ts'
import type { RenderedMessage } from '../senders/sender.ts'
import type { Directory } from '../subscribers/directory.ts'
import { textLanguage, textLanguages } from '../texts/languages.ts'
import type { Reader } from '../texts/message-form.ts'
import type { DeliveryStore, Plan } from './delivery-store.ts'
import { exceptMark, type Job, newJob, type StopReason, stopReason } from './job.ts'
import { chainOf, closeJobs, hasLetGo } from './told-earlier.ts'
import { type Wakes, wakeJob } from './wakes.ts'
import { heirsOf } from './who-hears.ts'

export interface PlanPorts {
  clock: Clock
  county: County
  channel: Exclude<DeliveryChannel, 'web'>
  lane: Lane
  store: DeliveryStore
  alerts: PublishedAlerts
  directory: Directory
  wakes: Wakes
  render(published: PublishedAlert, language: string, reader: Reader): RenderedMessage
}

/** How long one run waits for a predecessor's last batch before it comes back later. */
const patienceMs = 20_000
const lookAgainMs = 300
const comeBackMs = 2_000
/** A planned job is woken at once; the sweeper looks after it from here. */
const firstDueMs = 10_000

/**
 * What becomes of an alert that a planner meets: `due`, `ended` before it was planned, or `untold`. The last was overtaken,
 * and a person may still release it: it must not count as planned until then.
 */
export function fateOf(published: AlertGate | undefined, standing: Plan | undefined): 'due' | 'ended' | 'untold' {
  if (!published) return 'untold'
  return !standing && stopReason(published) ? 'ended' : 'due'
}

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
    const fate = fateOf(published, standing)
    if (fate === 'ended') await alerts.markPlanned(alertId, channel)
    if (!published || fate !== 'due') return 'ended'
    if (!(await areClosed(published))) {
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

    /** Nothing of an earlier alert may start, for anybody who has been told of this one. */
    async function areClosed(later: PublishedAlert): Promise<boolean> {
      const end = later.cancelReason ? 'cancelled' : 'superseded'
      const until = clock.now() + patienceMs
      for (const before of later.predecessors) {
        while (!(await isClosed(before, end))) {
          if (clock.now() >= until) return false
          await sleep(lookAgainMs)
        }
      }
      return true
    }

    /** An alert that holds for the rest goes on, as soon as each of its runs knows what was taken out of it. */
    async function isClosed(before: string, end: StopReason): Promise<boolean> {
      const gate = await alerts.gate(before)
      if (!gate || stopReason(gate) !== null) return closeJobs(store, before, channel, end, clock.now())
      const jobs = await store.listJobs(before, channel)
      return jobs.every((job) => hasLetGo(job, exceptMark(gate.except), clock.now()))
    }

    async function draw(later: PublishedAlert): Promise<Plan> {
      const [shape, chain, plans] = await Promise.all([
        ports.directory.shape(),
        chainOf(alerts, later),
        Promise.all(later.predecessors.map((before) => store.getPlan(before, channel))),
      ])
      const predecessors = plans
        .filter((before) => before !== undefined)
        .map(({ alertId: before, generation, shards }) => {
          const heirs = heirsOf(before, later, chain)
          return { alertId: before, generation, shards, heirs }
        })
      const outsideMessages = later.dropped?.outside === 'tell' ? renderOutside(later) : undefined
      return {
        alertId,
        channel,
        ...shape,
        lane,
        messages: renderAll(later, 'inside'),
        ...(outsideMessages && { outsideMessages }),
        predecessors,
        status: 'planning',
      }
    }

    /** Whoever lies outside gets the Update itself where its own words fail: they must not keep those who are inside. */
    function renderOutside(later: PublishedAlert): Record<string, RenderedMessage> | undefined {
      try {
        return renderAll(later, 'outside')
      } catch (error) {
        logger.critical('no text for whoever lies outside now, the update stands in', { cause: errorName(error) })
        return undefined
      }
    }

    /** A language that fails falls back to Chinese: one bad text must not keep the others. */
    function renderAll(later: PublishedAlert, reader: Reader): Record<string, RenderedMessage> {
      const messages: Record<string, RenderedMessage> = {}
      for (const language of textLanguages(later, ports.county)) {
        try {
          messages[language] = ports.render(later, language, reader)
        } catch (error) {
          if (language === textLanguage) throw error
          logger.critical('a text could not be rendered, Chinese stands in', { language, cause: errorName(error) })
        }
      }
      return messages
    }
  }

export const mainJob = (
  { alertId, channel, lane }: Pick<Plan, 'alertId' | 'channel' | 'lane'>,
  shard: number,
  now: number,
  traceId: string,
): Job =>
  newJob(
    { alertId, channel, kind: 'main', shard, lane, takenAtMs: null, traceId },
    { notBeforeMs: now, dueAtMs: now + firstDueMs },
  )
