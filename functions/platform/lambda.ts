import type { Context } from 'aws-lambda'
import { type Clock, systemClock } from './clock.ts'
import { metrics } from './metrics.ts'

export type Env = Record<string, string | undefined>

/** What a handler is given besides its environment. */
export interface Platform {
  clock: Clock
}

export const awsPlatform: Platform = { clock: systemClock }

export type LambdaHandler<E, R> = (event: E, context: Context) => Promise<R>

/** Makes a handler; exported as `build` so that one process can hold a handler deployed twice. */
export type Build<E, R> = (env: Env, platform?: Platform) => LambdaHandler<E, R>

/** The deployed entry: built from `process.env` at cold start on Lambda, at first use anywhere else. */
export function onLambda<E, R>(build: Build<E, R>): LambdaHandler<E, R> {
  const county = process.env.COUNTY
  if (county) metrics.setDefaultDimensions({ county })
  let built = process.env.AWS_LAMBDA_FUNCTION_NAME ? build(process.env) : undefined
  return (event, context) => {
    built ??= build(process.env)
    return built(event, context)
  }
}
