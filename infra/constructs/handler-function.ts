import { Duration, RemovalPolicy, Token } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, CfnFunction, RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda'
import { type BundlingOptions, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import * as z from 'zod'
import { environmentOf } from '../handlers.ts'
import type { Settings } from '../settings.ts'
import { alarmWhen, alarmWhenSilent, type Heard } from './alarm.ts'
import { repositoryRoot } from './repository.ts'
import { given, type Use } from './uses.ts'

/**
 * Some dependencies are CommonJS and call `require`, which an ES module lacks; esbuild's shim picks this one up.
 * The long alias cannot collide with minified names.
 */
const requireForCommonJs =
  "import{createRequire as fengsuiCreateRequire}from'node:module';const require=fengsuiCreateRequire(import.meta.url);"

/** How every handler becomes the one file that Lambda runs. */
export const bundling = {
  // Nothing is left to the runtime: the SDK we tested is the SDK that runs.
  externalModules: [],
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: requireForCommonJs,
  minify: true,
  keepNames: true,
  sourceMap: true,
  sourcesContent: false,
  logLevel: LogLevel.WARNING,
} satisfies BundlingOptions

export interface HandlerFunctionProps {
  settings: Settings
  /** From the root of the repository: `functions/alerts/accept-alert.handler.ts`. */
  handler: `functions/${string}.handler.ts`
  description: string
  timeoutSeconds: number
  /** 1 769 MB is one whole CPU. */
  memoryMb?: number
  /** Who hears when it fails or falls silent. */
  failing: Heard
  /** All it finds in its environment, besides the county, and all it may do, besides writing its own log. */
  uses: readonly Use[]
  /**
   * It sends wakes to the queue that wakes it. Lambda takes that for a runaway loop and drops the message after about
   * sixteen rounds; a long job needs more.
   */
  wakesItself?: boolean
  /** Concurrency kept for it, and the most it gets, in an account that has enough; undefined shares the account's. */
  reservedConcurrency?: number | undefined
}

/**
 * One Lambda of `functions/`: bundled with its SDK, on Node 24 and ARM64, with a log group of its own, alarms,
 * an environment that is what the handler reads, and a role that may do exactly what is used.
 * The template's metadata `fengsui:handler` names the file, so that the local cloud runs the same one.
 */
export class HandlerFunction extends Construct {
  readonly lambda: NodejsFunction
  readonly timeoutSeconds: number
  readonly failing: Heard
  /** From the root of the repository. */
  readonly file: string

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id)
    this.timeoutSeconds = props.timeoutSeconds
    this.failing = props.failing
    this.file = props.handler
    const logs = new LogGroup(this, 'Logs', {
      // Network logs are kept for six months at least (Cybersecurity Law of the PRC, art. 21).
      retention: RetentionDays.SIX_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.lambda = new NodejsFunction(this, 'Function', {
      entry: `${repositoryRoot}/${props.handler}`,
      projectRoot: repositoryRoot,
      depsLockFilePath: `${repositoryRoot}/package-lock.json`,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb ?? 512,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: { NODE_OPTIONS: '--enable-source-maps', ...environmentFor(props) },
      logGroup: logs,
      role: this.makeRole(logs, props.uses),
      ...(props.settings.reserveConcurrency &&
        props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
      ...(props.wakesItself && { recursiveLoop: RecursiveLoop.ALLOW }),
      bundling,
    })
    const resource = this.lambda.node.defaultChild
    if (!(resource instanceof CfnFunction)) throw new Error(`${this.node.path} has no CloudFormation function`)
    resource.addMetadata('fengsui:handler', props.handler)
    this.addAlarms(props)
  }

  /** Runs every so many minutes; a run that fails is not repeated, the next one is the repeat. Silence raises an alarm. */
  everyMinutes(minutes: number): this {
    const period = Duration.minutes(minutes)
    new Rule(this, 'Schedule', {
      description: `wakes ${this.node.id}`,
      schedule: Schedule.rate(period),
      targets: [new LambdaFunction(this.lambda, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    })
    alarmWhenSilent(this, 'Silent', {
      metric: this.lambda.metricInvocations({ period, statistic: 'Sum' }),
      periods: 5,
      means: `${this.node.id} has not run five times in a row; what is overdue waits; look at its schedule rule`,
      heard: this.failing,
    })
    return this
  }

  private makeRole(logs: LogGroup, uses: readonly Use[]): Role {
    const writesOwnLog = new PolicyStatement({
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logs.logGroupArn],
    })
    return new Role(this, 'Role', {
      description: `what ${this.node.path} may do`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        Grants: new PolicyDocument({ statements: [writesOwnLog, ...uses.flatMap((use) => use.statements)] }),
      },
    })
  }

  private addAlarms(props: HandlerFunctionProps): void {
    const fiveMinutes = Duration.minutes(5)
    alarmWhen(this, 'Errors', {
      metric: this.lambda.metricErrors({ period: fiveMinutes, statistic: 'Sum' }),
      reaches: 1,
      means: `${this.node.id} failed; its log says why. work that was durable is repeated by the sweepers`,
      heard: this.failing,
    })
    alarmWhen(this, 'Throttles', {
      metric: this.lambda.metricThrottles({ period: fiveMinutes, statistic: 'Sum' }),
      reaches: 1,
      means: `${this.node.id} was refused concurrency; something else uses up the account's, or its own is too small`,
      heard: { ticket: 'a queue waits for it, and its age wakes where that matters; a caller is told to ask again' },
    })
    alarmWhen(this, 'Slow', {
      metric: this.lambda.metricDuration({ period: fiveMinutes, statistic: 'Maximum' }),
      reaches: props.timeoutSeconds * 1000 * 0.9,
      means: `${this.node.id} came within a tenth of its ${props.timeoutSeconds} s limit`,
      heard: { ticket: 'it did end; a run that does not is an error, which is heard by itself' },
    })
  }
}

/**
 * What is used against what the handler reads: everything it cannot do without is given, nothing it does not read, and no
 * value it would refuse at its first start. In the handler's order.
 */
function environmentFor({ handler, settings, uses }: Pick<HandlerFunctionProps, 'handler' | 'settings' | 'uses'>) {
  const variables = new Map<string, string>()
  for (const use of [given({ COUNTY: settings.county }), ...uses]) {
    for (const [name, value] of Object.entries(use.variables)) {
      const before = variables.get(name) ?? value
      if (before !== value) throw new Error(`${handler} is given ${name} twice, and not the same`)
      variables.set(name, value)
    }
  }
  const { shape } = environmentOf(handler)
  for (const name of variables.keys()) {
    if (!(name in shape)) throw new Error(`${handler} is given ${name}, which it does not read`)
  }
  return Object.fromEntries(
    Object.entries(shape).flatMap(([name, schema]) => {
      const value = variables.get(name)
      // Some values are known only when they are deployed.
      const parsed = Token.isUnresolved(value) ? undefined : z.safeParse(schema, value)
      if (parsed?.error) {
        const found = value === undefined ? `reads ${name}, and nothing it uses gives it` : `does not take this ${name}`
        throw new Error(`${handler} ${found}: ${z.prettifyError(parsed.error)}`)
      }
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
