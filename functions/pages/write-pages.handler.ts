import type { ScheduledEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import * as z from 'zod'
import { makePublishedAlerts, makeShownAlerts } from '../alerts/read-published.ts'
import { alertsEnvironment, alertsFromEnv } from '../alerts/wiring.ts'
import { wakeSchema } from '../delivery/wakes.ts'
import { webChannelEnvironment, webChannelFromEnv } from '../delivery/wiring.ts'
import { errorName } from '../platform/http.ts'
import { buildFrom, onLambda, type Platform } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import { loadCountySite } from '../publicity/county-site.ts'
import { makeLedger } from './ledger.ts'
import { makePastAlerts } from './past-alerts.ts'
import { makeReadFrames } from './read-frames.ts'
import { activeFiles, alertPages, capFile, listFiles } from './site-files.ts'
import { makeSiteStore } from './site-store.ts'
import { pagesBeside } from './wiring.ts'
import { makeWritePages } from './write-pages.ts'

const environment = alertsEnvironment.extend(webChannelEnvironment.shape).extend({
  SITE_URL: z.url().describe('public address of the site, without a slash at the end'),
  SITE_BUCKET: z.string().describe('bucket of the public files'),
})

/** Wakes come from the queue; a schedule keeps the lists fresh. */
export const build = buildFrom(environment, (env, platform) => {
  const writer = wire(env, platform)
  return async (event: SQSEvent | ScheduledEvent): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = []
    if (!('Records' in event)) await writer.refresh()
    else {
      for (const { body, messageId } of event.Records) {
        try {
          const { alertId, traceId } = wakeSchema.parse(JSON.parse(body))
          const outcome = await writer.publish(alertId, 'red', traceId)
          logger.info('pages written', { alertId, traceId, outcome })
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
  const wiring = alertsFromEnv(env, platform)
  const { clock, county } = wiring
  const { mapApproval } = loadCountySite(env.COUNTY)
  const site = { county, siteUrl: env.SITE_URL, mapApproval, now: () => clock.now() }
  const files = makeSiteStore(env.SITE_BUCKET)
  const shown = makeShownAlerts(wiring)
  return makeWritePages({
    clock,
    channel: webChannelFromEnv(env, platform),
    ledger: makeLedger({ alerts: shown, store: pagesBeside(wiring.target), clock }),
    alerts: { ...makePublishedAlerts(wiring), ...shown },
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
