import * as z from 'zod'
import { buildFrom, onLambda } from '../platform/lambda.ts'
import { makeSnsSmsSender } from '../senders/send-sms-sns.ts'
import { renderSms } from '../texts/render-sms.ts'
import { makeDeliver, workerEnvironment } from './channel-handler.ts'

const environment = workerEnvironment.extend({
  SMS_QUEUE_URL: z.string().describe('queue of this lane'),
  SMS_PARTS_PER_SECOND: z.coerce.number().positive().describe('what the provider takes'),
  SMS_ENDPOINT: z.url().optional().describe('another address of SNS than the default one'),
})

export const build = buildFrom(environment, (env, platform) =>
  makeDeliver(
    {
      channel: 'sms',
      queueUrl: env.SMS_QUEUE_URL,
      sender: makeSnsSmsSender({ endpoint: env.SMS_ENDPOINT }),
      provider: 'sms',
      tokensPerSecond: env.SMS_PARTS_PER_SECOND,
      render: renderSms,
      hasLeaveLink: false,
    },
    env,
    platform,
  ),
)

export const handler = onLambda(build)
