/** Wakes: a message on a channel's queue that says there is something to do. Losing one loses nothing but time. */
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import type { Lane } from '../platform/channel.ts'
import { type Job, jobName } from './job.ts'

/** What stands in a queue message, from the topic or from another worker. */
export const wakeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('plan').describe('an alert was published: make its plan'),
    alertId: z.string().describe('key of the alert'),
    traceId: z.string().describe('correlation id of the POST that brought it'),
  }),
  z.object({
    kind: z.literal('job').describe('a job is due'),
    alertId: z.string().describe('key of the alert'),
    job: z.string().describe('`kind#shard`'),
    traceId: z.string().describe('correlation id of the POST that brought it'),
  }),
])
export type Wake = z.infer<typeof wakeSchema>

export interface Wakes {
  /** Delays above SQS's 15 minutes are left to the sweeper. */
  send(lane: Lane, wakes: { wake: Wake; delayMs: number }[]): Promise<void>
}

export const wakeJob = (job: Pick<Job, 'alertId' | 'kind' | 'shard' | 'traceId'>): Wake => ({
  kind: 'job',
  alertId: job.alertId,
  job: jobName(job),
  traceId: job.traceId,
})

const maxDelayMs = 900_000
const maxPerCall = 10

export function makeSqsWakes(sqs: SQSClient, queueUrls: Partial<Record<Lane, string>>): Wakes {
  return {
    async send(lane, wakes) {
      const QueueUrl = queueUrls[lane]
      if (!QueueUrl) throw new Error(`no queue for lane ${lane}`)
      const soon = wakes.filter(({ delayMs }) => delayMs <= maxDelayMs)
      for (let i = 0; i < soon.length; i += maxPerCall) {
        const Entries = soon.slice(i, i + maxPerCall).map(({ wake, delayMs }, n) => ({
          Id: String(n),
          MessageBody: JSON.stringify(wake),
          DelaySeconds: Math.ceil(Math.max(0, delayMs) / 1000),
        }))
        await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }))
      }
    },
  }
}
