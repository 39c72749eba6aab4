/** What tests from outside rely on (docs/local-cloud.md): the real thing in its own process, met over HTTP and by signals. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, renameSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { capTime, capXml, type LocalProduct, sender, startProduct, until } from '../fakes/local-product.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const july = '2026-07-01T08:31:00+08:00'
const identifier = '51040205500000_20260701083100'
const warning = () => capXml({ identifier, sent: july, codes: ['510402'] })
const people = 400

let product: LocalProduct
beforeAll(async () => {
  product = await startProduct({ now: july })
}, 180_000)
afterAll(() => product.dispose())
beforeEach(() => product.reset(july))

const complete = () =>
  until(
    'a complete report',
    () => product.report(identifier),
    (report) => report.complete,
  )

test('one red warning reaches everybody it is for, once per channel, and stands on the web', async () => {
  await product.populate(people)
  expect(await product.post(warning())).toMatchObject({ status: 202, body: { identifier, stage: 'published' } })
  const { channels } = await complete()
  for (const channel of ['sms', 'email'] as const) {
    const messages = await product.inbox({ alert: identifier, channel })
    expect(new Set(messages.map(({ to }) => to)).size).toBe(messages.length)
    expect(messages.length).toBe(channels[channel].handedOver)
    expect(await product.count({ alert: identifier, channel })).toBe(messages.length)
  }
  const { body } = await product.ask('GET', '/alerts/active.json')
  expect(body.alerts.map((alert: { identifier: string }) => alert.identifier)).toEqual([identifier])
  const cap = await product.ask('GET', `/alerts/${identifier}/cap.xml`)
  expect(cap.bytes.toString()).toBe(warning())
  expect(cap.headers.get('content-type')).toBe('application/cap+xml')
  expect(cap.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
}, 120_000)

test('a token is asked for before anything else is looked at, and outlives resets and clock moves', async () => {
  const token = await product.token(sender, 'sender')
  await product.reset('2030-01-01T00:00:00+08:00')
  await product.moveClock('2026-07-01T09:00:00+08:00')
  const list = (options: object) => product.ask('GET', '/api/alerts', options)
  expect((await list({})).status).toBe(401)
  expect((await list({ token: `${token}x` })).status).toBe(401)
  expect((await list({ token })).status).toBe(200)
  expect((await list({ token: await product.token('wang.wu', 'publicity') })).status).toBe(403)
  expect((await product.ask('GET', '/api/nothing', { token })).status).toBe(404)
  expect((await product.ask('DELETE', '/api/alerts', { token })).status).toBe(405)
  expect((await product.ask('POST', '/api/cap', { token, body: Buffer.alloc(11 << 20) })).status).toBe(413)
  expect((await product.ask('POST', '/api/cap', { body: Buffer.alloc(11 << 20) })).status).toBe(401)
})

test('the issuer can be found by its discovery document', async () => {
  const { body } = await product.ask('GET', '/_local/oidc/.well-known/openid-configuration')
  expect(body.issuer).toBe(`${product.origin()}/_local/oidc`)
  const { keys } = (await product.ask('GET', new URL(body.jwks_uri).pathname)).body
  expect(keys).toEqual([expect.objectContaining({ kty: 'RSA', alg: 'RS256', use: 'sig' })])
  expect(keys[0]).not.toHaveProperty('d')
})

test('the same seed makes the same people, listed page by page without a gap', async () => {
  const first = await product.populate(people, 7)
  expect(new Set(first.map(({ id }) => id)).size).toBe(people)
  await product.populate(10, 8)
  expect(await product.populate(people, 7)).toEqual(first)
})

test('a file is not sent again to who has it', async () => {
  await product.post(warning())
  await complete()
  const path = `/alerts/${identifier}/`
  const etag = (await product.ask('GET', path)).headers.get('etag')
  const again = await fetch(`${product.origin()}${path}`, { headers: { 'if-none-match': `W/"x", ${etag}` } })
  expect(again.status).toBe(304)
  const folder = await product.ask('GET', `/alerts/${identifier}`)
  expect(folder).toMatchObject({ status: 301 })
  const chosen = await product.ask('GET', `/en/search?q=%E6%B4%AA&a=1?2`)
  expect([chosen.status, chosen.headers.get('location')]).toEqual([301, '/en/search/?q=%E6%B4%AA&a=1?2'])
  expect((await product.ask('GET', `/alerts/${identifier}/cap.xml`)).headers.get('access-control-allow-origin')).toBe(
    '*',
  )
  expect((await product.ask('GET', '/no/such/page/')).status).toBe(404)
})

test('with the API down the files stand', async () => {
  await product.post(warning())
  await complete()
  await product.setFault({ channel: 'api', mode: 'down' })
  expect((await product.ask('GET', '/api/openapi.json')).status).toBe(503)
  expect((await product.ask('GET', '/alerts/active.json')).status).toBe(200)
  await product.clearFaults()
  expect((await product.ask('GET', '/api/openapi.json')).status).toBe(200)
})

test('a reset leaves nothing of what was', async () => {
  await product.populate(people)
  await product.post(warning())
  await complete()
  await product.reset('2026-08-01T00:00:00+08:00')
  expect(await product.count({})).toBe(0)
  expect(await product.people()).toEqual([])
  expect((await product.ask('GET', `/alerts/${identifier}/`)).status).toBe(404)
  expect(await product.now()).toBeGreaterThanOrEqual(Date.parse('2026-08-01T00:00:00+08:00'))
  expect(await product.now()).toBeLessThan(Date.parse('2026-08-01T00:01:00+08:00'))
  const later = capXml({ identifier, sent: '2026-08-01T00:00:00+08:00', codes: ['510402'] })
  expect((await product.post(later)).status).toBe(202)
})

test('stopped in the middle it ends cleanly and goes on where it was, telling nobody twice', async () => {
  await product.populate(people * 10)
  await product.post(warning())
  await until(
    'the first messages',
    () => product.count({ channel: 'sms' }),
    (sent) => sent > 0,
    { everyMs: 10 },
  )
  expect(await product.stop()).toBe(0)
  await product.start()
  const { channels } = await complete()
  const messages = await product.inbox({ alert: identifier, channel: 'sms' })
  expect(messages.length).toBe(channels.sms.handedOver)
  expect(new Set(messages.map(({ to }) => to)).size).toBe(messages.length)
}, 180_000)

test('killed, it starts again with everything that was kept, and its clock has not gone back', async () => {
  const listed = await product.populate(people)
  await product.post(warning())
  await complete()
  const messages = await product.inbox({})
  const told = await product.now()
  await product.kill()
  await product.start()
  expect(await product.now()).toBeGreaterThanOrEqual(told)
  expect(await product.now()).toBeLessThan(told + 600_000)
  expect(await product.inbox({})).toEqual(messages)
  expect(await product.people()).toEqual(listed)
  expect((await product.ask('GET', `/alerts/${identifier}/cap.xml`)).status).toBe(200)
}, 180_000)

test('a cleared clock jump wakes what is due: a warning that has run out leaves the web', async () => {
  const expires = capTime(Date.parse(july) + 3_600_000)
  await product.post(capXml({ identifier, sent: july, expires, codes: ['510402'] }))
  await complete()
  await product.moveClock(Date.parse(expires) + 1000)
  const active = () => product.ask('GET', '/alerts/active.json')
  await until('an empty list', active, ({ body }) => body.alerts.length === 0)
})

test('tools say what was wrong with a request', async () => {
  const fault = await product.ask('POST', '/_local/faults', { body: '{"channel":"fax","mode":"error"}' })
  expect(fault).toMatchObject({ status: 422, body: { message: expect.stringContaining('channel') } })
  expect((await product.ask('POST', '/_local/clock', { body: 'tomorrow' })).status).toBe(400)
  expect((await product.ask('GET', '/_local/inbox?limit=1001')).status).toBe(422)
  expect((await product.ask('GET', '/_local/')).bytes.toString()).toContain('/_local/inbox.js')
})

test.runIf(process.platform === 'linux')('nothing of it listens beyond this machine', async () => {
  const listening = listeners(await groupOf(product))
  expect(listening.length).toBeGreaterThan(4)
  expect(listening.filter((address) => !address.startsWith('0100007F:'))).toEqual([])
})

test('a port in use, a wrong county and a folder of others are each told in one line', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  const refused = await runOnce({ PORT: String(port), DATA_DIR: temporaryFolder() })
  taken.close()
  expect(refused).toEqual({ code: 1, said: `fengsui: port ${port} of 127.0.0.1 is in use; set PORT to another\n` })
  const wrong = await runOnce({ PORT: '0', COUNTY: '1', DATA_DIR: temporaryFolder() })
  expect(wrong.said).toMatch(/^fengsui: COUNTY="1" must be one of .+\n$/)
  const others = await runOnce({ PORT: '0', DATA_DIR: root })
  expect(others.said).toMatch(/^fengsui: DATA_DIR=.+ holds files that are not ours.+\n$/)
  const inUse = await runOnce({ PORT: '0', DATA_DIR: product.dataDir })
  expect(inUse).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^fengsui: .+ is in use by another process; .+\n$/),
  })
}, 120_000)

test('FRESH=1 wipes nothing under a running instance, and after a kill everything is still there', async () => {
  const listed = await product.populate(20)
  await product.post(warning())
  await complete()
  const fresh = await runOnce({ PORT: '0', FRESH: '1', DATA_DIR: product.dataDir })
  expect(fresh).toMatchObject({ code: 1, said: expect.stringMatching(/^fengsui: DATA_DIR=.+ is in use by another/) })
  expect(await product.people()).toEqual(listed)
  await product.kill()
  await product.start()
  expect(await product.people()).toEqual(listed)
  expect((await product.ask('GET', `/alerts/${identifier}/`)).status).toBe(200)
}, 180_000)

test('without its master key it does not start, and with it put back goes on where it was', async () => {
  const listed = await product.populate(20)
  await product.stop()
  const key = join(product.dataDir, 'master-key')
  renameSync(key, `${key}.elsewhere`)
  const refused = await runOnce({ PORT: '0', DATA_DIR: product.dataDir })
  expect(refused).toMatchObject({
    code: 1,
    said: expect.stringMatching(/^fengsui: .+master-key is gone.+put it back.+\n$/),
  })
  renameSync(`${key}.elsewhere`, key)
  await product.start()
  expect(await product.people()).toEqual(listed)
}, 180_000)

test('the tools answer nobody who comes by another name or from another page', async () => {
  const ask = (headers: Record<string, string>) =>
    fetch(`${product.origin()}/_local/token`, { method: 'POST', headers, body: '{"sub":"x","groups":["chief"]}' })
  expect((await ask({ origin: 'https://evil.example' })).status).toBe(403)
  expect((await ask({ 'sec-fetch-site': 'cross-site' })).status).toBe(403)
  expect((await ask({ origin: product.origin() })).status).toBe(200)
})

/** A start that is meant to fail. */
async function runOnce(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, ['infra/local/start.ts'], {
    cwd: root,
    env: { ...process.env, DEMO: '0', QUIET: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

/** Ids of all processes of the product. */
async function groupOf({ dataDir }: LocalProduct): Promise<string[]> {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const main = ids.find((id) => read(`/proc/${id}/environ`).includes(`DATA_DIR=${dataDir}\0`))
  const groupId = (id: string) =>
    read(`/proc/${id}/stat`)
      .replace(/^.*\) /, '')
      .split(' ')[2]
  return ids.filter((id) => main && groupId(id) === groupId(main))
}

/** Local addresses, in hexadecimal, at which these processes listen. */
function listeners(ids: readonly string[]): string[] {
  const sockets = new Set(ids.flatMap((id) => readdirSync(`/proc/${id}/fd`).map((fd) => link(`/proc/${id}/fd/${fd}`))))
  const rows = ['tcp', 'tcp6'].flatMap((table) => read(`/proc/self/net/${table}`).split('\n').slice(1))
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(`socket:[${inode}]`))
    .map(([, address = '']) => address)
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function link(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}
