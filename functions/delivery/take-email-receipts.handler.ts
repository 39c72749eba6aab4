import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { SNSEvent } from 'aws-lambda'
import * as z from 'zod'
import { awsPlatform, type Build, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { directoryFromEnv } from '../subscribers/wiring.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { readEmailReceipt } from './receipts/read-email-receipt.ts'
import { makeReceiptStore } from './receipts/receipt-store.ts'
import { makeTakeEmailReceipts } from './receipts/take-receipts.ts'

const environment = z.object({ DELIVERY_TABLE: z.string().describe('name of the delivery table') })

export const build: Build<SNSEvent, void> = (env, platform = awsPlatform) => {
  const { DELIVERY_TABLE } = environment.parse(env)
  const db = new DynamoDBClient({})
  const { subscribers } = directoryFromEnv(env, platform)
  const take = makeTakeEmailReceipts({
    clock: platform.clock,
    store: makeDeliveryStore(db, DELIVERY_TABLE),
    receipts: makeReceiptStore(db, DELIVERY_TABLE),
    endChannel: subscribers.end,
  })
  return async ({ Records }) => {
    const receipts = Records.flatMap(({ Sns }) => readEmailReceipt(Sns.Message) ?? [])
    await take(receipts)
    logger.info('e-mail receipts taken', { taken: receipts.length, passedOver: Records.length - receipts.length })
  }
}

export const handler = onLambda(build)
