import { SQSClient } from '@aws-sdk/client-sqs'
import * as z from 'zod'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { buildFrom, lambdaEnvironment, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { makeSweepDelivery, type SweepReport } from './sweep-delivery.ts'
import { makeSqsWakes } from './wakes.ts'

const environment = lambdaEnvironment.extend({
  DELIVERY_TABLE: z.string().describe('name of the delivery table'),
  SMS_RED_QUEUE_URL: z.string().describe('wakes of red SMS jobs'),
  SMS_NORMAL_QUEUE_URL: z.string().describe('wakes of the other SMS jobs'),
  EMAIL_RED_QUEUE_URL: z.string().describe('wakes of red e-mail jobs'),
  EMAIL_NORMAL_QUEUE_URL: z.string().describe('wakes of the other e-mail jobs'),
  WEB_QUEUE_URL: z.string().describe('wakes of the writer of public files'),
})

/** Fails, once the others are woken and counted, when jobs wait on a channel that has no queue. */
export const sweepDeliveryHandler = (sweep: () => Promise<SweepReport>) => async (): Promise<void> => {
  const { woken, stuck, unheard } = await sweep()
  metrics.addMetric('StuckJobs', 'Count', stuck)
  metrics.publishStoredMetrics()
  if (woken > 0) logger.info('woke what was overdue', { woken, stuck })
  if (unheard.length > 0) throw new Error(`jobs are due on channels without a queue: ${unheard.join(', ')}`)
}

export const build = buildFrom(environment, (settings, platform) => {
  const sqs = new SQSClient({})
  const web = makeSqsWakes(sqs, { red: settings.WEB_QUEUE_URL, normal: settings.WEB_QUEUE_URL })
  const sweep = makeSweepDelivery({
    clock: platform.clock,
    store: makeDeliveryStore(dynamodbOf(platform), settings.DELIVERY_TABLE),
    wakes: {
      sms: makeSqsWakes(sqs, { red: settings.SMS_RED_QUEUE_URL, normal: settings.SMS_NORMAL_QUEUE_URL }),
      email: makeSqsWakes(sqs, { red: settings.EMAIL_RED_QUEUE_URL, normal: settings.EMAIL_NORMAL_QUEUE_URL }),
      web,
    },
  })
  return sweepDeliveryHandler(sweep)
})

export const handler = onLambda(build)
