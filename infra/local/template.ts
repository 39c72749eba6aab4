/** Reads the templates of the CDK app into what the local cloud can make of them; everything else is listed or refused. */
import { createHash } from 'node:crypto'
import * as z from 'zod'
import { makeResolver, type Resource, type Templates } from './intrinsics.ts'
import { StartError } from './options.ts'

export const region = 'us-east-1'
export const account = '000000000000'

export interface TablePlan {
  name: string
  attributes: { AttributeName: string; AttributeType: string }[]
  keys: { AttributeName: string; KeyType: string }[]
  indexes: {
    IndexName: string
    KeySchema: { AttributeName: string; KeyType: string }[]
    Projection: { ProjectionType: string; NonKeyAttributes?: string[] | undefined }
  }[]
}

export interface QueuePlan {
  name: string
  url: string
  arn: string
  /** As SQS takes them: strings, the redrive policy as JSON. */
  attributes: Record<string, string>
}

export interface SubscriptionPlan {
  topicArn: string
  queueArn: string
  /** As SNS takes them: strings, the filter policy as JSON. */
  attributes: Record<string, string>
}

export interface FunctionPlan {
  /** Physical name, unique over all stacks. */
  name: string
  arn: string
  /** Handler file from the repository root. */
  handler: string
  timeoutSeconds: number
  memoryMb: number
  environment: Record<string, string>
}

export interface MappingPlan {
  queueArn: string
  /** Name of a `FunctionPlan`. */
  functionName: string
  batchSize: number
  /** undefined: as AWS starts, five at once. */
  maximumConcurrency: number | undefined
  reportsFailures: boolean
}

export interface RoutePlan {
  apiId: string
  /** `POST /api/cap` or `$default`. */
  routeKey: string
  functionName: string
  /** Scopes of which a token must have one; undefined: the route is public. */
  scopes: string[] | undefined
  timeoutMs: number
}

export interface SchedulePlan {
  ruleArn: string
  /** `rate(1 minute)` or `cron(0 9 * * ? *)`. */
  expression: string
  functionName: string
  /** Replaces the scheduled event. */
  input: unknown
}

/** Which Lambdas hear what providers say later. */
export interface ReceiptPlan {
  logFilters: { logGroup: string; functionName: string }[]
  /** Where the events of an SES configuration set go. */
  eventTopics: { configurationSet: string; topicArn: string }[]
  topicFunctions: { topicArn: string; functionName: string }[]
}

export interface CloudPlan extends ReceiptPlan {
  tables: TablePlan[]
  topics: { name: string; arn: string }[]
  /** Dead-letter queues first. */
  queues: QueuePlan[]
  subscriptions: SubscriptionPlan[]
  buckets: string[]
  functions: FunctionPlan[]
  mappings: MappingPlan[]
  routes: RoutePlan[]
  schedules: SchedulePlan[]
  /** Type → how many of it mean nothing here. */
  ignored: Record<string, number>
}

/** Types that mean nothing on one machine. */
const ignoredTypes = [
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

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }))
const number = z.coerce.number()
const flag = z.union([z.boolean(), z.stringbool()])
const properties = {
  table: z.object({
    TableName: z.string().optional(),
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
  topic: z.object({ TopicName: z.string().optional() }),
  queue: z.object({
    QueueName: z.string().optional(),
    VisibilityTimeout: number.optional(),
    DelaySeconds: number.optional(),
    MessageRetentionPeriod: number.optional(),
    MaximumMessageSize: number.optional(),
    ReceiveMessageWaitTimeSeconds: number.optional(),
    FifoQueue: flag.optional(),
    RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: number }).optional(),
  }),
  subscription: z.object({
    TopicArn: z.string(),
    Protocol: z.string(),
    Endpoint: z.string().optional(),
    RawMessageDelivery: flag.optional(),
    FilterPolicy: z.unknown().optional(),
    FilterPolicyScope: z.string().optional(),
  }),
  bucket: z.object({ BucketName: z.string().optional() }),
  function: z.object({
    FunctionName: z.string().optional(),
    Timeout: number.default(3),
    MemorySize: number.default(128),
    Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  }),
  mapping: z.object({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    BatchSize: number.default(10),
    Enabled: flag.default(true),
    FunctionResponseTypes: z.array(z.string()).default([]),
    ScalingConfig: z.object({ MaximumConcurrency: number.optional() }).optional(),
  }),
  integration: z.object({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal('2.0'),
    TimeoutInMillis: number.default(30_000),
  }),
  route: z.object({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string(),
    AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
    AuthorizationScopes: z.array(z.string()).default([]),
  }),
  logFilter: z.object({ LogGroupName: z.string(), DestinationArn: z.string() }),
  eventDestination: z.object({
    ConfigurationSetName: z.string(),
    EventDestination: z.object({ SnsDestination: z.object({ TopicARN: z.string() }) }),
  }),
  rule: z.object({
    ScheduleExpression: z.string().optional(),
    State: z.string().default('ENABLED'),
    Targets: z.array(z.object({ Arn: z.string(), Input: z.string().optional() })).default([]),
  }),
} as const

/** Types of which only the name counts: they are referred to, nothing is made of them. */
const namedOnly = new Set([
  'AWS::KMS::Key',
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Stage',
])

/** Properties that name a resource, and of which types: others refer by them. */
const nameProperties: Record<string, string> = {
  TableName: 'AWS::DynamoDB::',
  TopicName: 'AWS::SNS::Topic',
  QueueName: 'AWS::SQS::Queue',
  BucketName: 'AWS::S3::Bucket',
  FunctionName: 'AWS::Lambda::Function',
  LogGroupName: 'AWS::Logs::LogGroup',
  Name: 'AWS::SES::ConfigurationSet',
}

interface Found<T> {
  stack: string
  id: string
  name: string
  arn: string
  properties: T
}

/** `queueOrigin` is the address queue URLs start with, `http://127.0.0.1:1234`. */
export function readTemplates(templates: Templates, queueOrigin: string): CloudPlan {
  const pseudo = {
    'AWS::Region': region,
    'AWS::AccountId': account,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackId': `arn:aws:cloudformation:${region}:${account}:stack/local/local`,
    'AWS::NotificationARNs': '',
  }
  const names = new Map<string, string>()
  const resolver = makeResolver(templates, pseudo, lookup)
  const unknown: string[] = []
  const ignored: Record<string, number> = {}
  const ignore = (type: string): void => {
    ignored[type] = (ignored[type] ?? 0) + 1
  }

  const tables: Found<z.infer<typeof properties.table>>[] = []
  const topics: Found<z.infer<typeof properties.topic>>[] = []
  const queues: Found<z.infer<typeof properties.queue>>[] = []
  const subscriptions: Found<z.infer<typeof properties.subscription>>[] = []
  const heard: Found<z.infer<typeof properties.subscription>>[] = []
  const logFilters: Found<z.infer<typeof properties.logFilter>>[] = []
  const eventDestinations: Found<z.infer<typeof properties.eventDestination>>[] = []
  const buckets: Found<z.infer<typeof properties.bucket>>[] = []
  const functions: (Found<z.infer<typeof properties.function>> & { handler: string })[] = []
  const mappings: Found<z.infer<typeof properties.mapping>>[] = []
  const integrations: Found<z.infer<typeof properties.integration>>[] = []
  const routes: Found<z.infer<typeof properties.route>>[] = []
  const rules: Found<z.infer<typeof properties.rule>>[] = []

  for (const [stack, template] of Object.entries(templates)) {
    for (const [id, resource] of Object.entries(template.Resources ?? {})) {
      if (resolver.holds(stack, resource.Condition)) take(stack, id, resource)
    }
  }
  if (unknown.length > 0) {
    throw new StartError(
      `the local cloud does not know what to do with ${unknown.join(', ')}; teach infra/local/template.ts the type, or list it there as ignored`,
    )
  }

  return {
    tables: tables.map(({ name, properties: table }) => ({
      name,
      attributes: table.AttributeDefinitions,
      keys: table.KeySchema,
      indexes: table.GlobalSecondaryIndexes,
    })),
    topics: topics.map(({ name, arn }) => ({ name, arn })),
    queues: deadLettersFirst(queues.map(queuePlan)),
    subscriptions: subscriptions.map(({ properties: subscription }) => subscriptionPlan(subscription)),
    buckets: buckets.map(({ name }) => name),
    functions: functions.map((found) => ({
      name: found.name,
      arn: found.arn,
      handler: found.handler,
      timeoutSeconds: found.properties.Timeout,
      memoryMb: found.properties.MemorySize,
      environment: found.properties.Environment?.Variables ?? {},
    })),
    mappings: mappings
      .filter(({ properties: mapping }) => mapping.Enabled)
      .map(({ id, stack, properties: mapping }) => ({
        queueArn: mapping.EventSourceArn,
        functionName: functionNamed(mapping.FunctionName, `${stack}/${id}`),
        batchSize: mapping.BatchSize,
        maximumConcurrency: mapping.ScalingConfig?.MaximumConcurrency,
        reportsFailures: mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      })),
    routes: routes.map(routePlan),
    schedules: rules.flatMap(schedulePlans),
    logFilters: logFilters.map(({ stack, id, properties: filter }) => ({
      logGroup: filter.LogGroupName,
      functionName: functionNamed(filter.DestinationArn, `${stack}/${id}`),
    })),
    eventTopics: eventDestinations.map(({ properties: destination }) => ({
      configurationSet: destination.ConfigurationSetName,
      topicArn: destination.EventDestination.SnsDestination.TopicARN,
    })),
    topicFunctions: heard.map(({ stack, id, properties: subscription }) => ({
      topicArn: subscription.TopicArn,
      functionName: functionNamed(subscription.Endpoint ?? '', `${stack}/${id}`),
    })),
    ignored,
  }

  function take(stack: string, id: string, resource: Resource): void {
    const found = <S extends z.ZodType>(schema: S): Found<z.infer<S>> => {
      const name = physicalName(stack, id, resource)
      const parsed = schema.safeParse(resolver.resolve(stack, resource.Properties ?? {}))
      if (!parsed.success) {
        throw new StartError(
          `${stack}/${id} (${resource.Type}): ${z.prettifyError(parsed.error).replaceAll('\n', ' ')}`,
        )
      }
      return { stack, id, name, arn: String(lookup(stack, id, resource, 'Arn')), properties: parsed.data }
    }
    switch (resource.Type) {
      case 'AWS::DynamoDB::GlobalTable':
      case 'AWS::DynamoDB::Table':
        tables.push(found(properties.table))
        return
      case 'AWS::SNS::Topic':
        topics.push(found(properties.topic))
        return
      case 'AWS::SNS::Subscription': {
        const subscription = found(properties.subscription)
        if (subscription.properties.Protocol === 'sqs') subscriptions.push(subscription)
        else if (subscription.properties.Protocol === 'lambda') heard.push(subscription)
        else ignore(`${resource.Type} (${subscription.properties.Protocol})`)
        return
      }
      case 'AWS::SQS::Queue':
        queues.push(found(properties.queue))
        return
      case 'AWS::Logs::SubscriptionFilter':
        logFilters.push(found(properties.logFilter))
        return
      case 'AWS::SES::ConfigurationSetEventDestination':
        eventDestinations.push(found(properties.eventDestination))
        return
      case 'AWS::S3::Bucket':
        buckets.push(found(properties.bucket))
        return
      case 'AWS::Lambda::Function': {
        const handler = resource.Metadata?.['fengsui:handler']
        if (typeof handler === 'string') functions.push({ ...found(properties.function), handler })
        else ignore(`${resource.Type} (not ours)`)
        return
      }
      case 'AWS::Lambda::EventSourceMapping':
        mappings.push(found(properties.mapping))
        return
      case 'AWS::ApiGatewayV2::Integration':
        integrations.push(found(properties.integration))
        return
      case 'AWS::ApiGatewayV2::Route':
        routes.push(found(properties.route))
        return
      case 'AWS::Events::Rule': {
        const rule = found(properties.rule)
        if (rule.properties.ScheduleExpression) rules.push(rule)
        else ignore(`${resource.Type} (pattern)`)
        return
      }
      default:
        if (namedOnly.has(resource.Type)) return
        if (ignoredTypes.some((type) => type.test(resource.Type))) ignore(resource.Type)
        else unknown.push(`${stack}/${id} (${resource.Type})`)
    }
  }

  /** Stable over starts, because what is kept on disk goes by it; long ones are cut and told apart by a hash. */
  function physicalName(stack: string, id: string, resource: Resource): string {
    const key = `${stack}/${id}`
    const known = names.get(key)
    if (known) return known
    const given = givenName(stack, resource)
    const isBucket = resource.Type === 'AWS::S3::Bucket'
    const made = isBucket ? `${stack}-${id}`.toLowerCase() : `${stack}-${id}`
    const name = given ?? (made.length <= 63 ? made : `${made.slice(0, 54)}-${hash(made)}`)
    names.set(key, name)
    return name
  }

  function givenName(stack: string, resource: Resource): string | undefined {
    const own = (resource.Properties ?? {}) as Record<string, unknown>
    for (const [property, type] of Object.entries(nameProperties)) {
      if (own[property] === undefined || !resource.Type.startsWith(type)) continue
      const name = resolver.resolve(stack, own[property])
      if (typeof name === 'string') return name
    }
    return undefined
  }

  function lookup(stack: string, id: string, resource: Resource, attribute: string | undefined): unknown {
    const name = physicalName(stack, id, resource)
    const arn = arnOf(resource.Type, name)
    switch (resource.Type) {
      case 'AWS::SQS::Queue':
        if (attribute === undefined || attribute === 'QueueUrl') return `${queueOrigin}/${account}/${name}`
        return attribute === 'QueueName' ? name : arn
      case 'AWS::SNS::Topic':
        return attribute === 'TopicName' ? name : arn
      case 'AWS::S3::Bucket':
        if (attribute === 'Arn') return arn
        return attribute === undefined ? name : `${name}.s3.${region}.amazonaws.com`
      case 'AWS::ApiGatewayV2::Api':
        return attribute === 'ApiEndpoint' ? `https://${name}.execute-api.${region}.amazonaws.com` : name
      default:
        if (attribute === undefined || /(^|\.)(Id|Name|KeyId)$/.test(attribute)) return name
        return attribute.endsWith('Arn') ? arn : `${name}.${attribute}`
    }
  }

  function arnOf(type: string, name: string): string {
    const [, service = '', kind = ''] = type.split('::')
    const forms: Record<string, string> = {
      'AWS::DynamoDB::GlobalTable': `arn:aws:dynamodb:${region}:${account}:table/${name}`,
      'AWS::DynamoDB::Table': `arn:aws:dynamodb:${region}:${account}:table/${name}`,
      'AWS::SNS::Topic': `arn:aws:sns:${region}:${account}:${name}`,
      'AWS::SQS::Queue': `arn:aws:sqs:${region}:${account}:${name}`,
      'AWS::S3::Bucket': `arn:aws:s3:::${name}`,
      'AWS::Lambda::Function': `arn:aws:lambda:${region}:${account}:function:${name}`,
      'AWS::KMS::Key': `arn:aws:kms:${region}:${account}:key/${name}`,
      'AWS::Events::Rule': `arn:aws:events:${region}:${account}:rule/${name}`,
    }
    return forms[type] ?? `arn:aws:${service.toLowerCase()}:${region}:${account}:${kind.toLowerCase()}/${name}`
  }

  function queuePlan({ name, arn, properties: queue }: Found<z.infer<typeof properties.queue>>): QueuePlan {
    const { QueueName, RedrivePolicy, FifoQueue, ...settings } = queue
    const attributes: Record<string, string> = {}
    for (const [key, value] of Object.entries(settings)) if (value !== undefined) attributes[key] = String(value)
    if (FifoQueue) attributes.FifoQueue = 'true'
    if (RedrivePolicy) attributes.RedrivePolicy = JSON.stringify(RedrivePolicy)
    return { name, arn, url: `${queueOrigin}/${account}/${name}`, attributes }
  }

  function subscriptionPlan(subscription: z.infer<typeof properties.subscription>): SubscriptionPlan {
    const attributes: Record<string, string> = {}
    if (subscription.RawMessageDelivery) attributes.RawMessageDelivery = 'true'
    if (subscription.FilterPolicy !== undefined) attributes.FilterPolicy = stringify(subscription.FilterPolicy)
    if (subscription.FilterPolicyScope) attributes.FilterPolicyScope = subscription.FilterPolicyScope
    return { topicArn: subscription.TopicArn, queueArn: subscription.Endpoint ?? '', attributes }
  }

  function routePlan({ stack, id, properties: route }: Found<z.infer<typeof properties.route>>): RoutePlan {
    const integrationName = route.Target.replace(/^integrations\//, '')
    const integration = integrations.find((found) => found.name === integrationName)
    if (!integration) throw new StartError(`${stack}/${id}: no integration ${integrationName}`)
    return {
      apiId: route.ApiId,
      routeKey: route.RouteKey,
      functionName: functionNamed(integration.properties.IntegrationUri, `${stack}/${id}`),
      scopes: route.AuthorizationType === 'JWT' ? route.AuthorizationScopes : undefined,
      timeoutMs: integration.properties.TimeoutInMillis,
    }
  }

  function schedulePlans({ stack, id, arn, properties: rule }: Found<z.infer<typeof properties.rule>>): SchedulePlan[] {
    if (rule.State !== 'ENABLED') return []
    return rule.Targets.map((target) => ({
      ruleArn: arn,
      expression: rule.ScheduleExpression ?? '',
      functionName: functionNamed(target.Arn, `${stack}/${id}`),
      input: target.Input === undefined ? undefined : JSON.parse(target.Input),
    }))
  }

  /** A function by its name or ARN, or the invocation ARN of an integration around it. */
  function functionNamed(reference: string, user: string): string {
    const name = /:function:([^:/]+)/.exec(reference)?.[1] ?? reference
    if (functions.some((found) => found.name === name)) return name
    throw new StartError(`${user} uses the function ${name}, which names no handler file (metadata fengsui:handler)`)
  }
}

function deadLettersFirst(queues: QueuePlan[]): QueuePlan[] {
  const hasRedrive = (queue: QueuePlan): number => (queue.attributes.RedrivePolicy ? 1 : 0)
  return queues.toSorted((a, b) => hasRedrive(a) - hasRedrive(b))
}

const stringify = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)
