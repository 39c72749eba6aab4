/** Puts together what other capabilities may ask of delivery, from a Lambda's environment. */
import * as z from 'zod'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { lambdaEnvironment, type Platform } from '../platform/lambda.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { makeWebChannel, type WebChannel } from './web-channel.ts'

export const webChannelEnvironment = lambdaEnvironment.extend({
  DELIVERY_TABLE: z.string().describe('name of the delivery table'),
})

/** For the writer of the public files. */
export const webChannelFromEnv = (env: z.infer<typeof webChannelEnvironment>, platform: Platform): WebChannel =>
  makeWebChannel({
    clock: platform.clock,
    county: { code: env.COUNTY },
    store: makeDeliveryStore(dynamodbOf(platform), env.DELIVERY_TABLE),
  })
