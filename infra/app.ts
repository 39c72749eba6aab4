/** The deployed platform of one county. `node infra/app.ts` is the app of cdk.json; `makeApp` is for tests and `synth.ts`. */
import { App, Aspects, type IAspect, Tags, Validations } from 'aws-cdk-lib'
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { IConstruct } from 'constructs'
import cdk from '../cdk.json' with { type: 'json' }
import { HeardAlarm, type Urgency } from './constructs/alarm.ts'
import { HandlerFunction } from './constructs/handler-function.ts'
import { madeUp, parseSettings, refuseMadeUp, type Settings, type SettingsInput, settingNames } from './settings.ts'
import { AlertsStack } from './stacks/alerts-stack.ts'
import { ApiStack } from './stacks/api-stack.ts'
import { DeliveryStack } from './stacks/delivery-stack.ts'
import { EdgeStack } from './stacks/edge-stack.ts'
import { SubscribersStack } from './stacks/subscribers-stack.ts'
import { WatchStack } from './stacks/watch-stack.ts'

export interface AppOptions {
  /** Override CDK context. */
  settings?: SettingsInput
  /** Where `synth()` writes; CDK's own choice unless told. */
  outdir?: string
  /** false leaves the code of Lambdas unbundled: the templates are the same but for asset hashes. */
  bundle?: boolean
  /** The built site of the county, to be deployed with it. */
  siteFolder?: string
  /** false leaves CDK's own schema check of the templates out, which takes seconds. */
  validate?: boolean
}

/** The app with all its stacks, not yet synthesised; throws where something is made up and that is not allowed. */
export function makeApp(options: AppOptions = {}): App {
  const app = new App({
    ...(options.outdir && { outdir: options.outdir }),
    analyticsReporting: false,
    builtinCloudFormationValidation: options.validate !== false,
    // What `cdk` itself passes comes first; this makes the templates the same without it.
    context: { ...cdk.context, ...(options.bundle === false && { 'aws:cdk:bundling-stacks': [] }) },
  })
  const settings = parseSettings({ ...settingsInContext(app), ...options.settings })
  refuseMadeUp(settings)
  addStacks(app, settings, options.siteFolder)
  return app
}

function addStacks(app: App, settings: Settings, siteFolder: string | undefined): void {
  const named = (capability: string, description: string) => ({
    settings,
    stackName: `fengsui-${settings.county}-${capability}`,
    description: `Fengsui ${settings.county}: ${description}`,
  })
  const watch = new WatchStack(app, 'Watch', named('watch', 'where alarms go'))
  const subscribers = new SubscribersStack(app, 'Subscribers', named('subscribers', 'who wants what, where and how'))
  const alerts = new AlertsStack(app, 'Alerts', named('alerts', 'how a warning becomes official'))
  const delivery = new DeliveryStack(app, 'Delivery', {
    ...named('delivery', 'one warning to every recipient'),
    alerts,
    subscribers,
  })
  const handlers = app.node.findAll().filter((node) => node instanceof HandlerFunction)
  const api = new ApiStack(app, 'Api', { ...named('api', 'the HTTP API'), handlers })
  const edge = new EdgeStack(app, 'Edge', {
    ...named('edge', 'public files and API at the edge'),
    api,
    delivery,
    siteFolder,
  })

  Tags.of(app).add('fengsui:county', settings.county)
  Aspects.of(app).add(new EveryAlarmIsHeard(watch.topics))
  // Allowed here; `--strict` still takes a warning for an error.
  for (const { what, todo } of madeUp(settings)) Validations.of(edge).addWarning(`fengsui:${what}`, `${what}: ${todo}`)
}

/** No alarm can be forgotten: each one made anywhere tells the topic of its urgency when it goes off, and when it is over. */
class EveryAlarmIsHeard implements IAspect {
  private readonly actions: Record<Urgency, SnsAction>

  constructor({ wake, ticket }: Readonly<Record<Urgency, ITopic>>) {
    this.actions = { wake: new SnsAction(wake), ticket: new SnsAction(ticket) }
  }

  visit(node: IConstruct): void {
    if (!(node instanceof Alarm)) return
    if (!(node instanceof HeardAlarm)) throw new Error(`${node.node.path} does not say who hears it; use alarmWhen`)
    const action = this.actions[node.urgency]
    node.addAlarmAction(action)
    node.addOkAction(action)
  }
}

function settingsInContext(app: App): SettingsInput {
  const given = settingNames.flatMap((name) => {
    const value: unknown = app.node.tryGetContext(name)
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(given)
}

if (import.meta.main) {
  // Here and not above: programs that only read templates need not load the rules.
  const { addChecks } = await import('./checks.ts')
  const { builtSite } = await import('./site-build.ts')
  const root = new URL('..', import.meta.url).pathname.replace(/\/$/, '')
  // Read before the app is made, because the site belongs into it; a second app that synthesised itself would overwrite it.
  const settings = parseSettings(settingsInContext(new App({ context: cdk.context, autoSynth: false })))
  // Before the better part of a minute goes into building a site.
  refuseMadeUp(settings)
  const app = makeApp({ siteFolder: await builtSite(root, settings) })
  addChecks(app, settings.county)
  app.synth()
}
