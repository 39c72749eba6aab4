import { asciiAddress, composeMail, messageIdOf } from './compose-mail.ts'
import { ourFault } from './our-fault.ts'
import type { Recipient, SendContext, Sender, SendOutcome } from './sender.ts'
import { type HandOver, type Line, makeLines, type Patience, type Relay } from './smtp-lines.ts'

interface SmtpOptions {
  /** `smtp://user:password@host:port`, `smtps://…` for TLS from the first byte. */
  url: string
  from: string
  /** Lines to the server at once. */
  connections?: number | undefined
  /** PEM of the authority that vouches for the server, where no public one does. */
  ca?: string | undefined
  /** For tests. */
  patience?: Partial<BatchPatience>
}

interface BatchPatience extends Patience {
  /** No mail begins later than this after its batch; what has begun is seen to its end. */
  beginsWithinMs: number
}

/** Why so long, and what follows from it: decision 0012. */
const usualPatience: BatchPatience = { beginsWithinMs: 8_000, beforeTextMs: 15_000, afterTextMs: 60_000 }
/** Part of `beforeTextMs`: there is some left to log in and to ask. */
const connectWithinMs = 10_000
/** Timers fire late, and lines are told to forget a refused mail. */
const slackMs = 2_000

/**
 * E-mail by any SMTP server. What has not begun when the batch's time is over was not sent and may be tried again; what
 * the server was given and said nothing about is in doubt. Where it bears fewer lines than `connections`, fewer are used.
 */
export function makeSmtpSender({ url, from, connections = 10, ca, patience: other }: SmtpOptions): Sender {
  const patience = { ...usualPatience, ...other }
  const relay = relayAt(url, ca, patience)
  const lines = makeLines(connections, relay)

  async function handOver(recipient: Recipient, context: SendContext, line: Line): Promise<HandOver> {
    try {
      const bytes = await composeMail(recipient, from, context)
      return await line.handOver({ from: asciiAddress(from), to: asciiAddress(recipient.to), bytes })
    } catch (error) {
      // The text or the settings cannot be made a mail of: nobody is to be given up for it.
      return { taken: false, error: { code: 'ECONFIG', cause: error }, mayHaveIt: false, neverOpen: false }
    }
  }

  return {
    worstBatchMs: patience.beginsWithinMs + patience.beforeTextMs + patience.afterTextMs + slackMs,
    isRepeatedOnce: true,
    async send(recipients, context) {
      const endMs = performance.now() + patience.beginsWithinMs
      const outcomes: SendOutcome[] = []
      const places = [...recipients.keys()]
      /** Lines that could not be opened while others were: tried again with the next batch. */
      const tooMany: Line[] = []
      let stop: SendOutcome | undefined

      async function work(): Promise<void> {
        for (;;) {
          const line = await lines.take(endMs)
          if (!line) return
          const place = stop || performance.now() >= endMs ? undefined : places.shift()
          if (place === undefined) {
            lines.give(line)
            return
          }
          const recipient = recipients[place]!
          const result = await handOver(recipient, context, line)
          const outcome = outcomeOf(result, messageIdOf(recipient, from, context))
          if (isForLackOfRoom(result, outcome) && lines.areThere()) {
            places.unshift(place)
            tooMany.push(line)
            return
          }
          lines.give(line)
          outcomes[place] = outcome
          if (outcome.kind === 'stop') stop = outcome
        }
      }

      await Promise.all(Array.from({ length: Math.min(connections, recipients.length) }, work))
      for (const line of tooMany) lines.give(line)
      const notBegun: SendOutcome = stop ?? { kind: 'retry', cause: 'unavailable' }
      return recipients.map((_, place) => outcomes[place] ?? notBegun)
    },
  }
}

function relayAt(url: string, ca: string | undefined, patience: Patience): Relay {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
  return {
    patience,
    options: {
      host: hostname.replace(/^\[|\]$/g, ''),
      port: Number(port) || (secure ? 465 : 587),
      secure,
      // A password never crosses a network in clear.
      requireTLS: username !== '' && !secure && !isHere,
      ...(ca && { tls: { ca } }),
      dnsTimeout: 5_000,
      connectionTimeout: connectWithinMs,
      greetingTimeout: connectWithinMs,
      // Between mails too: never before a mail's own patience is over.
      socketTimeout: patience.afterTextMs + slackMs,
    },
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
  }
}

/** The server takes others' mail; it only wants no more lines than there are. */
const isForLackOfRoom = (result: HandOver, outcome: SendOutcome): boolean =>
  !result.taken &&
  result.neverOpen &&
  (outcome.kind === 'retry' || (outcome.kind === 'stop' && outcome.cause === 'unreachable'))

const outcomeOf = (result: HandOver, messageId: string): SendOutcome =>
  result.taken ? { kind: 'handedOver', messageId } : outcomeOfSmtpError(result.error, result.mayHaveIt)

/** What a failed hand-over means (RFC 5321 §4.2: 4yz may be tried again, 5yz not; codes of nodemailer's errors). */
export function outcomeOfSmtpError(error: unknown, mayHaveIt = true): SendOutcome {
  const {
    code = '',
    command = '',
    response = '',
    responseCode = 0,
    originalCode = '',
    timeoutType = '',
  } = (error ?? {}) as {
    code?: string
    command?: string
    response?: string
    responseCode?: number
    originalCode?: string
    timeoutType?: string
  }
  const ours = responseCode >= 400 && code !== 'EAUTH' ? ourFault('', response) : null
  if (ours) return { kind: 'stop', cause: ours }
  // Out of step (503) says nothing of the person: the same mail may go over another line.
  const isTemporary = responseCode === 503 || (responseCode >= 400 && responseCode < 500)
  if (isTemporary && code !== 'EAUTH') {
    return { kind: 'retry', cause: /rate|too many|limit|thrott|slow/i.test(response) ? 'throttled' : 'unavailable' }
  }
  if (/AUTH/.test(code) || responseCode === 530 || responseCode === 535) return { kind: 'stop', cause: 'authorisation' }
  if (responseCode >= 500) {
    if (command === 'RCPT TO') return { kind: 'failed', cause: 'invalidAddress' }
    if (command === 'DATA') return { kind: 'failed', cause: 'refused' }
    return { kind: 'stop', cause: 'configuration' }
  }
  if (code === 'EENVELOPE') return { kind: 'failed', cause: 'invalidAddress' }
  const isUntrusted = !mayHaveIt && /CERT|SIGNATURE|^ERR_(?:TLS|SSL)_|^EPROTO$/.test(originalCode)
  if (isUntrusted || code === 'ETLS' || code === 'EREQUIRETLS' || code === 'ECONFIG') {
    return { kind: 'stop', cause: 'configuration' }
  }
  if (originalCode === 'ECONNREFUSED') return { kind: 'stop', cause: 'unreachable' }
  const neverConnected =
    code === 'EDNS' ||
    /^(?:ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(originalCode) ||
    /^(?:CONNECT|GREETING|UPGRADE)_TIMEOUT$/.test(timeoutType)
  if (neverConnected || !mayHaveIt) return { kind: 'retry', cause: 'unavailable' }
  return { kind: 'unknown', cause: code === 'ETIMEDOUT' ? 'timeout' : 'connection' }
}
