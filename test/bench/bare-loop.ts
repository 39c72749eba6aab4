/**
 * The least that can be done: a process that hands ready messages to a provider in a process of its own, with the product's
 * adapter and as many workers, and nothing else. It waits for `go`, tells when it is through, and what the sink has.
 */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { makeSesSender } from '../../functions/delivery/send/send-email-ses.ts'
import { makeSnsSmsSender } from '../../functions/delivery/send/send-sms-sns.ts'
import type { RenderedMessage } from '../../functions/delivery/send/sender.ts'
import { startChild } from '../../infra/local/child.ts'
import type { Providers } from '../../infra/local/providers.ts'
import type { Channel } from './bench-alert.ts'

/** What the file named on the command line holds. */
export interface BareWork {
  channel: Channel
  workers: number
  alert: string
  from: string
  message: RenderedMessage
  people: { sub: string; to: string; leaveUrl?: string }[]
}

export type BareWord =
  | { say: 'ready' }
  | { say: 'through'; startedAtMs: number }
  | { say: 'got'; entries: { to: string; atMs: number }[] }

const batchSize = 50
const path = process.argv[2] ?? ''
const work = JSON.parse(readFileSync(path, 'utf8')) as BareWork
const providers = startChild<Providers>('./providers.ts', () => process.exit(1))
const ports = await providers.calls.start({
  dataDir: dirname(path),
  bucketsPort: 0,
  siteBuckets: [],
  clockOffsetMs: 0,
  latencyMs: 0,
})
const endpoint = `http://127.0.0.1:${ports[work.channel]}`
const sender = work.channel === 'sms' ? makeSnsSmsSender({ endpoint }) : makeSesSender({ from: work.from, endpoint })
const say = (word: BareWord): void => void process.send?.(word)

process.on('message', async (word) => {
  if (word === 'go') {
    const startedAtMs = Date.now()
    await sendAll()
    say({ say: 'through', startedAtMs })
  }
  if (word === 'tell') say({ say: 'got', entries: await entries() })
})
process.once('disconnect', () => process.exit(0))
say({ say: 'ready' })

async function sendAll(): Promise<void> {
  const recipients = work.people.map((person) => ({ ...person, message: work.message }))
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < recipients.length) {
      const batch = recipients.slice(next, next + batchSize)
      next += batchSize
      const outcomes = await sender.send(batch, { alert: work.alert, tag: `main#0#${next}` })
      const failed = outcomes.find(({ kind }) => kind !== 'handedOver')
      if (failed) throw new Error(`the sink answered ${JSON.stringify(failed)}`)
    }
  }
  await Promise.all(Array.from({ length: work.workers }, worker))
}

async function entries(): Promise<{ to: string; atMs: number }[]> {
  const all: { to: string; atMs: number }[] = []
  for (let next: string | null = '0'; next !== null; ) {
    const page = await providers.calls.inbox({ limit: 1000, after: Number(next) })
    for (const { to, at } of page.messages) all.push({ to, atMs: Date.parse(at) })
    next = page.next
  }
  return all
}
