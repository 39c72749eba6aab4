/** Carries out what the job machine decides: one run of one job by one worker. */
import type { PublishedAlerts } from '../alerts/read-published.ts'
import type { Clock } from '../platform/clock.ts'
import type { County } from '../platform/county.ts'
import type { RenderedMessage, Sender, SendOutcome } from '../senders/sender.ts'
import type { Directory } from '../subscribers/directory.ts'
import type { Reader } from '../texts/message-form.ts'
import { type Beside, judgeBatch } from './batch-answer.ts'
import type { DeliveryStore, Plan } from './delivery-store.ts'
import {
  exceptMark,
  type Job,
  type JobKey,
  jobName,
  leaseFor,
  maxBatch,
  maxUnknownTries,
  type Sent,
  stopReason,
  triesOf,
  worstBatchMs,
} from './job.ts'
import { advance, type Child, childJob, type Effect, makeMachine, type Observation } from './job-machine.ts'
import { afterDoubt, isRefusedForNow } from './outcome.ts'
import type { Permission, ProviderStop } from './receipts/provider-stop.ts'
import type { ReceiptStore } from './receipts/receipt-store.ts'
import { addTally, emptyTally, pendingOf } from './tally.ts'
import type { TokenBucket } from './token-bucket.ts'
import type { Left } from './told-earlier.ts'
import { type Wakes, wakeJob } from './wakes.ts'
import { openWorkList, type WorkList } from './work-list.ts'

export interface WorkPorts {
  clock: Clock
  county: County
  store: DeliveryStore
  alerts: PublishedAlerts
  directory: Directory
  sender: Sender
  bucket: TokenBucket
  wakes: Wakes
  receipts: Pick<ReceiptStore, 'changeBlock' | 'listBlocks'>
  /** undefined where the provider says itself, when it is sent to, that it takes nothing. */
  providerStop?: ProviderStop
  /** Address in clear of an encrypted contact. */
  openContact(contact: string): string
  /** One-click leaving link; undefined on channels that carry none. */
  leaveUrl?: (sub: string) => string
}

export type RunEnd = Extract<Effect, { do: 'quit' }>['because']

export interface RunReport {
  end: RunEnd
  lane: Job['lane']
  handedOver: number
  failed: number
  /** Nobody knows whether they have it. */
  inDoubt: number
  tried: number
  /** A cause that stops the channel until somebody acts, as the provider told it. */
  stopCause: string | null
}

/** An alert read this short a time ago need not be asked for again to be sent. */
const freshMs = 500
/** Deferred jobs of one minute do not start in the same second. */
const jitterMs = 5_000
/** The sweeper wakes later ones. */
const soonMs = 60_000

/** Runs a job until it is over, parked, lost or not to be had; parks before the next batch once `isTimeUp`. */
export const makeWorkJob =
  (ports: WorkPorts) =>
  async (key: JobKey, isTimeUp: () => boolean): Promise<RunReport> => {
    const { clock, store, alerts, sender } = ports
    const pace = {
      worstBatchMs: sender.worstBatchMs ?? worstBatchMs,
      maxUnknownTries: sender.isRepeatedOnce ? Number.POSITIVE_INFINITY : maxUnknownTries,
    }
    const report: RunReport = {
      end: 'notClaimed',
      lane: 'normal',
      handedOver: 0,
      failed: 0,
      inDoubt: 0,
      tried: 0,
      stopCause: null,
    }
    const claimed = await store.claimJob(key, clock.now(), clock.now() + leaseFor(pace.worstBatchMs))
    if (!claimed) return report
    const job: Job = claimed
    const readAtMs = clock.now()
    const [published, plan] = await Promise.all([alerts.get(key.alertId), store.getPlan(key.alertId, key.channel)])
    if (!published || !plan) throw new Error(`job ${jobName(key)} has no ${published ? 'plan' : 'alert'}`)
    const machine = makeMachine(job, published.acceptedAtMs, exceptMark(published.except), pace)
    let isFirstGate = true
    let permission: Permission = 'send'
    const parts = partsOf(plan)
    const batchSize = Math.max(1, Math.min(maxBatch, Math.floor(ports.bucket.burst / parts)))
    let opened: WorkList | undefined
    const workList = async () => {
      opened ??= await openWorkList({ ...ports, published, plan, job: key, batchSize, now: () => clock.now() })
      return opened
    }
    report.lane = job.lane

    async function perform(effect: Exclude<Effect, { do: 'quit' }>): Promise<Observation> {
      const seen = await observe(effect)
      return { ...seen, atMs: clock.now() } as Observation
    }

    type Seen<T> = T extends { atMs: number } ? Omit<T, 'atMs'> : never
    async function observe(effect: Exclude<Effect, { do: 'quit' }>): Promise<Seen<Observation>> {
      switch (effect.do) {
        case 'claim':
          return { of: 'claim', job }
        case 'readChain':
          return { of: 'readChain', chain: await store.readChain(key) }
        case 'gate': {
          const isFresh = isFirstGate && clock.now() - readAtMs < freshMs
          isFirstGate = false
          const gate = isFresh ? published! : await alerts.gate(key.alertId)
          if (!gate) throw new Error('alert has no head')
          const { expiresAtMs, except } = gate
          permission = (await ports.providerStop?.permission()) ?? 'send'
          if (permission === 'stopped') report.stopCause = 'quota'
          const mustStop = permission === 'stopped'
          return { of: 'gate', stop: stopReason(gate), expiresAtMs, except: exceptMark(except), mustStop }
        }
        case 'next':
          return { of: 'next', batch: await (await workList()).next(effect.cursor, machine.served) }
        case 'reload':
          return { of: 'reload', preset: await (await workList()).reload(effect.keys) }
        case 'tokens':
          return { of: 'tokens', granted: await takeTokens(effect.count) }
        case 'flush':
          return { of: 'flush', ok: await store.saveJob(effect.job) }
        case 'put':
          return { of: 'put', found: await store.putLedger(key, effect.item, sentBefore(effect.item)) }
        case 'send':
          return send(effect)
        case 'amend':
          await store.amendLedger(key, effect.batch, effect.fence, effect.outcomes, sentBefore(effect))
          return { of: 'amend' }
        case 'rest': {
          const list = await workList()
          const keys = await list.rest(effect.cursor)
          const before = new Map([...list.before].map(([key, { outcome }]) => [key, outcome]))
          return { of: 'rest', keys, before }
        }
        case 'spawn':
          await spawn(effect.children)
          return { of: 'spawn' }
        case 'finish':
          return { of: 'finish', ok: await store.saveJob(effect.job) }
        case 'park': {
          const ok = await store.saveJob(effect.job)
          const delayMs = effect.wakeNow ? 0 : effect.job.notBeforeMs - clock.now()
          if (ok && delayMs <= soonMs) await ports.wakes.send(job.lane, [{ wake: wakeJob(job), delayMs }])
          return { of: 'park', ok }
        }
      }
    }

    /** Message ids of the batch whose outcomes an item carries. */
    const sentBefore = ({ batch }: { batch: number }): Sent | undefined =>
      machine.job.sent?.batch === batch - 1 ? machine.job.sent : undefined

    function takeTokens(people: number): Promise<boolean> {
      const left = opened?.left() ?? Number.POSITIVE_INFINITY
      return ports.bucket.take(people * parts, (people + left) * parts)
    }

    async function send(effect: Extract<Effect, { do: 'send' }>): Promise<Seen<Observation>> {
      const list = await workList()
      const recipients = effect.keys.flatMap((recipientKey, i) => {
        if (effect.preset[i] !== null) return []
        const { row, reader } = list.met(recipientKey)
        const message = pickMessage(messagesFor(plan!, reader), row.languages)
        const to = ports.openContact(row.contact)
        return [{ sub: row.id, to, message, place: i, ...(ports.leaveUrl && { leaveUrl: ports.leaveUrl(row.id) }) }]
      })
      const tag = `${jobName(key)}#${effect.batch}`
      const atMs = clock.now()
      const answers = await sender.send(recipients, { alert: published!.alert.identifier, alertId: key.alertId, tag })
      const sentTo = effect.keys.filter((_, i) => effect.preset[i] === null)
      const { outcomes: judged, stopCause } = judgeBatch(answers, await lookBeside(answers, sentTo, list))
      const messageIds = effect.keys.map(() => '')
      let at = 0
      const outcomes = effect.preset.map((preset, i) => {
        if (preset !== null) return preset
        const answer = answers[at]
        const outcome = judged[at++] ?? 'u'
        if (answer?.kind === 'handedOver') messageIds[i] = answer.messageId
        const isInDoubt = list.before.get(effect.keys[i]!)?.outcome === 'u'
        return sender.isRepeatedOnce && isInDoubt ? afterDoubt(outcome) : outcome
      })
      if (sender.isReceiptById) machine.job.sent = { batch: effect.batch, atMs, messageIds }
      report.tried += recipients.length
      report.handedOver += answers.filter(({ kind }) => kind === 'handedOver').length
      report.inDoubt += answers.filter(({ kind }) => kind === 'unknown').length
      report.failed += judged.filter((outcome) => outcome[0] === 'f').length
      report.stopCause = stopCause ?? report.stopCause
      return { of: 'send', outcomes, mustStop: stopCause !== null || permission === 'ask' }
    }

    async function lookBeside(
      answers: readonly SendOutcome[],
      sentTo: readonly string[],
      { before }: WorkList,
    ): Promise<Beside> {
      const isRefusedWhole =
        answers.some(({ kind }) => kind === 'failed') && !answers.some(({ kind }) => kind === 'handedOver')
      const jobs = isRefusedWhole ? await store.listJobs(key.alertId, key.channel) : []
      const takenAtMs = Math.max(...[machine.job, ...jobs].map((each) => each.takenAtMs ?? Number.NEGATIVE_INFINITY))
      return {
        tries: triesOf(key.kind),
        row: machine.row,
        refusedByMs: sentTo.map((each) => refusedBy(before.get(each))),
        takenAtMs: Number.isFinite(takenAtMs) ? takenAtMs : null,
        ...standing(jobs),
      }
    }

    /** Children exist before their parent is done, so that a crash in between repeats this step and loses nobody. */
    async function spawn(children: readonly Child[]): Promise<void> {
      const now = clock.now()
      const jobs = children.map((child) => childJob(job, child, now, Math.random() * jitterMs))
      for (const child of jobs) await store.createJob(child)
      const soon = jobs.filter((child) => child.notBeforeMs - now <= soonMs)
      await ports.wakes.send(
        job.lane,
        soon.map((child) => ({ wake: wakeJob(child), delayMs: child.notBeforeMs - now })),
      )
    }

    let effect = advance(machine, { of: 'start', atMs: clock.now() })
    while (effect.do !== 'quit') {
      const seen = await perform(effect)
      machine.isTimeUp = isTimeUp()
      effect = advance(machine, seen)
    }
    report.end = effect.because
    return report
  }

/** The dearest text of a plan decides what a token is worth: estimating too much only slows down. */
const partsOf = ({ messages, outsideMessages = {} }: Plan): number =>
  Math.max(...[messages, outsideMessages].flatMap((texts) => Object.values(texts).map(({ parts }) => parts)), 1)

/** In doubt the alert itself: who lies outside may be near. */
const messagesFor = ({ messages, outsideMessages }: Plan, reader: Reader): Record<string, RenderedMessage> =>
  (reader === 'outside' ? outsideMessages : undefined) ?? messages

/** The text in the first language of the resident that there is; the plan's first (Chinese) otherwise. */
export function pickMessage(messages: Record<string, RenderedMessage>, languages: readonly string[]): RenderedMessage {
  for (const language of languages) {
    const message = messages[language]
    if (message) return message
  }
  const first = Object.values(messages)[0]
  if (!first) throw new Error('the plan has no text')
  return first
}

/** How many an alert is meant for on a channel up to now, and who of them has no outcome yet. */
function standing(jobs: readonly Job[]): { meant: number; pending: number } {
  const sum = emptyTally()
  for (const { summary } of jobs) for (const tally of Object.values(summary)) addTally(sum, tally)
  return { meant: sum.meant, pending: pendingOf(sum) }
}

const refusedBy = (left: Left | undefined): number | undefined =>
  left && (isRefusedForNow(left.outcome) || left.outcome === 'u') ? left.knownAtMs : undefined
