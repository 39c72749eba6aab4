import type { ScheduledEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import * as z from 'zod'
import { alertsEnvironment, publishedAlertsFromEnv, webLedgerFromEnv } from '../alerts/wiring.ts'
import { makeDeliveryStore } from '../delivery/delivery-store.ts'
import { wakeSchema } from '../delivery/wakes.ts'
import { loadCounty } from '../platform/county.ts'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { errorName } from '../platform/http.ts'
import { buildFrom, onLambda, type Platform } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import { loadCountySite } from '../publicity/county-site.ts'
import { makePastAlerts } from './past-alerts.ts'
import { makeReadFrames } from './read-frames.ts'
import { activeFiles, alertPages, capFile, listFiles } from './site-files.ts'
import { makeSiteStore } from './site-store.ts'
import { makeWriteWeb } from './write-pages.ts'

const environment = alertsEnvironment.extend({
  SITE_URL: z.url().describe('public address of the site, without a slash at the end'),
  DELIVERY_TABLE: z.string().describe('name of the delivery table'),
  SITE_BUCKET: z.string().describe('bucket of the public files'),
})

/** Wakes come from the queue; a schedule keeps the lists fresh. */
export const build = buildFrom(environment, (env, platform) => {
  const writeWeb = wire(env, platform)
  return async (event: SQSEvent | ScheduledEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
    if (!('Records' in event)) await writeWeb.refresh()
    else {
      for (const { body, messageId } of event.Records) {
        try {
          const { alertId, traceId } = wakeSchema.parse(JSON.parse(body))
          const outcome = await writeWeb.publish(alertId, 'red', traceId)
          logger.info('web written', { alertId, traceId, outcome })
        } catch (error) {
          logger.error('a wake failed and will come again', { channel: 'web', cause: errorName(error) })
          batchItemFailures.push({ itemIdentifier: messageId })
          metrics.addDimensions({ channel: 'web', lane: 'red' })
          metrics.addMetric('WakeFailed', 'Count', 1)
          metrics.publishStoredMetrics()
        }
      }
    }
    return { batchItemFailures }
  }
})

function wire(env: z.infer<typeof environment>, platform: Platform) {
  const { clock } = platform
  const county = loadCounty(env.COUNTY)
  const { mapApproval } = loadCountySite(env.COUNTY)
  const site = { county, siteUrl: env.SITE_URL, mapApproval, now: () => clock.now() }
  const files = makeSiteStore(env.SITE_BUCKET)
  return makeWriteWeb({
    clock,
    county,
    store: makeDeliveryStore(dynamodbOf(platform), env.DELIVERY_TABLE),
    ledger: webLedgerFromEnv(env, platform),
    alerts: publishedAlertsFromEnv(env, platform),
    put: files.put,
    frames: makeReadFrames(files.read),
    past: makePastAlerts({ ...files, county }),
    alertPages: (alert, chain, frames) => alertPages(site, alert, chain, frames),
    capFile,
    activeFiles: (alerts, nowMs) => activeFiles(site, alerts, nowMs),
    listFiles: (alerts, past, frames, nowMs) => listFiles(site, alerts, past, frames, nowMs),
  })
}

export const handler = onLambda(build)
