import { createTransport } from 'nodemailer'
import { escapeHtml } from '../texts/html.ts'
import { leavePlaceholder, type Recipient, type SendContext, type Sender, type SendOutcome } from './sender.ts'

interface SmtpOptions {
  /** `smtp://user:password@host:port`, `smtps://…` for TLS from the first byte. */
  url: string
  from: string
  /** Milliseconds without a word from the server. */
  silenceMs?: number
  /** Milliseconds a whole batch may take; below what the protocol allows the worst one. */
  batchMs?: number
}

/** Held open between batches; more than a small mail server takes kindly would only be queued. */
const maxConnections = 10

/**
 * E-mail by any SMTP server, over a pool of connections. What has not begun when the batch's time is over was not sent
 * and may be tried again; what was under way then stays open.
 */
export function makeSmtpSender({ url, from, silenceMs = 5_000, batchMs = 8_000 }: SmtpOptions): Sender {
  const { protocol, hostname, port, username, password } = new URL(url)
  const secure = protocol === 'smtps:'
  const isHere = /^(?:localhost|127\.|\[::1\])/.test(hostname)
  const transport = createTransport({
    pool: true,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    // A password never crosses a network in clear.
    requireTLS: username !== '' && !secure && !isHere,
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    maxConnections,
    maxMessages: 500,
    maxRequeues: 1,
    dnsTimeout: 2_000,
    connectionTimeout: 2_000,
    greetingTimeout: 2_000,
    socketTimeout: silenceMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  })

  async function sendOne(recipient: Recipient, context: SendContext, signal: AbortSignal): Promise<SendOutcome> {
    if (signal.aborted) return { kind: 'retry', cause: 'unavailable' }
    try {
      const { messageId } = await transport.sendMail({ ...mailOf(recipient, from, context), signal })
      return { kind: 'handedOver', messageId }
    } catch (error) {
      return signal.aborted ? { kind: 'unknown', cause: 'timeout' } : outcomeOfSmtpError(error)
    }
  }

  return {
    async send(recipients, context) {
      const signal = AbortSignal.timeout(batchMs)
      const outcomes: SendOutcome[] = []
      let next = 0
      const lane = async (): Promise<void> => {
        for (let place = next++; place < recipients.length; place = next++) {
          outcomes[place] = await sendOne(recipients[place]!, context, signal)
        }
      }
      await Promise.all(Array.from({ length: maxConnections }, lane))
      return outcomes
    },
  }
}

function mailOf({ to, leaveUrl = '', message }: Recipient, from: string, { tag }: SendContext) {
  return {
    from,
    to: { name: '', address: to },
    subject: message.subject ?? '',
    text: message.text.replaceAll(leavePlaceholder, () => leaveUrl),
    html: message.html?.replaceAll(leavePlaceholder, () => escapeHtml(leaveUrl)),
    headers: {
      ...message.headers,
      'X-Delivery-Batch': tag,
      ...(leaveUrl && {
        'List-Unsubscribe': `<${leaveUrl}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    },
  }
}

/** What a failed hand-over means (RFC 5321 §4.2: 4yz may be tried again, 5yz not; codes of nodemailer's errors). */
export function outcomeOfSmtpError(error: unknown): SendOutcome {
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
  if (responseCode >= 400 && responseCode < 500 && code !== 'EAUTH') {
    return { kind: 'retry', cause: /rate|too many|limit|thrott|slow/i.test(response) ? 'throttled' : 'unavailable' }
  }
  if (/AUTH/.test(code) || responseCode === 530 || responseCode === 535) return { kind: 'stop', cause: 'authorisation' }
  if (responseCode >= 500) {
    if (command === 'RCPT TO') return { kind: 'failed', cause: 'invalidAddress' }
    if (command === 'DATA') return { kind: 'failed', cause: 'refused' }
    return { kind: 'stop', cause: 'configuration' }
  }
  if (code === 'EENVELOPE') return { kind: 'failed', cause: 'invalidAddress' }
  if (code === 'ETLS' || code === 'EREQUIRETLS' || code === 'ECONFIG') return { kind: 'stop', cause: 'configuration' }
  const neverConnected =
    code === 'EDNS' ||
    /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(originalCode) ||
    /^(?:CONNECT|GREETING|UPGRADE)_TIMEOUT$/.test(timeoutType) ||
    // The pool gave up before a byte of the message was sent.
    (code === 'ECONNECTION' && command === '')
  if (neverConnected) return { kind: 'retry', cause: 'unavailable' }
  return { kind: 'unknown', cause: code === 'ETIMEDOUT' ? 'timeout' : 'connection' }
}
