/** One warning from the POST to the last recipient, timed at the sink and checked person by person. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Channel, capOf, makeAlert, renderFor } from './bench-alert.ts'
import { type Calls, type Cloud, type CloudOptions, type Got, startCloud, sum } from './cloud.ts'
import { meterCpu, peakMbOf } from './process-figures.ts'

export interface Warned {
  recipients: string[]
  acceptedMs: number
  visibleMs: number
  firstMs: number
  lastMs: number
  perSecond: number
  peakMb: number
  cpuSeconds: number
  /** Emulators and providers. */
  childrenCpuSeconds: number
  /** Operation → how often, by the Lambdas of this channel. */
  calls: Calls
  /** By all others: acceptance, web, sweepers, the channel nobody here has. */
  otherCalls: number
  callsPerRecipient: number
}

export interface WarnOptions extends CloudOptions {
  channel: Channel
  expected: ReadonlySet<string>
  /** Whether the provider says what became of messages: nobody says that to a bare loop. */
  hasReceipts?: boolean
}

/** Nobody more for so long means that nobody more will come. */
const patienceMs = 60_000
const lookEveryMs = 250

/** Sends a red warning to everybody in the folder's directory, and stops the cloud again. */
export async function warnOnce({ channel, expected, hasReceipts = false, ...options }: WarnOptions): Promise<Warned> {
  const cloud = await startCloud(options)
  try {
    if (!hasReceipts) await cloud.loseReceipts(channel)
    const alert = makeAlert('red', Date.now() + cloud.clockOffsetMs)
    const { identifier } = alert
    const before = await cloud.calls()
    const cpu = meterCpu(cloud.pid)
    const postedMs = Date.now()
    await cloud.post(capOf(alert))
    const acceptedMs = Date.now() - postedMs
    const visible = whenListed(cloud, identifier)
    await untilAllHave(cloud, channel, identifier, expected.size)
    const visibleMs = (await visible) - postedMs
    const [cpuSeconds, childrenCpuSeconds] = [cpu.own(), cpu.children()]
    const peakMb = peakMbOf(cloud.pid)
    const all = difference(await cloud.calls(), before)
    const calls = ownCalls(all, channel)
    if (!(await cloud.isComplete(identifier))) throw new Error('everybody has it, but the report is not complete')

    const got = await cloud.inbox(channel, identifier)
    const recipients = checkRecipients(got, expected)
    const texts = new Set(
      ['zh-CN', 'en'].map((language) => renderFor(channel, alert, 'http://127.0.0.1', language).text),
    )
    const strange = channel === 'sms' && got.find(({ body }) => !texts.has(body))
    if (strange) throw new Error(`no renderer makes the text that was sent: ${strange.body}`)
    const { firstAtMs, lastAtMs } = spanOf(got)
    const startMs = postedMs + cloud.clockOffsetMs
    return {
      recipients,
      acceptedMs,
      visibleMs,
      firstMs: firstAtMs - startMs,
      lastMs: lastAtMs - startMs,
      perSecond: (recipients.length / (lastAtMs - startMs)) * 1000,
      peakMb,
      cpuSeconds,
      childrenCpuSeconds,
      calls,
      otherCalls: sum(all) - sum(calls),
      callsPerRecipient: sum(calls) / recipients.length,
    }
  } finally {
    await cloud.stop()
  }
}

async function whenListed(cloud: Cloud, identifier: string): Promise<number> {
  while (!(await cloud.isListed(identifier))) await sleep(25)
  return Date.now()
}

/** Resolves once `count` people have it; throws when no more come. */
export async function untilAllHave(cloud: Cloud, channel: Channel, identifier: string, count: number): Promise<void> {
  let [total, changedMs] = [-1, performance.now()]
  for (;;) {
    const now = await cloud.total(channel, identifier)
    if (now >= count) return
    if (now !== total) [total, changedMs] = [now, performance.now()]
    else if (performance.now() - changedMs > patienceMs) {
      throw new Error(`only ${now} of ${count} had ${channel} after ${patienceMs / 1000} s without another`)
    }
    await sleep(lookEveryMs)
  }
}

/** The recipients, sorted; throws unless they are exactly those expected, each once. */
export function checkRecipients(got: readonly Pick<Got, 'to'>[], expected: ReadonlySet<string>): string[] {
  const distinct = new Set(got.map(({ to }) => to))
  const missing = [...expected].filter((to) => !distinct.has(to)).length
  const strangers = [...distinct].filter((to) => !expected.has(to)).length
  const repeats = got.length - distinct.size
  if (missing + strangers + repeats > 0) {
    throw new Error(`${missing} missing, ${strangers} not meant, ${repeats} repeated of ${expected.size} recipients`)
  }
  return [...distinct].sort()
}

export function spanOf(got: readonly Pick<Got, 'atMs'>[]): { firstAtMs: number; lastAtMs: number } {
  let [firstAtMs, lastAtMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { atMs } of got) {
    firstAtMs = Math.min(firstAtMs, atMs)
    lastAtMs = Math.max(lastAtMs, atMs)
  }
  return { firstAtMs, lastAtMs }
}

export const difference = (after: Calls, before: Calls): Calls =>
  Object.fromEntries(
    Object.entries(after)
      .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  )

/** Of the channel's own Lambdas, which plan, send and record; by operation. */
function ownCalls(all: Calls, channel: Channel): Calls {
  const own: Calls = {}
  for (const [name, count] of Object.entries(all)) {
    const [lambda = '', ...operation] = name.split(' ')
    if (!lambda.toLowerCase().includes(`deliver${channel}`)) continue
    own[operation.join(' ')] = (own[operation.join(' ')] ?? 0) + count
  }
  return own
}
