import { expect, test } from 'vitest'
import type { RoutePlan } from '../../infra/local/cloud-plan.ts'
import { makeRouter } from '../../infra/local/routes.ts'

const find = makeRouter(
  [
    'GET /api/alerts',
    'GET /api/alerts/{id}',
    'GET /api/alerts/{id}/delivery',
    'ANY /api/alerts/new',
    'GET /x/{rest+}',
  ].map((routeKey): RoutePlan => ({ apiId: 'api', routeKey, functionName: routeKey, scopes: undefined, timeoutMs: 1 })),
)

test.each([
  ['GET', '/api/alerts', 'GET /api/alerts', {}],
  ['GET', '/api/alerts/a.b_1', 'GET /api/alerts/{id}', { id: 'a.b_1' }],
  ['GET', '/api/alerts/a%2Fb%3F', 'GET /api/alerts/{id}', { id: 'a/b?' }],
  ['GET', '/api/alerts/a/delivery', 'GET /api/alerts/{id}/delivery', { id: 'a' }],
  ['POST', '/api/alerts/new', 'ANY /api/alerts/new', {}],
  ['GET', '/x/a/b', 'GET /x/{rest+}', { rest: 'a/b' }],
])('%s %s takes %s', (method, path, routeKey, pathParameters) => {
  expect(find(method, path)).toMatchObject({ route: { routeKey }, pathParameters })
})

test.each([
  ['POST', '/api/alerts'],
  ['GET', '/api/alerts/'],
  ['GET', '/api/alerts/a/b'],
  ['GET', '/api'],
])('%s %s takes none', (method, path) => {
  expect(find(method, path)).toBeUndefined()
})
