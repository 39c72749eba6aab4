import { SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { carriedChannels, laneQueueVariable, lanes } from '../platform/channel.ts'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { buildFrom, lambdaEnvironment, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { makeSweepDelivery, type SweepReport } from './sweep-delivery.ts'
import { makeSqsWakes } from './wakes.ts'

const laneQueues = carriedChannels.flatMap((channel) =>
  lanes.map((lane) => [laneQueueVariable(channel, lane), z.string().describe(`wakes of ${channel} jobs, ${lane}`)]),
)

const environment = lambdaEnvironment
  .extend({ DELIVERY_TABLE: z.string().describe('name of the delivery table') })
  .extend(Object.fromEntries(laneQueues) as Record<ReturnType<typeof laneQueueVariable>, z.ZodString>)
  .extend({ WEB_QUEUE_URL: z.string().describe('wakes of the writer of public files') })

/** Fails, once the others are woken and counted, when jobs wait on a channel that has no queue. */
export const sweepDeliveryHandler = (sweep: () => Promise<SweepReport>) => async (): Promise<void> => {
  const { woken, stuck, unheard } = await sweep()
  metrics.addMetric('StuckJobs', 'Count', stuck)
  metrics.publishStoredMetrics()
  if (woken > 0) logger.info('woke what was overdue', { woken, stuck })
  if (unheard.length > 0) throw new Error(`jobs are due on channels without a queue: ${unheard.join(', ')}`)
}

export const build = buildFrom(environment, (env, platform) => {
  const sqs = new SQSClient({})
  const carried = carriedChannels.map((channel) => {
    const urls = lanes.map((lane) => [lane, env[laneQueueVariable(channel, lane)]])
    return [channel, makeSqsWakes(sqs, Object.fromEntries(urls))]
  })
  const sweep = makeSweepDelivery({
    clock: platform.clock,
    store: makeDeliveryStore(dynamodbOf(platform), env.DELIVERY_TABLE),
    wakes: {
      ...Object.fromEntries(carried),
      web: makeSqsWakes(sqs, { red: env.WEB_QUEUE_URL, normal: env.WEB_QUEUE_URL }),
    },
  })
  return sweepDeliveryHandler(sweep)
})

export const handler = onLambda(build)
