/** The product as a process of its own: the local cloud on a folder of its own, spoken to over HTTP as anybody would. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Colour } from '../../functions/alerts/alert.ts'
import type { Subscriber } from '../../functions/subscribers/subscriber.ts'
import { type Channel, county, sender } from './bench-alert.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** A morning: nobody's quiet hours are on. */
const startsAt = '2026-07-01T09:00:00+08:00'
const pageSize = 1000
/** So long without a call, and nothing is in hand any more. */
const quietMs = 1500

/** Lambda and operation, `…DeliverSmsRed… dynamodb PutItem` → how often. */
export type Calls = Record<string, number>

export interface CloudOptions {
  folder: string
  latencyMs?: number | undefined
  /** SMS parts, or e-mail recipients, per second. */
  rate?: number | undefined
  /** E-mail goes by SMTP, over so many lines. */
  smtpLines?: number | undefined
  /** Where a CPU profile of the product is written when it stops. */
  profileFolder?: string | undefined
}

/** One entry of the inbox, as far as the bench looks at it. */
export interface Got {
  to: string
  atMs: number
  body: string
}

export interface Cloud {
  pid: number
  /** Its clock minus ours. */
  clockOffsetMs: number
  fill(request: { count: number; channel: Channel; colour?: Colour | undefined }): Promise<Subscriber[]>
  post(cap: string): Promise<void>
  /** From here on the provider says nothing of what it took. */
  loseReceipts(channel: Channel): Promise<void>
  isListed(identifier: string): Promise<boolean>
  total(channel: Channel, identifier: string): Promise<number>
  inbox(channel: Channel, identifier: string): Promise<Got[]>
  isComplete(identifier: string): Promise<boolean>
  /** Calls to AWS since the start, once there are no more; without the pollers', which the event source mapping makes on AWS. */
  calls(): Promise<Calls>
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const child = spawnCloud(options)
  const origin = await originOf(child)
  const { access_token: token } = await ask<{ access_token: string }>('POST', '/_local/token', '', {
    sub: sender.sender,
    groups: ['sender'],
  })
  return {
    pid: child.pid!,
    clockOffsetMs: await clockOffset(),
    async fill({ count, channel, colour }) {
      await ask('POST', '/_local/subscribers', '', { count, county: county.code, seed: 1, channels: [channel], colour })
      const people: Subscriber[] = []
      for (let next: string | null = ''; next !== null; ) {
        const path = `/_local/subscribers?limit=${pageSize}&after=${encodeURIComponent(next)}`
        const page: { subscribers: Subscriber[]; next: string | null } = await ask('GET', path)
        people.push(...page.subscribers)
        next = page.next
      }
      return people
    },
    async post(cap) {
      const headers = { 'content-type': 'application/cap+xml', authorization: `Bearer ${token}` }
      const response = await fetch(`${origin}/api/cap`, { method: 'POST', headers, body: cap })
      const text = await response.text()
      if (response.status !== 202 || !text.includes('"published"')) throw new Error(`POST /api/cap answered ${text}`)
    },
    async loseReceipts(channel) {
      await ask('POST', '/_local/faults', '', { channel, mode: 'receipts', how: 'lost' })
    },
    async isListed(identifier) {
      const response = await fetch(`${origin}/alerts/active.json`)
      return (await response.text()).includes(`"${identifier}"`)
    },
    total: async (channel, identifier) => (await inboxPage(channel, identifier, 1, 0)).total,
    async inbox(channel, identifier) {
      const got: Got[] = []
      for (let next: string | null = '0'; next !== null; ) {
        const page = await inboxPage(channel, identifier, pageSize, Number(next))
        for (const { to, at, body } of page.messages) got.push({ to, atMs: Date.parse(at), body })
        next = page.next
      }
      return got
    },
    async isComplete(identifier) {
      const path = `/api/alerts/${encodeURIComponent(identifier)}/delivery`
      return (await ask<{ complete: boolean }>('GET', path, token)).complete
    },
    async calls() {
      for (let [before, sinceMs] = [await count(), performance.now()]; ; await sleep(100)) {
        const now = await count()
        if (sum(now) !== sum(before)) [before, sinceMs] = [now, performance.now()]
        else if (performance.now() - sinceMs >= quietMs) return now
      }
    },
    async stop() {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }

  async function ask<T>(method: string, path: string, bearer = '', body?: unknown): Promise<T> {
    const response = await fetch(`${origin}${path}`, {
      method,
      ...(bearer && { headers: { authorization: `Bearer ${bearer}` } }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return (await response.json()) as T
  }

  function inboxPage(channel: Channel, identifier: string, limit: number, after: number) {
    const query = `channel=${channel}&alert=${encodeURIComponent(identifier)}&limit=${limit}&after=${after}`
    return ask<{ messages: { to: string; at: string; body: string }[]; total: number; next: string | null }>(
      'GET',
      `/_local/inbox?${query}`,
    )
  }

  /** From the quickest of some answers. */
  async function clockOffset(): Promise<number> {
    let best = { offsetMs: 0, tookMs: Number.POSITIVE_INFINITY }
    for (let i = 0; i < 10; i++) {
      const sent = Date.now()
      const { now } = await ask<{ now: string }>('GET', '/_local/clock')
      const tookMs = Date.now() - sent
      if (tookMs < best.tookMs) best = { offsetMs: Date.parse(now) - sent - tookMs / 2, tookMs }
    }
    return best.offsetMs
  }

  async function count(): Promise<Calls> {
    const answer = once(child, 'message')
    child.send('calls')
    const [all] = (await answer) as [Record<string, Calls>]
    return Object.fromEntries(
      Object.entries(all).flatMap(([lambda, calls]) =>
        Object.entries(calls)
          .filter(([operation]) => !/^sqs (Receive|Delete)/.test(operation))
          .map(([operation, count]) => [`${lambda} ${operation}`, count]),
      ),
    )
  }
}

export const sum = (calls: Calls): number => Object.values(calls).reduce((total, each) => total + each, 0)

function spawnCloud({ folder, latencyMs = 0, rate, smtpLines, profileFolder }: CloudOptions): ChildProcess {
  const profiling = profileFolder ? ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`] : []
  const counting = ['--import', new URL('count-calls.ts', import.meta.url).href]
  const child = spawn(process.execPath, [...profiling, ...counting, 'infra/local/start.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      ...process.env,
      PORT: '0',
      COUNTY: county.code,
      NOW: startsAt,
      DATA_DIR: folder,
      FRESH: '0',
      QUIET: '1',
      DEMO: '0',
      PROVIDER_LATENCY_MS: String(latencyMs),
      ...(smtpLines !== undefined && { EMAIL_PROVIDER: 'smtp', SMTP_CONNECTIONS: String(smtpLines) }),
      ...(rate !== undefined && { PROVIDER_RATE: String(rate) }),
    },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  return child
}

async function originOf(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const [, origin] = /^ready (\S+)$/.exec(line) ?? []
    if (origin) return origin
  }
  throw new Error('the local cloud did not start; its last words are above')
}
