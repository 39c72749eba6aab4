/** Puts the alerts capability together from a Lambda's environment; handlers of this and other capabilities call it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import type { Clock } from '../platform/clock.ts'
import { type County, loadCounty } from '../platform/county.ts'
import { awsPlatform, type Env, type Platform } from '../platform/lambda.ts'
import { type AlertStore, makeAlertStore } from './alert-store.ts'
import { type FindAlert, makeFindAlert } from './find-alert.ts'
import type { PublicPages } from './public-pages.ts'
import { makeAlertOutbox } from './publish/alert-outbox.ts'
import type { PublishPorts } from './publish/publish-alert.ts'
import { makePublishedAlerts, type PublishedAlerts } from './read-published.ts'

const readEnvironment = z.object({
  COUNTY: z.string().describe('statistical code of the county'),
  ALERTS_TABLE: z.string().describe('name of the alerts table'),
})

const publishEnvironment = readEnvironment.extend({
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
export function alertsFromEnv(env: Env, { clock }: Platform = awsPlatform): AlertsWiring {
  const { COUNTY, ALERTS_TABLE: table } = readEnvironment.parse(env)
  const county = loadCounty(COUNTY)
  const target = { client: new DynamoDBClient({}), table, county: county.code }
  const alerts = makeAlertStore(table, county.code, target.client)
  return { target, county, clock, alerts, findAlert: makeFindAlert({ alerts, county }) }
}

/** Whatever accepts, decides or sweeps. */
export function publishingFromEnv(
  env: Env,
  pagesBeside: (target: AlertsTable) => PublicPages,
  platform: Platform = awsPlatform,
): AlertsWiring & PublishPorts {
  const { PUBLISHED_TOPIC_ARN: topicArn, OUTBOX_QUEUE_URL: queueUrl } = publishEnvironment.parse(env)
  const wiring = alertsFromEnv(env, platform)
  return { ...wiring, pages: pagesBeside(wiring.target), outbox: makeAlertOutbox({ topicArn, queueUrl }) }
}

/** For delivery. */
export const publishedAlertsFromEnv = (env: Env, platform: Platform = awsPlatform): PublishedAlerts =>
  makePublishedAlerts(alertsFromEnv(env, platform))
