/** The SMTP server of this machine: STARTTLS, a password, and whatever goes wrong with mail servers when asked to. */
import type { AddressInfo, Socket } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'
import { escapeHtml } from '../../functions/platform/html.ts'
import type { FaultMode, Faults } from './faults.ts'
import type { Handset } from './handset.ts'
import type { ProviderServer } from './provider-server.ts'
import { smtpCertificate, smtpKey } from './smtp-certificate.ts'

const user = 'fengsui'
const password = 'local'

export const smtpUrlAt = (port: number): string => `smtp://${user}:${password}@127.0.0.1:${port}`

/** Carries the CAP identifier. */
const alertHeader = 'X-Alert-Identifier'
/** Equal for all recipients of one text, so kept once. */
const sharedHeaders = new Set(['References', 'In-Reply-To', alertHeader])
/** A hanging client is what we are asked to be. */
const socketTimeoutMs = 600_000

export interface SmtpServerParts {
  handset: Handset
  now(): number
  takes(count: number): boolean
  faults: Faults
  /** Delay of every answer. */
  latencyMs: number
}

type Done = (error?: Error | null) => void

export async function startSmtpServer({ handset, now, takes, faults, latencyMs }: SmtpServerParts) {
  const sockets = new Map<number, Socket>()
  const silent = new Set<Socket>()
  const known = new Set<string>()
  /** What is to go wrong with the mail that each line is about. */
  const wrongWith = new Map<string, FaultMode | undefined>()
  let isRefusing = false

  const later = (answer: () => void): void => {
    if (latencyMs > 0) setTimeout(answer, latencyMs)
    else answer()
  }
  const socketOf = (session: SMTPServerSession): Socket | undefined => sockets.get(session.remotePort)

  const server = new SMTPServer({
    key: smtpKey,
    cert: smtpCertificate,
    logger: false,
    disableReverseLookup: true,
    socketTimeout: socketTimeoutMs,
    onAuth({ username, password: given }, _, done) {
      if (username === user && given === password) done(null, { user })
      else done(refusal(535, '5.7.8 wrong name or password'))
    },
    onMailFrom(_, session, done: Done) {
      const mode = faults.next('email')
      wrongWith.set(session.id, mode)
      if (mode === 'down' || isRefusing) socketOf(session)?.destroy()
      else if (mode === 'close') later(() => done(refusal(421, '4.3.2 closing the line, come again')))
      else later(done)
    },
    onRcptTo({ address }, session, done: Done) {
      const mode = wrongWith.get(session.id)
      const isNew = !known.has(address)
      known.add(address)
      later(() => {
        if (mode === 'throttle' || !takes(1)) done(refusal(451, '4.7.1 too many messages, slow down'))
        else if (mode === 'refuse') done(refusal(550, '5.7.1 message refused'))
        else if (mode === 'greylist' && isNew) done(refusal(451, '4.7.1 greylisted, come again later'))
        else done()
      })
    },
    onData(stream, session, done: Done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => receive(Buffer.concat(chunks), session, done))
    },
  })
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    const { remotePort = 0 } = socket
    sockets.set(remotePort, socket)
    socket.on('close', () => {
      sockets.delete(remotePort)
      silent.delete(socket)
    })
  })
  const port = await listen(0)
  return {
    port,
    refuse() {
      isRefusing = true
      server.server.close()
      for (const socket of sockets.values()) socket.destroy()
    },
    async reopen() {
      isRefusing = false
      if (!server.server.listening) await listen(port)
    },
    dropSilent() {
      for (const socket of silent) socket.resetAndDestroy()
    },
  } satisfies ProviderServer

  function receive(bytes: Buffer, session: SMTPServerSession, done: Done): void {
    const mode = wrongWith.get(session.id)
    const socket = socketOf(session)
    switch (mode) {
      case 'error':
        later(() => done(refusal(452, '4.3.1 no room just now')))
        return
      case 'timeout':
        if (socket) silent.add(socket)
        carryOutHalf(() => {})
        return
      case 'crash':
        carryOutHalf(() => socket?.resetAndDestroy())
        return
      case 'slow':
        keep(bytes, session, () => setTimeout(done, faults.slownessMs('email')))
        return
      default:
        keep(bytes, session, () => later(done))
    }

    function carryOutHalf(then: () => void): void {
      if (faults.isCarriedOut('email')) keep(bytes, session, then)
      else then()
    }
  }

  function keep(bytes: Buffer, session: SMTPServerSession, kept: () => void): void {
    const to = session.envelope.rcptTo[0]?.address ?? ''
    void PostalMime.parse(bytes).then((mail) => {
      const { shared, own, link } = headersOf(mail)
      const template = {
        subject: mail.subject ?? '',
        text: withoutLink(mail.text ?? '', link),
        html: withoutLink(mail.html ?? '', escapeHtml(link)),
        headers: shared,
        data: '',
      }
      const textId = handset.intern(JSON.stringify(template), (text) => text)
      const data = JSON.stringify({ leave: link })
      const alert = decodeURIComponent(shared[alertHeader] ?? '')
      handset.mails(textId, [{ to, data, headers: own }], alert, now(), kept)
    })
  }

  function listen(at: number): Promise<number> {
    return new Promise((resolve, reject) => {
      server.server.once('error', reject)
      server.server.listen(at, '127.0.0.1', () => {
        server.server.off('error', reject)
        resolve((server.server.address() as AddressInfo).port)
      })
    })
  }
}

/** Headers shared by all who get the text and those of one alone, and the link that stands in the text for them. */
function headersOf({ headers }: Email) {
  const shared: Record<string, string> = {}
  const own: Record<string, string> = {}
  for (const { originalKey, value } of headers) (sharedHeaders.has(originalKey) ? shared : own)[originalKey] = value
  return { shared, own, link: /^<(.*)>$/.exec(own['List-Unsubscribe'] ?? '')?.[1] ?? '' }
}

/** As the templates of the handset have it, so that one text is kept once. */
const withoutLink = (text: string, link: string): string => (link === '' ? text : text.replaceAll(link, '{{leave}}'))

const refusal = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode })
