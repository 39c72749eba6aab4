/** Puts together what other capabilities may ask of delivery, from a Lambda's environment. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import { awsPlatform, type Env, type Platform } from '../platform/lambda.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { makeWebChannel, type WebChannel } from './web-channel.ts'

const environment = z.object({
  COUNTY: z.string().describe('statistical code of the county'),
  DELIVERY_TABLE: z.string().describe('name of the delivery table'),
})

/** For the writer of the public files. */
export function webChannelFromEnv(env: Env, { clock }: Platform = awsPlatform): WebChannel {
  const { COUNTY: code, DELIVERY_TABLE: table } = environment.parse(env)
  return makeWebChannel({ clock, county: { code }, store: makeDeliveryStore(new DynamoDBClient({}), table) })
}
