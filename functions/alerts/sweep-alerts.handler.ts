/** Every minute: whatever is overdue. A message on the outbox queue: that one alert, sooner. */
import type { ScheduledEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import * as z from 'zod'
import { pagesBeside } from '../pages/wiring.ts'
import { parseJson } from '../platform/json.ts'
import { buildFrom, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import { makeSmsDeskCalls } from './send-desk-calls.ts'
import { makeSweepAlerts, type SweepAlerts, type SweepReport } from './sweep-alerts.ts'
import { publishingEnvironment, publishingFromEnv } from './wiring.ts'

const environment = publishingEnvironment.extend({
  SMS_ENDPOINT: z.url().optional().describe('another address of SNS than the default one'),
})

const checkMessage = z.object({
  kind: z.literal('check').describe('look at this alert now'),
  alertId: z.string().describe('key of the alert'),
})

export const sweepAlertsHandler =
  (sweep: SweepAlerts) =>
  async (event: ScheduledEvent | SQSEvent): Promise<SQSBatchResponse> => {
    if (!('Records' in event)) report(await sweep.all())
    else for (const record of event.Records) await checkOne(sweep, record)
    // A message is only a wake: what fails here is overdue, and the next minute finds it without the message.
    return { batchItemFailures: [] }
  }

async function checkOne(sweep: SweepAlerts, { messageId, body }: SQSEvent['Records'][number]): Promise<void> {
  const message = checkMessage.safeParse(parseJson(body))
  if (message.success) report(await sweep.one(message.data.alertId))
  else logger.error('a message that is no check was dropped', { messageId, cause: z.prettifyError(message.error) })
}

function report({ due, failed, urgentHeld, stuck }: SweepReport): void {
  if (due === 0) return
  metrics.addMetric('AlertsSwept', 'Count', due)
  if (failed > 0) metrics.addMetric('SweepFailed', 'Count', failed)
  if (urgentHeld > 0) metrics.addMetric('HeldUrgent', 'Count', urgentHeld)
  if (stuck > 0) metrics.addMetric('StuckAlerts', 'Count', stuck)
  metrics.publishStoredMetrics()
  logger.info('did what was overdue', { due, failed, urgentHeld, stuck })
}

export const build = buildFrom(environment, (env, platform) =>
  sweepAlertsHandler(
    makeSweepAlerts({
      ...publishingFromEnv(env, pagesBeside, platform),
      calls: makeSmsDeskCalls({ endpoint: env.SMS_ENDPOINT }),
    }),
  ),
)

export const handler = onLambda(build)
