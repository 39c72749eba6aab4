import { expect, test } from 'vitest'
import { readTemplates } from '../../infra/local/template.ts'
import { smallApp } from './small-app.ts'

const origin = 'http://127.0.0.1:4711'
const read = () => readTemplates(smallApp(), origin)

test('a global table keeps its keys and indexes', () => {
  expect(read().tables).toEqual([
    {
      name: 'Data-AlertsTable',
      attributes: expect.arrayContaining([{ AttributeName: 'dueAt', AttributeType: 'N' }]),
      keys: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      indexes: [expect.objectContaining({ IndexName: 'due', Projection: { ProjectionType: 'KEYS_ONLY' } })],
    },
  ])
})

test('dead-letter queues come before the queues that name them, with the redrive policy as text', () => {
  const { queues } = read()
  expect(queues.map(({ name }) => name)).toEqual(['Data-SmsParked', 'Data-SmsQueue'])
  expect(queues[1]).toMatchObject({
    url: `${origin}/000000000000/Data-SmsQueue`,
    attributes: { VisibilityTimeout: '540' },
  })
  expect(JSON.parse(queues[1]?.attributes.RedrivePolicy ?? '')).toEqual({
    deadLetterTargetArn: queues[0]?.arn,
    maxReceiveCount: 5,
  })
})

test('a subscription is raw, with its filter as text; one that sends mail is listed as ignored', () => {
  const { subscriptions, queues, topics, ignored } = read()
  expect(subscriptions).toHaveLength(1)
  expect(subscriptions[0]).toMatchObject({ topicArn: topics[0]?.arn, queueArn: queues[1]?.arn })
  expect(subscriptions[0]?.attributes.RawMessageDelivery).toBe('true')
  expect(JSON.parse(subscriptions[0]?.attributes.FilterPolicy ?? '')).toEqual({ lane: ['red'], ch_sms: ['1'] })
  expect(ignored['AWS::SNS::Subscription (email)']).toBe(1)
})

test('the environment of a function has imports, joins, substitutions and pseudo parameters worked out', () => {
  const [deliver] = read().functions
  expect(deliver).toMatchObject({
    name: 'App-Deliver',
    handler: 'functions/delivery/deliver-sms.handler.ts',
    timeoutSeconds: 90,
    environment: {
      ALERTS_TABLE: 'Data-AlertsTable',
      TOPIC: 'arn:aws:sns:us-east-1:000000000000:Data-Published',
      SMS_QUEUE_URL: `${origin}/000000000000/Data-SmsQueue`,
      KEY: 'App-Key',
      NAMED: 'a-us-east-1-y',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: what CloudFormation leaves as it is
      SUBSTITUTED: 'arn:aws:s3:::own-name/aws/${kept}',
    },
  })
})

test('a mapping, a route and a schedule lead to the function they name', () => {
  const { mappings, routes, schedules } = read()
  expect(mappings).toEqual([
    {
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:Data-SmsQueue',
      functionName: 'App-Deliver',
      batchSize: 1,
      maximumConcurrency: 4,
      reportsFailures: true,
    },
  ])
  expect(routes).toEqual([
    expect.objectContaining({ routeKey: 'POST /api/cap', functionName: 'App-Deliver', scopes: [], timeoutMs: 29_000 }),
  ])
  expect(schedules).toEqual([expect.objectContaining({ expression: 'rate(1 minute)', functionName: 'App-Deliver' })])
})

test('buckets get names S3 takes, or keep their own', () => {
  expect(read().buckets).toEqual(['data-site', 'own-name'])
})

test('what means nothing here is counted, functions that are not ours among it', () => {
  expect(read().ignored).toMatchObject({
    'AWS::IAM::Role': 1,
    'AWS::CloudWatch::Alarm': 1,
    'AWS::S3::BucketPolicy': 1,
    'AWS::Lambda::Function (not ours)': 1,
  })
})

test('an unknown type stops the start and is named with its place', () => {
  const app = smallApp()
  app.App!.Resources!.Cache = { Type: 'AWS::ElastiCache::CacheCluster' }
  expect(() => readTemplates(app, origin)).toThrow('App/Cache (AWS::ElastiCache::CacheCluster)')
})

test('a function without a handler file that something uses stops the start', () => {
  const app = smallApp()
  delete app.App!.Resources!.Deliver!.Metadata
  expect(() => readTemplates(app, origin)).toThrow('App-Deliver, which names no handler file')
})

test('an import that no stack exports is named', () => {
  const app = smallApp()
  delete app.Data!.Outputs!.ExportTable
  expect(() => readTemplates(app, origin)).toThrow('App: no stack exports small-data:Table')
})

test('a resource whose condition does not hold is not there', () => {
  const app = smallApp()
  app.Data!.Conditions = { InChina: { 'Fn::Equals': [{ Ref: 'AWS::Partition' }, 'aws-cn'] } }
  app.Data!.Resources!.Second = { Type: 'AWS::S3::Bucket', Condition: 'InChina' }
  expect(readTemplates(app, origin).buckets).not.toContain('data-second')
})

test('receipts go where the template says: log lines by filter, events by configuration set and topic', () => {
  const topicArn = 'arn:aws:sns:us-east-1:000000000000:App-EmailEvents'
  expect(read()).toMatchObject({
    logFilters: [{ logGroup: 'sns/us-east-1', functionName: 'App-Deliver' }],
    eventTopics: [{ configurationSet: 'county', topicArn }],
    topicFunctions: [{ topicArn, functionName: 'App-Deliver' }],
  })
})

test('a filter that leads to no handler of ours is refused', () => {
  const app = smallApp()
  app.App!.Resources!.SmsFilter!.Properties = { LogGroupName: { Ref: 'SmsLog' }, DestinationArn: 'arn:nobody' }
  expect(() => readTemplates(app, origin)).toThrow(/SmsFilter uses the function arn:nobody/)
})
