/** A mail server that can be slow, sparing or strict at each step, and that remembers what it saw. */
import type { AddressInfo, Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { onTestFinished } from 'vitest'
import { makeSmtpSender } from '../../functions/senders/send-email-smtp.ts'
import type { Sender } from '../../functions/senders/sender.ts'
import { smtpCertificate, smtpKey } from '../../infra/local/smtp-certificate.ts'

type Step = 'from' | 'to' | 'dot'

export interface RelayOptions {
  /** Milliseconds before a step is answered. */
  slow?: Partial<Record<Step, number>>
  /** The answer to the n-th time of a step (from 0), where it is no yes. */
  refuses?: (step: Step, nth: number, to: string) => [code: number, text: string] | undefined
  /** More lines than these are turned away with 421. */
  maxLines?: number
  /** Breaks the line instead of answering the n-th text (from 0), which it has taken. */
  breaksAt?: number
  /** Offers STARTTLS, with a certificate of its own. */
  tls?: boolean
  password?: string
}

export interface Relay {
  port: number
  /** Taken, answered or not. */
  taken: { to: string; mail: Email; bytes: Buffer; isSecure: boolean; line: string }[]
  logins: number
  /** Most lines at the same time. */
  most: number
  /** Breaks the lines that are open. */
  hangUp(): void
  /** A sender that is told about this server; for the password it may be told another. */
  sender(options?: Partial<Parameters<typeof makeSmtpSender>[0]> & { password?: string; host?: string }): Sender
}

export async function startRelay({ slow = {}, refuses, maxLines, breaksAt, tls, password }: RelayOptions = {}) {
  const sockets = new Set<Socket>()
  const welcome = new Set<string>()
  const times: Record<Step, number> = { from: 0, to: 0, dot: 0 }
  async function answer(step: Step, to: string, done: (error?: Error | null) => void): Promise<void> {
    const refusal = refuses?.(step, times[step]++, to)
    await sleep(slow[step] ?? 0)
    done(refusal ? Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }) : null)
  }
  const server = new SMTPServer({
    authOptional: password === undefined,
    logger: false,
    ...(tls ? { key: smtpKey, cert: smtpCertificate } : { disabledCommands: ['STARTTLS'] }),
    allowInsecureAuth: true,
    closeTimeout: 1,
    onConnect({ id }, done) {
      const isTooMany = maxLines !== undefined && welcome.size >= maxLines
      if (!isTooMany) welcome.add(id)
      done(isTooMany ? Object.assign(new Error('4.7.0 too many connections'), { responseCode: 421 }) : null)
    },
    onClose: ({ id }) => void welcome.delete(id),
    onAuth(given, _, done) {
      relay.logins++
      if (given.password === password) done(null, { user: given.username })
      else done(Object.assign(new Error('5.7.8 no'), { responseCode: 535 }))
    },
    onMailFrom: (_, __, done) => void answer('from', '', done),
    onRcptTo: ({ address }, _, done) => void answer('to', address, done),
    onData(stream, session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        const to = session.envelope.rcptTo[0]?.address ?? ''
        const bytes = Buffer.concat(chunks)
        const mail = await PostalMime.parse(bytes)
        relay.taken.push({ to, mail, bytes, isSecure: session.secure, line: session.id })
        if (relay.taken.length - 1 === breaksAt) relay.hangUp()
        else await answer('dot', to, done)
      })
    },
  })
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    relay.most = Math.max(relay.most, sockets.size)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  const relay: Relay = {
    port,
    taken: [],
    logins: 0,
    most: 0,
    hangUp() {
      for (const socket of sockets) socket.destroy()
    },
    sender({ password: told = password, host = '127.0.0.1', ...options } = {}) {
      const login = told === undefined ? '' : `desk:${encodeURIComponent(told)}@`
      return makeSmtpSender({ url: `smtp://${login}${host}:${port}`, from: 'yj@example.gov.cn', ...options })
    },
  }
  onTestFinished(async () => {
    relay.hangUp()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return relay
}
