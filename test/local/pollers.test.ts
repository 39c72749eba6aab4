import type { SQSClient } from '@aws-sdk/client-sqs'
import type { SQSEvent } from 'aws-lambda'
import { expect, test } from 'vitest'
import type { MappingPlan, QueuePlan } from '../../infra/local/cloud-plan.ts'
import { startPollers } from '../../infra/local/pollers.ts'

const queue = { name: 'sms', arn: 'arn:sms', url: 'http://127.0.0.1/sms', attributes: {} } satisfies QueuePlan
const mapping = {
  queueArn: queue.arn,
  functionName: 'Deliver',
  batchSize: 1,
  maximumConcurrency: 2,
  reportsFailures: true,
} satisfies MappingPlan

/** One message, then nothing; answers when the queue is asked a second time with all that was handed out in hand. */
async function handOut(areTwice: () => boolean): Promise<string[]> {
  const handed: string[] = []
  const messages = [[{ MessageId: 'one', ReceiptHandle: 'r', Body: 'wake' }]]
  const isEmpty = Promise.withResolvers<void>()
  const sqs = {
    async send({ constructor: { name } }: object) {
      if (name !== 'ReceiveMessageCommand') return {}
      const Messages = messages.shift()
      if (Messages) return { Messages }
      isEmpty.resolve()
      return new Promise(() => {})
    },
  } as unknown as SQSClient
  const invoke = async (_: string, { Records }: SQSEvent) => void handed.push(...Records.map(({ body }) => body))
  const pollers = startPollers([mapping], [queue], sqs, invoke, { write: () => {}, close: () => {} }, areTwice)
  await isEmpty.promise
  pollers.stop()
  return handed
}

test('hands each message out once', async () => {
  expect(await handOut(() => false)).toEqual(['wake'])
})

test('hands each message out twice when the queue is to repeat itself', async () => {
  expect(await handOut(() => true)).toEqual(['wake', 'wake'])
})
