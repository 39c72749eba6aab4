/** Puts the alerts capability together from a Lambda's environment; handlers of this and other capabilities call it. */
import * as z from 'zod'
import type { Clock } from '../platform/clock.ts'
import { type County, loadCounty } from '../platform/county.ts'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { lambdaEnvironment, type Platform } from '../platform/lambda.ts'
import { makeAlertOutbox } from './alert-outbox.ts'
import { type AlertStore, makeAlertStore } from './alert-store.ts'
import { type FindAlert, makeFindAlert } from './find-alert.ts'
import type { PublishPorts } from './publish-alert.ts'
import { makePublishedAlerts, makeWebLedger, type PublishedAlerts, type WebLedger } from './read-published.ts'
import { makeWebStore, type WebStore } from './web-store.ts'

export const alertsEnvironment = lambdaEnvironment.extend({
  ALERTS_TABLE: z.string().describe('name of the alerts table'),
})
type AlertsEnv = z.infer<typeof alertsEnvironment>

export const publishingEnvironment = alertsEnvironment.extend({
  PUBLISHED_TOPIC_ARN: z.string().describe('topic that tells of published alerts'),
  OUTBOX_QUEUE_URL: z.string().describe('queue that wakes the sweeper for one alert'),
})

export interface AlertsWiring {
  county: County
  clock: Clock
  alerts: AlertStore
  web: WebStore
  findAlert: FindAlert
}

/** Whatever reads alerts. */
export function alertsFromEnv({ COUNTY, ALERTS_TABLE: table }: AlertsEnv, platform: Platform): AlertsWiring {
  const county = loadCounty(COUNTY)
  const client = dynamodbOf(platform)
  const alerts = makeAlertStore(table, county.code, client)
  return {
    county,
    clock: platform.clock,
    alerts,
    web: makeWebStore(table, county.code, client),
    findAlert: makeFindAlert({ alerts, county }),
  }
}

/** Whatever accepts, decides or sweeps. */
export const publishingFromEnv = (
  env: z.infer<typeof publishingEnvironment>,
  platform: Platform,
): AlertsWiring & PublishPorts => ({
  ...alertsFromEnv(env, platform),
  outbox: makeAlertOutbox({ topicArn: env.PUBLISHED_TOPIC_ARN, queueUrl: env.OUTBOX_QUEUE_URL }),
})

/** For delivery. */
export const publishedAlertsFromEnv = (env: AlertsEnv, platform: Platform): PublishedAlerts =>
  makePublishedAlerts(alertsFromEnv(env, platform))

/** For the writer of the public files. */
export const webLedgerFromEnv = (env: AlertsEnv, platform: Platform): WebLedger =>
  makeWebLedger(alertsFromEnv(env, platform))
