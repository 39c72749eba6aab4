import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import type { Urgency } from '../constructs/alarm.ts'
import type { Settings } from '../settings.ts'

export interface WatchStackProps extends StackProps {
  settings: Settings
}

/** Where every alarm of the platform goes: what wakes a person, and what waits for the morning. */
export class WatchStack extends Stack {
  readonly topics: Readonly<Record<Urgency, Topic>>

  constructor(scope: Construct, id: string, props: WatchStackProps) {
    super(scope, id, props)
    const { alarmEmail, ticketEmail = alarmEmail } = props.settings
    this.topics = {
      wake: this.makeTopic('Wake', props.settings.county, alarmEmail),
      ticket: this.makeTopic('Ticket', props.settings.county, ticketEmail),
    }
  }

  private makeTopic(id: Capitalize<Urgency>, county: string, email: string | undefined): Topic {
    // Not encrypted with KMS: CloudWatch could not publish with AWS's key, and an alarm holds names of resources only.
    const topic = new Topic(this, id, { displayName: `Fengsui ${county} ${id.toLowerCase()}`, enforceSSL: true })
    // A policy of a topic's own, such as the Deny of TLS-less calls, takes the place of the one that lets the account in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': this.account },
          // CloudFormation opens the names of alarms with those of their stacks.
          ArnLike: {
            'aws:SourceArn': this.formatArn({ service: 'cloudwatch', resource: `alarm:fengsui-${county}-*` }),
          },
        },
      }),
    )
    if (email) topic.addSubscription(new EmailSubscription(email))
    new CfnOutput(this, `${id}Topic`, {
      description: 'subscribe here whatever else should hear of it: a phone, a pager, a duty system',
      value: topic.topicArn,
    })
    return topic
  }
}
