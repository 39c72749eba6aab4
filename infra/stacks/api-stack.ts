import { Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway'
import {
  CfnStage,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  type HttpRoute,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { alarmWhen, counted } from '../constructs/alarm.ts'
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

/** Of each public route: a mass mailing's leaving links, scanners of mail included, stay below it. */
const publicThrottle = { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }

/** The HTTP API of `docs/contract.md`: every route asks for a token of the OIDC issuer unless it is said to be public. */
export class ApiStack extends Stack {
  readonly api: HttpApi
  private readonly publicRoutes: { routeKey: string; route: HttpRoute }[] = []
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
    const stage = this.addStage()

    const { GET, POST } = HttpMethod
    this.route([POST], '/api/cap', alerts.acceptAlert)
    this.route([GET], '/api/alerts', alerts.readAlerts)
    this.route([GET], '/api/alerts/{id}', alerts.readAlerts)
    this.route([POST], '/api/alerts/{id}/release', alerts.decideAlert)
    this.route([POST], '/api/alerts/{id}/reject', alerts.decideAlert)
    this.route([GET], '/api/alerts/{id}/delivery', delivery.reportDelivery)
    this.route([GET, POST], '/api/unsubscribe/{token}', subscribers.unsubscribe, 'public')
    this.route([GET], '/api/openapi.json', this.makeOpenapi(settings.reserveConcurrency), 'public')
    this.throttlePublic(stage)
    for (const handler of this.integrations.keys()) this.alarmWhenFailing(settings.county, handler)
  }

  /**
   * Whoever needs no token gets a share of their own, and functions with concurrency of their own: a flood of leaving
   * links takes nothing from the routes a warning comes by.
   */
  private throttlePublic(stage: HttpStage): void {
    const resource = stage.node.defaultChild
    if (!(resource instanceof CfnStage)) throw new Error(`${stage.node.path} has no CloudFormation stage`)
    resource.routeSettings = Object.fromEntries(
      this.publicRoutes.map(({ routeKey }) => [routeKey, { ...publicThrottle, DetailedMetricsEnabled: true }]),
    )
    // It cannot be told of a route that is not there yet.
    stage.node.addDependency(...this.publicRoutes.map(({ route }) => route))
  }

  /** A handler answers 500 instead of failing, so Lambda counts no error. */
  private alarmWhenFailing(county: string, handler: HandlerFunction): void {
    alarmWhen(this, `${handler.node.id}Failing`, {
      metric: counted(county, 'RequestFailed', { function: handler.lambda.functionName }),
      reaches: 1,
      means: `${handler.node.id} answered a request with 500; its log says why`,
      heard: handler.failing,
    })
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
    const routes = this.api.addRoutes({
      path,
      methods,
      integration,
      ...(access === 'public' && { authorizer: new HttpNoneAuthorizer() }),
    })
    if (access === 'public') {
      this.publicRoutes.push(...routes.map((route, i) => ({ routeKey: `${methods[i]} ${path}`, route })))
    }
  }

  private makeOpenapi(reserveConcurrency: boolean): HandlerFunction {
    return new HandlerFunction(this, 'Openapi', {
      handler: 'functions/platform/openapi.handler.ts',
      description: 'the API described in OpenAPI',
      environment: {},
      timeoutSeconds: 5,
      failing: { ticket: 'a description can wait' },
      grants: [],
      ...(reserveConcurrency && { reservedConcurrency: 2 }),
    })
  }

  private addStage(): HttpStage {
    const log = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    const stage = new HttpStage(this, 'Stage', {
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
      heard: { ticket: 'each function of the path of a warning is heard by itself' },
    })
    return stage
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
