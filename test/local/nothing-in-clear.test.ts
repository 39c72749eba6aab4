/** A day of warnings with everything that goes wrong, and then: who can be found in what was written and answered? */
import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import {
  type Answer,
  capXml,
  type LocalProduct,
  type Person,
  sender,
  startProduct,
  until,
} from '../fakes/local-product.ts'

const patience = 240_000
const sent = '2026-07-01T10:00:00+08:00'
const good = { identifier: `${sender}_20260701100000`, sent, description: '上游持续强降雨，暗号其一。' }
/** What no log may quote; the texts of alerts are public, and stand in tables and pages. */
const bodies = ['暗号其一', '暗号其二', '暗号其三']
/** The phones and mailboxes themselves. */
const handset = /handset\.jsonl$/

let product: LocalProduct
let people: Person[]
const answers: string[] = []
const tokens: string[] = []

async function ask(...request: Parameters<LocalProduct['ask']>): Promise<Answer> {
  const answer = await product.ask(...request)
  answers.push(JSON.stringify([...answer.headers]), answer.bytes.toString())
  return answer
}

const filesOf = (folder: string): Dirent[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())

/** Everything on disk but the handset, by its path. */
const written = (): Map<string, string> =>
  new Map(
    filesOf(product.dataDir)
      .map(({ parentPath, name }) => join(parentPath, name))
      .filter((path) => !handset.test(path))
      .map((path) => [path.slice(product.dataDir.length), readFileSync(path, 'latin1')]),
  )
const latin1 = (text: string): string => Buffer.from(text).toString('latin1')

beforeAll(async () => {
  // Tests are silent; this one listens, to more than is ever said in service.
  vi.stubEnv('POWERTOOLS_LOG_LEVEL', 'DEBUG')
  product = await startProduct({ now: sent })
  people = await product.populate(120, 7)
  const asSender = await product.token(sender, 'sender')
  const asAuditor = await product.token('an.auditor', 'auditor')
  tokens.push(asSender, asAuditor)
  const post = (body: string, token: string = asSender) =>
    ask('POST', '/api/cap', { token, body, type: 'application/cap+xml' })

  await product.setFault({ channel: 'sms', mode: 'error', count: 3 })
  await product.setFault({ channel: 'email', mode: 'throttle', count: 2 })
  await product.setFault({ channel: 'table', mode: 'error', count: 12 })
  expect((await post(capXml({ codes: ['510402'], ...good }))).status).toBe(202)
  // No XML, no CAP, no token, a forged one, a sender who may not say it.
  await post('<alert>暗号其二')
  await post(`<!DOCTYPE x [<!ENTITY y "暗号其二">]>${capXml({ ...good, description: '&y;' })}`)
  await post(capXml({ ...good, identifier: '暗号其三 ../..', description: '暗号其三' }), '')
  await post(capXml({ ...good, description: '暗号其三' }), `${asSender.slice(0, -4)}AAAA`)
  await post(capXml({ ...good, codes: ['110101'], description: '暗号其三', identifier: `${sender}_20260701100001` }))
  await until(
    'everybody to be told',
    () => product.report(good.identifier),
    ({ complete }) => complete,
  )

  const mails = await product.inbox({ channel: 'email' })
  for (const { headers } of mails.slice(0, 3)) {
    const [, path = ''] = /^<https?:\/\/[^/]+(\/api\/unsubscribe\/[^>]+)>/.exec(headers['List-Unsubscribe'] ?? '') ?? []
    tokens.push(path.slice('/api/unsubscribe/'.length))
    await ask('GET', path)
    expect((await ask('POST', path, { body: 'List-Unsubscribe=One-Click' })).status).toBe(200)
    await ask('GET', `${path}x`)
  }
  await ask('GET', `/api/alerts/${good.identifier}/delivery`, { token: asAuditor })
  await ask('GET', `/api/alerts/${good.identifier}/audit`, { token: asAuditor })
  await ask('GET', '/api/alerts', { token: asAuditor })
  await ask('GET', '/alerts/active.json')
}, patience)
afterAll(async () => {
  vi.unstubAllEnvs()
  await product?.dispose()
})

test('there is something to find: addresses in the handset, the alert in tables, the run in the log', () => {
  const all = [...written()]
  expect(people.length).toBeGreaterThan(100)
  expect(tokens.every((token) => token.length > 20)).toBe(true)
  expect(tokens).toHaveLength(5)
  expect(all.some(([path, text]) => path.startsWith('/tables') && text.includes(good.identifier))).toBe(true)
  expect(all.some(([path, text]) => path.endsWith('log.jsonl') && text.includes('job ran'))).toBe(true)
})

test('no address and no token stands in clear in any file or answer', () => {
  const secrets = [...people.flatMap(({ channels }) => Object.values(channels)), ...tokens]
  const places = [...written(), ...answers.map((text, i): [string, string] => [`answer ${i}`, text])]
  const found = places.flatMap(([path, text]) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${path}`),
  )
  expect(found).toEqual([])
})

test('no log quotes what was posted', () => {
  const logs = [...written()].filter(([path]) => /log.*\.jsonl$/.test(path))
  expect(logs.length).toBeGreaterThan(0)
  expect(logs.filter(([, text]) => bodies.some((body) => text.includes(latin1(body)) || text.includes(body)))).toEqual(
    [],
  )
})
