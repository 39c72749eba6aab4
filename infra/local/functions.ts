/** Runs the very handlers that are deployed: each Lambda of the template is built once, with its own environment. */
import { randomUUID } from 'node:crypto'
import { tracingChannel } from 'node:diagnostics_channel'
import { pathToFileURL } from 'node:url'
import type { Context } from 'aws-lambda'
import type { Build, LambdaHandler } from '../../functions/platform/lambda.ts'
import type { FunctionPlan } from './cloud-plan.ts'
import type { LocalClock } from './local-clock.ts'
import type { LocalLog } from './log.ts'

/** Tells whoever measures in whose name something is done. */
const runs = tracingChannel<{ functionName: string }>('fengsui.run')

type AnyHandler = LambdaHandler<unknown, unknown>

export interface Functions {
  /** The answer of the handler, or its error; waits while paused. */
  invoke(name: string, event: unknown): Promise<unknown>
  /** New calls wait from now on, those in hand are told that their time is up; resolves when none is in hand. */
  pause(): Promise<void>
  /** Forgets whatever handlers remember from before, then lets calls in again. */
  resume(): void
}

export async function loadFunctions(
  root: string,
  plans: readonly FunctionPlan[],
  clock: LocalClock,
  log: LocalLog,
): Promise<Functions> {
  const builds = new Map<string, Build<unknown, unknown>>()
  for (const handler of new Set(plans.map((plan) => plan.handler))) {
    builds.set(handler, await importBuild(root, handler))
  }
  let handlers = buildAll()
  let isPaused = false
  let inHand = 0
  let gate = Promise.withResolvers<void>()
  let idle = Promise.withResolvers<void>()
  idle.resolve()

  return {
    async invoke(name, event) {
      const plan = plans.find((candidate) => candidate.name === name)
      if (!plan) throw new Error(`no function ${name}`)
      while (isPaused) await gate.promise
      if (inHand++ === 0) idle = Promise.withResolvers()
      const awsRequestId = randomUUID()
      try {
        const handle = (): Promise<unknown> => handlers.get(name)!(event, contextOf(plan, awsRequestId))
        return await runs.tracePromise(handle, { functionName: name })
      } catch (error) {
        log.write('ERROR', `${name} failed`, { awsRequestId, cause: describe(error) })
        throw error
      } finally {
        if (--inHand === 0) idle.resolve()
      }
    },
    pause() {
      gate = Promise.withResolvers()
      isPaused = true
      return idle.promise
    },
    resume() {
      handlers = buildAll()
      isPaused = false
      gate.resolve()
    },
  }

  function buildAll(): Map<string, AnyHandler> {
    return new Map(plans.map((plan) => [plan.name, builds.get(plan.handler)!(plan.environment, { clock })]))
  }

  function contextOf(plan: FunctionPlan, awsRequestId: string): Context {
    const deadline = performance.now() + plan.timeoutSeconds * 1000
    const nothing = (): void => {}
    return {
      awsRequestId,
      functionName: plan.name,
      functionVersion: '$LATEST',
      invokedFunctionArn: plan.arn,
      memoryLimitInMB: String(plan.memoryMb),
      logGroupName: `/aws/lambda/${plan.name}`,
      logStreamName: 'local',
      callbackWaitsForEmptyEventLoop: false,
      getRemainingTimeInMillis: () => (isPaused ? 0 : Math.max(0, Math.round(deadline - performance.now()))),
      done: nothing,
      fail: nothing,
      succeed: nothing,
    }
  }
}

async function importBuild(root: string, handler: string): Promise<Build<unknown, unknown>> {
  const module = (await import(pathToFileURL(`${root}/${handler}`).href)) as { build?: Build<unknown, unknown> }
  if (typeof module.build !== 'function') throw new Error(`${handler} exports no build(env, platform)`)
  return module.build
}

/** Name, message and stack; never a cause, which can hold a raw body. */
const describe = (error: unknown): string => (error instanceof Error ? (error.stack ?? String(error)) : String(error))
