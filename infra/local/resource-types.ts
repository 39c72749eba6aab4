/**
 * Every type of resource that means something on one machine, each in one place: how it is named, what refers to it by,
 * which properties count, and what is made of it. To teach the local cloud a type, add a row.
 */
import * as z from 'zod'
import { account, type CloudPlan, region } from './cloud-plan.ts'
import { StartError } from './options.ts'

/** A resource with its name and every function of CloudFormation in it worked out. */
export interface Found<P> {
  /** `Stack/LogicalId`, for messages. */
  place: string
  type: string
  name: string
  arn: string
  metadata: Record<string, unknown>
  properties: P
}

/** What a resource may ask of the others. */
export interface Others {
  queueUrl(name: string): string
  named(type: string, name: string): Found<unknown> | undefined
}

/** Parts of the cloud, or the words for why this one means nothing here. */
export type Made = Partial<Omit<CloudPlan, 'ignored'>> | string

export interface ResourceType {
  /** The property that gives its name; without, it is called after its stack and logical id. */
  nameProperty?: string
  /** Where it is not `arn:aws:<service>:<region>:<account>:<kind>/<name>`. */
  arn?(name: string): string
  /** What Ref (`attribute` undefined) and GetAtt give, where it is not as everywhere. */
  refer?(self: { name: string; arn: string }, attribute: string | undefined, others: Others): string
  /** Left out: it is referred to, nothing is made of it. */
  plan?(found: Found<unknown>, others: Others): Made
}

interface Row<S extends z.ZodType> extends Omit<ResourceType, 'plan'> {
  /** The properties that count. */
  schema: S
  plan(found: Found<z.infer<S>>, others: Others): Made
}

const resourceType = <S extends z.ZodType>({ schema, plan, ...row }: Row<S>): ResourceType => ({
  ...row,
  plan: (found, others) => plan(read(schema, found), others),
})

function read<S extends z.ZodType>(schema: S, found: Found<unknown>): Found<z.infer<S>> {
  const parsed = schema.safeParse(found.properties)
  if (parsed.success) return { ...found, properties: parsed.data }
  throw new StartError(`${found.place} (${found.type}): ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`)
}

const number = z.coerce.number()
const flag = z.union([z.boolean(), z.stringbool()])
const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }))
const integrationSchema = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: number.default(30_000),
})

const table = resourceType({
  nameProperty: 'TableName',
  arn: (name) => `arn:aws:dynamodb:${region}:${account}:table/${name}`,
  schema: z.object({
    AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
    KeySchema: keySchema,
    GlobalSecondaryIndexes: z
      .array(
        z.object({
          IndexName: z.string(),
          KeySchema: keySchema,
          Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() }),
        }),
      )
      .default([]),
  }),
  plan: ({ name, properties }) => ({
    tables: [
      {
        name,
        attributes: properties.AttributeDefinitions,
        keys: properties.KeySchema,
        indexes: properties.GlobalSecondaryIndexes,
      },
    ],
  }),
})

export const resourceTypes: Readonly<Record<string, ResourceType>> = {
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::DynamoDB::Table': table,

  'AWS::SNS::Topic': resourceType({
    nameProperty: 'TopicName',
    arn: (name) => `arn:aws:sns:${region}:${account}:${name}`,
    refer: ({ name, arn }, attribute) => (attribute === 'TopicName' ? name : arn),
    schema: z.object({}),
    plan: ({ name, arn }) => ({ topics: [{ name, arn }] }),
  }),

  'AWS::SNS::Subscription': resourceType({
    schema: z.object({
      TopicArn: z.string(),
      Protocol: z.string(),
      Endpoint: z.string().default(''),
      RawMessageDelivery: flag.optional(),
      FilterPolicy: z.unknown().optional(),
      FilterPolicyScope: z.string().optional(),
    }),
    plan(found, others) {
      const { TopicArn: topicArn, Protocol, Endpoint, ...settings } = found.properties
      if (Protocol === 'lambda') {
        return { topicFunctions: [{ topicArn, functionName: functionNamed(Endpoint, found, others) }] }
      }
      if (Protocol !== 'sqs') return Protocol
      const attributes: Record<string, string> = {}
      if (settings.RawMessageDelivery) attributes.RawMessageDelivery = 'true'
      if (settings.FilterPolicy !== undefined) attributes.FilterPolicy = stringify(settings.FilterPolicy)
      if (settings.FilterPolicyScope) attributes.FilterPolicyScope = settings.FilterPolicyScope
      return { subscriptions: [{ topicArn, queueArn: Endpoint, attributes }] }
    },
  }),

  'AWS::SQS::Queue': resourceType({
    nameProperty: 'QueueName',
    arn: (name) => `arn:aws:sqs:${region}:${account}:${name}`,
    refer({ name, arn }, attribute, others) {
      if (attribute === undefined || attribute === 'QueueUrl') return others.queueUrl(name)
      return attribute === 'QueueName' ? name : arn
    },
    schema: z.object({
      VisibilityTimeout: number.optional(),
      DelaySeconds: number.optional(),
      MessageRetentionPeriod: number.optional(),
      MaximumMessageSize: number.optional(),
      ReceiveMessageWaitTimeSeconds: number.optional(),
      FifoQueue: flag.optional(),
      RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
    }),
    plan({ name, arn, properties: { RedrivePolicy, FifoQueue, ...settings } }, others) {
      const attributes: Record<string, string> = {}
      for (const [key, value] of Object.entries(settings)) if (value !== undefined) attributes[key] = String(value)
      if (FifoQueue) attributes.FifoQueue = 'true'
      if (RedrivePolicy) attributes.RedrivePolicy = JSON.stringify(RedrivePolicy)
      return { queues: [{ name, arn, url: others.queueUrl(name), attributes }] }
    },
  }),

  'AWS::S3::Bucket': resourceType({
    nameProperty: 'BucketName',
    arn: (name) => `arn:aws:s3:::${name}`,
    refer({ name, arn }, attribute) {
      if (attribute === 'Arn') return arn
      return attribute === undefined ? name : `${name}.s3.${region}.amazonaws.com`
    },
    schema: z.object({}),
    plan: ({ name }) => ({ buckets: [name] }),
  }),

  'AWS::Lambda::Function': resourceType({
    nameProperty: 'FunctionName',
    arn: (name) => `arn:aws:lambda:${region}:${account}:function:${name}`,
    schema: z.object({
      Timeout: number.default(3),
      MemorySize: number.default(128),
      Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
    }),
    plan(found) {
      const handler = handlerOf(found)
      if (handler === undefined) return 'not ours'
      const { Timeout: timeoutSeconds, MemorySize: memoryMb, Environment } = found.properties
      const environment = Environment?.Variables ?? {}
      return { functions: [{ name: found.name, arn: found.arn, handler, timeoutSeconds, memoryMb, environment }] }
    },
  }),

  'AWS::Lambda::EventSourceMapping': resourceType({
    schema: z.object({
      EventSourceArn: z.string(),
      FunctionName: z.string(),
      BatchSize: number.default(10),
      Enabled: flag.default(true),
      FunctionResponseTypes: z.array(z.string()).default([]),
      ScalingConfig: z.object({ MaximumConcurrency: number.optional() }).optional(),
    }),
    plan(found, others) {
      const mapping = found.properties
      if (!mapping.Enabled) return {}
      return {
        mappings: [
          {
            queueArn: mapping.EventSourceArn,
            functionName: functionNamed(mapping.FunctionName, found, others),
            batchSize: mapping.BatchSize,
            maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency,
            reportsFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
          },
        ],
      }
    },
  }),

  'AWS::ApiGatewayV2::Api': {
    refer: ({ name }, attribute) =>
      attribute === 'ApiEndpoint' ? `https://${name}.execute-api.${region}.amazonaws.com` : name,
  },
  'AWS::ApiGatewayV2::Authorizer': {},
  'AWS::ApiGatewayV2::Stage': {},

  // What the route that targets it says.
  'AWS::ApiGatewayV2::Integration': resourceType({ schema: integrationSchema, plan: () => ({}) }),

  'AWS::ApiGatewayV2::Route': resourceType({
    schema: z.object({
      ApiId: z.string(),
      RouteKey: z.string(),
      Target: z.string(),
      AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
      AuthorizationScopes: z.array(z.string()).default([]),
    }),
    plan(found, others) {
      const route = found.properties
      const target = route.Target.replace(/^integrations\//, '')
      const integration = others.named('AWS::ApiGatewayV2::Integration', target)
      if (!integration) throw new StartError(`${found.place}: no integration ${target}`)
      const { IntegrationUri, TimeoutInMillis: timeoutMs } = read(integrationSchema, integration).properties
      return {
        routes: [
          {
            apiId: route.ApiId,
            routeKey: route.RouteKey,
            functionName: functionNamed(IntegrationUri, found, others),
            scopes: route.AuthorizationType === 'JWT' ? route.AuthorizationScopes : undefined,
            timeoutMs,
          },
        ],
      }
    },
  }),

  'AWS::Events::Rule': resourceType({
    schema: z.object({
      ScheduleExpression: z.string().default(''),
      State: z.string().default('ENABLED'),
      Targets: z.array(z.object({ Arn: z.string(), Input: z.string().optional() })).default([]),
    }),
    plan(found, others) {
      const { ScheduleExpression: expression, State, Targets } = found.properties
      if (!expression) return 'pattern'
      if (State !== 'ENABLED') return {}
      return {
        schedules: Targets.map(({ Arn, Input }) => ({
          ruleArn: found.arn,
          expression,
          functionName: functionNamed(Arn, found, others),
          input: Input === undefined ? undefined : JSON.parse(Input),
        })),
      }
    },
  }),

  'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName' },
  'AWS::Logs::SubscriptionFilter': resourceType({
    schema: z.object({ LogGroupName: z.string(), DestinationArn: z.string() }),
    plan: (found, others) => ({
      logFilters: [
        {
          logGroup: found.properties.LogGroupName,
          functionName: functionNamed(found.properties.DestinationArn, found, others),
        },
      ],
    }),
  }),

  'AWS::SES::ConfigurationSet': { nameProperty: 'Name' },
  'AWS::SES::ConfigurationSetEventDestination': resourceType({
    schema: z.object({
      ConfigurationSetName: z.string(),
      EventDestination: z.object({ SnsDestination: z.object({ TopicARN: z.string() }) }),
    }),
    plan: ({ properties }) => ({
      eventTopics: [
        {
          configurationSet: properties.ConfigurationSetName,
          topicArn: properties.EventDestination.SnsDestination.TopicARN,
        },
      ],
    }),
  }),

  'AWS::KMS::Key': {},
}

/** Types that mean nothing on one machine, whether or not something refers to them. */
export const ignoredTypes = [
  /^AWS::IAM::/,
  /^AWS::Logs::/,
  /^AWS::CloudWatch::/,
  /^AWS::CloudFront::/,
  /^AWS::WAFv2::/,
  /^AWS::Cognito::/,
  /^AWS::Budgets::/,
  /^AWS::SES::/,
  /^AWS::SSM::Parameter$/,
  /^AWS::CertificateManager::/,
  /^AWS::Route53::/,
  /^AWS::Backup::/,
  /^AWS::ApplicationAutoScaling::/,
  /^AWS::CDK::Metadata$/,
  /^AWS::CloudFormation::CustomResource$/,
  /^Custom::/,
  /^AWS::SNS::TopicPolicy$/,
  /^AWS::SQS::QueuePolicy$/,
  /^AWS::S3::BucketPolicy$/,
  /^AWS::KMS::Alias$/,
  /^AWS::Lambda::(Permission|Version|Alias|LayerVersion|EventInvokeConfig)$/,
]

/** Handler file from the repository root; undefined for a function that is not ours, one of CDK's own. */
function handlerOf({ metadata }: Found<unknown>): string | undefined {
  const handler = metadata['fengsui:handler']
  return typeof handler === 'string' ? handler : undefined
}

/** A function by its name or ARN, or the invocation ARN of an integration around it. */
function functionNamed(reference: string, user: Found<unknown>, others: Others): string {
  const name = /:function:([^:/]+)/.exec(reference)?.[1] ?? reference
  const found = others.named('AWS::Lambda::Function', name)
  if (found && handlerOf(found) !== undefined) return name
  throw new StartError(
    `${user.place} uses the function ${name}, which names no handler file (metadata fengsui:handler)`,
  )
}

const stringify = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
