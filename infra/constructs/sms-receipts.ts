import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { FilterPattern, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations'
import { AwsCustomResource, AwsCustomResourcePolicy, PhysicalResourceId } from 'aws-cdk-lib/custom-resources'
import { Construct } from 'constructs'
import { alarmWhen, counted } from './alarm.ts'
import type { HandlerFunction } from './handler-function.ts'

export interface SmsReceiptsProps {
  county: string
  /** USD. */
  monthlyLimit: number
  key: IKey
  takes: HandlerFunction
}

/** From this share of the month's money on, somebody must ask for more. */
const spentShare = 0.8
/** One in so many that fails is a carrier's or a text's, and not a person's. */
const failingShare = 0.2

/**
 * What SNS does for the SMS of this account: how much it may spend, and a log line for every message, which is the only
 * receipt it gives. They are settings of the account and Region: one county to each (setting `smsReceipts`).
 */
export class SmsReceipts extends Construct {
  constructor(scope: Construct, id: string, { county, monthlyLimit, key, takes }: SmsReceiptsProps) {
    super(scope, id)
    const { region, account } = Stack.of(this)
    const base = `sns/${region}/${account}/DirectPublishToPhoneNumber`
    const logs = Object.entries({ Success: base, Failure: `${base}/Failure` }).map(([outcome, logGroupName]) => {
      const log = new LogGroup(this, outcome, {
        logGroupName,
        // Its lines hold the numbers: as short as somebody needs to look into a failure over a weekend.
        retention: RetentionDays.THREE_DAYS,
        encryptionKey: key,
        removalPolicy: RemovalPolicy.DESTROY,
      })
      log.addSubscriptionFilter('Receipts', {
        destination: new LambdaDestination(takes.lambda),
        filterPattern: FilterPattern.allEvents(),
      })
      return log
    })
    this.setAttributes(this.makeLogRole(logs), monthlyLimit)
    this.addAlarms(county, monthlyLimit)
  }

  private makeLogRole(logs: readonly LogGroup[]): Role {
    return new Role(this, 'LogRole', {
      description: 'SNS writes what became of each SMS',
      assumedBy: new ServicePrincipal('sns.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
      inlinePolicies: {
        Log: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: logs.map((log) => log.logGroupArn),
            }),
          ],
        }),
      },
    })
  }

  /** CloudFormation knows no such resource. */
  private setAttributes(role: Role, monthlyLimit: number): void {
    const set = {
      service: 'SNS',
      action: 'SetSMSAttributes',
      parameters: {
        attributes: {
          MonthlySpendLimit: String(monthlyLimit),
          DeliveryStatusIAMRole: role.roleArn,
          DeliveryStatusSuccessSamplingRate: '100',
          DefaultSMSType: 'Transactional',
        },
      },
      physicalResourceId: PhysicalResourceId.of('sms-attributes'),
    }
    const attributes = new AwsCustomResource(this, 'Attributes', {
      onCreate: set,
      onUpdate: set,
      installLatestAwsSdk: false,
      timeout: Duration.minutes(1),
      policy: AwsCustomResourcePolicy.fromStatements([
        // An account's settings have no ARN.
        new PolicyStatement({ actions: ['sns:SetSMSAttributes'], resources: ['*'] }),
        new PolicyStatement({
          actions: ['iam:PassRole'],
          resources: [role.roleArn],
          conditions: { StringEquals: { 'iam:PassedToService': 'sns.amazonaws.com' } },
        }),
      ]),
    })
    attributes.node.addDependency(role)
  }

  private addAlarms(county: string, monthlyLimit: number): void {
    const ofSns = (metricName: string, statistic: string): Metric =>
      new Metric({ namespace: 'AWS/SNS', metricName, statistic, period: Duration.minutes(5) })
    alarmWhen(this, 'SpendNearLimit', {
      metric: ofSns('SMSMonthToDateSpentUSD', 'Maximum'),
      reaches: monthlyLimit * spentShare,
      means: `${spentShare * 100} % of this month's ${monthlyLimit} USD for SMS are spent; ask AWS for more now (it takes a working day), then raise smsMonthlyLimit`,
      heard: { wake: 'one more warning may use up the rest, and then no SMS reaches anybody' },
    })
    alarmWhen(this, 'ThrownAway', {
      metric: counted(county, 'SmsThrownAway'),
      reaches: 1,
      means:
        'SNS takes SMS and throws them away: no quota is left for this account. these people are sent to again once there is; raise the limit',
      heard: { wake: 'everybody who is told by SMS goes untold until there is money again' },
    })
    alarmWhen(this, 'Failing', {
      metric: new MathExpression({
        expression: '1 - rate',
        usingMetrics: { rate: ofSns('SMSSuccessRate', 'Average') },
        period: Duration.minutes(5),
      }),
      reaches: failingShare,
      periods: 3,
      means: `more than ${failingShare * 100} % of SMS do not arrive; the failure log of SNS says which carrier and why`,
      heard: { ticket: 'most do arrive, and other channels tell the rest; carriers mend it, not a person at night' },
    })
    alarmWhen(this, 'Unread', {
      metric: counted(county, 'ReceiptsUnread'),
      reaches: 1,
      means:
        'receipts of SMS come in a form nobody reads; delivered counts too few, and a spent limit would not be noticed',
      heard: { ticket: 'the spend alarm still sees the money' },
    })
  }
}
