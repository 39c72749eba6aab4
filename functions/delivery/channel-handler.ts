/** One queue message, one thing to do: make a plan or run a job. Shared by every channel whose people have contacts. */
import { SQSClient } from '@aws-sdk/client-sqs'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import * as z from 'zod'
import type { PublishedAlert } from '../alerts/published-alert.ts'
import { alertsEnvironment, publishedAlertsFromEnv } from '../alerts/wiring.ts'
import { type CarriedChannel, lanes } from '../platform/channel.ts'
import type { County } from '../platform/county.ts'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { errorName } from '../platform/http.ts'
import type { LambdaHandler, Platform } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import type { RenderedMessage, Sender } from '../senders/sender.ts'
import { leaveUrl } from '../subscribers/leave.ts'
import { directoryEnvironment, directoryFromEnv } from '../subscribers/wiring.ts'
import type { Reader } from '../texts/message-form.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { leaseMarginMs, parseJobName, worstBatchMs } from './job.ts'
import { makePlanDelivery } from './plan-delivery.ts'
import { makeProviderStop } from './receipts/provider-stop.ts'
import { makeReceiptStore } from './receipts/receipt-store.ts'
import { makeBucketStore, makeTokenBucket } from './token-bucket.ts'
import { makeSqsWakes, type Wake, wakeSchema } from './wakes.ts'
import { makeWorkJob, type RunReport } from './work-job.ts'

/** What every worker's environment holds. */
export const workerEnvironment = alertsEnvironment
  .extend({
    SITE_URL: z.url().describe('public address of the site, without a slash at the end'),
    LANE: z.enum(lanes).describe('the lane this deployment serves'),
    DELIVERY_TABLE: z.string().describe('name of the delivery table'),
  })
  .extend(directoryEnvironment.shape)

export interface ChannelSetup {
  channel: CarriedChannel
  queueUrl: string
  sender: Sender
  /** Name of the provider's shared rate. */
  provider: string
  tokensPerSecond: number
  render(published: PublishedAlert, county: County, language: string, reader: Reader): RenderedMessage
  /** Whether messages carry a leaving link. */
  hasLeaveLink: boolean
}

/** The last share of a run's time, and no less than a batch may take: everything is written down and a fresh run takes over. */
const reservedShare = 0.2

/** How much of a run must be left for another batch to begin. */
export const reserveOf = (runMs: number, { worstBatchMs: ofSender = worstBatchMs }: Sender): number =>
  Math.max(runMs * reservedShare, ofSender + leaseMarginMs)

/** True once no further batch may begin in this run. */
export function timeUpOf(context: Pick<Context, 'getRemainingTimeInMillis'>, sender: Sender): () => boolean {
  const reserveMs = reserveOf(context.getRemainingTimeInMillis(), sender)
  return () => context.getRemainingTimeInMillis() < reserveMs
}

export function makeDeliver(
  setup: ChannelSetup,
  env: z.infer<typeof workerEnvironment>,
  platform: Platform,
): LambdaHandler<SQSEvent, SQSBatchResponse> {
  const { channel } = setup
  const { LANE: lane, SITE_URL: siteUrl, DELIVERY_TABLE: table } = env
  const { clock } = platform
  const db = dynamodbOf(platform)
  const { county, directory, vault } = directoryFromEnv(env, platform)
  const store = makeDeliveryStore(db, table)
  const receipts = makeReceiptStore(db, table)
  const providerStop = setup.sender.isReceiptById && makeProviderStop({ clock, receipts }, setup.provider)
  const alerts = publishedAlertsFromEnv(env, platform)
  const wakes = makeSqsWakes(new SQSClient({}), { [lane]: setup.queueUrl })
  const bucketStore = makeBucketStore(db, table, setup.provider)
  const render = (published: PublishedAlert, language: string, reader: Reader) =>
    setup.render(published, county, language, reader)
  const plan = makePlanDelivery({ clock, county, channel, lane, store, alerts, directory, wakes, render })

  const work = async (wake: Extract<Wake, { kind: 'job' }>, isTimeUp: () => boolean): Promise<RunReport> => {
    await vault.ready()
    const run = makeWorkJob({
      clock,
      county,
      store,
      alerts,
      directory,
      sender: setup.sender,
      bucket: makeTokenBucket({ clock, store: bucketStore, lane, perSecond: setup.tokensPerSecond }),
      wakes,
      receipts,
      ...(providerStop && { providerStop }),
      openContact: vault.open,
      ...(setup.hasLeaveLink && { leaveUrl: (sub) => leaveUrl(siteUrl, vault, sub, channel) }),
    })
    return run({ alertId: wake.alertId, channel, ...parseJobName(wake.job) }, isTimeUp)
  }

  async function handle(record: SQSRecord, isTimeUp: () => boolean): Promise<void> {
    const wake = wakeSchema.parse(JSON.parse(record.body))
    const about = { traceId: wake.traceId, alertId: wake.alertId, channel, lane }
    if (wake.kind === 'plan') {
      logger.info('planned', { ...about, outcome: await plan(wake.alertId, wake.traceId) })
      return
    }
    const report = await work(wake, isTimeUp)
    if (report.end === 'notClaimed') return
    logger.info('job ran', { ...about, job: wake.job, ...report })
    count(report)
  }

  function count(report: RunReport): void {
    metrics.addDimensions({ channel, lane })
    metrics.addMetric('Tried', 'Count', report.tried)
    metrics.addMetric('HandedOver', 'Count', report.handedOver)
    metrics.addMetric('Failed', 'Count', report.failed)
    metrics.addMetric('ChannelStopped', 'Count', report.stopCause ? 1 : 0)
    metrics.publishStoredMetrics()
    if (report.stopCause) logger.critical('the provider stopped the channel', { channel, cause: report.stopCause })
  }

  return async (event, context) => {
    const isTimeUp = timeUpOf(context, setup.sender)
    const failures: string[] = []
    for (const record of event.Records) {
      try {
        await handle(record, isTimeUp)
      } catch (error) {
        logger.error('a wake failed and will come again', { channel, lane, cause: errorName(error) })
        failures.push(record.messageId)
        metrics.addDimensions({ channel, lane })
        metrics.addMetric('WakeFailed', 'Count', 1)
        metrics.publishStoredMetrics()
      }
    }
    return { batchItemFailures: failures.map((itemIdentifier) => ({ itemIdentifier })) }
  }
}
