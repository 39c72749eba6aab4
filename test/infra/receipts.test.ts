import { describe, expect, test } from 'vitest'
import { get, handlerOf, list, statementsOf, templatesOf } from './synthesised.ts'

const { of, target, named, grants } = templatesOf({ smsMonthlyLimit: 250 })

describe('SMS', () => {
  const filters = of('AWS::Logs::SubscriptionFilter')
  const logs = filters.map(({ properties }) => named(target(properties.LogGroupName)))

  test('receipts come from both logs of SNS, unfiltered', () => {
    expect(logs.map(({ properties }) => JSON.stringify(properties.LogGroupName))).toEqual([
      '{"Fn::Join":["",["sns/",{"Ref":"AWS::Region"},"/",{"Ref":"AWS::AccountId"},"/DirectPublishToPhoneNumber"]]}',
      '{"Fn::Join":["",["sns/",{"Ref":"AWS::Region"},"/",{"Ref":"AWS::AccountId"},"/DirectPublishToPhoneNumber/Failure"]]}',
    ])
    for (const { properties } of filters) {
      expect(properties.FilterPattern).toBe('')
      expect(handlerOf(named(target(properties.DestinationArn)))).toBe(
        'functions/delivery/take-sms-receipts.handler.ts',
      )
    }
  })

  test('numbers in these logs are encrypted with a key of ours, and gone after three days', () => {
    for (const { properties } of logs) {
      expect(properties.RetentionInDays).toBe(3)
      expect(named(target(properties.KmsKeyId)).type).toBe('AWS::KMS::Key')
    }
  })

  test('every message is logged, and no more is spent than is set', () => {
    const [attributes] = of('Custom::AWS')
    const call = JSON.stringify(attributes!.properties.Create).replaceAll('\\"', '"')
    expect(attributes!.properties.Update).toEqual(attributes!.properties.Create)
    expect(call).toContain('"action":"SetSMSAttributes"')
    expect(call).toContain('"MonthlySpendLimit":"250"')
    expect(call).toContain('"DeliveryStatusSuccessSamplingRate":"100"')
    const role = of('AWS::IAM::Role').find(({ id }) => id.startsWith('SmsReceiptsLogRole'))!
    expect(call).toContain(role.id)
    expect(get(role.properties, 'AssumeRolePolicyDocument.Statement.0')).toMatchObject({
      Principal: { Service: 'sns.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    })
    const [may, ...more] = statementsOf(get(role.properties, 'Policies.0.PolicyDocument'))
    expect(more).toEqual([])
    expect(may!.actions).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents'])
    expect(may!.resources.map(target).sort()).toEqual(logs.map(({ id }) => id).sort())
  })

  test('what sets that may do nothing else', () => {
    const policy = of('AWS::IAM::Policy').find(({ id }) => id.startsWith('SmsReceiptsAttributes'))!
    const statements = statementsOf(policy.properties.PolicyDocument)
    expect(statements.map(({ actions }) => actions)).toEqual([['sns:SetSMSAttributes'], ['iam:PassRole']])
    expect(target(statements[1]!.resources[0])).toMatch(/^SmsReceiptsLogRole/)
    expect(statements[1]!.condition).toEqual({ StringEquals: { 'iam:PassedToService': 'sns.amazonaws.com' } })
  })

  test('alarms watch the money and how many arrive', () => {
    const alarm = (id: string) => of('AWS::CloudWatch::Alarm').find((found) => found.id.startsWith(id))!.properties
    expect(alarm('SmsReceiptsSpendNearLimit')).toMatchObject({
      Namespace: 'AWS/SNS',
      MetricName: 'SMSMonthToDateSpentUSD',
      Statistic: 'Maximum',
      Threshold: 200,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    })
    const failing = alarm('SmsReceiptsFailing')
    expect(failing).toMatchObject({ Threshold: 0.2, ComparisonOperator: 'GreaterThanOrEqualToThreshold' })
    expect(JSON.stringify(failing.Metrics)).toContain('"SMSSuccessRate"')
    expect(JSON.stringify(failing.Metrics)).toContain('"1 - rate"')
  })
})

test('where another has the SMS settings of the account, or SNS sends none, they are left alone', () => {
  const without = templatesOf({ smsReceipts: false, emailProvider: 'smtp', smtpUrlSecret: 'fengsui/smtp' }).all
  const ours = without.filter(
    ({ id, type }) => /Receipts/.test(id) || ['Custom::AWS', 'AWS::Logs::SubscriptionFilter'].includes(type),
  )
  expect(ours).toEqual([])
  const report = without.find(({ id }) => id.startsWith('ReportDeliveryFunction'))
  expect(get(report!.properties, 'Environment.Variables')).toMatchObject({
    EMAIL_PROVIDER: 'smtp',
    SMS_RECEIPTS: 'false',
  })
})

describe('e-mail', () => {
  test('receipts go from the configuration set to the topic and from there to their Lambda', () => {
    const [destination] = of('AWS::SES::ConfigurationSetEventDestination')
    const set = named(target(destination!.properties.ConfigurationSetName))
    expect(set.properties.Name).toBe('fengsui-510402')
    expect(get(destination!.properties, 'EventDestination.MatchingEventTypes')).toEqual([
      'delivery',
      'bounce',
      'complaint',
      'reject',
      'renderingFailure',
    ])
    const topic = target(get(destination!.properties, 'EventDestination.SnsDestination.TopicARN'))
    const [heard] = of('AWS::SNS::Subscription').filter(({ properties }) => target(properties.TopicArn) === topic)
    expect(heard!.properties.Protocol).toBe('lambda')
    expect(handlerOf(named(target(heard!.properties.Endpoint)))).toBe(
      'functions/delivery/take-email-receipts.handler.ts',
    )
    expect(named(target(named(topic).properties.KmsMasterKeyId)).type).toBe('AWS::KMS::Key')
    for (const { properties } of of('AWS::Lambda::Function')) {
      const variables = get(properties, 'Environment.Variables')
      if (get(variables, 'EMAIL_FROM')) expect(get(variables, 'EMAIL_CONFIGURATION_SET')).toBe('fengsui-510402')
    }
  })

  test('SES alone may publish them, for this configuration set', () => {
    const [policy] = of('AWS::SNS::TopicPolicy').filter(({ id }) => id.startsWith('EmailReceipts'))
    const allowed = list(policy!.properties, 'PolicyDocument.Statement').filter(
      (statement) => get(statement, 'Effect') === 'Allow',
    )
    expect(allowed).toHaveLength(1)
    expect(allowed[0]).toMatchObject({ Principal: { Service: 'ses.amazonaws.com' }, Action: 'sns:Publish' })
    const { StringEquals } = get(allowed[0], 'Condition') as { StringEquals: Record<string, unknown> }
    expect(StringEquals['AWS:SourceAccount']).toEqual({ Ref: 'AWS::AccountId' })
    expect(JSON.stringify(StringEquals['AWS:SourceArn'])).toMatch(/:configuration-set\/.*EmailReceiptsSet/)
  })

  test('by SMTP there are none, and nothing waits for them', () => {
    const bySmtp = templatesOf({ emailProvider: 'smtp', smtpUrlSecret: 'fengsui/smtp' }).all
    expect(bySmtp.filter(({ type }) => type.startsWith('AWS::SES::'))).toEqual([])
    expect(bySmtp.filter(({ id }) => id.startsWith('TakeEmailReceipts'))).toEqual([])
  })
})

test('whoever takes receipts counts them, ends mailboxes, and can neither open a contact nor send', () => {
  const actions = (handler: string) =>
    (grants.get(`functions/delivery/${handler}.handler.ts`) ?? [])
      .flatMap((statement) => statement.actions)
      .filter((action) => !action.startsWith('logs:'))
      .sort()
  const table = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query']
  expect(actions('take-sms-receipts')).toEqual(table)
  expect([...new Set(actions('take-email-receipts'))]).toEqual([
    ...table.slice(0, 1),
    'dynamodb:DeleteItem',
    ...table.slice(1),
  ])
})
