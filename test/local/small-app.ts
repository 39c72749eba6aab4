/** Templates as CDK writes them, cut down to what the reader of the local cloud has to understand. */
import type { Templates } from '../../infra/local/intrinsics.ts'

/** Two stacks: one with table, topic, queues and bucket, one with functions, API and schedule that import from it. */
export const smallApp = (): Templates => ({
  Data: {
    Resources: {
      AlertsTable: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
            { AttributeName: 'duePk', AttributeType: 'S' },
            { AttributeName: 'dueAt', AttributeType: 'N' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          GlobalSecondaryIndexes: [
            {
              IndexName: 'due',
              KeySchema: [
                { AttributeName: 'duePk', KeyType: 'HASH' },
                { AttributeName: 'dueAt', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
          BillingMode: 'PAY_PER_REQUEST',
          Replicas: [{ Region: { Ref: 'AWS::Region' } }],
        },
      },
      Published: { Type: 'AWS::SNS::Topic', Properties: {} },
      SmsQueue: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: 540,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['SmsParked', 'Arn'] }, maxReceiveCount: 5 },
        },
      },
      SmsParked: { Type: 'AWS::SQS::Queue', Properties: { MessageRetentionPeriod: 1_209_600 } },
      SmsSubscription: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          Protocol: 'sqs',
          TopicArn: { Ref: 'Published' },
          Endpoint: { 'Fn::GetAtt': ['SmsQueue', 'Arn'] },
          RawMessageDelivery: true,
          FilterPolicy: { lane: ['red'], ch_sms: ['1'] },
        },
      },
      AlarmMail: {
        Type: 'AWS::SNS::Subscription',
        Properties: { Protocol: 'email', TopicArn: { Ref: 'Published' }, Endpoint: 'duty@example.com' },
      },
      Site: { Type: 'AWS::S3::Bucket', Properties: {} },
      SitePolicy: { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: { Ref: 'Site' } } },
      Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Threshold: 1 } },
    },
    Outputs: {
      ExportTable: { Value: { Ref: 'AlertsTable' }, Export: { Name: 'small-data:Table' } },
      ExportTopic: { Value: { Ref: 'Published' }, Export: { Name: 'small-data:Topic' } },
      ExportQueueArn: { Value: { 'Fn::GetAtt': ['SmsQueue', 'Arn'] }, Export: { Name: 'small-data:QueueArn' } },
      ExportQueueUrl: { Value: { Ref: 'SmsQueue' }, Export: { Name: 'small-data:QueueUrl' } },
    },
  },
  App: {
    Parameters: { BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk/version' } },
    Resources: {
      Key: { Type: 'AWS::KMS::Key', Properties: { KeyPolicy: {} } },
      Deliver: {
        Type: 'AWS::Lambda::Function',
        Metadata: { 'fengsui:handler': 'functions/delivery/deliver-sms.handler.ts' },
        Properties: {
          // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation substitutes it
          Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: 'x.zip' },
          Timeout: 90,
          MemorySize: 1769,
          Environment: {
            Variables: {
              ALERTS_TABLE: { 'Fn::ImportValue': 'small-data:Table' },
              TOPIC: { 'Fn::ImportValue': 'small-data:Topic' },
              SMS_QUEUE_URL: { 'Fn::ImportValue': 'small-data:QueueUrl' },
              KEY: { Ref: 'Key' },
              NAMED: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, { 'Fn::Select': [1, ['x', 'y']] }]] },
              // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation substitutes it
              SUBSTITUTED: { 'Fn::Sub': ['${Self.Arn}/${extra}/${!kept}', { extra: { Ref: 'AWS::Partition' } }] },
            },
          },
        },
      },
      Self: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'own-name' } },
      Provider: { Type: 'AWS::Lambda::Function', Properties: { Code: {} } },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: { 'Fn::ImportValue': 'small-data:QueueArn' },
          FunctionName: { Ref: 'Deliver' },
          BatchSize: 1,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: { MaximumConcurrency: 4 },
        },
      },
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
      Staff: { Type: 'AWS::ApiGatewayV2::Authorizer', Properties: { AuthorizerType: 'JWT' } },
      Integration: {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: { 'Fn::GetAtt': ['Deliver', 'Arn'] },
          PayloadFormatVersion: '2.0',
          TimeoutInMillis: 29_000,
        },
      },
      Route: {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          RouteKey: 'POST /api/cap',
          AuthorizationType: 'JWT',
          AuthorizerId: { Ref: 'Staff' },
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
        },
      },
      EveryMinute: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(1 minute)',
          State: 'ENABLED',
          Targets: [{ Arn: { 'Fn::GetAtt': ['Deliver', 'Arn'] }, Id: 'Target0' }],
        },
      },
      Role: { Type: 'AWS::IAM::Role', Properties: {} },
      SmsLog: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: { 'Fn::Join': ['/', ['sns', { Ref: 'AWS::Region' }]] } },
      },
      SmsFilter: {
        Type: 'AWS::Logs::SubscriptionFilter',
        Properties: {
          LogGroupName: { Ref: 'SmsLog' },
          DestinationArn: { 'Fn::GetAtt': ['Deliver', 'Arn'] },
          FilterPattern: '',
        },
      },
      EmailEvents: { Type: 'AWS::SNS::Topic', Properties: {} },
      EmailHeard: {
        Type: 'AWS::SNS::Subscription',
        Properties: {
          Protocol: 'lambda',
          TopicArn: { Ref: 'EmailEvents' },
          Endpoint: { 'Fn::GetAtt': ['Deliver', 'Arn'] },
        },
      },
      EmailSet: { Type: 'AWS::SES::ConfigurationSet', Properties: { Name: 'county' } },
      EmailDestination: {
        Type: 'AWS::SES::ConfigurationSetEventDestination',
        Properties: {
          ConfigurationSetName: { Ref: 'EmailSet' },
          EventDestination: { SnsDestination: { TopicARN: { Ref: 'EmailEvents' } } },
        },
      },
    },
  },
})
