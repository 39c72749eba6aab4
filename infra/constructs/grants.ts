/** Grants a handler may hold: named actions on named things. */
import type { Stack } from 'aws-cdk-lib'
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { CapabilityTable } from './capability-table.ts'

export interface Grant {
  statements: PolicyStatement[]
}

type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'BatchWriteItem'

/** These actions on the table's items; `indexes` may only be queried. */
export const useTable = (table: CapabilityTable, actions: TableAction[], indexes: string[] = []): Grant => ({
  statements: [
    new PolicyStatement({
      actions: actions.map((action) => `dynamodb:${action}`),
      resources: [table.arn],
    }),
    ...(indexes.length
      ? [
          new PolicyStatement({
            actions: ['dynamodb:Query'],
            resources: indexes.map((index) => `${table.arn}/index/${index}`),
          }),
        ]
      : []),
  ],
})

/** These actions on every object of the bucket; listing stays out. */
export const useObjects = (bucket: IBucket, actions: ('GetObject' | 'PutObject' | 'DeleteObject')[]): Grant => ({
  statements: [
    new PolicyStatement({
      actions: actions.map((action) => `s3:${action}`),
      resources: [bucket.arnForObjects('*')],
    }),
  ],
})

export const sendTo = (...queues: IQueue[]): Grant => ({
  statements: [
    new PolicyStatement({
      actions: ['sqs:SendMessage'],
      resources: queues.map((queue) => queue.queueArn),
    }),
  ],
})

export const publishTo = (topic: ITopic): Grant => ({
  statements: [
    new PolicyStatement({
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
    }),
  ],
})

/** Opens (and on first use makes) the county's data key, with which contacts are encrypted. */
export const openContacts = (key: IKey): Grant => ({
  statements: [
    new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [key.keyArn],
    }),
  ],
})

/** SMS to any number, and to no topic: a phone number has no ARN, so the Allow is `*` and a Deny takes topics back. */
export const sendSms = (): Grant => ({
  statements: [
    new PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] }),
    new PolicyStatement({
      effect: Effect.DENY,
      actions: ['sns:Publish'],
      resources: ['arn:*:sns:*:*:*'],
    }),
  ],
})

/** Bulk e-mail from this address: SES asks for the identity it knows, the address or its domain. */
export const sendEmail = (stack: Stack, from: string): Grant => ({
  statements: [
    new PolicyStatement({
      actions: ['ses:SendBulkEmail'],
      resources: [from, from.replace(/^.*@/, '')].map((identity) =>
        stack.formatArn({
          service: 'ses',
          resource: 'identity',
          resourceName: identity,
        }),
      ),
    }),
  ],
})
