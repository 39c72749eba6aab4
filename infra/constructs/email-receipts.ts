import type { IKey } from 'aws-cdk-lib/aws-kms'
import { ConfigurationSet, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Construct } from 'constructs'
import type { HandlerFunction } from './handler-function.ts'

export interface EmailReceiptsProps {
  configurationSetName: string
  key: IKey
  takes: HandlerFunction
}

/** SES tells a topic what became of each e-mail that names the configuration set. */
export class EmailReceipts extends Construct {
  constructor(scope: Construct, id: string, { configurationSetName, key, takes }: EmailReceiptsProps) {
    super(scope, id)
    const topic = new Topic(this, 'Events', { displayName: 'receipts of e-mail', masterKey: key, enforceSSL: true })
    topic.addSubscription(new LambdaSubscription(takes.lambda))
    const set = new ConfigurationSet(this, 'Set', { configurationSetName })
    set.addEventDestination('Receipts', {
      destination: EventDestination.snsTopic(topic),
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
      ],
    })
  }
}
