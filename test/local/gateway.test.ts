import { request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { type ApiParts, makeApi, startGateway } from '../../infra/local/gateway.ts'
import { makeRouter } from '../../infra/local/routes.ts'

const limit = 10 * 1024 * 1024
const routes = [
  { apiId: 'api', routeKey: 'POST /api/cap', functionName: 'accept', scopes: [], timeoutMs: 50 },
  { apiId: 'api', routeKey: 'POST /api/open', functionName: 'open', scopes: undefined, timeoutMs: 50 },
]

async function startApi(parts: Partial<ApiParts> = {}): Promise<string> {
  const gateway = await startGateway(0, () => {})
  onTestFinished(() => gateway.stop())
  const nothing = async () => {}
  const api = makeApi({
    find: makeRouter(routes),
    verify: async (token) => (token === 'good' ? { sub: 'li.duty' } : undefined),
    invoke: async () => ({ statusCode: 202, body: '{}' }),
    now: () => 0,
    nextFault: () => undefined,
    files: nothing,
    ...parts,
  })
  gateway.open({ tools: nothing, api, site: nothing })
  return `http://127.0.0.1:${gateway.port}`
}

const post = (origin: string, bytes: number, authorization = 'Bearer good') =>
  fetch(`${origin}/api/cap`, { method: 'POST', headers: { authorization }, body: new Uint8Array(bytes) })

test('ten megabytes are taken and one byte more is not, however often it is tried', async () => {
  const origin = await startApi()
  expect((await post(origin, limit)).status).toBe(202)
  for (let i = 0; i < 5; i++) expect((await post(origin, limit + 1)).status).toBe(413)
})

test('too much in chunks is refused as well, and the connection serves the next request', async () => {
  const origin = await startApi()
  const status = await new Promise((resolve, reject) => {
    const headers = { authorization: 'good', 'transfer-encoding': 'chunked' }
    const asked = request(`${origin}/api/cap`, { method: 'POST', headers }, (response) => {
      response.resume()
      response.on('end', () => resolve(response.statusCode))
    })
    asked.on('error', reject)
    asked.end(Buffer.alloc(limit + 1))
  })
  expect(status).toBe(413)
})

test('who has no good token hears 401 before their body counts', async () => {
  const origin = await startApi()
  for (const authorization of ['', 'Bearer bad']) {
    const response = await post(origin, limit + 1, authorization)
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toBe('Bearer')
  }
})

test('a handler that throws is 500, one that takes too long 503, both as problems', async () => {
  const broken = await startApi({ invoke: () => Promise.reject(new Error('secret')) })
  const failed = await fetch(`${broken}/api/open`, { method: 'POST' })
  expect(failed.status).toBe(500)
  expect(await failed.json()).toEqual({
    type: 'about:blank',
    status: 500,
    title: 'Internal Server Error',
    message: 'Internal Server Error',
  })
  const stuck = await startApi({ invoke: () => new Promise(() => {}) })
  expect((await fetch(`${stuck}/api/open`, { method: 'POST' })).status).toBe(503)
})

test('an answer leaves with what the edge adds to it', async () => {
  const origin = await startApi()
  const { headers } = await fetch(`${origin}/api/open`, { method: 'POST' })
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cache-control')).toBe('no-store')
})
