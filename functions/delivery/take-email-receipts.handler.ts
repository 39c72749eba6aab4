import type { SNSEvent } from 'aws-lambda'
import * as z from 'zod'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { buildFrom, lambdaEnvironment, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { directoryEnvironment, directoryFromEnv } from '../subscribers/wiring.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { readEmailReceipt } from './receipts/read-email-receipt.ts'
import { makeReceiptStore } from './receipts/receipt-store.ts'
import { makeTakeEmailReceipts } from './receipts/take-receipts.ts'

const environment = lambdaEnvironment
  .extend({ DELIVERY_TABLE: z.string().describe('name of the delivery table') })
  .extend(directoryEnvironment.shape)

export const build = buildFrom(environment, (env, platform) => {
  const db = dynamodbOf(platform)
  const { subscribers } = directoryFromEnv(env, platform)
  const take = makeTakeEmailReceipts({
    clock: platform.clock,
    store: makeDeliveryStore(db, env.DELIVERY_TABLE),
    receipts: makeReceiptStore(db, env.DELIVERY_TABLE),
    endChannel: subscribers.end,
  })
  return async ({ Records }: SNSEvent): Promise<void> => {
    const receipts = Records.flatMap(({ Sns }) => readEmailReceipt(Sns.Message) ?? [])
    await take(receipts)
    logger.info('e-mail receipts taken', { taken: receipts.length, passedOver: Records.length - receipts.length })
  }
})

export const handler = onLambda(build)
