/** Grants a handler may hold: named actions on named things. */
import { Aws, type Stack } from 'aws-cdk-lib'
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { CapabilityTable } from './capability-table.ts'

export interface Grant {
  statements: PolicyStatement[]
}

/** Reads items, and queries the table and the indexes named; no scan. */
export const readTable = (table: CapabilityTable, indexes: string[] = []): Grant => ({
  statements: [
    new PolicyStatement({
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      resources: [table.arn, ...indexes.map((index) => `${table.arn}/index/${index}`)],
    }),
  ],
})

/** Writes single items in these ways; `partition` narrows it to items with that partition key. */
export const writeTable = (
  table: CapabilityTable,
  ways: ('PutItem' | 'UpdateItem' | 'DeleteItem')[],
  partition?: string,
): Grant => ({
  statements: [
    new PolicyStatement({
      actions: ways.map((way) => `dynamodb:${way}`),
      resources: [table.arn],
      ...(partition && { conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] } } }),
    }),
  ],
})

/** Writes any object of the bucket; reads, lists and deletes none. */
export const writeObjects = (bucket: IBucket): Grant => ({
  statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] })],
})

/** Reads objects whose keys fit one of the patterns, and lists all keys: S3 else answers 403 for a file not there yet. */
export const readObjects = (bucket: IBucket, patterns: readonly string[]): Grant => ({
  statements: [
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: patterns.map((pattern) => bucket.arnForObjects(pattern)),
    }),
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
  ],
})

export const sendTo = (...queues: IQueue[]): Grant => ({
  statements: [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: queues.map((queue) => queue.queueArn) })],
})

export const publishTo = (topic: ITopic): Grant => ({
  statements: [new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] })],
})

/** Opens (and on first use makes) the data key of the county, with which contacts are encrypted, and no other. */
export const openContacts = (key: IKey, county: string): Grant => ({
  statements: [
    new PolicyStatement({
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [key.keyArn],
      conditions: {
        StringEquals: { 'kms:EncryptionContext:county': county, 'kms:EncryptionContext:purpose': 'contacts' },
      },
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
      resources: [`arn:${Aws.PARTITION}:sns:*:*:*`],
    }),
  ],
})

/** The same for a function that may publish to a topic of ours: a Deny of all topics would take that one back too. */
export const sendSmsToo = (): Grant => ({
  statements: [new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${Aws.PARTITION}:sns:*:*:*`] })],
})

/**
 * Bulk e-mail from this address: SES asks for the identity it knows, the address or its domain, for the configuration set,
 * and for a template, which is in the call and has no name.
 */
export const sendEmail = (stack: Stack, from: string, configurationSetName: string): Grant => {
  const arn = (resource: string, resourceName: string): string =>
    stack.formatArn({ service: 'ses', resource, resourceName })
  return {
    statements: [
      new PolicyStatement({
        actions: ['ses:SendBulkEmail'],
        resources: [
          ...[from, from.replace(/^.*@/, '')].map((identity) => arn('identity', identity)),
          arn('configuration-set', configurationSetName),
          arn('template', '*'),
        ],
      }),
    ],
  }
}
