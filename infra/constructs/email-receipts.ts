import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
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
    const stack = Stack.of(this)
    const topic = new Topic(this, 'Events', { displayName: 'receipts of e-mail', masterKey: key, enforceSSL: true })
    // A policy of a topic's own takes the place of the one that lets the account in.
    topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: {
            'aws:SourceAccount': stack.account,
            'aws:SourceArn': stack.formatArn({
              service: 'ses',
              resource: 'configuration-set',
              resourceName: configurationSetName,
            }),
          },
        },
      }),
    )
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
