/** Wakes for whoever carries an alert on: the topic of published alerts, and a later look by the sweeper. Source: docs/contract.md. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { DeliveryChannel, Lane } from '../../platform/channel.ts'

export interface Announcement {
  alertId: string
  traceId: string
  lane: Lane
  channels: readonly DeliveryChannel[]
}

export interface AlertOutbox {
  /** Wakes the planners of these channels; an accepted announcement proves nothing. */
  announce(announcement: Announcement): Promise<void>
  /** Wakes the sweeper for this alert after some seconds, sooner than its schedule. */
  checkLater(check: { alertId: string; traceId: string; delaySeconds: number }): Promise<void>
}

export function makeAlertOutbox(
  targets: { topicArn: string; queueUrl: string },
  clients = { sns: new SNSClient({}), sqs: new SQSClient({}) },
): AlertOutbox {
  const text = (value: string) => ({ DataType: 'String', StringValue: value })
  return {
    async announce({ alertId, traceId, lane, channels }) {
      await clients.sns.send(
        new PublishCommand({
          TopicArn: targets.topicArn,
          Message: JSON.stringify({ kind: 'plan', alertId, traceId }),
          MessageAttributes: {
            lane: text(lane),
            ...Object.fromEntries(channels.map((channel) => [`ch_${channel}`, text('1')])),
          },
        }),
      )
    },

    async checkLater({ alertId, traceId, delaySeconds }) {
      await clients.sqs.send(
        new SendMessageCommand({
          QueueUrl: targets.queueUrl,
          MessageBody: JSON.stringify({ kind: 'check', alertId, traceId }),
          DelaySeconds: delaySeconds,
        }),
      )
    },
  }
}
