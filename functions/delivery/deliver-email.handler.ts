import * as z from 'zod'
import { buildFrom, onLambda } from '../platform/lambda.ts'
import { makeSesSender } from '../senders/send-email-ses.ts'
import { makeSmtpSender } from '../senders/send-email-smtp.ts'
import { renderEmail } from '../texts/render-email.ts'
import { makeDeliver, workerEnvironment } from './channel-handler.ts'

const environment = workerEnvironment.extend({
  EMAIL_QUEUE_URL: z.string().describe('queue of this lane'),
  EMAIL_PROVIDER: z.enum(['ses', 'smtp']).describe('who carries e-mail'),
  EMAIL_FROM: z.string().describe('sender address, verified at the provider'),
  EMAIL_PER_SECOND: z.coerce.number().positive().describe('what the provider takes'),
  EMAIL_CONFIGURATION_SET: z.string().optional().describe('publishes the receipts, with EMAIL_PROVIDER=ses'),
  SMTP_URL: z.url().optional().describe('smtp(s)://user:password@host:port, with EMAIL_PROVIDER=smtp'),
  SMTP_CONNECTIONS: z.coerce.number().int().min(1).max(200).optional().describe('lines to the server at once'),
  SMTP_CA: z.string().optional().describe('PEM of the authority that vouches for the server, where no public one does'),
})

export const build = buildFrom(environment, (env, platform) =>
  makeDeliver(
    {
      channel: 'email',
      queueUrl: env.EMAIL_QUEUE_URL,
      sender: senderOf(env),
      provider: env.EMAIL_PROVIDER,
      tokensPerSecond: env.EMAIL_PER_SECOND,
      render: (published, county, language, reader) => renderEmail(published, county, language, env.SITE_URL, reader),
      hasLeaveLink: true,
    },
    env,
    platform,
  ),
)

function senderOf({
  EMAIL_PROVIDER,
  EMAIL_FROM: from,
  EMAIL_CONFIGURATION_SET: configurationSet,
  SMTP_URL,
  SMTP_CONNECTIONS: connections,
  SMTP_CA: ca,
}: z.infer<typeof environment>) {
  if (EMAIL_PROVIDER === 'ses') return makeSesSender({ from, configurationSet })
  if (!SMTP_URL) throw new Error('EMAIL_PROVIDER=smtp needs SMTP_URL')
  return makeSmtpSender({ url: SMTP_URL, from, connections, ca })
}

export const handler = onLambda(build)
