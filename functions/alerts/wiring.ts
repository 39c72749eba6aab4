/** Puts the alerts capability together from a Lambda's environment; handlers of this and other capabilities call it. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import type { Clock } from '../platform/clock.ts'
import { type County, loadCounty } from '../platform/county.ts'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { lambdaEnvironment, type Platform } from '../platform/lambda.ts'
import { type AlertStore, makeAlertStore } from './alert-store.ts'
import { type FindAlert, makeFindAlert } from './find-alert.ts'
import type { PublicPages } from './public-pages.ts'
import { makeAlertOutbox } from './publish/alert-outbox.ts'
import type { PublishPorts } from './publish/publish-alert.ts'
import { makePublishedAlerts, type PublishedAlerts } from './read-published.ts'

export const alertsEnvironment = lambdaEnvironment.extend({
  ALERTS_TABLE: z.string().describe('name of the alerts table'),
})
type AlertsEnv = z.infer<typeof alertsEnvironment>

export const publishingEnvironment = alertsEnvironment.extend({
  PUBLISHED_TOPIC_ARN: z.string().describe('topic that tells of published alerts'),
  OUTBOX_QUEUE_URL: z.string().describe('queue that wakes the sweeper for one alert'),
})

/** Beside the alerts the public pages keep in it what is shown. */
export interface AlertsTable {
  client: DynamoDBClient
  table: string
  county: string
}

export interface AlertsWiring {
  target: AlertsTable
  county: County
  clock: Clock
  alerts: AlertStore
  findAlert: FindAlert
}

/** Whatever reads alerts. */
export function alertsFromEnv({ COUNTY, ALERTS_TABLE: table }: AlertsEnv, platform: Platform): AlertsWiring {
  const county = loadCounty(COUNTY)
  const target = { client: dynamodbOf(platform), table, county: county.code }
  const alerts = makeAlertStore(table, county.code, target.client)
  return { target, county, clock: platform.clock, alerts, findAlert: makeFindAlert({ alerts, county }) }
}

/** Whatever accepts, decides or sweeps. */
export function publishingFromEnv(
  env: z.infer<typeof publishingEnvironment>,
  pagesBeside: (target: AlertsTable) => PublicPages,
  platform: Platform,
): AlertsWiring & PublishPorts {
  const wiring = alertsFromEnv(env, platform)
  const outbox = makeAlertOutbox({ topicArn: env.PUBLISHED_TOPIC_ARN, queueUrl: env.OUTBOX_QUEUE_URL })
  return { ...wiring, pages: pagesBeside(wiring.target), outbox }
}

/** For delivery. */
export const publishedAlertsFromEnv = (env: AlertsEnv, platform: Platform): PublishedAlerts =>
  makePublishedAlerts(alertsFromEnv(env, platform))
