/** What the local cloud is made of, as the templates say it. */
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
