/** One alert to a county full of people on the real product, and what became of everybody, looked at from outside. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChannelReach, DeliveryReport } from '../../functions/delivery/report-delivery.ts'
import {
  type CapFields,
  type Channel,
  capTime,
  capXml,
  type LocalProduct,
  type Message,
  type Person,
  sender,
} from '../fakes/local-product.ts'
import { type Area, whoIsMeant } from './who-is-meant.ts'

export const channels: readonly Channel[] = ['sms', 'email']

export const start = '2026-07-01T10:00:00+08:00'
/** One town by its code, and a shape over the middle of the county: both ways of matching. No point lies on its edge. */
export const area: Area = {
  codes: ['510402100'],
  polygons: [
    [
      [26.620005, 101.660005],
      [26.620005, 101.760005],
      [26.530005, 101.760005],
      [26.530005, 101.660005],
      [26.620005, 101.660005],
    ],
  ],
}
/** The share of a population that an orange warning for `area` is for. */
const shareMeant = 0.6

/** As the product's log tells it. */
interface Work {
  /** Workers that lost their job to a fault: each may have had a batch in hand. */
  takeovers: number
  /** Messages of which workers say that somebody may have them. */
  inDoubt: number
  /** Runs that the provider stopped. */
  stops: number
  /** Shards, each with one batch in hand at most. */
  jobs: number
}

export interface World {
  product: LocalProduct
  /** How many people there are. */
  people: number
  meant: Person[]
  identifier: string
  sent: string
  /** What the sums of every report seen so far had wrong with them. */
  wrongSums: Set<string>
  /** How often the whole product was killed. */
  kills: number
  /** No provider takes longer to answer. */
  slowestAnswerMs: number
  /** Messages that the provider may have taken without saying so. */
  unanswered: Record<Channel, number>
  /** The alert as a CAP document. */
  cap(more?: Partial<CapFields>): string
  /** Posts it; anything but a publication is a broken scenario. */
  post(more?: Partial<CapFields>): Promise<void>
  /** Waits until this share of those meant has its SMS. */
  middle(share: number): Promise<void>
  /** Waits until an alert is complete, or for ever so long; `passedMs` of the product's clock were passed by hand where nothing moved. */
  settle(identifier?: string): Promise<{ report: DeliveryReport; passedMs: number }>
  /** What the workers of a channel did since the world was opened. */
  work(channel: Channel): Work
  /** What an alert brought, in the order of arrival. */
  received(channel: Channel, identifier?: string): Promise<Message[]>
}

const looksEveryMs = 250
/**
 * Nothing new for so long: whoever waits, waits for time to pass; the further the step, the surer it must be. A provider
 * that does not answer is waited for in any case, or its worker would lose the job with people in hand.
 */
const idleBefore = (stepMs: number, isAnswered: boolean): number =>
  isAnswered ? Math.min(stepMs / 20, 10_000) : 10_000
/** Past the next run of every schedule. */
const shortestPassMs = 61_000
const longestPassMs = 600_000
/** Whoever has waited for so long waits in vain. */
const mostPassedMs = 2 * 3_600_000
const patienceMs = 1_200_000

let worlds = 0

/** A fresh population of which about `recipients` are meant, on an emptied product. */
export async function openWorld(product: LocalProduct, recipients: number): Promise<World> {
  worlds += 1
  await product.reset(start)
  const people = await product.populate(Math.ceil(recipients / shareMeant), worlds)
  const sent = capTime(await product.now())
  const identifier = `${sender}_${sent.slice(0, 19).replace(/\D/g, '')}_${worlds % 10}`
  const log = join(product.dataDir, 'log.jsonl')
  const logStart = statSync(log).size
  const wrongSums = new Set<string>()

  /** undefined while it cannot be read: its table may be what is broken. */
  const look = async (which: string): Promise<DeliveryReport | undefined> => {
    const report = await product.report(which).catch(() => undefined)
    if (!report) return undefined
    for (const fault of faultsOfSums(report)) wrongSums.add(fault)
    // Counted at the phones, after the report was made.
    for (const channel of channels) {
      const arrived = await product.count({ alert: which, channel }).catch(() => Number.POSITIVE_INFINITY)
      const { handedOver } = report.channels[channel]
      if (handedOver > arrived) wrongSums.add(`${channel}: ${handedOver} handed over, ${arrived} arrived`)
    }
    return report
  }

  const world: World = {
    product,
    people: people.length,
    meant: whoIsMeant(people, area, 'orange'),
    identifier,
    sent,
    wrongSums,
    kills: 0,
    slowestAnswerMs: 0,
    unanswered: { sms: 0, email: 0 },

    cap: (more = {}) => capXml({ identifier, sent, severity: 'Severe', ...area, ...more }),

    async post(more) {
      const answer = await product.post(world.cap(more))
      if (answer.status !== 202 || answer.body.stage !== 'published') {
        throw new Error(`the alert was not accepted: ${answer.status} ${JSON.stringify(answer.body)}`)
      }
    },

    async middle(share) {
      const wanted = world.meant.length * share
      for (const end = Date.now() + patienceMs; ; await sleep(20)) {
        const count = await product.count({ alert: identifier, channel: 'sms' })
        if (count >= world.meant.length) throw new MissedError('everybody was told before anything could go wrong')
        if (count >= wanted) return
        if (Date.now() > end) throw new Error(`only ${count} of ${world.meant.length} were told before the fault`)
        await look(identifier)
      }
    },

    async settle(which = identifier) {
      let passedMs = 0
      let stepMs = shortestPassMs
      let seen = ''
      let changedAt = Date.now()
      const isAnswered = world.unanswered.sms + world.unanswered.email === 0
      for (const end = Date.now() + patienceMs; ; await sleep(looksEveryMs)) {
        const report = await look(which)
        const now = JSON.stringify(report) + (await product.count({}))
        if (report && (report.complete || passedMs > mostPassedMs || Date.now() > end)) return { report, passedMs }
        if (now !== seen) {
          changedAt = Date.now()
          stepMs = shortestPassMs
        }
        seen = now
        if (Date.now() - changedAt < idleBefore(stepMs, isAnswered) + world.slowestAnswerMs) continue
        await product.moveClock((await product.now()) + stepMs)
        passedMs += stepMs
        stepMs = Math.min(stepMs * 2, longestPassMs)
        changedAt = Date.now()
      }
    },

    work(channel) {
      const lines = readFileSync(log).subarray(logStart).toString().split('\n')
      const entries = lines.flatMap(parseLine).filter((entry) => entry.channel === channel)
      const broken = entries.filter(
        ({ message, end }) => message === 'a wake failed and will come again' || end === 'lost',
      )
      const jobs = new Set(entries.map(({ job }) => job).filter((job?: string) => job?.startsWith('main#')))
      const inDoubt = entries.reduce((sum, entry) => sum + (entry.inDoubt ?? 0), 0)
      const stops = entries.filter(({ message }) => message === 'the provider stopped the channel').length
      return { takeovers: broken.length, inDoubt, stops, jobs: jobs.size }
    },

    received: (channel, which = identifier) => product.inbox({ alert: which, channel }),
  }
  return world
}

/** A line that a kill has torn says nothing. */
// biome-ignore lint/suspicious/noExplicitAny: each message of the log has its own fields
function parseLine(line: string): any[] {
  try {
    return [JSON.parse(line)]
  } catch {
    return []
  }
}

/** The fault came too late to disturb anything; the scenario says nothing. */
export class MissedError extends Error {
  override readonly name = 'MissedError'
}

/** Every way in which a report contradicts itself. */
function faultsOfSums({ channels: sums, towns }: DeliveryReport): string[] {
  const faults: string[] = []
  const total = ({ total: sum, ...causes }: ChannelReach['failed']): boolean =>
    sum === Object.values(causes).reduce((added, count) => added + count, 0)
  const check = (where: string, reach: ChannelReach): void => {
    const { meant, handedOver, delivered, pending, failed, skipped } = reach
    if ((delivered ?? 0) > handedOver) faults.push(`${where}: more delivered than handed over`)
    if (meant !== handedOver + failed.total + skipped.total + pending) faults.push(`${where}: no sum`)
    if (Math.min(meant, handedOver, pending, failed.total, skipped.total) < 0) faults.push(`${where}: below zero`)
    if (!total(failed) || !total(skipped)) faults.push(`${where}: causes do not add up`)
  }
  for (const [channel, reach] of Object.entries(sums) as [keyof typeof sums, ChannelReach][]) {
    check(channel, reach)
    for (const { code, channels: town } of towns) check(`${code} ${channel}`, town[channel])
    const ofTowns = (value: (each: ChannelReach) => number): number =>
      towns.reduce((sum, town) => sum + value(town.channels[channel]), 0)
    const numbers = [
      (each: ChannelReach) => each.meant,
      (each: ChannelReach) => each.handedOver,
      (each: ChannelReach) => each.delivered ?? 0,
      (each: ChannelReach) => each.pending,
      (each: ChannelReach) => each.failed.total,
      (each: ChannelReach) => each.skipped.total,
    ]
    if (numbers.some((value) => ofTowns(value) !== value(reach))) faults.push(`${channel}: towns do not add up`)
  }
  return faults
}
