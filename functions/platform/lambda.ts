import type { Context } from 'aws-lambda'
import * as z from 'zod'
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
export interface Build<E, R> {
  (env: Env, platform?: Platform): LambdaHandler<E, R>
  /** All that the handler reads of its environment. */
  environment: z.ZodObject
}

/** What every Lambda is given. */
export const lambdaEnvironment = z.object({ COUNTY: z.string().describe('statistical code of the county') })

/** The one place where a handler's environment is parsed; the stack is held to the same schema (`HandlerFunction`). */
export const buildFrom = <S extends z.ZodObject, E, R>(
  environment: S,
  make: (settings: z.infer<S>, platform: Platform) => LambdaHandler<E, R>,
): Build<E, R> =>
  Object.assign((env: Env, platform: Platform = awsPlatform) => make(environment.parse(env), platform), { environment })

/** The deployed entry: built from `process.env` at cold start on Lambda, at first use anywhere else. */
export function onLambda<E, R>(build: (env: Env) => LambdaHandler<E, R>): LambdaHandler<E, R> {
  const county = process.env.COUNTY
  if (county) metrics.setDefaultDimensions({ county })
  let built = process.env.AWS_LAMBDA_FUNCTION_NAME ? build(process.env) : undefined
  return (event, context) => {
    built ??= build(process.env)
    return built(event, context)
  }
}
