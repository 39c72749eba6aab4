/** Receipts → what became of people: counted once each, thrown away messages sent again, dead mailboxes left alone. */
import { type Clock, sleep } from '../../platform/clock.ts'
import { subOfKey } from '../../subscribers/directory.ts'
import type { ContactChannel, EndCause } from '../../subscribers/subscriber.ts'
import type { DeliveryStore } from '../delivery-store.ts'
import { againOf, type Job, type JobKey, jobName } from '../job.ts'
import { childJob } from '../job-machine.ts'
import type { EmailReceipt } from './read-email-receipt.ts'
import type { SmsReceipt } from './read-sms-receipts.ts'
import { afterArrived, afterThrown, blockOf, countReceipt, type Place, type Verdict } from './receipt.ts'
import type { ReceiptStore } from './receipt-store.ts'

export interface ReceiptPorts {
  clock: Clock
  receipts: ReceiptStore
  store: Pick<DeliveryStore, 'getJob' | 'listJobs' | 'createJob'>
  /** Ends a channel of a person for good; safe to repeat. */
  endChannel?(sub: string, channel: ContactChannel, cause: EndCause): Promise<void>
}

interface Placed {
  place: Place
  verdict: Verdict
}

/** Counts receipts whose places are known. What is repeated, or comes in another order, changes nothing. */
export function makeCountReceipts({ clock, receipts, store, endChannel }: ReceiptPorts) {
  return async (placed: readonly Placed[]): Promise<void> => {
    for (const group of groupBy(placed, ({ place }) => `${jobId(place.job)}#${blockOf(place)}`)) {
      const [{ place: first }] = group as [Placed]
      const keys = new Map<number, string[]>()
      for (const { place } of group) {
        if (!keys.has(place.batch)) keys.set(place.batch, (await receipts.readKeys(place.job, place.batch)) ?? [])
      }
      const known = group.flatMap((each) => {
        const key = keys.get(each.place.batch)?.[each.place.index]
        return key === undefined ? [] : [{ ...each, key }]
      })
      // Before it is counted: what a report shows holds for the next warning.
      for (const { key, verdict } of known) {
        if (verdict.kind === 'ended') await endChannel?.(subOfKey(key), first.job.channel, verdict.cause)
      }
      await receipts.changeBlock(
        first.job,
        blockOf(first),
        (block) => known.filter(({ place, key, verdict }) => countReceipt(block, place, key, verdict)).length > 0,
      )
    }
    const thrown = placed.filter(({ verdict }) => verdict.kind === 'thrown')
    for (const [{ place }] of groupBy(thrown, (each) => jobId({ ...each.place.job, kind: '' })) as [Placed][]) {
      await sendAgain(place.job)
    }
  }

  /**
   * Whoever was thrown away is written down by now: a job that nobody claimed yet will find them, one that was claimed
   * may have looked before.
   */
  async function sendAgain({ alertId, channel, shard }: JobKey): Promise<void> {
    for (;;) {
      const jobs = (await store.listJobs(alertId, channel)).filter((job) => job.shard === shard)
      const last = newestAgain(jobs)
      if (last && last.fence === 0) return
      const main = jobs.find(({ kind }) => kind === 'main')
      if (!main) return
      const kind = `again${(last ? (againOf(last.kind) ?? 0) : 0) + 1}`
      if (await store.createJob(childJob(main, { kind, until: null, waitMs: 0 }, clock.now(), 0))) return
    }
  }
}

const newestAgain = (jobs: readonly Job[]): Job | undefined =>
  jobs
    .filter(({ kind }) => againOf(kind) !== undefined)
    .sort((a, b) => (againOf(b.kind) ?? 0) - (againOf(a.kind) ?? 0))[0]

const jobId = (job: JobKey): string => `${job.alertId}#${job.channel}#${jobName(job)}`

const groupBy = <T>(list: readonly T[], keyOf: (item: T) => string): T[][] => [...Map.groupBy(list, keyOf).values()]

/**
 * A receipt may overtake the write that tells whose message it was: the worker's next one, seconds later. In all it is
 * looked for a minute; then it is of something else that was sent, or of a worker that was killed.
 */
const lookAgainMs = [500, 1_500, 4_000, 8_000, 15_000, 30_000]
const napMs = 250
/** Messages taken so close to each other are looked for together. */
const nearMs = 10_000
/** Batches older than that have their ids written. */
const settledMs = 120_000
/** Receipts come in the order of their messages, more or less: what was read once serves for the next. */
const rememberedIds = 100_000

export interface SmsReceiptPorts extends ReceiptPorts {
  provider: string
  wait?(ms: number): Promise<void>
}

export interface TakenSms {
  delivered: number
  failed: number
  thrown: number
  /** Nobody knows whose they were. */
  unknown: number
}

/** SMS receipts name a message by the provider's id. */
export function makeTakeSmsReceipts({ provider, wait = sleep, ...ports }: SmsReceiptPorts) {
  const { clock, receipts } = ports
  const count = makeCountReceipts(ports)
  const remembered = new Map<string, Place>()

  async function find(wanted: readonly SmsReceipt[]): Promise<SmsReceipt[]> {
    const isMissing = ({ messageId }: SmsReceipt): boolean => !remembered.has(messageId)
    for (const near of groupBy(wanted.filter(isMissing), ({ takenAtMs }) => String(Math.floor(takenAtMs / nearMs)))) {
      const instants = near.map(({ takenAtMs }) => takenAtMs)
      const places = await receipts.findSent(Math.min(...instants), Math.max(...instants))
      for (const [id, place] of places) remembered.set(id, place)
    }
    return wanted.filter(isMissing)
  }

  return async (taken: readonly SmsReceipt[], isTimeUp: () => boolean = () => false): Promise<TakenSms> => {
    await noteStop(taken)
    let missing: readonly SmsReceipt[] = taken
    for (const waitMs of [0, ...lookAgainMs]) {
      for (let waited = 0; waited < waitMs && !isTimeUp(); waited += napMs) await wait(napMs)
      if (isTimeUp()) break
      const before = missing
      missing = await find(before)
      const found = before.filter((receipt) => !missing.includes(receipt))
      await count(found.map(({ messageId, verdict }) => ({ place: remembered.get(messageId)!, verdict })))
      if (missing.every(({ takenAtMs }) => Math.abs(clock.now() - takenAtMs) > settledMs)) break
    }
    forgetOldest()
    const of = (kind: Verdict['kind']): number => taken.filter(({ verdict }) => verdict.kind === kind).length
    return { delivered: of('delivered'), failed: of('failed'), thrown: of('thrown'), unknown: missing.length }
  }

  /** What was thrown away stops the channel, whosever it was; what was taken later and arrived lets it go on. */
  async function noteStop(taken: readonly SmsReceipt[]): Promise<void> {
    const newest = (kind: Verdict['kind']): number =>
      Math.max(...taken.filter(({ verdict }) => verdict.kind === kind).map(({ takenAtMs }) => takenAtMs))
    const thrownAtMs = newest('thrown')
    const arrivedAtMs = newest('delivered')
    if (Number.isFinite(thrownAtMs)) {
      await receipts.changeStop(provider, (stop) => afterThrown(stop, thrownAtMs, clock.now()))
    }
    if (Number.isFinite(arrivedAtMs)) await receipts.changeStop(provider, (stop) => afterArrived(stop, arrivedAtMs))
  }

  function forgetOldest(): void {
    for (const id of remembered.keys()) {
      if (remembered.size <= rememberedIds) return
      remembered.delete(id)
    }
  }
}

/** An e-mail receipt names its place itself. */
export const makeTakeEmailReceipts = (ports: ReceiptPorts): ((taken: readonly EmailReceipt[]) => Promise<void>) =>
  makeCountReceipts(ports)
