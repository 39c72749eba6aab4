import { Stack, type StackProps } from 'aws-cdk-lib'
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch'
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import { SubscriptionFilter } from 'aws-cdk-lib/aws-sns'
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import {
  type CarriedChannel,
  carriedChannels,
  channelRows,
  type Lane,
  laneQueueVariable,
  lanes,
  queueVariable,
} from '../../functions/platform/channel.ts'
import { alarmWhen, counted, type Heard, percentage } from '../constructs/alarm.ts'
import { CapabilityTable } from '../constructs/capability-table.ts'
import { EmailReceipts } from '../constructs/email-receipts.ts'
import { HandlerFunction } from '../constructs/handler-function.ts'
import { makePrivateBucket } from '../constructs/private-bucket.ts'
import { makeReceiptsKey } from '../constructs/receipts-key.ts'
import { SmsReceipts } from '../constructs/sms-receipts.ts'
import {
  given,
  knowsContactKey,
  opensContacts,
  reads,
  readsObjects,
  sends,
  sendsEmail,
  sendsSms,
  type Use,
  writes,
  writesObjects,
  writesPartition,
} from '../constructs/uses.ts'
import { WakeQueue } from '../constructs/wake-queue.ts'
import { type Settings, webWriters, workersSetting } from '../settings.ts'
import { smtpEnvironment, smtpWorkerTimeoutSeconds } from '../smtp.ts'
import type { AlertsStack } from './alerts-stack.ts'
import type { SubscribersStack } from './subscribers-stack.ts'

export interface DeliveryStackProps extends StackProps {
  settings: Settings
  alerts: AlertsStack
  subscribers: SubscribersStack
}

/** A worker persists at 80 % of this and wakes a successor. */
const workerTimeoutSeconds = 90
/** Shorter than the lease of write-pages.ts, so that there is one writer. */
const webTimeoutSeconds = 45

/** Red is looked at within two minutes; the rest may queue behind a provider's rate. */
const oldestSeconds: Record<Lane, number> = { red: 120, normal: 1800 }

interface Sending {
  uses: readonly Use[]
  timeoutSeconds?: number
}

const capitalised = <T extends string>(text: T) => `${text.charAt(0).toUpperCase()}${text.slice(1)}` as Capitalize<T>

/** One published alert → every recipient: jobs, ledger, workers for each channel and lane, and the public files. */
export class DeliveryStack extends Stack {
  readonly siteBucket: Bucket
  readonly reportDelivery: HandlerFunction
  private readonly settings: Settings
  private readonly alerts: AlertsStack
  private readonly subscribers: SubscribersStack
  private readonly table: CapabilityTable

  constructor(scope: Construct, id: string, props: DeliveryStackProps) {
    super(scope, id, props)
    this.settings = props.settings
    this.alerts = props.alerts
    this.subscribers = props.subscribers
    this.table = new CapabilityTable(this, 'Delivery', [
      {
        name: 'due',
        partitionKey: { name: 'duePk', type: AttributeType.STRING },
        sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
        projection: 'all',
      },
      {
        name: 'sent',
        partitionKey: { name: 'sentPk', type: AttributeType.STRING },
        sortKey: { name: 'sentAt', type: AttributeType.NUMBER },
        projection: ['sentOf', 'sentIds'],
      },
    ])
    // Not versioned: every file is written anew from the table or from the repository, but for past warnings older than
    // a month (past-alerts.ts), which are only ever merged into.
    this.siteBucket = makePrivateBucket(this, 'Site', { versioned: false })
    this.letCloudFrontRead()

    const carried = carriedChannels.flatMap((channel) =>
      lanes.map((lane) => sends(laneQueueVariable(channel, lane), this.addLane(channel, lane).queue)),
    )
    this.addSweeper([...carried, sends('WEB_QUEUE_URL', this.addWeb().queue)])
    this.addReceipts()
    this.reportDelivery = new HandlerFunction(this, 'ReportDelivery', {
      settings: this.settings,
      handler: 'functions/delivery/report-delivery.handler.ts',
      description: 'who was meant, handed over, delivered, failed and why',
      timeoutSeconds: 15,
      failing: { ticket: 'staff see the error and ask again; nobody is told less for it' },
      uses: [
        reads(this.alerts.table, 'list'),
        reads(this.table),
        given({ EMAIL_PROVIDER: this.settings.emailProvider, SMS_RECEIPTS: String(this.settings.smsReceipts) }),
      ],
    })
  }

  /** Distributions of this account may read the files, and list them so that a missing one is a 404 and not a 403. */
  private letCloudFrontRead(): void {
    const distributions = this.formatArn({
      service: 'cloudfront',
      region: '',
      resource: 'distribution',
      resourceName: '*',
    })
    for (const [action, resource] of [
      ['s3:GetObject', this.siteBucket.arnForObjects('*')],
      ['s3:ListBucket', this.siteBucket.bucketArn],
    ] as const) {
      this.siteBucket.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
          actions: [action],
          resources: [resource],
          conditions: { ArnLike: { 'aws:SourceArn': distributions } },
        }),
      )
    }
  }

  /** What the workers of a channel use to send; one whose provider is any address on the network uses nothing of AWS. */
  private sending(channel: CarriedChannel): Sending {
    const { settings } = this
    if (channel === 'sms') return { uses: [sendsSms()] }
    if (channel !== 'email') return { uses: [] }
    const { emailProvider, emailFrom } = settings
    const provider = given({ EMAIL_PROVIDER: emailProvider })
    return emailProvider === 'ses'
      ? { uses: [provider, sendsEmail(this, emailFrom, this.configurationSetName)] }
      : {
          uses: [provider, given({ EMAIL_FROM: emailFrom, ...smtpEnvironment(settings) })],
          timeoutSeconds: smtpWorkerTimeoutSeconds,
        }
  }

  private get configurationSetName(): string {
    return `fengsui-${this.settings.county}`
  }

  /** What providers say later of what they took. */
  private addReceipts(): void {
    const { settings } = this
    if (!settings.smsReceipts && settings.emailProvider !== 'ses') return
    const key = makeReceiptsKey(this, 'ReceiptsKey')
    const uses = [reads(this.table, 'sent'), writes(this.table, 'PutItem')]
    if (settings.smsReceipts) {
      new SmsReceipts(this, 'SmsReceipts', {
        county: settings.county,
        // What a new account has, in templates that are only read.
        monthlyLimit: settings.smsMonthlyLimit ?? 1,
        key,
        takes: new HandlerFunction(this, 'TakeSmsReceipts', {
          settings,
          handler: 'functions/delivery/take-sms-receipts.handler.ts',
          description: 'what became of SMS: counted; thrown away ones are sent again',
          // It waits for the worker's next write, which tells whose messages they were.
          timeoutSeconds: 90,
          failing: { wake: 'a spent limit goes unnoticed: SNS throws SMS away that count as handed over' },
          uses,
        }),
      })
    }
    if (settings.emailProvider !== 'ses') return
    new EmailReceipts(this, 'EmailReceipts', {
      configurationSetName: this.configurationSetName,
      key,
      takes: new HandlerFunction(this, 'TakeEmailReceipts', {
        settings,
        handler: 'functions/delivery/take-email-receipts.handler.ts',
        description: 'what became of e-mail: counted; dead mailboxes are left alone',
        timeoutSeconds: 30,
        failing: { ticket: 'the report counts too few as delivered, and dead mailboxes are written to once more' },
        uses: [
          ...uses,
          reads(this.subscribers.table),
          // Marks a mailbox as ended, and takes back its own note of the change. It opens no contact.
          writes(this.subscribers.table, 'PutItem', 'DeleteItem'),
          knowsContactKey(this.subscribers.contactKey),
        ],
      }),
    })
  }

  /** A queue and its worker for one channel and lane, filtered from the topic by scalar attributes. */
  private addLane(channel: CarriedChannel, lane: Lane): WakeQueue {
    const { rate } = channelRows[channel].carried
    const { uses, timeoutSeconds = workerTimeoutSeconds } = this.sending(channel)
    const atOnce = this.settings[workersSetting(channel, lane)]
    const title = capitalised(channel)
    const id = `${title}${capitalised(lane)}`
    const waiting: Heard =
      lane === 'red'
        ? { wake: 'people in danger wait for their message' }
        : { ticket: 'what is not red may queue behind the rate of a provider, and nobody in it is lost' }
    // A wake grows old while its run lasts.
    const oldest = Math.max(oldestSeconds[lane], timeoutSeconds + 30)
    const wakes = this.addQueue(id, oldest, waiting, timeoutSeconds)
    this.subscribe(wakes, { lane: [lane], [`ch_${channel}`]: ['1'] })
    const deliver = new HandlerFunction(this, `Deliver${id}`, {
      settings: this.settings,
      handler: `functions/delivery/deliver-${channel}.handler.ts`,
      description: `${title} of ${lane} warnings: plans, sends and records, one job a run`,
      memoryMb: 1769,
      timeoutSeconds,
      wakesItself: true,
      failing: { wake: 'people of the shard in hand are told late, and if it goes on not at all' },
      uses: [
        given({ SITE_URL: this.settings.siteUrl, LANE: lane }),
        reads(this.alerts.table),
        // Marks its channel planned.
        writes(this.alerts.table, 'UpdateItem'),
        reads(this.table),
        writes(this.table, 'PutItem', 'UpdateItem'),
        reads(this.subscribers.table),
        // Keeps the data key, where it is the first to need one; nobody's row.
        writesPartition(this.subscribers.table, 'CONFIG', 'PutItem'),
        opensContacts(this.subscribers.contactKey, this.settings.county),
        sends(queueVariable(channel), wakes.queue),
        given({ [rate.variable]: String(this.settings[rate.setting]) }),
        ...uses,
      ],
      reservedConcurrency: lane === 'red' ? atOnce : undefined,
    })
    const own = (name: string) => counted(this.settings.county, name, { channel, lane })
    alarmWhen(this, `${id}Refused`, {
      metric: percentage(own('Failed'), own('Tried'), 20),
      reaches: 20,
      means: `of every five people tried by ${title} one and more are refused for good; the report says why: look at their addresses, and at what the provider has against us`,
      heard: { wake: 'a fifth of the people meant do not get this warning by this channel' },
    })
    this.addWakeFailed(id, own('WakeFailed'))
    alarmWhen(this, `${id}Stopped`, {
      metric: own('ChannelStopped'),
      reaches: 1,
      means: `the provider refuses all ${title} (quota, suspension, identity or configuration, or everybody of a batch); nothing more goes out until you act`,
      heard: { wake: 'everybody on this channel goes untold until a person acts' },
    })
    return wakes.wakes(deliver, atOnce)
  }

  private addWeb(): WakeQueue {
    const wakes = this.addQueue('Web', oldestSeconds.red, { wake: 'what residents read is behind what is in force' })
    this.subscribe(wakes, { ch_web: ['1'] })
    const writeWeb = new HandlerFunction(this, 'WriteWeb', {
      settings: this.settings,
      handler: 'functions/pages/write-pages.handler.ts',
      description: 'pages, cap.xml, feeds and active.json, written by one run at a time under a lease',
      memoryMb: 1024,
      timeoutSeconds: webTimeoutSeconds,
      failing: { wake: 'pages, feeds and screens fall behind what is in force' },
      uses: [
        given({ SITE_URL: this.settings.siteUrl }),
        reads(this.alerts.table),
        writes(this.alerts.table, 'UpdateItem'),
        reads(this.table),
        writes(this.table, 'PutItem'),
        writesObjects('SITE_BUCKET', this.siteBucket),
        // The site's frames, and the months of past warnings it wrote itself.
        readsObjects('SITE_BUCKET', this.siteBucket, 'frames.json', 'alerts/past/*'),
      ],
      reservedConcurrency: 3,
      // By itself every minute too: what only ran out is shown as over, and everybody sees how fresh the lists are.
    }).everyMinutes(1)
    this.addWakeFailed('Web', counted(this.settings.county, 'WakeFailed', { channel: 'web', lane: 'red' }))
    return wakes.wakes(writeWeb, webWriters)
  }

  private addSweeper(wakes: readonly Use[]): void {
    new HandlerFunction(this, 'SweepDelivery', {
      settings: this.settings,
      handler: 'functions/delivery/sweep-delivery.handler.ts',
      description: 'wakes whatever is overdue, red first',
      timeoutSeconds: 50,
      failing: { wake: 'jobs whose wake was lost are found by nobody else' },
      uses: [reads(this.table, 'due'), writes(this.table, 'UpdateItem'), ...wakes],
      reservedConcurrency: 2,
    }).everyMinutes(1)
    alarmWhen(this, 'StuckJobs', {
      metric: counted(this.settings.county, 'StuckJobs'),
      reaches: 1,
      means: 'a job was woken five times without progress, a red one twice; people of one shard have not been told',
      heard: { wake: 'these people stay untold until somebody looks' },
    })
  }

  /** A wake that fails is handed back to the queue: for Lambda the run is no error. */
  private addWakeFailed(id: string, metric: IMetric): void {
    alarmWhen(this, `${id}WakeFailed`, {
      metric,
      reaches: 1,
      means: `${id} failed on a wake, which comes again after a while; its log says why`,
      heard: { wake: 'the people of that wake wait for minutes, and if it goes on they are not told' },
    })
  }

  private addQueue(id: string, oldest: number, waiting: Heard, timeoutSeconds = workerTimeoutSeconds): WakeQueue {
    return new WakeQueue(this, `${id}Wakes`, { workerTimeoutSeconds: timeoutSeconds, oldestSeconds: oldest, waiting })
  }

  private subscribe(wakes: WakeQueue, attributes: Record<string, string[]>): void {
    this.alerts.published.addSubscription(
      new SqsSubscription(wakes.queue, {
        rawMessageDelivery: true,
        filterPolicy: Object.fromEntries(
          Object.entries(attributes).map(([name, allowlist]) => [name, SubscriptionFilter.stringFilter({ allowlist })]),
        ),
      }),
    )
  }
}
