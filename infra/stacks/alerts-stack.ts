import { Stack, type StackProps } from 'aws-cdk-lib'
import { AttributeType } from 'aws-cdk-lib/aws-dynamodb'
import { Alias } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import type { Construct } from 'constructs'
import { alarmWhen, counted } from '../constructs/alarm.ts'
import { CapabilityTable } from '../constructs/capability-table.ts'
import { HandlerFunction } from '../constructs/handler-function.ts'
import { publishes, reads, sends, sendsSmsToo, writes } from '../constructs/uses.ts'
import { WakeQueue } from '../constructs/wake-queue.ts'
import type { Settings } from '../settings.ts'

export interface AlertsStackProps extends StackProps {
  settings: Settings
}

const outboxTimeoutSeconds = 60

/** What a warning is and how it becomes official: the alerts, their original bytes, and the topic that tells of them. */
export class AlertsStack extends Stack {
  readonly table: CapabilityTable
  readonly published: Topic
  readonly acceptAlert: HandlerFunction
  readonly readAlerts: HandlerFunction
  readonly decideAlert: HandlerFunction

  constructor(scope: Construct, id: string, props: AlertsStackProps) {
    super(scope, id, props)
    const { settings } = props
    this.table = new CapabilityTable(this, 'Alerts', [
      {
        name: 'due',
        partitionKey: { name: 'duePk', type: AttributeType.STRING },
        sortKey: { name: 'dueAt', type: AttributeType.NUMBER },
        projection: 'keysOnly',
      },
      {
        name: 'list',
        partitionKey: { name: 'listPk', type: AttributeType.STRING },
        sortKey: { name: 'listSk', type: AttributeType.STRING },
        projection: 'keysOnly',
      },
    ])
    this.published = new Topic(this, 'Published', {
      enforceSSL: true,
      masterKey: Alias.fromAliasName(this, 'SnsKey', 'alias/aws/sns'),
    })
    const outbox = new WakeQueue(this, 'Outbox', {
      workerTimeoutSeconds: outboxTimeoutSeconds,
      oldestSeconds: 120,
      waiting: { ticket: 'the sweeper of every minute does the same work, and its own silence wakes' },
    })

    const publishing = [
      writes(this.table, 'PutItem', 'UpdateItem'),
      publishes('PUBLISHED_TOPIC_ARN', this.published),
      sends('OUTBOX_QUEUE_URL', outbox.queue),
    ]

    this.acceptAlert = new HandlerFunction(this, 'AcceptAlert', {
      settings,
      handler: 'functions/alerts/accept-alert.handler.ts',
      description: 'approved CAP from a registered sender: checked, kept, published',
      // Clipping a large polygon is the slow part.
      memoryMb: 1024,
      timeoutSeconds: 25,
      failing: { wake: 'an approved warning is not taken in, and its sender may not try again' },
      uses: [reads(this.table), ...publishing],
      reservedConcurrency: 20,
    })
    this.readAlerts = new HandlerFunction(this, 'ReadAlerts', {
      settings,
      handler: 'functions/alerts/read-alerts.handler.ts',
      description: 'alerts as staff see them, one or a list',
      timeoutSeconds: 15,
      failing: { ticket: 'staff see the error and ask again; no warning waits for a list' },
      uses: [reads(this.table, 'list')],
    })
    this.decideAlert = new HandlerFunction(this, 'DecideAlert', {
      settings,
      handler: 'functions/alerts/decide-alert.handler.ts',
      description: 'a held alert is released or rejected by a person',
      memoryMb: 1024,
      timeoutSeconds: 25,
      failing: { wake: 'a held warning cannot be let out, at whatever hour somebody tries' },
      uses: [reads(this.table, 'list'), ...publishing],
    })
    const sweepAlerts = new HandlerFunction(this, 'SweepAlerts', {
      settings,
      handler: 'functions/alerts/sweep-alerts.handler.ts',
      description: 'publishes what is not planned yet, ends what has expired, calls the desk about what is held',
      timeoutSeconds: outboxTimeoutSeconds,
      wakesItself: true,
      failing: { wake: 'warnings whose wake was lost are found by nobody else, and held ones ring nobody' },
      uses: [reads(this.table, 'due'), ...publishing, writes(this.table, 'DeleteItem'), sendsSmsToo()],
      reservedConcurrency: 5,
    }).everyMinutes(1)
    outbox.wakes(sweepAlerts, 3)

    alarmWhen(this, 'HeldUrgent', {
      metric: counted(settings.county, 'HeldUrgent'),
      reaches: 1,
      means:
        'a red or orange alert is held and waits for a person: read it now, release or reject it; the duty phones are called',
      heard: { wake: 'nobody in danger hears of it until a person decides' },
    })
    for (const [name, what] of [
      ['AlertsRefused', 'could not be read or breaks a rule'],
      ['AlertsForbidden', 'came from somebody who is not registered for it'],
    ] as const) {
      alarmWhen(this, name, {
        metric: counted(settings.county, name),
        reaches: 1,
        means: `an alert ${what} and was refused; its log line says why: call its sender, who may not have noticed`,
        heard: { wake: 'whoever sent it wanted residents warned, and nobody is' },
      })
    }
    alarmWhen(this, 'StuckAlerts', {
      metric: counted(settings.county, 'StuckAlerts'),
      reaches: 1,
      means:
        'a published alert is still not planned on every channel after five wakes; look at the workers of its lane',
      heard: { wake: 'it counts as published and is with nobody on that channel' },
    })
    alarmWhen(this, 'SweepFailed', {
      metric: counted(settings.county, 'SweepFailed'),
      reaches: 1,
      means: 'the sweeper failed on an alert; its log names it, the others went on',
      heard: { wake: 'the alert it failed on may be a red one that is not out yet' },
    })
    alarmWhen(this, 'AlertsInDoubt', {
      metric: counted(settings.county, 'AlertsInDoubt'),
      reaches: 1,
      means: 'a warning that contradicts itself went out; its log names it: ask its sender, correct or cancel it',
      heard: { wake: 'people act on it now, and only a person can tell which half is right' },
    })
  }
}
