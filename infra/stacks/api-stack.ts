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
import type { HandlerFunction } from '../constructs/handler-function.ts'
import { routesByHandler } from '../handlers.ts'
import type { Settings } from '../settings.ts'

export interface ApiStackProps extends StackProps {
  settings: Settings
  /** All of the platform; those with routes are reached by them. */
  handlers: readonly HandlerFunction[]
}

/** Of each public route: a mass mailing's leaving links, scanners of mail included, stay below it. */
const publicThrottle = { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 }

/** The HTTP API: every route that a handler says, each asking for a token of the OIDC issuer unless it is public. */
export class ApiStack extends Stack {
  readonly api: HttpApi
  private readonly paths = new Set<string>()
  private readonly publicRoutes: { routeKey: string; route: HttpRoute }[] = []

  constructor(scope: Construct, id: string, props: ApiStackProps) {
    super(scope, id, props)
    const { settings, handlers } = props
    this.api = new HttpApi(this, 'Api', {
      apiName: `fengsui-${settings.county}`,
      createDefaultStage: false,
      defaultAuthorizer: new HttpJwtAuthorizer('Staff', settings.oidcIssuer, {
        jwtAudience: [settings.oidcAudience],
      }),
    })
    const stage = this.addStage()

    const missing = new Set(routesByHandler.keys())
    for (const handler of handlers) {
      if (!routesByHandler.has(handler.file)) continue
      if (!missing.delete(handler.file)) throw new Error(`the routes of ${handler.file} are served twice`)
      this.addRoutesOf(handler)
      this.alarmWhenFailing(settings.county, handler)
    }
    if (missing.size > 0) throw new Error(`no function serves the routes of ${[...missing].join(', ')}`)
    this.throttlePublic(stage)
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

  /** Any other method of a path goes to its handler too, which says which there are. */
  private addRoutesOf(handler: HandlerFunction): void {
    const name = `${handler.node.id}Integration`
    const integration = new HttpLambdaIntegration(name, handler.lambda, { timeout: Duration.seconds(29) })
    for (const [path, routes] of Map.groupBy(routesByHandler.get(handler.file) ?? [], (route) => route.path)) {
      if (this.paths.has(path)) throw new Error(`${path} is served by two handlers; those of one path belong together`)
      this.paths.add(path)
      const methods = routes.map(({ method, allow }) => ({ method: HttpMethod[method], isPublic: allow === 'public' }))
      const isAllPublic = methods.every(({ isPublic }) => isPublic)
      for (const { method, isPublic } of [...methods, { method: HttpMethod.ANY, isPublic: isAllPublic }]) {
        const [route] = this.api.addRoutes({
          path,
          methods: [method],
          integration,
          ...(isPublic && { authorizer: new HttpNoneAuthorizer() }),
        })
        if (isPublic && route) this.publicRoutes.push({ routeKey: `${method} ${path}`, route })
      }
    }
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
