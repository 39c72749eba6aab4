/**
 * The least that can be done: a process that hands ready messages to a provider in a process of its own, with the product's
 * adapter and as many workers, and nothing else; by SMTP not even with our adapter, but with what everybody uses. It waits
 * for `go`, tells when it is through, and what the sink has.
 */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createTransport } from 'nodemailer'
import { makeSesSender } from '../../functions/senders/send-email-ses.ts'
import { makeSnsSmsSender } from '../../functions/senders/send-sms-sns.ts'
import { leavePlaceholder, type RenderedMessage, type Sender } from '../../functions/senders/sender.ts'
import { startChild } from '../../infra/local/child.ts'
import { makeMasterKey } from '../../infra/local/data-folder.ts'
import type { Providers } from '../../infra/local/providers.ts'
import { smtpCertificate } from '../../infra/local/smtp-certificate.ts'
import { smtpUrlAt } from '../../infra/local/smtp-server.ts'
import type { Channel } from './bench-alert.ts'

/** What the file named on the command line holds. */
export interface BareWork {
  channel: Channel
  workers: number
  alert: string
  from: string
  message: RenderedMessage
  /** E-mail by SMTP, over so many lines to a server that takes so long for each answer. */
  smtp?: { lines: number; latencyMs: number }
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
makeMasterKey(dirname(path))
const ports = await providers.calls.start({
  dataDir: dirname(path),
  bucketsPort: 0,
  siteBuckets: [],
  clockOffsetMs: 0,
  emailProvider: work.smtp ? 'smtp' : 'ses',
  latencyMs: work.smtp?.latencyMs ?? 0,
})
const sender = openSender()
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

function openSender(): Sender {
  if (work.smtp) return nodemailer(work.smtp.lines)
  const endpoint = `http://127.0.0.1:${ports[work.channel]}`
  return work.channel === 'sms' ? makeSnsSmsSender({ endpoint }) : makeSesSender({ from: work.from, endpoint })
}

/** The pool of nodemailer as its manual shows it. */
function nodemailer(maxConnections: number): Sender {
  const transport = createTransport({
    pool: true,
    maxConnections,
    maxMessages: Number.POSITIVE_INFINITY,
    url: smtpUrlAt(ports.email),
    tls: { ca: smtpCertificate },
  })
  return {
    send: (recipients) =>
      Promise.all(
        recipients.map(async ({ to, leaveUrl = '', message }) => {
          const { messageId } = await transport.sendMail({
            from: work.from,
            to,
            subject: message.subject ?? '',
            text: message.text.replaceAll(leavePlaceholder, leaveUrl),
            html: message.html?.replaceAll(leavePlaceholder, leaveUrl),
            headers: {
              ...message.headers,
              'List-Unsubscribe': `<${leaveUrl}>`,
              'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
            },
          })
          return { kind: 'handedOver', messageId }
        }),
      ),
  }
}

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
