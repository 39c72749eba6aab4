/** Reads the queues for the Lambdas that are mapped to them, as many at once as the mapping allows. */
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { type MappingPlan, type QueuePlan, region } from './cloud-plan.ts'
import type { LocalLog } from './log.ts'

/** AWS starts with this many pollers where the mapping names no maximum. */
const defaultConcurrency = 5
/** SQS gives out no more at once. */
const maxReceived = 10
/** An empty queue is asked again only this often. */
const waitSeconds = 20
const retryAfterMs = 1000

export interface Pollers {
  /** No more messages are taken; those taken are not waited for. */
  stop(): void
}

export function startPollers(
  mappings: readonly MappingPlan[],
  queues: readonly QueuePlan[],
  sqs: SQSClient,
  invoke: (functionName: string, event: SQSEvent) => Promise<unknown>,
  log: LocalLog,
  /** Whether the messages just received are handed out twice: a queue promises "at least once", no more. */
  areTwice: () => boolean = () => false,
): Pollers {
  const ending = new AbortController()
  for (const mapping of mappings) {
    const queue = queues.find(({ arn }) => arn === mapping.queueArn)
    if (!queue) throw new Error(`${mapping.functionName} reads ${mapping.queueArn}, which is not in the template`)
    void poll(mapping, queue)
  }
  return { stop: () => ending.abort() }

  async function poll(mapping: MappingPlan, queue: QueuePlan): Promise<void> {
    const maximum = mapping.maximumConcurrency ?? defaultConcurrency
    const inHand = new Set<Promise<void>>()
    while (!ending.signal.aborted) {
      if (inHand.size >= maximum) {
        await Promise.race(inHand)
        continue
      }
      const messages = await receive(queue, Math.min(mapping.batchSize, maxReceived))
      if (messages.length === 0) continue
      for (let times = areTwice() ? 2 : 1; times > 0; times--) {
        const work = run(mapping, queue, messages).finally(() => inHand.delete(work))
        inHand.add(work)
      }
    }
  }

  async function receive(queue: QueuePlan, count: number): Promise<Message[]> {
    try {
      const command = new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: count,
        WaitTimeSeconds: waitSeconds,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['All'],
      })
      const { Messages: messages = [] } = await sqs.send(command, { abortSignal: ending.signal })
      return messages
    } catch (error) {
      if (ending.signal.aborted) return []
      log.write('WARN', `receiving from ${queue.name} failed`, { cause: String(error) })
      await new Promise((resolve) => setTimeout(resolve, retryAfterMs))
      return []
    }
  }

  /** Messages that are done leave the queue; the others come back when their visibility runs out. */
  async function run(mapping: MappingPlan, queue: QueuePlan, messages: readonly Message[]): Promise<void> {
    try {
      const result = await invoke(mapping.functionName, { Records: messages.map((message) => record(message, queue)) })
      const failed = mapping.reportsFailures ? failedIds(result) : new Set<string>()
      const done = messages.filter(({ MessageId: id }) => !failed.has(id ?? ''))
      if (done.length === 0 || failed.has('')) return
      const Entries = done.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }))
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }))
    } catch (error) {
      if (!ending.signal.aborted)
        log.write('WARN', `${mapping.functionName} left its messages`, { cause: String(error) })
    }
  }
}

/** An empty id means, as on AWS, that the whole batch failed. */
function failedIds(result: unknown): Set<string> {
  const { batchItemFailures = [] } = (result ?? {}) as Partial<SQSBatchResponse>
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier ?? ''))
}

function record(message: Message, queue: QueuePlan): SQSRecord {
  const messageAttributes: SQSRecord['messageAttributes'] = {}
  for (const [name, { StringValue, BinaryValue, DataType }] of Object.entries(message.MessageAttributes ?? {})) {
    messageAttributes[name] = {
      ...(StringValue !== undefined && { stringValue: StringValue }),
      ...(BinaryValue && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType ?? 'String',
    }
  }
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: (message.Attributes ?? {}) as unknown as SQSRecord['attributes'],
    messageAttributes,
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  }
}
