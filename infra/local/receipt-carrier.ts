/** Brings receipts from the providers to the Lambdas that the template names for them, as CloudWatch Logs and SNS do. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { CloudWatchLogsEvent, SNSEvent, SNSEventRecord } from 'aws-lambda'
import { account, type ReceiptPlan } from './cloud-plan.ts'
import type { LocalLog } from './log.ts'
import type { EmailEvent, LogLine, Receipts } from './receipts.ts'

const everyMs = 200
/** AWS hands on about so much at once. */
const maxAtOnce = 1_000
/** A call that failed is repeated twice; on AWS a minute and two minutes later. */
const againAfterMs = [1_000, 2_000]

export interface ReceiptCarrier {
  stop(): void
}

export function startReceiptCarrier(
  plan: ReceiptPlan,
  take: () => Promise<Receipts>,
  invoke: (functionName: string, event: unknown) => Promise<unknown>,
  log: LocalLog,
): ReceiptCarrier {
  let isOver = false
  void run()
  return {
    stop() {
      isOver = true
    },
  }

  async function run(): Promise<void> {
    while (!isOver) {
      const { lines, events } = await take().catch((): Receipts => ({ lines: [], events: [] }))
      for (const [logGroup, ofGroup] of Map.groupBy(lines, (line) => line.logGroup)) {
        for (const part of chunks(ofGroup)) {
          for (const filter of plan.logFilters.filter((each) => each.logGroup === logGroup)) {
            void call(filter.functionName, logsEvent(logGroup, part))
          }
        }
      }
      for (const [configurationSet, ofSet] of Map.groupBy(events, (event) => event.configurationSet)) {
        for (const { topicArn } of plan.eventTopics.filter((each) => each.configurationSet === configurationSet)) {
          for (const part of chunks(ofSet)) {
            for (const subscription of plan.topicFunctions.filter((each) => each.topicArn === topicArn)) {
              void call(subscription.functionName, snsEvent(topicArn, part))
            }
          }
        }
      }
      await sleep(everyMs)
    }
  }

  async function call(functionName: string, event: unknown): Promise<void> {
    for (const waitMs of [...againAfterMs, null]) {
      try {
        await invoke(functionName, event)
        return
      } catch {
        // `invoke` has logged why.
        if (waitMs === null) log.write('WARN', `${functionName} lost receipts`, {})
        else await sleep(waitMs)
      }
      if (isOver) return
    }
  }
}

function* chunks<T>(list: readonly T[]): Generator<T[]> {
  for (let at = 0; at < list.length; at += maxAtOnce) yield list.slice(at, at + maxAtOnce)
}

function logsEvent(logGroup: string, lines: readonly LogLine[]): CloudWatchLogsEvent {
  const decoded = {
    messageType: 'DATA_MESSAGE',
    owner: account,
    logGroup,
    logStream: randomUUID(),
    subscriptionFilters: ['receipts'],
    logEvents: lines.map(({ atMs, message }) => ({ id: randomUUID(), timestamp: atMs, message })),
  }
  return { awslogs: { data: gzipSync(JSON.stringify(decoded)).toString('base64') } }
}

/** SNS calls once for each event; here, many that come together share a call, which the event's shape allows. */
const snsEvent = (topicArn: string, events: readonly EmailEvent[]): SNSEvent => ({
  Records: events.map(
    ({ message }): SNSEventRecord => ({
      EventVersion: '1.0',
      EventSource: 'aws:sns',
      EventSubscriptionArn: `${topicArn}:${randomUUID()}`,
      Sns: {
        Type: 'Notification',
        MessageId: randomUUID(),
        TopicArn: topicArn,
        Subject: 'Amazon SES Email Event Notification',
        Message: message,
        Timestamp: new Date().toISOString(),
        SignatureVersion: '1',
        Signature: '',
        SigningCertUrl: '',
        UnsubscribeUrl: '',
        MessageAttributes: {},
      },
    }),
  ),
})
