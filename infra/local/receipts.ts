/**
 * What the providers say later of the messages they took, in the very shapes of AWS: lines of SNS's delivery log, events of
 * an SES configuration set. They wait in the providers' process; `receipt-carrier.ts` brings them to the Lambdas.
 */
import { randomUUID } from 'node:crypto'
import { account, region } from './cloud-plan.ts'
import type { Faults } from './faults.ts'

/** SNS writes into one log group what arrived, into the other what did not. */
export const smsLogGroup = `sns/${region}/${account}/DirectPublishToPhoneNumber`
export const smsFailureLogGroup = `${smsLogGroup}/Failure`

export interface LogLine {
  logGroup: string
  atMs: number
  message: string
}

export interface EmailEvent {
  configurationSet: string
  /** JSON. */
  message: string
}

export interface Receipts {
  lines: LogLine[]
  events: EmailEvent[]
}

/** What becomes of a message that the provider took. */
export type Fate = 'arrives' | 'quota' | 'bounce'

export interface ReceiptBox {
  /** Decides it before the message is carried out; only what arrives does so in the handset. */
  fateOf(channel: 'sms' | 'email'): { fate: Fate; isLost: boolean; times: number; delayMs: number }
  sms(message: { id: string; to: string; parts: number; atMs: number }, fate: ReturnType<ReceiptBox['fateOf']>): void
  email(
    mail: {
      id: string
      to: string
      from: string
      atMs: number
      configurationSet: string
      tags: Record<string, string>
    },
    fate: ReturnType<ReceiptBox['fateOf']>,
  ): void
  /** Those that are due. */
  take(): Receipts
  empty(): void
}

/** Carriers take longer; a test would wait for it. */
const usualDelayMs = 300
/** An SMS part in USD. */
const partPrice = 0.005

export function makeReceiptBox(now: () => number, faults: Faults): ReceiptBox {
  let waiting: ({ dueMs: number } & ({ line: LogLine } | { event: EmailEvent }))[] = []

  return {
    fateOf(channel) {
      const usual = { fate: 'arrives', isLost: false, times: 1, delayMs: usualDelayMs } as const
      const how = faults.get(channel)?.how
      switch (faults.nextLater(channel)) {
        case 'quota':
          return { ...usual, fate: 'quota' }
        case 'bounce':
          return { ...usual, fate: 'bounce' }
        case 'receipts':
          return {
            ...usual,
            isLost: how === 'lost',
            times: how === 'twice' ? 2 : 1,
            delayMs: how === 'late' ? faults.slownessMs(channel) : usualDelayMs,
          }
        default:
          return usual
      }
    },
    sms({ id, to, parts, atMs }, { fate, ...way }) {
      const hasArrived = fate === 'arrives'
      const message = JSON.stringify({
        notification: { messageId: id, timestamp: new Date(atMs).toISOString().replace('T', ' ').replace('Z', '') },
        delivery: {
          ...(hasArrived && { phoneCarrier: 'Local Carrier', mnc: 0, numberOfMessageParts: parts }),
          destination: to,
          ...(hasArrived && { priceInUSD: parts * partPrice, mcc: 460 }),
          smsType: 'Transactional',
          providerResponse: hasArrived ? 'Message has been accepted by phone carrier' : 'No quota left for account',
          dwellTimeMs: 120,
          ...(hasArrived && { dwellTimeMsUntilDeviceAck: 800 }),
        },
        status: hasArrived ? 'SUCCESS' : 'FAILURE',
      })
      const logGroup = hasArrived ? smsLogGroup : smsFailureLogGroup
      put(way, () => ({ line: { logGroup, atMs: now(), message } }))
    },
    email({ id, to, from, atMs, configurationSet, tags }, { fate, ...way }) {
      const timestamp = new Date(atMs).toISOString()
      const named = Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]))
      const mail = {
        timestamp,
        messageId: id,
        source: from,
        sendingAccountId: account,
        destination: [to],
        headersTruncated: false,
        headers: [],
        commonHeaders: { from: [from], to: [to], messageId: id },
        tags: { 'ses:configuration-set': [configurationSet], ...named },
      }
      const what =
        fate === 'bounce'
          ? {
              eventType: 'Bounce',
              bounce: {
                feedbackId: randomUUID(),
                bounceType: 'Permanent',
                bounceSubType: 'General',
                bouncedRecipients: [
                  {
                    emailAddress: to,
                    action: 'failed',
                    status: '5.1.1',
                    diagnosticCode: 'smtp; 550 5.1.1 user unknown',
                  },
                ],
                timestamp,
              },
            }
          : {
              eventType: 'Delivery',
              delivery: { timestamp, processingTimeMillis: 200, recipients: [to], smtpResponse: '250 2.6.0 accepted' },
            }
      put(way, () => ({ event: { configurationSet, message: JSON.stringify({ ...what, mail }) } }))
    },
    take() {
      const due = waiting.filter(({ dueMs }) => dueMs <= now())
      if (due.length > 0) waiting = waiting.filter(({ dueMs }) => dueMs > now())
      return {
        lines: due.flatMap((each) => ('line' in each ? each.line : [])),
        events: due.flatMap((each) => ('event' in each ? each.event : [])),
      }
    },
    empty() {
      waiting = []
    },
  }

  /** The second of two comes when the first has been read. */
  function put(
    { isLost, times, delayMs }: { isLost: boolean; times: number; delayMs: number },
    make: () => { line: LogLine } | { event: EmailEvent },
  ): void {
    if (isLost) return
    for (let i = 1; i <= times; i++) waiting.push({ dueMs: now() + delayMs * i, ...make() })
  }
}
