import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { alarmWhen } from '../constructs/alarm.ts'
import { HandlerFunction } from '../constructs/handler-function.ts'
import type { Settings } from '../settings.ts'
import type { AlertsStack } from './alerts-stack.ts'
import type { DeliveryStack } from './delivery-stack.ts'
import type { SubscribersStack } from './subscribers-stack.ts'

export interface ApiStackProps extends StackProps {
  settings: Settings
  alerts: AlertsStack
  delivery: DeliveryStack
  subscribers: SubscribersStack
}

/** The HTTP API of `docs/contract.md`: every route asks for a token of the OIDC issuer unless it is said to be public. */
export class ApiStack extends Stack {
  readonly api: HttpApi
  private readonly integrations = new Map<HandlerFunction, HttpLambdaIntegration>()

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props)
    const { settings, alerts, delivery, subscribers } = props
    this.api = new HttpApi(this, 'Api', {
      apiName: `fengsui-${settings.county}`,
      createDefaultStage: false,
      defaultAuthorizer: new HttpJwtAuthorizer('Staff', settings.oidcIssuer, {
        jwtAudience: [settings.oidcAudience],
      }),
    })
    this.addStage()

    const { GET, POST } = HttpMethod
    this.route([POST], '/api/cap', alerts.acceptAlert)
    this.route([GET], '/api/alerts', alerts.readAlerts)
    this.route([GET], '/api/alerts/{id}', alerts.readAlerts)
    this.route([POST], '/api/alerts/{id}/release', alerts.decideAlert)
    this.route([POST], '/api/alerts/{id}/reject', alerts.decideAlert)
    this.route([GET], '/api/alerts/{id}/delivery', delivery.reportDelivery)
    this.route([GET, POST], '/api/unsubscribe/{token}', subscribers.unsubscribe, 'public')
    this.route([GET], '/api/openapi.json', this.makeOpenapi(), 'public')
  }

  private route(
    methods: HttpMethod[],
    path: string,
    handler: HandlerFunction,
    access: 'staff' | 'public' = 'staff',
  ): void {
    const integration =
      this.integrations.get(handler) ??
      new HttpLambdaIntegration(`${handler.node.id}Integration`, handler.lambda, { timeout: Duration.seconds(29) })
    this.integrations.set(handler, integration)
    this.api.addRoutes({
      path,
      methods,
      integration,
      ...(access === 'public' && { authorizer: new HttpNoneAuthorizer() }),
    })
  }

  private makeOpenapi(): HandlerFunction {
    return new HandlerFunction(this, 'Openapi', {
      handler: 'functions/platform/openapi.handler.ts',
      description: 'the API described in OpenAPI',
      environment: {},
      timeoutSeconds: 5,
      grants: [],
    })
  }

  private addStage(): void {
    const log = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      detailedMetricsEnabled: true,
      throttle: { rateLimit: 200, burstLimit: 400 },
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: accessLogFormat },
    })
    alarmWhen(this, 'ServerErrors', {
      metric: this.api.metricServerError({ period: Duration.minutes(5), statistic: 'Sum' }),
      reaches: 1,
      means: 'the API answered with a server error; the access log names the route',
    })
  }
}

/** The route's pattern, never the path: a leaving token is part of the path. No address of the caller either. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    route: '$context.routeKey',
    status: '$context.status',
    sub: '$context.authorizer.claims.sub',
    milliseconds: '$context.responseLatency',
    bytes: '$context.responseLength',
    error: '$context.error.message',
    integrationError: '$context.integrationErrorMessage',
  }),
)
