/** Who was meant, who had it handed over, who not and why: a sum of job summaries, whatever the audience. */
import { type DeliveryChannel, deliveryChannels } from '../platform/channel.ts'
import type { DeliveryStore } from './delivery-store.ts'
import { type Job, jobName } from './job.ts'
import type { ReceiptTally } from './receipts/receipt.ts'
import type { ReceiptStore } from './receipts/receipt-store.ts'
import { addTally, emptyTally, pendingOf, secondsTo, type Tally, total } from './tally.ts'

interface ByCause {
  total: number
  [cause: string]: number
}

export interface ChannelReach {
  meant: number
  handedOver: number
  /** Confirmed by the provider's receipt; null where its route gives none. */
  delivered: number | null
  pending: number
  failed: ByCause
  skipped: ByCause
  /** Seconds from acceptance by which 50, 95, 99 and 100 % of those handed over had it. */
  secondsTo: Record<'50' | '95' | '99' | '100', number | null>
}

export interface DeliveryReport {
  alert: string
  complete: boolean
  channels: Record<DeliveryChannel, ChannelReach>
  towns: { code: string; channels: Record<DeliveryChannel, ChannelReach> }[]
}

/** What is counted of one channel, with what receipts said. */
interface Counted {
  tally: Tally
  delivered: number
}
const nothing = (): Counted => ({ tally: emptyTally(), delivered: 0 })

/**
 * A town of one job, corrected by its receipts: who was handed over to the provider and did not get it has failed, or is
 * pending where the message was thrown away. Receipts may be ahead of the job's own tally; then they wait for it.
 */
function corrected(tally: Tally, receipts: ReceiptTally | undefined): Counted {
  if (!receipts) return { tally, delivered: 0 }
  let { handedOver } = tally
  const take = (wanted: number): number => {
    const taken = Math.min(wanted, handedOver)
    handedOver -= taken
    return taken
  }
  const again = take(receipts.thrown)
  const failed = { ...tally.failed }
  for (const [cause, count] of Object.entries(receipts.failed)) {
    const taken = take(count)
    if (taken > 0) failed[cause] = (failed[cause] ?? 0) + taken
  }
  const seconds = withoutFastest(tally.seconds, again + total(failed) - total(tally.failed))
  return { tally: { ...tally, failed, handedOver, seconds }, delivered: Math.min(receipts.delivered, handedOver) }
}

/** Nobody knows how fast those were; so the rest is told no better than it was. */
function withoutFastest(seconds: Tally['seconds'], gone: number): Tally['seconds'] {
  let left = gone
  const steps = Object.entries(seconds).sort(([a], [b]) => Number(a) - Number(b))
  return Object.fromEntries(
    steps.map(([step, count]) => {
      const taken = Math.min(left, count)
      left -= taken
      return [step, count - taken]
    }),
  )
}

function reachOf({ tally, delivered }: Counted, hasReceipts: boolean): ChannelReach {
  const failed = total(tally.failed)
  const skipped = total(tally.skipped)
  return {
    meant: tally.meant,
    handedOver: tally.handedOver,
    delivered: hasReceipts ? delivered : null,
    pending: pendingOf(tally),
    failed: { total: failed, ...tally.failed },
    skipped: { total: skipped, ...tally.skipped },
    secondsTo: {
      '50': secondsTo(tally, 0.5),
      '95': secondsTo(tally, 0.95),
      '99': secondsTo(tally, 0.99),
      '100': secondsTo(tally, 1),
    },
  }
}

const perChannel = <T>(make: (channel: DeliveryChannel) => T): Record<DeliveryChannel, T> =>
  Object.fromEntries(deliveryChannels.map((channel) => [channel, make(channel)])) as Record<DeliveryChannel, T>

export interface ReportPorts {
  store: Pick<DeliveryStore, 'listJobs'>
  receipts: Pick<ReceiptStore, 'listBlocks'>
  /** Channels whose provider says what became of a message. */
  withReceipts: readonly DeliveryChannel[]
}

/** `expected` are the channels this alert goes out on; `areAllPlanned` is the alert's own word. */
export const makeReportDelivery =
  ({ store, receipts, withReceipts }: ReportPorts) =>
  async (
    published: { id: string; identifier: string },
    expected: readonly DeliveryChannel[],
    areAllPlanned: boolean,
  ): Promise<DeliveryReport> => {
    const towns = new Map<string, Record<DeliveryChannel, Counted>>()
    const sums = perChannel(nothing)
    const jobs = (await Promise.all(expected.map(readChannel))).flat()
    const reach = (counted: Record<DeliveryChannel, Counted>): DeliveryReport['channels'] =>
      perChannel((channel) => reachOf(counted[channel], withReceipts.includes(channel)))
    const channels = reach(sums)
    const isPending = deliveryChannels.some((channel) => channels[channel].pending > 0)
    return {
      alert: published.identifier,
      complete: areAllPlanned && !isPending && jobs.every((job) => job.state === 'done'),
      channels,
      towns: [...towns]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, counted]) => ({ code, channels: reach(counted) })),
    }

    async function readChannel(channel: DeliveryChannel): Promise<Job[]> {
      const listed = await store.listJobs(published.id, channel)
      // After the jobs: whoever is sent to again was thrown away before.
      const blocks = withReceipts.includes(channel) ? await receipts.listBlocks(published.id, channel) : []
      const of = Map.groupBy(blocks, jobName)
      for (const job of listed)
        addJob(
          job,
          (of.get(jobName(job)) ?? []).map(({ towns: counted }) => counted),
        )
      return listed
    }

    function addJob(job: Job, counted: Record<string, ReceiptTally>[]): void {
      for (const [code, tally] of Object.entries(job.summary)) {
        const mine = corrected(tally, sumOf(counted.flatMap((byTown) => byTown[code] ?? [])))
        let town = towns.get(code)
        if (!town) {
          town = perChannel(nothing)
          towns.set(code, town)
        }
        for (const into of [sums, town]) {
          addTally(into[job.channel].tally, mine.tally)
          into[job.channel].delivered += mine.delivered
        }
      }
    }
  }

function sumOf(tallies: readonly ReceiptTally[]): ReceiptTally | undefined {
  if (tallies.length === 0) return undefined
  const sum: ReceiptTally = { delivered: 0, thrown: 0, failed: {} }
  for (const { delivered, thrown, failed } of tallies) {
    sum.delivered += delivered
    sum.thrown += thrown
    for (const [cause, count] of Object.entries(failed)) sum.failed[cause] = (sum.failed[cause] ?? 0) + count
  }
  return sum
}
