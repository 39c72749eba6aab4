/** Runs the bare loop in its own process and measures it as the product is measured. */
import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { leaveUrl } from '../../functions/subscribers/leave.ts'
import type { Subscriber } from '../../functions/subscribers/subscriber.ts'
import { parseSettings } from '../../infra/settings.ts'
import type { BareWord, BareWork } from './bare-loop.ts'
import { type Channel, makeAlert, renderFor } from './bench-alert.ts'
import { meterCpu, peakMbOf } from './process-figures.ts'
import { checkRecipients, spanOf } from './warn-once.ts'

export interface SentBare {
  recipients: string[]
  lastMs: number
  perSecond: number
  peakMb: number
  cpuSeconds: number
  /** The sink. */
  childrenCpuSeconds: number
}

/** Whatever profile the person at this machine uses, the SDK finds these. */
const awsEnvironment = {
  PATH: process.env.PATH,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
}
const siteUrl = 'http://127.0.0.1:8787'
const settings = parseSettings({})
/** As many as a red warning has. */
const workers: Record<Channel, number> = { sms: settings.smsRedWorkers, email: settings.emailRedWorkers }
/** As long as a real one. */
const vault = { leaveToken: (sub: string) => Buffer.from(`${'-'.repeat(18)}${sub}`).toString('base64url') }

/** Sends the warning's text to these people; everything lies in `folder`, which is removed again. */
export async function sendBare(
  folder: string,
  channel: Channel,
  people: readonly Subscriber[],
  smtp?: BareWork['smtp'],
): Promise<SentBare> {
  mkdirSync(folder)
  const file = join(folder, 'work.json')
  writeFileSync(file, JSON.stringify({ ...workFor(channel, people), smtp }))
  const child = fork(fileURLToPath(new URL('bare-loop.ts', import.meta.url)), [file], {
    execArgv: [],
    env: awsEnvironment,
  })
  try {
    await hear(child, 'ready')
    const cpu = meterCpu(child.pid!)
    const through = hear(child, 'through')
    child.send('go')
    const { startedAtMs } = await through
    const [cpuSeconds, childrenCpuSeconds] = [cpu.own(), cpu.children()]
    const peakMb = peakMbOf(child.pid!)
    const telling = hear(child, 'got')
    child.send('tell')
    const { entries } = await telling
    const recipients = checkRecipients(entries, new Set(people.map(({ channels }) => channels[channel]!)))
    const lastMs = spanOf(entries).lastAtMs - startedAtMs
    const perSecond = (recipients.length / lastMs) * 1000
    return { recipients, lastMs, perSecond, peakMb, cpuSeconds, childrenCpuSeconds }
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
}

function workFor(channel: Channel, people: readonly Subscriber[]): BareWork {
  const alert = makeAlert('red', Date.now())
  return {
    channel,
    workers: workers[channel],
    alert: alert.identifier,
    from: settings.emailFrom,
    message: renderFor(channel, alert, siteUrl),
    people: people.map(({ id, channels }) => ({
      sub: id,
      to: channels[channel]!,
      ...(channel === 'email' && { leaveUrl: leaveUrl(siteUrl, vault, id, channel) }),
    })),
  }
}

/** The next word of this kind; rejects when the process ends first. */
function hear<S extends BareWord['say']>(child: ChildProcess, say: S): Promise<Extract<BareWord, { say: S }>> {
  return new Promise((resolve, reject) => {
    const onWord = (word: unknown): void => {
      if ((word as BareWord).say !== say) return
      child.off('message', onWord)
      resolve(word as Extract<BareWord, { say: S }>)
    }
    child.on('message', onWord)
    child.once('exit', () => reject(new Error('the bare loop ended; its last words are above')))
  })
}
