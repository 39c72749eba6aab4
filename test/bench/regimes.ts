/** What is measured: limited by the processor, limited by the provider, and red behind blue. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Channel, capOf, makeAlert, renderFor } from './bench-alert.ts'
import { startCloud } from './cloud.ts'
import type { Directories, FilledDirectory } from './directories.ts'
import { type SentBare, sendBare } from './send-bare.ts'
import { checkRecipients, spanOf, untilAllHave, type Warned, warnOnce } from './warn-once.ts'

export interface CpuBound {
  channel: Channel
  count: number
  /** One of each per round. */
  product: Warned[]
  bare: SentBare[]
}

/** Mail by SMTP: the product beside a bare loop of nodemailer with as many lines. */
export interface BySmtp extends CpuBound {
  smtp: { lines: number; latencyMs: number }
}

export interface RunSettings {
  directories: Directories
  rounds: number
  profileFolder?: string | undefined
  /** Tells what is going on, on a line of its own. */
  say(text: string): void
}

/** Product and bare loop in ABBA order: whatever drifts on the machine meets both. */
export async function measureCpuBound(
  channel: Channel,
  count: number,
  settings: RunSettings,
  smtp?: BySmtp['smtp'],
): Promise<CpuBound> {
  const { directories, rounds, profileFolder, say } = settings
  const directory = await directories.fill(count, channel)
  const result: CpuBound = { channel, count, product: [], bare: [] }
  const { expected, people } = directory
  const runProduct = async (): Promise<void> => {
    const warned = await directory.withCopy((folder) =>
      warnOnce({ folder, channel, expected, profileFolder, smtpLines: smtp?.lines, latencyMs: smtp?.latencyMs }),
    )
    say(`${channel} ${count}: product ${warned.perSecond.toFixed(0)}/s`)
    result.product.push(warned)
  }
  const runBare = async (): Promise<void> => {
    const sent = await sendBare(directories.newFolder(), channel, people, smtp)
    say(`${channel} ${count}: bare loop ${sent.perSecond.toFixed(0)}/s`)
    result.bare.push(sent)
  }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [runProduct, runBare] : [runBare, runProduct]
    for (const run of order) await run()
    const [warned, sent] = [result.product.at(-1)!, result.bare.at(-1)!]
    if (warned.recipients.join() !== sent.recipients.join())
      throw new Error('the two sinks do not hold the same people')
  }
  directory.remove()
  return result
}

export interface Receipts {
  channel: Channel
  count: number
  /** One of each per round: the provider says nothing of what it took, or of each. */
  without: Warned[]
  with: Warned[]
}

/** What it costs to count what providers say of the messages they took. */
export async function measureReceipts(channel: Channel, count: number, settings: RunSettings): Promise<Receipts> {
  const directory = await settings.directories.fill(count, channel)
  const result: Receipts = { channel, count, without: [], with: [] }
  const run = async (hasReceipts: boolean): Promise<void> => {
    const { expected } = directory
    const warned = await directory.withCopy((folder) => warnOnce({ folder, channel, expected, hasReceipts }))
    settings.say(`${channel} ${count}: ${hasReceipts ? 'with' : 'without'} receipts ${warned.perSecond.toFixed(0)}/s`)
    result[hasReceipts ? 'with' : 'without'].push(warned)
  }
  for (let round = 0; round < settings.rounds; round++) {
    for (const hasReceipts of round % 2 === 0 ? [false, true] : [true, false]) await run(hasReceipts)
  }
  directory.remove()
  return result
}

/** At 0 ms the processor decides, at more the lines do. */
export async function measureBySmtp(count: number, smtp: BySmtp['smtp'], settings: RunSettings): Promise<BySmtp> {
  return { ...(await measureCpuBound('email', count, settings, smtp)), smtp }
}

export interface ProviderBound {
  channel: Channel
  count: number
  recipientsPerSecond: number
  product: Warned[]
}

const boundLatencyMs = 50

/** What AWS looks like: a provider that is far and takes no more than it says; a text of two parts counts twice. */
export async function measureProviderBound(
  channel: Channel,
  count: number,
  recipientsPerSecond: number,
  { directories, rounds, say }: RunSettings,
): Promise<ProviderBound> {
  const directory = await directories.fill(count, channel)
  const { expected } = directory
  const { parts } = renderFor(channel, makeAlert('red', Date.now()), 'http://127.0.0.1')
  const result: ProviderBound = { channel, count, recipientsPerSecond, product: [] }
  for (let round = 0; round < rounds; round++) {
    const warned = await directory.withCopy((folder) =>
      warnOnce({ folder, channel, expected, latencyMs: boundLatencyMs, rate: recipientsPerSecond * parts }),
    )
    say(`${channel} ${count} at ${recipientsPerSecond}/s: last after ${(warned.lastMs / 1000).toFixed(1)} s`)
    result.product.push(warned)
  }
  directory.remove()
  return result
}

export interface Overtaking {
  count: number
  aloneMs: number[]
  behindBlueMs: number[]
}

/** Blue to everybody, then red to the same once half have blue; beside red alone. Blue still reaches all. */
export async function measureOvertaking(count: number, settings: RunSettings): Promise<Overtaking> {
  const { directories, rounds, say } = settings
  const channel = 'sms'
  const directory = await directories.fill(count, channel, 'blue')
  const { expected } = directory
  const result: Overtaking = { count, aloneMs: [], behindBlueMs: [] }
  const runAlone = async (): Promise<void> => {
    const { lastMs } = await directory.withCopy((folder) => warnOnce({ folder, channel, expected, hasReceipts: true }))
    say(`red alone to ${count}: last after ${(lastMs / 1000).toFixed(1)} s`)
    result.aloneMs.push(lastMs)
  }
  const runBehind = async (): Promise<void> => {
    const lastMs = await directory.withCopy((folder) => redBehindBlue(folder, directory))
    say(`red behind blue to ${count}: last after ${(lastMs / 1000).toFixed(1)} s`)
    result.behindBlueMs.push(lastMs)
  }
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? [runAlone, runBehind] : [runBehind, runAlone]
    for (const run of order) await run()
  }
  directory.remove()
  return result
}

async function redBehindBlue(folder: string, { expected }: FilledDirectory): Promise<number> {
  const cloud = await startCloud({ folder })
  try {
    const nowMs = Date.now() + cloud.clockOffsetMs
    const blue = makeAlert('blue', nowMs)
    await cloud.post(capOf(blue))
    while ((await cloud.total('sms', blue.identifier)) < expected.size / 2) await sleep(50)
    const red = makeAlert('red', nowMs)
    const postedMs = Date.now() + cloud.clockOffsetMs
    await cloud.post(capOf(red))
    await untilAllHave(cloud, 'sms', red.identifier, expected.size)
    const got = await cloud.inbox('sms', red.identifier)
    checkRecipients(got, expected)
    await untilAllHave(cloud, 'sms', blue.identifier, expected.size)
    checkRecipients(await cloud.inbox('sms', blue.identifier), expected)
    return spanOf(got).lastAtMs - postedMs
  } finally {
    await cloud.stop()
  }
}
