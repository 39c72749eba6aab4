import type { CloudWatchLogsEvent, Context } from 'aws-lambda'
import * as z from 'zod'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { buildFrom, lambdaEnvironment, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { readSmsReceipts } from './receipts/read-sms-receipts.ts'
import { makeReceiptStore } from './receipts/receipt-store.ts'
import { makeTakeSmsReceipts } from './receipts/take-receipts.ts'

const environment = lambdaEnvironment.extend({ DELIVERY_TABLE: z.string().describe('name of the delivery table') })

/** Enough to write down what was found. */
const writingMs = 5_000

export const build = buildFrom(environment, (env, platform) => {
  const db = dynamodbOf(platform)
  const take = makeTakeSmsReceipts({
    clock: platform.clock,
    provider: 'sms',
    store: makeDeliveryStore(db, env.DELIVERY_TABLE),
    receipts: makeReceiptStore(db, env.DELIVERY_TABLE),
  })
  return async ({ awslogs }: CloudWatchLogsEvent, context: Context): Promise<void> => {
    const { receipts, unreadable } = readSmsReceipts(awslogs.data)
    // Neither number nor id: the log of the provider holds them, and shall be the only one.
    const taken = { ...(await take(receipts, () => context.getRemainingTimeInMillis() < writingMs)), unreadable }
    logger.info('sms receipts taken', taken)
    metrics.addMetric('SmsThrownAway', 'Count', taken.thrown)
    metrics.addMetric('ReceiptsUnread', 'Count', unreadable)
    metrics.publishStoredMetrics()
  }
})

export const handler = onLambda(build)
