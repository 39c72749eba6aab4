/** What a handler uses: each use gives the variable by which the handler finds it, and leave for the actions named. */
import { Aws, type Stack } from 'aws-cdk-lib'
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { CapabilityTable } from './capability-table.ts'

export interface Use {
  variables: Readonly<Record<string, string>>
  statements: readonly PolicyStatement[]
}

/** Values alone; they give leave for nothing. */
export const given = (variables: Use['variables']): Use => ({ variables, statements: [] })

/** Reads items, and queries the table and the indexes named; no scan. */
export const reads = (table: CapabilityTable, ...indexes: string[]): Use => ({
  variables: table.variables,
  statements: [
    new PolicyStatement({
      actions: ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'],
      resources: [table.arn, ...indexes.map((index) => `${table.arn}/index/${index}`)],
    }),
  ],
})

type Way = 'PutItem' | 'UpdateItem' | 'DeleteItem'

/** Writes single items in these ways. */
export const writes = (table: CapabilityTable, ...ways: Way[]): Use => ({
  variables: table.variables,
  statements: [new PolicyStatement(writing(table, ways))],
})

/** Writes only items with this partition key. */
export const writesPartition = (table: CapabilityTable, partition: string, ...ways: Way[]): Use => ({
  variables: table.variables,
  statements: [
    new PolicyStatement({
      ...writing(table, ways),
      conditions: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [partition] } },
    }),
  ],
})

const writing = (table: CapabilityTable, ways: Way[]) => ({
  actions: ways.map((way) => `dynamodb:${way}`),
  resources: [table.arn],
})

/** Writes any object of the bucket; reads, lists and deletes none. */
export const writesObjects = (variable: string, bucket: IBucket): Use => ({
  variables: { [variable]: bucket.bucketName },
  statements: [new PolicyStatement({ actions: ['s3:PutObject'], resources: [bucket.arnForObjects('*')] })],
})

/** Reads objects whose keys fit one of the patterns, and lists all keys: S3 else answers 403 for a file not there yet. */
export const readsObjects = (variable: string, bucket: IBucket, ...patterns: string[]): Use => ({
  variables: { [variable]: bucket.bucketName },
  statements: [
    new PolicyStatement({
      actions: ['s3:GetObject'],
      resources: patterns.map((pattern) => bucket.arnForObjects(pattern)),
    }),
    new PolicyStatement({ actions: ['s3:ListBucket'], resources: [bucket.bucketArn] }),
  ],
})

export const sends = (variable: string, queue: IQueue): Use => ({
  variables: { [variable]: queue.queueUrl },
  statements: [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] })],
})

export const publishes = (variable: string, topic: ITopic): Use => ({
  variables: { [variable]: topic.topicArn },
  statements: [new PolicyStatement({ actions: ['sns:Publish'], resources: [topic.topicArn] })],
})

/** Opens (and on first use makes) the data key of the county, with which contacts are encrypted, and no other. */
export const opensContacts = (key: IKey, county: string): Use => ({
  variables: contactKey(key),
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

/** The name of the key alone, for what is wired with contacts and never opens one. */
export const knowsContactKey = (key: IKey): Use => given(contactKey(key))

const contactKey = (key: IKey) => ({ CONTACT_KEY_ID: key.keyId })

/** SMS to any number, and to no topic: a phone number has no ARN, so the Allow is `*` and a Deny takes topics back. */
export const sendsSms = (): Use => ({
  variables: {},
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
export const sendsSmsToo = (): Use => ({
  variables: {},
  statements: [new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${Aws.PARTITION}:sns:*:*:*`] })],
})

/**
 * Bulk e-mail from this address: SES asks for the identity it knows, the address or its domain, for the configuration set,
 * and for a template, which is in the call and has no name.
 */
export const sendsEmail = (stack: Stack, from: string, configurationSetName: string): Use => {
  const arn = (resource: string, resourceName: string): string =>
    stack.formatArn({ service: 'ses', resource, resourceName })
  return {
    variables: { EMAIL_FROM: from, EMAIL_CONFIGURATION_SET: configurationSetName },
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
