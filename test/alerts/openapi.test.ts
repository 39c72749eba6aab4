import { describe, expect, it } from 'vitest'
import { openapiDocument } from '../../functions/platform/openapi.ts'

interface Operation {
  operationId: string
  summary: string
  security?: unknown[]
  responses: Record<string, unknown>
}
const document = openapiDocument() as {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, { properties: Record<string, unknown>; required?: string[] }> }
}
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, ...operation })),
)

describe('the description of the API', () => {
  it('lists every route there is', () => {
    expect(operations.map(({ name }) => name)).toEqual([
      'POST /api/cap',
      'GET /api/alerts',
      'GET /api/alerts/{id}',
      'POST /api/alerts/{id}/release',
      'POST /api/alerts/{id}/reject',
      'GET /api/alerts/{id}/delivery',
      'GET /api/unsubscribe/{token}',
      'POST /api/unsubscribe/{token}',
      'GET /api/openapi.json',
    ])
  })

  it('asks for a token everywhere but on public routes', () => {
    const open = operations.filter(({ security }) => security?.length === 0).map(({ name }) => name)
    expect(open).toEqual(['GET /api/unsubscribe/{token}', 'POST /api/unsubscribe/{token}', 'GET /api/openapi.json'])
    for (const { security, responses } of operations) {
      if (security === undefined) expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '403']))
    }
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
