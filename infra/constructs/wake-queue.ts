import { Duration } from 'aws-cdk-lib'
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { alarmWhen, type Heard } from './alarm.ts'
import type { HandlerFunction } from './handler-function.ts'

export interface WakeQueueProps {
  /** Time limit of the function it wakes. */
  workerTimeoutSeconds: number
  /** A wake older than this raises an alarm. */
  oldestSeconds: number
  /** Who hears it. */
  waiting: Heard
}

/**
 * A queue of wakes with its dead-letter queue and alarms. A message here is never the truth: the table is, and
 * a sweeper wakes again whatever is overdue, so a parked message may be deleted once its reason is known.
 */
export class WakeQueue extends Construct {
  readonly queue: Queue
  private readonly parked: Queue
  private readonly workerTimeoutSeconds: number

  constructor(scope: Construct, id: string, props: WakeQueueProps) {
    super(scope, id)
    this.workerTimeoutSeconds = props.workerTimeoutSeconds
    this.parked = new Queue(this, 'Parked', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    })
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      // AWS asks for six times the function's limit: room for the retries a throttled poller makes by itself.
      visibilityTimeout: Duration.seconds(6 * props.workerTimeoutSeconds),
      retentionPeriod: Duration.days(1),
      deadLetterQueue: { queue: this.parked, maxReceiveCount: 5 },
    })
    const minute = Duration.minutes(1)
    alarmWhen(this, 'Oldest', {
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' }),
      reaches: props.oldestSeconds,
      periods: 2,
      means: `wakes wait in ${id} for more than ${props.oldestSeconds} s; its workers are too few or stuck`,
      heard: props.waiting,
    })
    alarmWhen(this, 'HasParked', {
      metric: this.parked.metricApproximateNumberOfMessagesVisible({ period: minute, statistic: 'Maximum' }),
      reaches: 1,
      means: `wakes of ${id} failed five times or could not be read; find out why, then delete them`,
      heard: { wake: 'its work failed five times in a row: it does not mend by itself, and people may not be told' },
    })
    alarmWhen(this, 'OldestParked', {
      metric: this.parked.metricApproximateAgeOfOldestMessage({ period: minute, statistic: 'Maximum' }),
      reaches: Duration.days(1).toSeconds(),
      means: `a parked wake of ${id} has not been looked at for a day`,
      heard: { ticket: 'it was heard when it came, and the table has been woken anew since' },
    })
  }

  /** Wakes `worker`, one message a run, at most `atOnce` runs at once. */
  wakes(worker: HandlerFunction, atOnce: number): this {
    if (worker.timeoutSeconds > this.workerTimeoutSeconds) {
      throw new Error(
        `${worker.node.path} may run ${worker.timeoutSeconds} s; ${this.node.path} hides a message for a run of ${this.workerTimeoutSeconds} s at most`,
      )
    }
    worker.lambda.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 1, maxConcurrency: atOnce, reportBatchItemFailures: true }),
    )
    return this
  }
}
