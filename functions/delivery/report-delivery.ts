/** Who was meant, who had it handed over, who not and why: a sum of job summaries, whatever the audience. */
import { type DeliveryChannel, deliveryChannels } from './channel.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { Job } from './job.ts'
import { addTally, emptyTally, pendingOf, secondsTo, type Tally, total } from './tally.ts'

export interface ChannelReach {
  meant: number
  handedOver: number
  /** Confirmed by the provider's receipt. */
  delivered: number
  pending: number
  failed: Record<string, number>
  skipped: Record<string, number>
  /** Seconds from acceptance by which 50, 95, 99 and 100 % of those handed over had it. */
  secondsTo: Record<'50' | '95' | '99' | '100', number | null>
}

export interface DeliveryReport {
  alert: string
  complete: boolean
  channels: Record<DeliveryChannel, ChannelReach>
  towns: { code: string; channels: Record<DeliveryChannel, ChannelReach> }[]
}

export function reachOf(tally: Tally): ChannelReach {
  const failed = total(tally.failed)
  const skipped = total(tally.skipped)
  return {
    meant: tally.meant,
    handedOver: tally.handedOver,
    delivered: 0,
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

/** `expected` are the channels this alert goes out on; `areAllPlanned` is the alert's own word. */
export const makeReportDelivery =
  (store: Pick<DeliveryStore, 'listJobs'>) =>
  async (
    published: { id: string; identifier: string },
    expected: readonly DeliveryChannel[],
    areAllPlanned: boolean,
  ): Promise<DeliveryReport> => {
    const jobs = (await Promise.all(expected.map((channel) => store.listJobs(published.id, channel)))).flat()
    const towns = new Map<string, Record<DeliveryChannel, Tally>>()
    const sums = perChannel(emptyTally)
    for (const job of jobs) addJob(job)
    const channels = perChannel((channel) => reachOf(sums[channel]))
    const isPending = deliveryChannels.some((channel) => channels[channel].pending > 0)
    return {
      alert: published.identifier,
      complete: areAllPlanned && !isPending && jobs.every((job) => job.state === 'done'),
      channels,
      towns: [...towns]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, tallies]) => ({ code, channels: perChannel((channel) => reachOf(tallies[channel])) })),
    }

    function addJob(job: Job): void {
      for (const [code, tally] of Object.entries(job.summary)) {
        addTally(sums[job.channel], tally)
        let town = towns.get(code)
        if (!town) {
          town = perChannel(emptyTally)
          towns.set(code, town)
        }
        addTally(town[job.channel], tally)
      }
    }
  }
