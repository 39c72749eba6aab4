import type { Context } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { type HttpEvent, type HttpResult, json } from '../../functions/platform/http.ts'
import { answering, defineRoute, serve } from '../../functions/platform/route.ts'

const said = { summary: 'of a test', answers: {} }
const path = '/api/things/{id}'
const params = z.object({ id: z.string() })
const read = defineRoute({ ...said, method: 'GET', path, operationId: 'read', allow: ['publisher', 'auditor'], params })
const write = defineRoute({
  ...said,
  method: 'PUT',
  path,
  operationId: 'write',
  allow: ['publisher'],
  params,
  query: z.object({ dryRun: z.stringbool().optional() }),
  body: z.strictObject({ count: z.number() }),
})
const ask = defineRoute({ ...said, method: 'GET', path: '/api/open', operationId: 'ask', allow: 'public' })

const handler = serve(
  answering(read, async ({ params: { id }, caller }) => json(200, { id, sub: caller.sub })),
  answering(write, async ({ params: { id }, query, body }) => json(200, { id, ...query, ...body })),
  answering(ask, async ({ caller }) => json(200, caller.sub)),
)

interface Request {
  method?: string
  group?: string
  at?: string
  isAny?: boolean
  query?: Record<string, string>
  body?: string
}
async function call({ method = 'GET', group, at = path, isAny = false, query, body }: Request) {
  const event = {
    routeKey: `${isAny ? 'ANY' : method} ${at}`,
    headers: {},
    pathParameters: { id: 'a b' },
    queryStringParameters: query,
    body,
    isBase64Encoded: false,
    requestContext: {
      http: { method },
      ...(group !== undefined && { authorizer: { jwt: { claims: { sub: 'li', groups: `[${group}]` } } } }),
    },
  }
  const result: HttpResult = await handler(event as unknown as HttpEvent, {} as Context)
  return { status: result.statusCode, headers: result.headers, body: JSON.parse(result.body ?? '') }
}

describe('a route', () => {
  it('hands on what was asked, parsed', async () => {
    expect(await call({ group: 'auditor' })).toMatchObject({ status: 200, body: { id: 'a b', sub: 'li' } })
    const asked = { method: 'PUT', group: 'publisher', query: { dryRun: 'true' }, body: '{"count":3}' }
    expect((await call(asked)).body).toEqual({ id: 'a b', dryRun: true, count: 3 })
  })
  it('names every wrong field at once, of the query and the body', async () => {
    const { status, body } = await call({ method: 'PUT', group: 'publisher', query: { dryRun: 'perhaps' }, body: '{}' })
    expect(status).toBe(422)
    expect(body.problems.map((problem: { path: string }) => problem.path)).toEqual(['query/dryRun', 'body/count'])
  })
  it('turns away who has no token or is in no group of it, whatever else is wrong', async () => {
    expect((await call({ method: 'PUT', body: 'no JSON' })).status).toBe(401)
    expect((await call({ method: 'PUT', group: 'auditor', body: 'no JSON' })).status).toBe(403)
    expect((await call({ method: 'PUT', group: '' })).status).toBe(403)
  })
  it('that is public asks nobody for a token', async () => {
    expect(await call({ at: '/api/open' })).toMatchObject({ status: 200, body: '' })
  })
  it('answers HEAD as GET', async () => {
    expect(await call({ method: 'HEAD', isAny: true, group: 'auditor' })).toMatchObject({ status: 200 })
    expect(await call({ method: 'HEAD', isAny: true, group: 'trainer' })).toMatchObject({ status: 403 })
  })
  it('answers a method that its path does not have with those it has', async () => {
    const { status, headers, body } = await call({ method: 'DELETE', isAny: true, group: 'trainer' })
    expect(status).toBe(405)
    expect(headers).toMatchObject({ allow: 'GET, HEAD, PUT' })
    expect(body.title).toBe('not a method of this address; allowed: GET, HEAD, PUT')
    expect((await call({ method: 'POST', isAny: true, at: '/api/open' })).status).toBe(405)
  })
  it('asks for a token before it says which methods there are', async () => {
    expect((await call({ method: 'DELETE', isAny: true })).status).toBe(401)
  })
})
