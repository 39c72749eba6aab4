import { request } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { startGateway } from '../../infra/local/gateway.ts'
import { foreignIn } from '../../infra/local/own-callers.ts'

const port = 8787
const host = `127.0.0.1:${port}`

test.each([
  ['a program', { host }],
  ['a program that says localhost', { host: `LOCALHOST:${port}` }],
  ["Node's fetch", { host, 'sec-fetch-mode': 'cors' }],
  ['the address bar', { host, 'sec-fetch-site': 'none' }],
  ['a page of ours', { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }],
  ['a page of ours by its other name', { host: `localhost:${port}`, origin: `http://localhost:${port}` }],
])('%s is let in', (_, headers) => {
  expect(foreignIn(headers, port)).toBeUndefined()
})

test.each([
  ['a name that points here', { host: `rebound.example:${port}` }],
  ['a name that only begins like ours', { host: `127.0.0.1.evil.example:${port}` }],
  ['our address without its port', { host: '127.0.0.1' }],
  ['our address with another port', { host: '127.0.0.1:8788' }],
  ['any other address of this machine', { host: `[::1]:${port}` }],
  ['nobody', {}],
  ['a page of anywhere', { host, origin: 'https://evil.example' }],
  ['a page without an origin', { host, origin: 'null' }],
  ['a page of another port', { host, origin: 'http://127.0.0.1:3000' }],
  ['a page of another scheme', { host, origin: `https://${host}` }],
  ['a link or form of anywhere', { host, 'sec-fetch-site': 'cross-site' }],
  ['a link or form of another port', { host, 'sec-fetch-site': 'same-site' }],
  ['whatever we do not know', { host, 'sec-fetch-site': 'other' }],
])('%s is foreign', (_, headers) => {
  expect(foreignIn(headers, port)).toMatch(/^(host|origin|sec-fetch-site) "/)
})

test('on the port of HTTP the address goes without it', () => {
  expect(foreignIn({ host: 'localhost' }, 80)).toBeUndefined()
  expect(foreignIn({ host: 'localhost' }, port)).toBeDefined()
})

test('the tools are closed to whoever is foreign before anything is done; the site and the API are open to all', async () => {
  const gateway = await startGateway(0, () => {})
  onTestFinished(() => gateway.stop())
  const done: string[] = []
  const part = (name: string) => async (_: unknown, response: { end(text: string): unknown }, path: string) => {
    done.push(`${name} ${path}`)
    response.end(name)
  }
  gateway.open({ tools: part('tools'), api: part('api'), site: part('site') })
  const ask = (path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = request({ port: gateway.port, host: '127.0.0.1', path, headers, method: 'POST' }, (response) => {
        response.resume()
        response.on('end', () => resolve(response.statusCode))
      })
      asked.on('error', reject)
      asked.end('{}')
    })
  const foreign: Record<string, string>[] = [
    { host: 'evil.example' },
    { origin: 'https://evil.example' },
    { 'sec-fetch-site': 'cross-site' },
  ]
  for (const headers of foreign) {
    for (const path of ['/_local', '/_local/', '/_local/token?x', '/_local/oidc/jwks.json']) {
      expect(await ask(path, headers)).toBe(403)
    }
  }
  expect(done).toEqual([])
  expect(await ask('/_local/token', {})).toBe(200)
  for (const headers of foreign) {
    expect(await ask('/', headers)).toBe(200)
    expect(await ask('/api/cap', headers)).toBe(200)
  }
  expect(done).toEqual(['tools /_local/token', ...foreign.flatMap(() => ['site /', 'api /api/cap'])])
})
