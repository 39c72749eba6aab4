/** Puts the parts together: folder, clock, emulators, providers, handlers, gateway; and takes them apart again. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { SQSClient } from '@aws-sdk/client-sqs'
import { carriedChannels, channelRows } from '../../functions/platform/channel.ts'
import { loadCounty } from '../../functions/platform/county.ts'
import { directoryEnvironment, populationFromEnv } from '../../functions/subscribers/wiring.ts'
import { settingsSchema } from '../settings.ts'
import { builtSite } from '../site-build.ts'
import { smtpWorkerTimeoutSeconds } from '../smtp.ts'
import { openBuiltFiles } from './built-files.ts'
import { makeLocalBulkWriter } from './bulk.ts'
import { startChild } from './child.ts'
import { account, type CloudPlan, type FunctionPlan, region } from './cloud-plan.ts'
import { openDataFolder } from './data-folder.ts'
import { runDemo } from './demo.ts'
import type { Emulators } from './emulators.ts'
import { makeFaults } from './faults.ts'
import { type Functions, loadFunctions } from './functions.ts'
import { makeApi, startGateway } from './gateway.ts'
import { openIssuer } from './issuer.ts'
import { startClock } from './local-clock.ts'
import { openLog } from './log.ts'
import { type Options, StartError } from './options.ts'
import { startPollers } from './pollers.ts'
import type { ProviderPorts, Providers } from './providers.ts'
import { startReceiptCarrier } from './receipt-carrier.ts'
import { makeRouter } from './routes.ts'
import { type Schedules, startSchedules } from './schedules.ts'
import { makeSite } from './site-files.ts'
import { smtpCertificate } from './smtp-certificate.ts'
import { smtpUrlAt } from './smtp-server.ts'
import { synthesise } from './synthesise.ts'
import { readTemplates } from './template.ts'
import { makeTools, type Population } from './tools.ts'

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')

/** How long a stop waits for what is in hand; the table knows how to go on after a harder end. */
const stopPatienceMs = 1200
/** The web writer makes them at its first run, the list last: with these there is everything. */
const firstFiles = ['/', '/alerts/active.json']
const firstFilesPatienceMs = 60_000
/** As fast as the machine: the real rates are the real providers'. */
const localPerSecond = 100_000
/** The machine has no more to give. */
const maxSmsWorkers = 8

export interface LocalCloud {
  origin: string
  /** Starts what runs by itself, queues and schedules; resolves when the first page can be read. */
  begin(): Promise<void>
  /** After a first start, unless told otherwise; resolves when it is over. */
  demonstrate(): Promise<void>
  stop(): Promise<void>
}

export async function startLocalCloud(options: Options, onLost: (error: Error) => void): Promise<LocalCloud> {
  const say = (text: string): void => {
    if (!options.quiet) process.stdout.write(`${text}\n`)
  }
  const gateway = await startGateway(options.port, (error, path) => {
    log.write('ERROR', `request to ${path} failed`, { cause: error instanceof Error ? error.stack : String(error) })
  })
  const origin = `http://127.0.0.1:${gateway.port}`
  const folder = await openDataFolder(options.dataDir, options.fresh, options.county)
  const log = openLog(join(folder.path, 'log.jsonl'))
  const clock = startClock(folder.path, options.nowMs)
  gateway.setClock(clock.now)
  // On Lambda it would end one environment; here it must not end everybody's.
  process.on('unhandledRejection', (error) => {
    log.write('ERROR', 'a promise was left to itself', { cause: error instanceof Error ? error.stack : String(error) })
  })
  const lost = (module: string): void => onLost(new StartError(`${module} ended; its last words are above`))
  const emulators = startChild<Emulators>('./emulators.ts', lost)
  const providers = startChild<Providers>('./providers.ts', lost)

  const siteChoice = { county: options.county, siteUrl: settingsSchema.parse({}).siteUrl }
  const [{ tablesPort, cloudPort }, templates, issuer, siteFolder] = await Promise.all([
    emulators.calls.start(folder.path),
    synthesise(root, () => say('reading the CDK app, once …')),
    openIssuer(folder.path, origin),
    builtSite(root, siteChoice, () => say('building the site, once …')),
  ]).catch(clearly)
  const plan = readTemplates(templates, `http://127.0.0.1:${cloudPort}`)
  log.write('INFO', 'means nothing on one machine', { ignored: plan.ignored })
  const siteBucket = plan.functions.flatMap(({ environment }) => environment.SITE_BUCKET ?? [])[0]
  const deliveryTable = plan.functions.flatMap(({ environment }) => environment.DELIVERY_TABLE ?? [])[0] ?? ''
  const [ports] = await Promise.all([
    providers.calls.start({
      dataDir: folder.path,
      bucketsPort: cloudPort,
      siteBuckets: siteBucket ? [siteBucket] : [],
      siteFolder,
      clockOffsetMs: clock.offsetMs(),
      emailProvider: options.emailProvider,
      latencyMs: options.providerLatencyMs,
      rate: options.providerRate,
    }),
    emulators.calls.open(plan.tables, plan),
  ]).catch(clearly)
  clock.onMove(() => void providers.calls.setClock(clock.offsetMs()))
  pointSdkHere(tablesPort, cloudPort, ports)

  const local = plan.functions.map((planned) => localised(planned, options, origin, ports))
  const functions = await loadFunctions(root, local, clock, log)
  const population = openPopulation(local, tablesPort)
  /** Of what stands in this process: the API and the readers of the queues. */
  const ownFaults = makeFaults()

  const site = makeSite(cloudPort, siteBucket, openBuiltFiles(siteFolder, { from: siteChoice.siteUrl, to: origin }))
  const reset = makeReset()
  gateway.open({
    tools: makeTools({
      county: options.county,
      issuer,
      now: clock.now,
      inbox: providers.calls.inbox,
      population,
      purgeQueues: emulators.calls.purgeQueues,
      reset,
      async moveClock(instantMs) {
        clock.move(instantMs)
        await providers.calls.setClock(clock.offsetMs())
      },
      async setFault(fault) {
        if (fault.channel === 'api' || fault.channel === 'queue') ownFaults.set(fault)
        else if (fault.channel === 'table') await emulators.calls.setTableFault(deliveryTable, fault)
        else await providers.calls.setFault(fault)
      },
      clearFaults,
      listFaults: async () => {
        const theirs = await Promise.all([providers.calls.listFaults(), emulators.calls.listFaults()])
        return [...ownFaults.list(), ...theirs.flat()]
      },
    }),
    api: makeApi({
      find: makeRouter(plan.routes),
      verify: issuer.verify,
      invoke: functions.invoke,
      now: clock.now,
      nextFault: () => ownFaults.next('api'),
      files: site,
    }),
    site,
  })
  let running: { pollers: { stop(): void }; carrier: { stop(): void }; schedules: Schedules } | undefined
  let isStopping = false

  return { origin, begin, demonstrate, stop }

  async function begin(): Promise<void> {
    running = startTriggers(plan, functions)
    for (const path of firstFiles) await isThere(path)
    folder.markStarted()
  }

  async function isThere(path: string): Promise<void> {
    for (const end = Date.now() + firstFilesPatienceMs; ; await sleep(20)) {
      const { status } = await fetch(`${origin}${path}`)
      if (status === 200 || isStopping) return
      if (Date.now() > end) {
        throw new StartError(`${path} still answers ${status}; ${join(folder.path, 'log.jsonl')} says why`)
      }
    }
  }

  /** What goes wrong in a demonstration is no reason to stop. */
  async function demonstrate(): Promise<void> {
    if (!folder.isFirstStart || !options.demo) return
    try {
      await runDemo({
        origin,
        county: loadCounty(options.county),
        dataDir: folder.path,
        now: clock.now,
        say,
        isTerminal: process.stdout.isTTY,
        isStopping: () => isStopping,
      })
    } catch (error) {
      if (!isStopping) process.stderr.write(`fengsui: the demonstration stopped: ${error}\n`)
    }
  }

  async function stop(): Promise<void> {
    isStopping = true
    running?.pollers.stop()
    running?.carrier.stop()
    running?.schedules.stop()
    await Promise.race([functions.pause(), sleep(stopPatienceMs)])
    clock.stop()
    await Promise.all([gateway.stop(), emulators.stop(), providers.stop()])
    log.close()
    await folder.leave()
  }

  function startTriggers(read: CloudPlan, { invoke }: Functions): NonNullable<typeof running> {
    const areTwice = (): boolean => ownFaults.next('queue') === 'duplicate'
    const pollers = startPollers(limitSmsWorkers(read), read.queues, new SQSClient(), invoke, log, areTwice)
    const carrier = startReceiptCarrier(read, providers.calls.takeReceipts, invoke, log)
    return { pollers, carrier, schedules: startSchedules(read.schedules, clock, invoke) }
  }

  async function clearFaults(): Promise<void> {
    ownFaults.clear()
    await Promise.all([providers.calls.clearFaults(), emulators.calls.clearFaults()])
  }

  /** Everything kept is gone but keys and profile; what is in hand ends first. */
  function makeReset(): (instantMs: number | undefined) => Promise<void> {
    let last: Promise<void> = Promise.resolve()
    const resetOnce = async (instantMs: number | undefined): Promise<void> => {
      await clearFaults()
      await functions.pause()
      try {
        await Promise.all([emulators.calls.reset(), providers.calls.empty()])
        if (instantMs !== undefined) clock.move(instantMs)
        await providers.calls.setClock(clock.offsetMs())
      } finally {
        functions.resume()
      }
      // The public files are written anew before anybody asks for them.
      running?.schedules.restart()
    }
    return (instantMs) => {
      last = last.then(
        () => resetOnce(instantMs),
        () => resetOnce(instantMs),
      )
      return last
    }
  }
}

/** Errors that children and the template reader explain themselves need no stack. */
function clearly(error: unknown): never {
  throw error instanceof Error ? new StartError(error.message) : error
}

/** The SDK in this process talks to our emulators, whatever profile the person at this machine uses. */
function pointSdkHere(tablesPort: number, cloudPort: number, ports: ProviderPorts): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name]
  const at = (port: number): string => `http://127.0.0.1:${port}`
  Object.assign(process.env, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ACCOUNT_ID: account,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_ENDPOINT_URL_DYNAMODB: at(tablesPort),
    AWS_ENDPOINT_URL_SQS: at(cloudPort),
    AWS_ENDPOINT_URL_SNS: at(cloudPort),
    AWS_ENDPOINT_URL_S3: at(ports.buckets),
    AWS_ENDPOINT_URL_SESV2: at(ports.email),
    AWS_ENDPOINT_URL_KMS: at(ports.kms),
  })
}

/** A function's environment as the template has it, but for what depends on the machine. */
function localised(plan: FunctionPlan, options: Options, origin: string, ports: ProviderPorts): FunctionPlan {
  const perSecond = String(options.providerRate ?? localPerSecond)
  const here: Record<string, string> = {
    COUNTY: options.county,
    SITE_URL: origin,
    ...Object.fromEntries(carriedChannels.map((channel) => [channelRows[channel].carried.rate.variable, perSecond])),
    EMAIL_PROVIDER: options.emailProvider,
  }
  const environment: Record<string, string> = { ...plan.environment, AWS_REGION: region }
  for (const [name, value] of Object.entries(here)) if (name in environment) environment[name] = value
  // For whoever sends: delivery, and the sweeper that calls the desk by SMS. SES is found by the SDK's own variable.
  for (const channel of carriedChannels) {
    environment[`${channel.toUpperCase()}_ENDPOINT`] = `http://127.0.0.1:${ports[channel]}`
  }
  if (options.emailProvider === 'ses' || !('EMAIL_QUEUE_URL' in environment)) return { ...plan, environment }
  const smtp = { SMTP_URL: smtpUrlAt(ports.email), SMTP_CA: smtpCertificate, SMTP_CONNECTIONS: options.smtpConnections }
  return { ...plan, timeoutSeconds: smtpWorkerTimeoutSeconds, environment: { ...environment, ...smtp } }
}

/** Mappings with the SMS workers together at most `maxSmsWorkers`. */
function limitSmsWorkers(plan: CloudPlan): CloudPlan['mappings'] {
  const sms = new Set(
    plan.functions.filter(({ environment }) => 'SMS_QUEUE_URL' in environment).map(({ name }) => name),
  )
  const mapped = plan.mappings.filter(({ functionName }) => sms.has(functionName))
  const each = Math.max(1, Math.floor(maxSmsWorkers / Math.max(1, mapped.length)))
  return plan.mappings.map((mapping) => {
    if (!sms.has(mapping.functionName)) return mapping
    return { ...mapping, maximumConcurrency: Math.min(mapping.maximumConcurrency ?? each, each) }
  })
}

/** The subscribers capability in its own wiring, with a faster way into the table. */
function openPopulation(functions: readonly FunctionPlan[], tablesPort: number): Population {
  const environment = functions.find((plan) => plan.environment.SUBSCRIBERS_TABLE)?.environment
  if (!environment) throw new StartError('no function in the template knows the table of subscribers')
  const bulk = makeLocalBulkWriter(tablesPort, environment.SUBSCRIBERS_TABLE ?? '')
  return populationFromEnv(directoryEnvironment.parse(environment), { bulk })
}
