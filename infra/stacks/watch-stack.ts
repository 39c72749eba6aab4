import { Stack, type StackProps } from 'aws-cdk-lib'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import type { Settings } from '../settings.ts'

export interface WatchStackProps extends StackProps {
  settings: Settings
}

/** Where every alarm of the platform goes. */
export class WatchStack extends Stack {
  readonly alarmTopic: Topic

  constructor(scope: Construct, id: string, props: WatchStackProps) {
    super(scope, id, props)
    // Not encrypted with KMS: CloudWatch could not publish with AWS's key, and an alarm holds names of resources only.
    this.alarmTopic = new Topic(this, 'Alarms', { enforceSSL: true })
    if (props.settings.alarmEmail) this.alarmTopic.addSubscription(new EmailSubscription(props.settings.alarmEmail))
  }
}
