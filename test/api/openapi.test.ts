import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { groups } from '../../functions/platform/http.ts'
import type { Route } from '../../functions/platform/route.ts'
import { describeApi, routesByHandler } from '../../infra/handlers.ts'

interface Operation {
  operationId: string
  summary: string
  security?: unknown[]
  responses: Record<string, unknown>
}
const document = JSON.parse(describeApi()) as {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { properties: Record<string, unknown>; required?: string[] }> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, ...operation })),
)

const routes = [...routesByHandler.values()].flat()
const named = (some: readonly Route[]): string[] => some.map(({ method, path }) => `${method} ${path}`).toSorted()

describe('the description of the API', () => {
  it('lists every route there is', () => {
    expect(operations.map(({ name }) => name).toSorted()).toEqual(named(routes))
    expect(routes.length).toBeGreaterThan(7)
  })

  it('asks for a token everywhere but on public routes', () => {
    const open = operations.filter(({ security }) => security?.length === 0).map(({ name }) => name)
    expect(open.toSorted()).toEqual(named(routes.filter(({ allow }) => allow === 'public')))
    expect(open).not.toEqual([])
    for (const { security, responses } of operations) {
      if (security === undefined) expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403']))
    }
  })

  it('lets in whom the documents say', () => {
    const inGroups = (allow: Route['allow']): string =>
      allow === 'public' ? 'everybody' : groups.filter((group) => allow.includes(group)).join(', ')
    const rows = [...routesByHandler].flatMap(([file, routes]) =>
      routes.map(
        ({ method, path, allow }) =>
          `| \`${method} ${path}\` | ${inGroups(allow)} | \`${file.replace(/^functions\/|\.handler\.ts$/g, '')}\` |`,
      ),
    )
    const written = readFileSync(new URL('../../docs/contract.md', import.meta.url), 'utf8')
    const table = written.split('| route | for | handler |\n|---|---|---|\n')[1]?.split('\n\n')[0]
    expect(table?.split('\n')).toEqual(rows)
  })

  it('refers only to parts it has, and names every operation once', () => {
    const parts = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(
      ([, part]) => part,
    )
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(parts)]))
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  })

  it('takes its schemas from the ones the handlers use', () => {
    const { RejectRequest, AlertDetail } = document.components.schemas
    expect(RejectRequest!.required).toEqual(['version', 'reason'])
    expect(Object.keys(AlertDetail!.properties)).toEqual(
      expect.arrayContaining(['identifier', 'stage', 'alert', 'area']),
    )
  })
})
