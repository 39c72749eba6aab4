/** One channel of delivery in memory, for tests that follow an alert from its plan to its report. */
import { randomUUID } from 'node:crypto'
import type { PublishedAlert } from '../../functions/alerts/published-alert.ts'
import { jobName, parseJobName } from '../../functions/delivery/job.ts'
import { makePlanDelivery, type PlanPorts } from '../../functions/delivery/plan-delivery.ts'
import { makeProviderStop } from '../../functions/delivery/receipts/provider-stop.ts'
import { makeReportDelivery } from '../../functions/delivery/report-delivery.ts'
import { makeSweepDelivery } from '../../functions/delivery/sweep-delivery.ts'
import type { Wake, Wakes } from '../../functions/delivery/wakes.ts'
import { makeWorkJob, type RunReport } from '../../functions/delivery/work-job.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import type { Recipient, SendOutcome } from '../../functions/senders/sender.ts'
import type { Reader } from '../../functions/texts/message-form.ts'
import { makeMemoryDeliveryStore } from '../fakes/memory-delivery-store.ts'
import { makeMemoryDirectory } from '../fakes/memory-directory.ts'
import { makeMemoryReceiptStore } from '../fakes/memory-receipt-store.ts'
import { countPending } from '../properties/pending.ts'
import { aPublished } from './a-published.ts'

const county = loadCounty('510402')
const at = (text: string): number => Date.parse(text)

/** The warning of which these tests tell, `first`: sent a minute before they begin, for the whole day and the next. */
export const aFirst = (change: Parameters<typeof aPublished>[0] = {}): PublishedAlert =>
  aPublished({ id: 'first', expiresAtMs: at('2026-07-02T20:00:00+08:00'), ...change })

/** The whole channel in memory: published alerts, a directory, one provider that can be told to misbehave. */
export function aChannel({ burst = Number.POSITIVE_INFINITY, isRepeatedOnce = false, worstBatchMs = 10_000 } = {}) {
  let now = at('2026-07-01T03:13:00+08:00')
  const clock = { now: () => now }
  const store = makeMemoryDeliveryStore()
  const { putLedger } = store
  store.putLedger = (...written) => {
    // A write takes time: what is sent after it was sent later.
    now += 1
    return putLedger(...written)
  }
  const receipts = makeMemoryReceiptStore(store)
  const directory = makeMemoryDirectory({ county, shape: { generation: 1, shards: 2 } })
  const published = new Map<string, PublishedAlert>()
  const planned: string[] = []
  /** Tokens, as often as they were asked for. */
  const taken: number[] = []
  const queue: Wake[] = []
  const runs: RunReport[] = []
  /** `id`: what the provider calls it; empty where it did not answer. */
  const sent: { to: string; text: string; alert: string; id: string }[] = []
  let answer: (recipient: Recipient, nth: number) => SendOutcome = () => ({
    kind: 'handedOver',
    messageId: randomUUID(),
  })
  let grants: () => boolean = () => true
  let onGate: () => void = () => {}
  let isTimeUp: () => boolean = () => false
  const render: PlanPorts['render'] = (alert, language, reader) => {
    if (channel.cannotRender === reader) throw new Error('no text')
    return { language, text: `${alert.id} ${reader} ${language}`, parts: reader === 'outside' ? 3 : 2 }
  }
  const wakes: Wakes = {
    async send(_, list) {
      for (const { wake, delayMs } of list) if (delayMs <= 0) queue.push(wake)
    },
  }
  const alerts = {
    get: async (id: string) => published.get(id),
    gate: async (id: string) => {
      onGate()
      return published.get(id)
    },
    markPlanned: async (id: string) => void planned.push(id),
  }
  const plan = makePlanDelivery({
    clock,
    county,
    channel: 'sms',
    lane: 'red',
    store,
    alerts,
    directory,
    wakes,
    render,
  })
  const work = makeWorkJob({
    clock,
    county,
    store,
    alerts,
    directory,
    wakes,
    receipts,
    providerStop: makeProviderStop({ clock, receipts }, 'sms'),
    bucket: {
      burst,
      take: async (count) => {
        taken.push(count)
        return grants()
      },
    },
    openContact: (contact) => contact.slice('sealed-'.length),
    sender: {
      isReceiptById: true,
      isRepeatedOnce,
      worstBatchMs,
      async send(recipients, context) {
        return recipients.map((recipient, i) => {
          const outcome = answer(recipient, i)
          if (outcome.kind === 'handedOver' || outcome.kind === 'unknown') {
            const id = outcome.kind === 'handedOver' ? outcome.messageId : ''
            sent.push({ to: recipient.to, text: recipient.message.text, alert: context.alert, id })
          }
          return outcome
        })
      },
    },
  })
  const sweep = makeSweepDelivery({ clock, store, wakes: { sms: wakes } })
  const channel = {
    sweep,
    clock,
    store,
    receipts,
    directory,
    published,
    planned,
    queue,
    /** What came of each run. */
    runs,
    sent,
    taken,
    numbers: () => sent.map(({ to }) => to).sort(),
    setNow(text: string) {
      now = at(text)
    },
    pass(seconds: number) {
      now += seconds * 1000
    },
    answers(how: typeof answer) {
      answer = how
    },
    grants(how: typeof grants) {
      grants = how
    },
    /** Runs whenever somebody asks how an alert stands. */
    onGate(how: typeof onGate) {
      onGate = how
    },
    /** Asked between two batches of a run. */
    timeUp(how: typeof isTimeUp) {
      isTimeUp = how
    },
    cannotRender: null as Reader | null,
    publish(alert: PublishedAlert) {
      published.set(alert.id, alert)
      queue.push({ kind: 'plan', alertId: alert.id, traceId: 'trace' })
    },
    /** Runs wakes until the queue is empty. */
    async drain() {
      for (let wake = queue.shift(); wake; wake = queue.shift()) {
        if (wake.kind === 'plan') await plan(wake.alertId, wake.traceId)
        else
          runs.push(await work({ alertId: wake.alertId, channel: 'sms', ...parseJobName(wake.job) }, () => isTimeUp()))
      }
    },
    /** Passes one, with its sweep. */
    async minute() {
      now += 60_000
      await sweep()
      await channel.drain()
    },
    /** Passes time a minute a turn, with sweeps, until nothing is due within an hour. */
    async rest() {
      for (let turn = 0; turn < 60; turn++) {
        await channel.drain()
        now += 60_000
        await sweep()
      }
      await channel.drain()
    },
    report: (id: string) =>
      makeReportDelivery({ store, receipts, withReceipts: ['sms'] })(
        { id, identifier: id },
        ['sms'],
        planned.includes(id),
      ),
    /** The same from the ledger alone. */
    async counted(id: string) {
      const jobs = await store.listJobs(id, 'sms')
      const chains = await Promise.all(jobs.map(async (job) => [jobName(job), await store.readChain(job)] as const))
      return countPending({ jobs, chains: Object.fromEntries(chains) })
    },
  }
  return channel
}
