/** Receipts of SMS as SNS writes them into CloudWatch Logs, and a subscription filter hands them on: gzip in base64. */
import { gunzipSync } from 'node:zlib'
import * as z from 'zod'
import { parseJson } from '../../platform/json.ts'
import type { Verdict } from './receipt.ts'

export interface SmsReceipt {
  messageId: string
  /** When SNS took the message. */
  takenAtMs: number
  verdict: Verdict
}

/** Of `CloudWatchLogsEvent`, decoded; a `CONTROL_MESSAGE` only asks whether anybody listens. */
const logSchema = z.object({
  messageType: z.string(),
  logEvents: z.array(z.object({ message: z.string() })),
})

/** SNS Developer Guide, "Viewing CloudWatch logs for SMS deliveries"; `delivery.destination` is the number, and not read. */
const lineSchema = z.object({
  notification: z.object({ messageId: z.string(), timestamp: z.string() }),
  delivery: z.object({ providerResponse: z.string().default('') }),
  status: z.enum(['SUCCESS', 'FAILURE']),
})

/** Far above what CloudWatch sends at once, far below what would fill a Lambda. */
const maxBytes = 32 * 1024 * 1024

/** Reads one event; a line of another form is passed over, and only counted: it may hold a number. */
export function readSmsReceipts(data: string): { receipts: SmsReceipt[]; unreadable: number } {
  const log = logSchema.parse(
    JSON.parse(gunzipSync(Buffer.from(data, 'base64'), { maxOutputLength: maxBytes }).toString()),
  )
  if (log.messageType !== 'DATA_MESSAGE') return { receipts: [], unreadable: 0 }
  const receipts = log.logEvents.flatMap(({ message }) => readLine(message) ?? [])
  return { receipts, unreadable: log.logEvents.length - receipts.length }
}

function readLine(message: string): SmsReceipt | undefined {
  const parsed = lineSchema.safeParse(parseJson(message))
  if (!parsed.success) return undefined
  const { notification, delivery, status } = parsed.data
  // `2016-06-28 00:40:34.558`, in UTC.
  const takenAtMs = Date.parse(`${notification.timestamp.replace(' ', 'T')}Z`)
  if (Number.isNaN(takenAtMs)) return undefined
  const verdict: Verdict = status === 'SUCCESS' ? { kind: 'delivered' } : verdictOf(delivery.providerResponse)
  return { messageId: notification.messageId, takenAtMs, verdict }
}

/** SNS Developer Guide, "SMS delivery failure reasons". */
const causes: [RegExp, string][] = [
  [/opted out/i, 'optedOut'],
  [/spam/i, 'spam'],
  [/block/i, 'blocked'],
  [/invalid phone/i, 'invalidNumber'],
  [/unreachable|unavailable/i, 'unreachable'],
  [/max price/i, 'tooDear'],
]

function verdictOf(response: string): Verdict {
  if (/no quota left/i.test(response)) return { kind: 'thrown' }
  return { kind: 'failed', cause: causes.find(([pattern]) => pattern.test(response))?.[1] ?? 'notDelivered' }
}
