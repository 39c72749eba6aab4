import { buildFrom, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { makeGenerations, makeRowWriter } from './directory-store.ts'
import { makeGrowDirectory } from './grow-directory.ts'
import { directoryEnvironment, directoryFromEnv } from './wiring.ts'

/** A step of growing stops in time for the next run. */
const growBudgetMs = 40_000

export const build = buildFrom(directoryEnvironment, (env, platform) => {
  const { county, directory, subscribers, target } = directoryFromEnv(env, platform)
  const generations = makeGenerations(target)
  const grow = makeGrowDirectory({ county, directory, generations, rows: makeRowWriter(target), clock: platform.clock })
  return async () => {
    const repaired = await subscribers.repairDirty()
    logger.info('directory swept', { repaired, growing: await grow(growBudgetMs) })
  }
})

export const handler = onLambda(build)
