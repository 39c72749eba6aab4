/** What the SDK's errors mean for a message; shared by the senders on AWS. */
import { ourFault } from './our-fault.ts'
import type { SendOutcome } from './sender.ts'

/** Below what the protocol allows the worst batch, so that a lease outlasts every call. */
export const requestTimeoutMs = 5_000

/** Keep-alive connections for a whole batch at once; a time-out must throw, by itself it is only a warning in the log. */
export const sendingHttp = {
  connectionTimeout: 1_500,
  requestTimeout: requestTimeoutMs,
  throwOnRequestTimeout: true,
  httpAgent: { keepAlive: true, maxSockets: 64 },
  httpsAgent: { keepAlive: true, maxSockets: 64 },
}

interface SdkError {
  name: string
  message: string
  code: string
  status: number
}

function read(error: unknown): SdkError {
  const { name, message, code, $metadata } = (error ?? {}) as {
    name?: unknown
    message?: unknown
    code?: unknown
    $metadata?: { httpStatusCode?: unknown }
  }
  return {
    name: String(name ?? ''),
    message: String(message ?? ''),
    code: String(code ?? ''),
    status: Number($metadata?.httpStatusCode ?? 0),
  }
}

/** Nobody was reached, so nothing was sent. */
const unreached = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/
const throttling = /thrott|toomanyrequests|requestlimit|slowdown|bandwidthlimit/i

/**
 * The outcome of a call that threw. What is our fault comes first, then what `own` knows of the errors of one service. An
 * unknown 4xx is this person's failure, an unknown error without an answer leaves it open.
 */
export function outcomeOfAwsError(
  error: unknown,
  own: (error: { name: string; message: string }) => SendOutcome | undefined,
): SendOutcome {
  const { name, message, code, status } = read(error)
  if (status === 0) {
    // Thrown on this side: no keys to sign with.
    if (ourFault(name, '') === 'authorisation') return { kind: 'stop', cause: 'authorisation' }
    const neverConnected =
      unreached.test(code) || (name === 'TimeoutError' && code === '' && /connection/.test(message))
    if (neverConnected) return { kind: 'retry', cause: 'unavailable' }
    const isTimeout = code === 'ETIMEDOUT' || name === 'AbortError' || (name === 'TimeoutError' && code === '')
    return { kind: 'unknown', cause: isTimeout ? 'timeout' : 'connection' }
  }
  const ours = status < 400 ? null : ourFault(name, message)
  if (ours) return { kind: 'stop', cause: ours }
  const known = own({ name, message })
  if (known) return known
  if (status === 429 || throttling.test(name)) return { kind: 'retry', cause: 'throttled' }
  if (status >= 500) return { kind: 'retry', cause: 'unavailable' }
  if (status === 401 || status === 403) return { kind: 'stop', cause: 'authorisation' }
  if (status === 404) return { kind: 'stop', cause: 'configuration' }
  // An answer that could not be read: it may well have been a yes.
  if (status < 400) return { kind: 'unknown', cause: 'connection' }
  return { kind: 'failed', cause: 'refused' }
}
