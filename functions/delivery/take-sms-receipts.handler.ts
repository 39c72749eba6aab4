import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { CloudWatchLogsEvent } from 'aws-lambda'
import * as z from 'zod'
import { awsPlatform, type Build, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { readSmsReceipts } from './receipts/read-sms-receipts.ts'
import { makeReceiptStore } from './receipts/receipt-store.ts'
import { makeTakeSmsReceipts } from './receipts/take-receipts.ts'

const environment = z.object({ DELIVERY_TABLE: z.string().describe('name of the delivery table') })

/** Enough to write down what was found. */
const writingMs = 5_000

export const build: Build<CloudWatchLogsEvent, void> = (env, { clock } = awsPlatform) => {
  const { DELIVERY_TABLE } = environment.parse(env)
  const db = new DynamoDBClient({})
  const take = makeTakeSmsReceipts({
    clock,
    provider: 'sms',
    store: makeDeliveryStore(db, DELIVERY_TABLE),
    receipts: makeReceiptStore(db, DELIVERY_TABLE),
  })
  return async ({ awslogs }, context) => {
    const { receipts, unreadable } = readSmsReceipts(awslogs.data)
    // Neither number nor id: the log of the provider holds them, and shall be the only one.
    const taken = { ...(await take(receipts, () => context.getRemainingTimeInMillis() < writingMs)), unreadable }
    logger.info('sms receipts taken', taken)
    metrics.addMetric('SmsThrownAway', 'Count', taken.thrown)
    metrics.addMetric('ReceiptsUnread', 'Count', unreadable)
    metrics.publishStoredMetrics()
  }
}

export const handler = onLambda(build)
