/** The routes of the HTTP API as their handlers say them: the stack and the description of the API are made from these. */
import { readdirSync } from 'node:fs'
import { openapiOf } from '../functions/api/openapi.ts'
import type { Route } from '../functions/platform/route.ts'

const functionsFolder = new URL('../functions/', import.meta.url)
const handlers = readdirSync(functionsFolder, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.handler.ts'))
  .toSorted()

/** Handler file, from the root of the repository → its routes; handlers without any are left out. */
export const routesByHandler: ReadonlyMap<string, readonly Route[]> = new Map(
  await Promise.all(
    handlers.map(async (path): Promise<[string, readonly Route[]]> => {
      const module: { routes?: readonly Route[] } = await import(new URL(path, functionsFolder).href)
      return [`functions/${path}`, module.routes ?? []]
    }),
  ).then((found) => found.filter(([, routes]) => routes.length > 0)),
)

const allRoutes: readonly Route[] = [...routesByHandler.values()].flat()

/** What `/api/openapi.json` says. */
export const describeApi = (): string => JSON.stringify(openapiOf(allRoutes))
