/** All handlers as they stand in `functions`, and what each says of itself: the environment it reads, the routes it answers. */
import { readdirSync } from 'node:fs'
import type * as z from 'zod'
import { openapiOf } from '../functions/api/openapi.ts'
import type { Route } from '../functions/platform/route.ts'

interface HandlerModule {
  build: { environment: z.ZodObject }
  routes?: readonly Route[]
}

const functionsFolder = new URL('../functions/', import.meta.url)
const paths = readdirSync(functionsFolder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.handler.ts'))
  .toSorted()

/** Handler file, from the root of the repository → what it exports. */
const modules: ReadonlyMap<string, HandlerModule> = new Map(
  await Promise.all(
    paths.map(
      async (path): Promise<[string, HandlerModule]> => [
        `functions/${path}`,
        await import(new URL(path, functionsFolder).href),
      ],
    ),
  ),
)

export const handlerFiles: readonly string[] = [...modules.keys()]

/** What the handler reads of its environment, in the order in which it says so. */
export function environmentOf(file: string): z.ZodObject {
  const environment = modules.get(file)?.build.environment
  if (!environment) throw new Error(`${file} is no handler; its \`build\` is made by \`buildFrom\``)
  return environment
}

/** Handler file → its routes; handlers without any are left out. */
export const routesByHandler: ReadonlyMap<string, readonly Route[]> = new Map(
  [...modules].flatMap(([file, { routes = [] }]): [string, readonly Route[]][] =>
    routes.length > 0 ? [[file, routes]] : [],
  ),
)

const allRoutes: readonly Route[] = [...routesByHandler.values()].flat()

/** What `/api/openapi.json` says. */
export const describeApi = (): string => JSON.stringify(openapiOf(allRoutes))
