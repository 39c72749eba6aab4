/** Ports to the providers that carry messages out of the platform. */

/** What came of handing one message to a provider. */
export type SendOutcome =
  | { kind: 'handedOver'; messageId: string }
  /** Nothing was sent, a later try may work. */
  | { kind: 'retry'; cause: 'throttled' | 'unavailable' }
  /** No answer in time: it may or may not have been sent. */
  | { kind: 'unknown'; cause: 'timeout' | 'connection' }
  /** Never again for this person on this channel. */
  | { kind: 'failed'; cause: string }
  /** Nothing was sent and nothing will be on this channel (suspended, quota, configuration) until somebody acts. */
  | { kind: 'stop'; cause: string }

/** Stands in a rendered e-mail where the recipient's own leaving link belongs; residents' text never holds `{{`. */
export const leavePlaceholder = '{{leave}}'

/** A text rendered once per language and channel at plan time; only the address and the leaving link differ per person. */
export interface RenderedMessage {
  language: string
  /** SMS text, or the plain-text part of an e-mail. */
  text: string
  /** Tokens one message costs at the provider: SMS parts, 1 for an e-mail. */
  parts: number
  subject?: string
  html?: string
  /** E-mail headers equal for all recipients (threading). */
  headers?: Record<string, string>
}

export interface Recipient {
  /** Subscriber id. */
  sub: string
  /** Address in clear, never logged. */
  to: string
  /** In the batch's keys, for receipts. */
  place?: number
  /** One-click leaving link (RFC 8058), where the channel carries one. */
  leaveUrl?: string
  message: RenderedMessage
}

export interface SendContext {
  /** CAP identifier, for receipts and the local handset; empty where it belongs to none. */
  alert: string
  /** Key of the alert in our tables, for receipts; absent where it belongs to none. */
  alertId?: string
  /** `job#batch`, for receipts. */
  tag: string
}

export interface Sender {
  /** No batch takes longer (milliseconds); as in job.ts unless told. Leases and runs outlast it. */
  worstBatchMs?: number
  /** Who may have the message is sent to once more, not again and again: a second silence ends it. */
  isRepeatedOnce?: boolean
  /** Receipts name a message by the provider's id alone: it is kept beside the outcome. */
  isReceiptById?: boolean
  /** One outcome per recipient, in order; never throws. At most 50 recipients. */
  send(recipients: readonly Recipient[], context: SendContext): Promise<SendOutcome[]>
}
