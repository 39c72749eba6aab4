import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { ScheduledEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda'
import * as z from 'zod'
import { publishedAlertsFromEnv, webLedgerFromEnv } from '../alerts/wiring.ts'
import { loadCounty } from '../platform/county.ts'
import { errorName } from '../platform/http.ts'
import { awsPlatform, type Build, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { wakeSchema } from './wakes.ts'
import { alertFiles, listFiles } from './web/site-files.ts'
import { makeWriteWeb, type SiteFile } from './web/write-web.ts'

const environment = z.object({
  COUNTY: z.string().describe('statistical code of the county'),
  SITE_URL: z.url().describe('public address of the site, without a slash at the end'),
  DELIVERY_TABLE: z.string().describe('name of the delivery table'),
  SITE_BUCKET: z.string().describe('bucket of the public files'),
})

/** Wakes come from the queue; a schedule keeps the lists fresh. */
export const build: Build<SQSEvent | ScheduledEvent, SQSBatchResponse> = (env, platform = awsPlatform) => {
  const settings = environment.parse(env)
  const writeWeb = wire(settings, env, platform)
  return async (event) => {
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
        }
      }
    }
    return { batchItemFailures }
  }
}

function wire(settings: z.infer<typeof environment>, env: Parameters<typeof build>[0], platform = awsPlatform) {
  const { clock } = platform
  const s3 = new S3Client({ forcePathStyle: true })
  const site = { county: loadCounty(settings.COUNTY), siteUrl: settings.SITE_URL, now: () => clock.now() }
  const put = async ({ path, body, contentType, maxAgeSeconds }: SiteFile): Promise<void> => {
    await s3.send(
      new PutObjectCommand({
        Bucket: settings.SITE_BUCKET,
        Key: path,
        Body: body,
        ContentType: contentType,
        CacheControl: `public, max-age=${maxAgeSeconds}`,
      }),
    )
  }
  return makeWriteWeb({
    clock,
    county: site.county,
    store: makeDeliveryStore(new DynamoDBClient({}), settings.DELIVERY_TABLE),
    ledger: webLedgerFromEnv(env, platform),
    alerts: publishedAlertsFromEnv(env, platform),
    put,
    alertFiles: (alert, chain, original) => alertFiles(site, alert, chain, original),
    listFiles: (alerts, nowMs) => listFiles(site, alerts, nowMs),
  })
}

export const handler = onLambda(build)
