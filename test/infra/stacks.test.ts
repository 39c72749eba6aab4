import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { Stack } from 'aws-cdk-lib'
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import { describe, expect, test } from 'vitest'
import * as z from 'zod'
import { queuedChannels } from '../../functions/platform/channel.ts'
import { makeApp } from '../../infra/app.ts'
import { counted } from '../../infra/constructs/alarm.ts'
import { HandlerFunction } from '../../infra/constructs/handler-function.ts'
import { given } from '../../infra/constructs/uses.ts'
import { environmentOf, handlerFiles, routesByHandler } from '../../infra/handlers.ts'
import { parseSettings } from '../../infra/settings.ts'
import { type Found, get, handlerOf, list, statementsOf, templatesOf } from './synthesised.ts'

const { stacks, all, of, target, named, grants } = templatesOf()
/** CDK's own, while deploying: it sets the SMS attributes of the account. */
const whileDeploying = 'AWS679f53fac002430cb0da5b7982bd22872D164C4C'
const functions = of('AWS::Lambda::Function').filter(({ id }) => id !== whileDeploying)
/** Logical ids end in a hash of eight characters. */
const plain = (id: string | undefined): string => (id ?? 'nothing').replace(/[0-9A-F]{8}$/, '')

const mayBeMissing = (field: z.core.$ZodType): boolean => z.safeParse(field, undefined).success

describe('every Lambda', () => {
  test('is a handler of docs/contract.md, and every handler there is deployed', () => {
    const contract = readFileSync('docs/contract.md', 'utf8')
    const listed = [...contract.matchAll(/^\| `([a-z]+\/[a-z-]+)`/gm)].map(([, name]) => `functions/${name}.handler.ts`)
    expect([...new Set(functions.map(handlerOf))].sort()).toEqual(listed.sort())
  })

  test('names a file that exists, and no handler file is left undeployed', () => {
    const files = globSync('functions/*/*.handler.ts')
    expect([...new Set(functions.map(handlerOf))].sort()).toEqual(files.sort())
  })

  test('is given all that its handler cannot do without, and nothing that it does not read', () => {
    for (const found of functions) {
      const given = Object.keys(get(found.properties, 'Environment.Variables') ?? {})
      const read = environmentOf(handlerOf(found)).shape
      const needed = Object.keys(read).filter((name) => !mayBeMissing(read[name]!))
      expect(given, found.id).toEqual(expect.arrayContaining(needed))
      expect(['NODE_OPTIONS', ...Object.keys(read)], found.id).toEqual(expect.arrayContaining(given))
    }
  })

  test('reads the environment that docs/contract.md lists for it', () => {
    const contract = readFileSync('docs/contract.md', 'utf8')
    const rows = contract.matchAll(/^\| `([a-z]+\/[a-z-]+)`[^|]*\|[^|]*\| ([A-Z_? ]+) \|$/gm)
    const listed = [...rows].map(([, name, names]) => [`functions/${name}.handler.ts`, names])
    const read = handlerFiles.map((file) => [
      file,
      Object.entries(environmentOf(file).shape)
        .map(([name, field]) => (mayBeMissing(field) ? `${name}?` : name))
        .join(' '),
    ])
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(read))
  })

  const aTable = given({ ALERTS_TABLE: 'a', DELIVERY_TABLE: 'd' })
  test.each([
    ['lacks what its handler reads', [aTable], 'report-delivery.handler.ts reads EMAIL_PROVIDER, and nothing it uses'],
    ['is given what its handler does not read', [aTable, given({ LANE: 'red' })], 'given LANE, which it does not read'],
    ['is given one variable twice', [aTable, given({ ALERTS_TABLE: 'b' })], 'given ALERTS_TABLE twice'],
    ['is given what its handler does not take', [aTable, given({ EMAIL_PROVIDER: 'pigeon' })], 'this EMAIL_PROVIDER'],
  ])('that %s is refused', (_, uses, said) => {
    const make = () =>
      new HandlerFunction(new Stack(), 'ReportDelivery', {
        settings: parseSettings({}),
        handler: 'functions/delivery/report-delivery.handler.ts',
        description: 'reports',
        timeoutSeconds: 10,
        failing: { ticket: 'a test' },
        uses,
      })
    expect(make).toThrow(said)
  })

  test('works on the queue of its own lane', () => {
    const queues = functions.flatMap(({ id, properties }) => {
      const variables = get(properties, 'Environment.Variables')
      const lane = get(variables, 'LANE')
      const queue = target(get(variables, 'SMS_QUEUE_URL') ?? get(variables, 'EMAIL_QUEUE_URL'))
      return lane ? [[plain(id), lane, plain(queue)]] : []
    })
    expect(queues).toEqual([
      ['DeliverSmsRedFunction', 'red', 'SmsRedWakesQueue'],
      ['DeliverSmsNormalFunction', 'normal', 'SmsNormalWakesQueue'],
      ['DeliverEmailRedFunction', 'red', 'EmailRedWakesQueue'],
      ['DeliverEmailNormalFunction', 'normal', 'EmailNormalWakesQueue'],
    ])
  })

  test('runs on Node 24, ARM64, without layers', () => {
    for (const { id, properties } of functions) {
      const expected = { Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' }
      expect(properties, id).toMatchObject(expected)
      expect(properties.Layers, id).toBeUndefined()
    }
  })

  test('has a log of its own, kept six months', () => {
    const logs = functions.map(({ properties }) => target(get(properties, 'LoggingConfig.LogGroup')))
    expect(new Set(logs).size).toBe(functions.length)
    for (const log of logs) expect(named(log).properties, log).toMatchObject({ RetentionInDays: 180 })
  })

  test('raises alarms: errors, throttles, runs close to its time limit', () => {
    for (const { id, properties } of functions) {
      const alarms = of('AWS::CloudWatch::Alarm').filter((alarm) =>
        list(alarm.properties, 'Dimensions').some((dimension) => target(get(dimension, 'Value')) === id),
      )
      const thresholds = Object.fromEntries(
        alarms.map((alarm) => [alarm.properties.MetricName, alarm.properties.Threshold]),
      )
      expect(thresholds, id).toMatchObject({ Errors: 1, Throttles: 1, Duration: Number(properties.Timeout) * 900 })
    }
  })

  test('that wakes itself through a queue is not stopped as a runaway loop after sixteen rounds', () => {
    const looping = functions.filter(({ properties }) => properties.RecursiveLoop === 'Allow')
    expect(looping.map(({ id }) => plain(id))).toEqual([
      'SweepAlertsFunction',
      'DeliverSmsRedFunction',
      'DeliverSmsNormalFunction',
      'DeliverEmailRedFunction',
      'DeliverEmailNormalFunction',
    ])
  })

  test('together they reserve no more concurrency than an account of 150 can give', () => {
    const reserved = functions.map(({ properties }) => Number(properties.ReservedConcurrentExecutions ?? 0))
    // Lambda keeps 100 for all that reserve nothing.
    expect(reserved.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(50)
  })

  test('has a role of its own', () => {
    const roles = functions.map(({ properties }) => target(properties.Role))
    expect(new Set(roles).size).toBe(functions.length)
    const managed = of('AWS::IAM::Role').filter(({ properties }) => properties.ManagedPolicyArns)
    expect(managed.map(({ id }) => id)).toEqual([target(named(whileDeploying).properties.Role)])
  })
})

describe('the sweepers and the writer of the public files', () => {
  const minutes = {
    SweepSubscribersFunction: 'rate(5 minutes)',
    SweepAlertsFunction: 'rate(1 minute)',
    WriteWebFunction: 'rate(1 minute)',
    SweepDeliveryFunction: 'rate(1 minute)',
  }

  test('run as often as they must, and never twice for one time', () => {
    const rules = of('AWS::Events::Rule')
    const rates = rules.map(({ properties }) => [
      plain(target(get(properties, 'Targets.0.Arn'))),
      properties.ScheduleExpression,
    ])
    expect(Object.fromEntries(rates)).toEqual(minutes)
    const retries = rules.map(({ properties }) => get(properties, 'Targets.0.RetryPolicy.MaximumRetryAttempts'))
    expect(new Set(retries)).toEqual(new Set([0]))
  })

  test('raise an alarm when they fall silent', () => {
    const silent = of('AWS::CloudWatch::Alarm').filter(({ properties }) => properties.TreatMissingData === 'breaching')
    const names = silent.map(({ properties }) => plain(target(get(properties, 'Dimensions.0.Value'))))
    expect(names.sort()).toEqual(Object.keys(minutes).sort())
  })
})

describe('every queue', () => {
  const queues = of('AWS::SQS::Queue')
  const parked = new Set(
    queues.flatMap(({ properties }) => target(get(properties, 'RedrivePolicy.deadLetterTargetArn')) ?? []),
  )
  const working = queues.filter(({ id }) => !parked.has(id))
  const mappings = of('AWS::Lambda::EventSourceMapping')

  test('is one of the contract, each with a dead-letter queue of its own', () => {
    expect(working.map(({ id }) => plain(id)).sort()).toEqual([
      'EmailNormalWakesQueue',
      'EmailRedWakesQueue',
      'OutboxQueue',
      'SmsNormalWakesQueue',
      'SmsRedWakesQueue',
      'WebWakesQueue',
    ])
    expect(parked.size).toBe(working.length)
    expect(queues).toHaveLength(2 * working.length)
  })

  test('wakes one worker, a message a run, and hides a message six times as long as a run may take', () => {
    for (const { id, properties } of working) {
      const [mapping, ...others] = mappings.filter((found) => target(found.properties.EventSourceArn) === id)
      expect(others).toEqual([])
      expect(mapping?.properties).toMatchObject({ BatchSize: 1, FunctionResponseTypes: ['ReportBatchItemFailures'] })
      const worker = named(target(mapping?.properties.FunctionName)).properties
      expect(Number(properties.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * Number(worker.Timeout))
      const atOnce = Number(get(mapping?.properties, 'ScalingConfig.MaximumConcurrency'))
      if (worker.ReservedConcurrentExecutions) {
        expect(Number(worker.ReservedConcurrentExecutions)).toBeGreaterThanOrEqual(atOnce)
      }
    }
  })

  test('lets as many workers run at once as the settings say, eight for SMS', () => {
    const atOnce = mappings.map(({ properties }) => [
      plain(target(properties.FunctionName)),
      get(properties, 'ScalingConfig.MaximumConcurrency'),
    ])
    expect(Object.fromEntries(atOnce)).toMatchObject({
      DeliverSmsRedFunction: 4,
      DeliverSmsNormalFunction: 4,
      DeliverEmailRedFunction: 2,
      DeliverEmailNormalFunction: 2,
    })
  })

  test('is encrypted, and watched for waiting and parked wakes', () => {
    const watched = of('AWS::CloudWatch::Alarm')
      .filter(({ properties }) => properties.Namespace === 'AWS/SQS')
      .map(({ properties }) => `${properties.MetricName} ${named(target(get(properties, 'Dimensions.0.Value'))).id}`)
    for (const { id, properties } of queues) {
      expect(properties.SqsManagedSseEnabled).toBe(true)
      expect(watched).toContain(`ApproximateAgeOfOldestMessage ${id}`)
      if (parked.has(id)) expect(watched).toContain(`ApproximateNumberOfMessagesVisible ${id}`)
    }
  })
})

test('each queue of a channel gets the wakes of its lane, raw, by scalar attributes', () => {
  const toQueues = of('AWS::SNS::Subscription').filter(({ properties }) => properties.Protocol === 'sqs')
  const subscriptions = toQueues.map(({ properties }) => ({
    topic: plain(target(properties.TopicArn)),
    queue: plain(target(properties.Endpoint)),
    raw: properties.RawMessageDelivery,
    filter: properties.FilterPolicy,
    scope: properties.FilterPolicyScope ?? 'MessageAttributes',
  }))
  const expected = (queue: string, filter: unknown) => ({
    topic: 'Published',
    queue,
    raw: true,
    filter,
    scope: 'MessageAttributes',
  })
  expect(subscriptions).toEqual([
    expected('SmsRedWakesQueue', { lane: ['red'], ch_sms: ['1'] }),
    expected('SmsNormalWakesQueue', { lane: ['normal'], ch_sms: ['1'] }),
    expected('EmailRedWakesQueue', { lane: ['red'], ch_email: ['1'] }),
    expected('EmailNormalWakesQueue', { lane: ['normal'], ch_email: ['1'] }),
    expected('WebWakesQueue', { ch_web: ['1'] }),
  ])
  const listening = subscriptions.flatMap(({ filter }) =>
    Object.keys(filter ?? {}).flatMap((name) => /^ch_(.+)/.exec(name)?.[1] ?? []),
  )
  expect([...new Set(listening)]).toEqual(queuedChannels)
})

describe('the API', () => {
  const routes = of('AWS::ApiGatewayV2::Route')

  test('has every route that a handler says, at that handler, and asks for a token but on public ones', () => {
    const deployed = routes.map(({ properties }) => {
      const integration = named(target(get(properties, 'Target.Fn::Join.1.1')))
      const handler = handlerOf(named(target(integration.properties.IntegrationUri)))
      return [properties.RouteKey, handler, properties.AuthorizationType]
    })
    const said = [...routesByHandler].flatMap(([handler, of]) =>
      of.flatMap(({ method, path, allow }) =>
        [method, 'ANY'].map((each) => [`${each} ${path}`, handler, allow === 'public' ? 'NONE' : 'JWT']),
      ),
    )
    // Another method of a path is answered by the same handler, once.
    const distinct = (rows: unknown[][]): string[] => [...new Set(rows.map((row) => row.join(' ')))].toSorted()
    expect(deployed.map((row) => row.join(' ')).toSorted()).toEqual(distinct(said))
  })

  test('has a throttle and concurrency of its own for every public route, beside which the path of a warning stands', () => {
    const [stage] = of('AWS::ApiGatewayV2::Stage')
    const open = routes.filter(({ properties }) => properties.AuthorizationType === 'NONE')
    expect(open.length).toBeGreaterThan(2)
    const throttle = { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100, DetailedMetricsEnabled: true }
    const throttles = Object.fromEntries(open.map(({ properties }) => [properties.RouteKey, throttle]))
    expect(stage?.properties.RouteSettings).toEqual(throttles)
    // CloudFormation would set up the stage before its routes, which API Gateway refuses.
    for (const { id } of open) expect(stage?.resource.DependsOn).toContain(id)

    const handlersOf = (type: string): Set<string> =>
      new Set(
        routes
          .filter(({ properties }) => properties.AuthorizationType === type)
          .map(({ properties }) => {
            const integration = named(target(get(properties, 'Target.Fn::Join.1.1')))
            return String(target(integration.properties.IntegrationUri))
          }),
      )
    for (const id of handlersOf('NONE')) {
      expect(handlersOf('JWT')).not.toContain(id)
      expect(Number(named(id).properties.ReservedConcurrentExecutions), id).toBeGreaterThan(0)
    }
  })

  test('checks tokens of one OIDC issuer for one audience', () => {
    const [authorizer, ...others] = of('AWS::ApiGatewayV2::Authorizer')
    expect(others).toEqual([])
    expect(authorizer?.properties.JwtConfiguration).toEqual({
      Audience: ['fengsui'],
      Issuer: 'https://id.example/fengsui',
    })
    for (const { properties } of routes.filter((route) => route.properties.AuthorizationType === 'JWT')) {
      expect(target(properties.AuthorizerId)).toBe(authorizer?.id)
    }
  })

  test('is throttled, and its access log names routes but never paths, queries or addresses', () => {
    const [stage] = of('AWS::ApiGatewayV2::Stage')
    expect(stage?.properties.DefaultRouteSettings).toMatchObject({
      ThrottlingBurstLimit: 400,
      ThrottlingRateLimit: 200,
    })
    const format = String(get(stage?.properties, 'AccessLogSettings.Format'))
    expect(JSON.parse(format)).toMatchObject({ route: '$context.routeKey' })
    expect(format).not.toMatch(/\$context\.(path|resourcePath|identity|domainName|customDomain)/)
  })
})

describe('state', () => {
  test('lies in tables with the keys and indexes of the contract, restorable to any second', () => {
    const tables = of('AWS::DynamoDB::GlobalTable').map(({ stack, properties }) => [stack, tableShape(properties)])
    const due = { name: 'due', keys: ['duePk S', 'dueAt N'] }
    expect(Object.fromEntries(tables)).toEqual({
      Alerts: {
        keys: ['pk S', 'sk S'],
        indexes: [
          { ...due, projection: 'KEYS_ONLY' },
          { name: 'list', keys: ['listPk S', 'listSk S'], projection: 'KEYS_ONLY' },
        ],
      },
      Delivery: {
        keys: ['pk S', 'sk S'],
        indexes: [
          { ...due, projection: 'ALL' },
          { name: 'sent', keys: ['sentPk S', 'sentAt N'], projection: 'INCLUDE' },
        ],
      },
      Subscribers: { keys: ['pk S', 'sk S'], indexes: [] },
    })
    for (const { properties } of of('AWS::DynamoDB::GlobalTable')) {
      expect(properties.BillingMode).toBe('PAY_PER_REQUEST')
      expect(properties.Replicas).toHaveLength(1)
      expect(get(properties, 'Replicas.0')).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      })
    }
  })

  test('outlives its stack', () => {
    const stateful = all.filter(({ type }) => /GlobalTable|S3::Bucket$|KMS::Key/.test(type))
    expect(stateful).toHaveLength(6)
    for (const { resource } of stateful) {
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' })
    }
  })

  test('in buckets is encrypted and closed to the public', () => {
    for (const { properties } of of('AWS::S3::Bucket')) {
      expect(properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      })
      expect(properties.BucketEncryption).toBeDefined()
    }
  })
})

test('queues, topics and buckets refuse whoever comes without TLS', () => {
  const guarded = (['SQS::Queue', 'SNS::Topic', 'S3::Bucket'] as const).flatMap((type) => {
    const policies = of(`AWS::${type}Policy`).filter(({ properties }) =>
      statementsOf(properties.PolicyDocument).some(
        ({ effect, condition }) =>
          effect === 'Deny' && JSON.stringify(condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
      ),
    )
    const ids = policies.flatMap(({ properties }) => properties.Queues ?? properties.Topics ?? properties.Bucket)
    return ids.map(target)
  })
  const expected = all.filter(({ type }) => /^AWS::(SQS::Queue|SNS::Topic|S3::Bucket)$/.test(type)).map(({ id }) => id)
  expect(guarded.sort()).toEqual(expected.sort())
})

describe('permissions', () => {
  const allows = (handler: string) => grants.get(handler)?.filter(({ effect }) => effect === 'Allow') ?? []
  const may = (action: string): string[] =>
    [...grants.keys()]
      .filter((handler) => allows(handler).some(({ actions }) => actions.includes(action)))
      .map((handler) => handler.replace(/^functions\/|\.handler\.ts$/g, ''))
      .sort()

  test('name every action: no wildcard anywhere', () => {
    const documents = all.flatMap(({ properties }) => [
      ...(properties.PolicyDocument ? [properties.PolicyDocument] : []),
      ...list(properties, 'Policies').map((policy) => get(policy, 'PolicyDocument')),
    ])
    const wide = documents
      .flatMap(statementsOf)
      .filter(({ effect, actions }) => effect === 'Allow' && actions.some((action) => action.includes('*')))
    expect(wide).toEqual([])
  })

  test('open contacts for nobody but the workers that send, the resident who leaves, and what mends broken changes', () => {
    const opening = [
      'delivery/deliver-email',
      'delivery/deliver-sms',
      'subscribers/sweep-subscribers',
      'subscribers/unsubscribe',
    ]
    expect(may('kms:Decrypt')).toEqual(opening)
    expect(may('kms:GenerateDataKey')).toEqual(opening)
  })

  test('let an SMS worker publish to phone numbers and to no topic', () => {
    const publishing = grants
      .get('functions/delivery/deliver-sms.handler.ts')
      ?.filter(({ actions }) => actions.includes('sns:Publish'))
    expect(publishing?.slice(0, 2)).toEqual([
      expect.objectContaining({ effect: 'Allow', resources: ['*'] }),
      expect.objectContaining({
        effect: 'Deny',
        resources: [{ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':sns:*:*:*']] }],
      }),
    ])
    const calling = grants.get('functions/alerts/sweep-alerts.handler.ts')
    expect(calling?.filter(({ actions }) => actions.includes('sns:Publish'))).toEqual([
      expect.objectContaining({ effect: 'Allow', resources: [{ Ref: expect.stringContaining('Published') }] }),
      // Only what is no topic.
      expect.objectContaining({ effect: 'Allow', resources: [] }),
    ])
    expect(may('sns:Publish')).toEqual([
      'alerts/accept-alert',
      'alerts/decide-alert',
      'alerts/sweep-alerts',
      'delivery/deliver-sms',
    ])
  })

  test('let only the e-mail workers send e-mail, from one address or its domain', () => {
    expect(may('ses:SendBulkEmail')).toEqual(['delivery/deliver-email'])
    const sending = allows('functions/delivery/deliver-email.handler.ts').find(({ actions }) =>
      actions.includes('ses:SendBulkEmail'),
    )
    expect(sending?.resources).toHaveLength(4)
    expect(JSON.stringify(sending?.resources)).toMatch(
      /:configuration-set\/fengsui-510402".*:identity\/warning\.example".*:identity\/warning@warning\.example".*:template\/\*"/,
    )
  })

  test('let only the web writer write public files', () => {
    const writers = [...grants]
      .filter(([, statements]) =>
        statements.some(
          ({ actions, resources }) => actions.includes('s3:PutObject') && JSON.stringify(resources).includes('"Site'),
        ),
      )
      .map(([handler]) => handler)
    expect(writers).toEqual(['functions/pages/write-pages.handler.ts'])
  })
})

describe('every alarm', () => {
  const alarms = of('AWS::CloudWatch::Alarm')
  const heardIn = ({ properties }: Found): string => plain(target(list(properties, 'AlarmActions')[0]))
  const pathOf = ({ stack, id }: Found): string => `${stack}/${plain(id)}`
  const stackNames = new Map(stacks.map(({ id, stackName }) => [id, stackName]))

  test('tells one topic when it goes off and when it is over, and says what it means and why it is heard there', () => {
    expect(alarms.length).toBeGreaterThan(70)
    for (const alarm of alarms) {
      const { AlarmActions: off, OKActions: over, AlarmDescription: text, ActionsEnabled } = alarm.properties
      expect(list({ off }, 'off')).toHaveLength(1)
      expect(over, alarm.id).toEqual(off)
      expect(ActionsEnabled, alarm.id).not.toBe(false)
      const why = heardIn(alarm) === 'Wake' ? 'Wakes, because' : 'A ticket, because'
      expect(String(text)).toMatch(new RegExp(`^fengsui-510402-[a-z]+: .{20,}\\. ${why} .{15,}`))
      expect(String(text).length).toBeLessThan(1024)
    }
  })

  test('may publish to its topic: CloudWatch is let in for alarms of this county, and nobody else', () => {
    for (const alarm of alarms) {
      const topic = target(list(alarm.properties, 'AlarmActions')[0])
      const statements = of('AWS::SNS::TopicPolicy')
        .filter(({ properties }) => list(properties, 'Topics').map(target).includes(topic))
        .flatMap(({ properties }) => list(properties, 'PolicyDocument.Statement'))
      const [letsIn, ...others] = statements.filter((statement) => get(statement, 'Effect') === 'Allow')
      expect(others).toEqual([])
      expect(letsIn).toMatchObject({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Action: 'sns:Publish',
        Resource: { Ref: topic },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
      })
      const pattern = JSON.stringify(get(letsIn, 'Condition.ArnLike.aws:SourceArn'))
      const [, names] = /:alarm:([^"]+)\*"/.exec(pattern) ?? []
      expect(pattern).toContain(':cloudwatch:')
      // CloudFormation opens the name of an alarm with that of its stack, unless it is given one.
      expect(alarm.properties.AlarmName).toBeUndefined()
      expect(`${stackNames.get(alarm.stack)}-`.startsWith(String(names)), `${alarm.stack} ${names}`).toBe(true)
      // A Deny that CloudWatch meets would keep it out all the same: the one there is asks for TLS.
      for (const statement of statements.filter((each) => get(each, 'Effect') === 'Deny')) {
        expect(get(statement, 'Condition')).toEqual({ Bool: { 'aws:SecureTransport': 'false' } })
      }
      expect(named(topic).properties.KmsMasterKeyId).toBeUndefined()
    }
  })

  test('wakes a person for what keeps a warning from people now, and for nothing else', () => {
    expect(
      alarms
        .filter((alarm) => heardIn(alarm) === 'Wake')
        .map(pathOf)
        .sort(),
    ).toEqual([
      'Alerts/AcceptAlertErrors',
      'Alerts/AlertsForbidden',
      'Alerts/AlertsInDoubt',
      'Alerts/AlertsRefused',
      'Alerts/DecideAlertErrors',
      'Alerts/HeldUrgent',
      'Alerts/OutboxHasParked',
      'Alerts/StuckAlerts',
      'Alerts/SweepAlertsErrors',
      'Alerts/SweepAlertsSilent',
      'Alerts/SweepFailed',
      'Api/AcceptAlertFailing',
      'Api/DecideAlertFailing',
      'Delivery/DeliverEmailNormalErrors',
      'Delivery/DeliverEmailRedErrors',
      'Delivery/DeliverSmsNormalErrors',
      'Delivery/DeliverSmsRedErrors',
      'Delivery/EmailNormalRefused',
      'Delivery/EmailNormalStopped',
      'Delivery/EmailNormalWakeFailed',
      'Delivery/EmailNormalWakesHasParked',
      'Delivery/EmailRedRefused',
      'Delivery/EmailRedStopped',
      'Delivery/EmailRedWakeFailed',
      'Delivery/EmailRedWakesHasParked',
      'Delivery/EmailRedWakesOldest',
      'Delivery/SmsNormalRefused',
      'Delivery/SmsNormalStopped',
      'Delivery/SmsNormalWakeFailed',
      'Delivery/SmsNormalWakesHasParked',
      'Delivery/SmsReceiptsSpendNearLimit',
      'Delivery/SmsReceiptsThrownAway',
      'Delivery/SmsRedRefused',
      'Delivery/SmsRedStopped',
      'Delivery/SmsRedWakeFailed',
      'Delivery/SmsRedWakesHasParked',
      'Delivery/SmsRedWakesOldest',
      'Delivery/StuckJobs',
      'Delivery/SweepDeliveryErrors',
      'Delivery/SweepDeliverySilent',
      'Delivery/TakeSmsReceiptsErrors',
      'Delivery/WebWakeFailed',
      'Delivery/WebWakesHasParked',
      'Delivery/WebWakesOldest',
      'Delivery/WriteWebErrors',
      'Delivery/WriteWebSilent',
    ])
  })

  test('of what we count ourselves watches the numbers exactly as a deployed function writes them', () => {
    const written = countAsDeployed()
    const parts = alarms.flatMap(({ id, properties }) => [
      { id, properties },
      ...list(properties, 'Metrics').flatMap((each) => {
        const metric = get(each, 'MetricStat.Metric') as Found['properties'] | undefined
        return metric ? [{ id, properties: metric }] : []
      }),
    ])
    const own = parts.filter(({ properties }) => properties.Namespace === 'Fengsui')
    expect(own.length).toBeGreaterThan(20)
    for (const { id, properties } of own) {
      const watched = Object.fromEntries(
        list(properties, 'Dimensions').map((each) => [get(each, 'Name'), get(each, 'Value')]),
      )
      expect(watched, id).toMatchObject({ service: 'fengsui', county: '510402' })
      const names = Object.keys(watched).sort().join()
      expect(
        written.map((dimensions) => dimensions.toSorted().join()),
        id,
      ).toContain(names)
    }
  })

  test('goes off when a fifth of those tried on a channel and lane are refused, and not for a handful', () => {
    const refused = alarms.filter((alarm) => pathOf(alarm).endsWith('Refused') && alarm.properties.Metrics)
    expect(refused.map(pathOf).sort()).toEqual(
      ['EmailNormal', 'EmailRed', 'SmsNormal', 'SmsRed'].map((lane) => `Delivery/${lane}Refused`),
    )
    for (const { id, properties } of refused) {
      expect(properties, id).toMatchObject({
        Threshold: 20,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      })
      const [math, ...metrics] = list(properties, 'Metrics')
      expect(math, id).toMatchObject({ Expression: 'IF(total >= 20, 100 * part / total, 0)' })
      expect(metrics.map((each) => [get(each, 'Id'), get(each, 'MetricStat.Metric.MetricName')]).sort(), id).toEqual([
        ['part', 'Failed'],
        ['total', 'Tried'],
      ])
      expect(new Set(metrics.map((each) => JSON.stringify(get(each, 'MetricStat.Metric.Dimensions')))).size).toBe(1)
      expect(metrics.map((each) => [get(each, 'MetricStat.Period'), get(each, 'MetricStat.Stat')])).toEqual([
        [300, 'Sum'],
        [300, 'Sum'],
      ])
    }
  })

  test('made without saying who hears it is refused', () => {
    const app = makeApp({ settings: { allowPlaceholders: true }, bundle: false, validate: false })
    const watch = app.node.findChild('Watch')
    new Alarm(watch, 'Unheard', { metric: counted('510402', 'X'), threshold: 1, evaluationPeriods: 1 })
    expect(() => app.synth()).toThrow('Watch/Unheard does not say who hears it')
  })
})

/** Names of dimensions of the three kinds of number there are, as they leave a Lambda of 510402. */
function countAsDeployed(): string[][] {
  const source = `
    const { onLambda } = await import('./functions/platform/lambda.ts')
    const { metrics } = await import('./functions/platform/metrics.ts')
    await onLambda(() => async () => {
      for (const dimensions of [undefined, { channel: 'sms', lane: 'red' }, { function: 'f' }]) {
        if (dimensions) metrics.addDimensions(dimensions)
        metrics.addMetric('Number', 'Count', 1)
        metrics.publishStoredMetrics()
      }
    })({}, {})`
  const { POWERTOOLS_METRICS_DISABLED: _, ...inherited } = process.env
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', source], {
    encoding: 'utf8',
    env: { ...inherited, COUNTY: '510402' },
  })
  const lines = stdout.trim().split('\n').filter(Boolean)
  if (lines.length !== 3) throw new Error(`three numbers were counted, ${lines.length} written: ${stderr}`)
  return lines.flatMap((line) => {
    const entry = JSON.parse(line)
    expect(entry).toMatchObject({ service: 'fengsui', county: '510402' })
    return get(entry, '_aws.CloudWatchMetrics.0.Dimensions') as string[][]
  })
}

test('nothing is deployed but these types', () => {
  expect([...new Set(all.map(({ type }) => type))].sort()).toEqual([
    'AWS::ApiGatewayV2::Api',
    'AWS::ApiGatewayV2::Authorizer',
    'AWS::ApiGatewayV2::Integration',
    'AWS::ApiGatewayV2::Route',
    'AWS::ApiGatewayV2::Stage',
    'AWS::CloudFront::CachePolicy',
    'AWS::CloudFront::Distribution',
    'AWS::CloudFront::Function',
    'AWS::CloudFront::OriginAccessControl',
    'AWS::CloudFront::ResponseHeadersPolicy',
    'AWS::CloudWatch::Alarm',
    'AWS::DynamoDB::GlobalTable',
    'AWS::Events::Rule',
    'AWS::IAM::Policy',
    'AWS::IAM::Role',
    'AWS::KMS::Key',
    'AWS::Lambda::EventSourceMapping',
    'AWS::Lambda::Function',
    'AWS::Lambda::Permission',
    'AWS::Logs::LogGroup',
    'AWS::Logs::SubscriptionFilter',
    'AWS::S3::Bucket',
    'AWS::S3::BucketPolicy',
    'AWS::SES::ConfigurationSet',
    'AWS::SES::ConfigurationSetEventDestination',
    'AWS::SNS::Subscription',
    'AWS::SNS::Topic',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::Queue',
    'AWS::SQS::QueuePolicy',
    'Custom::AWS',
  ])
})

test('stacks come in an order in which they can be deployed', () => {
  const known = new Set<string>()
  for (const { id, template } of stacks) {
    const imports = [...JSON.stringify(template).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) => name)
    expect(
      imports.filter((name) => !known.has(String(name))),
      `${id} imports what comes later`,
    ).toEqual([])
    for (const output of Object.values(template.Outputs ?? {})) if (output.Export) known.add(output.Export.Name)
  }
})

test('the templates are as reviewed', async () => {
  const templates = Object.fromEntries(stacks.map(({ id, template }) => [id, template]))
  const masked = JSON.stringify(templates, null, 1).replace(/\b[0-9a-f]{64}\b/g, '<asset>')
  await expect(`${masked}\n`).toMatchFileSnapshot('templates.snap')
})

function tableShape(properties: unknown) {
  const kinds = new Map(
    list(properties, 'AttributeDefinitions').map((it) => [get(it, 'AttributeName'), get(it, 'AttributeType')]),
  )
  const keys = (of: unknown) =>
    list(of, 'KeySchema').map((key) => `${get(key, 'AttributeName')} ${kinds.get(get(key, 'AttributeName'))}`)
  return {
    keys: keys(properties),
    indexes: list(properties, 'GlobalSecondaryIndexes').map((index) => ({
      name: get(index, 'IndexName'),
      keys: keys(index),
      projection: get(index, 'Projection.ProjectionType'),
    })),
  }
}
