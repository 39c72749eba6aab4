import type { Server } from 'node:http'
import type { Context } from 'aws-lambda'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HttpEvent, HttpResult } from '../../functions/platform/http.ts'
import { awsPlatform } from '../../functions/platform/lambda.ts'
import { renderLeavePage } from '../../functions/subscribers/leave-page.ts'
import { build } from '../../functions/subscribers/unsubscribe.handler.ts'
import { directoryFromEnv } from '../../functions/subscribers/wiring.ts'
import { type LocalTable, openSubscribersTable } from '../fakes/local-table.ts'
import { startKmsServer } from '../fakes/memory-keys.ts'
import { aSubscriber } from './a-subscriber.ts'

const env = {
  COUNTY: '510402',
  SITE_URL: 'https://yj.example.gov.cn',
  SUBSCRIBERS_TABLE: 'subscribers',
  CONTACT_KEY_ID: 'key',
}

let table: LocalTable
let kms: Server
const outer = { ...process.env }

beforeAll(async () => {
  const started = await startKmsServer()
  kms = started.server
  table = await openSubscribersTable()
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    AWS_ENDPOINT_URL_KMS: started.endpoint,
    AWS_REGION: 'local',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
})
afterAll(async () => {
  process.env = outer
  kms.close()
  await table.close()
})

/** What API Gateway sends for `/api/unsubscribe/{token}`. */
const call = (method: 'GET' | 'POST', token: string, body?: string, encode = true): Promise<HttpResult> =>
  build(env)(
    {
      pathParameters: { token },
      routeKey: `${method} /api/unsubscribe/{token}`,
      requestContext: { http: { method }, requestId: 'r' },
      body: body && encode ? Buffer.from(body).toString('base64') : body,
      isBase64Encoded: Boolean(body) && encode,
    } as unknown as HttpEvent,
    {} as Context,
  )

const oneClick = 'List-Unsubscribe=One-Click'

describe('a leaving link', () => {
  const joined = async () => {
    const wiring = directoryFromEnv(env, awsPlatform)
    const person = aSubscriber()
    await wiring.subscribers.put(person)
    return { ...wiring, person, token: wiring.vault.leaveToken(person.id, 'email') }
  }

  it('asks on GET, in Chinese and English with one form, and removes nobody', async () => {
    const { subscribers, person, token } = await joined()
    const page = await call('GET', token)
    expect(page.statusCode).toBe(200)
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    expect(page.body).toContain('确认退订')
    expect(page.body).toContain('lang="en"')
    expect(page.body?.match(/<form method="post">/g)).toHaveLength(1)
    expect(page.body).not.toContain('<script')
    expect(page.body).not.toContain(person.channels.email)
    expect(await subscribers.get(person.id)).toEqual(person)
  })

  it.each([
    ['a mail program', oneClick, true],
    ['the form', oneClick, false],
    [
      'a mail program that sends multipart (RFC 8058 §3.2)',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      true,
    ],
  ])('leaves on POST by %s, again and again', async (_, body, encode) => {
    const { subscribers, person, token } = await joined()
    for (let i = 0; i < 2; i++) {
      const page = await call('POST', token, body, encode)
      expect(page.statusCode).toBe(200)
      expect(page.body).toContain('已退订')
    }
    expect((await subscribers.get(person.id))?.channels).toEqual({ sms: person.channels.sms })
  })

  it('forgets a person with their last channel', async () => {
    const { subscribers, vault, person, token } = await joined()
    await call('POST', token, oneClick)
    await call('POST', vault.leaveToken(person.id, 'sms'), oneClick)
    expect(await subscribers.get(person.id)).toBeUndefined()
    expect(await subscribers.put(aSubscriber({ channels: person.channels }))).toEqual({ kind: 'stored' })
  })

  it.each(['', 'List-Unsubscribe=', 'x=One-Click'])('does nothing on a POST of %j', async (body) => {
    const { subscribers, person, token } = await joined()
    expect((await call('POST', token, body)).statusCode).toBe(422)
    expect(await subscribers.get(person.id)).toEqual(person)
  })

  it('is not found when forged', async () => {
    const { subscribers, person, token } = await joined()
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`
    for (const wrong of ['nonsense', '', forged]) {
      for (const method of ['GET', 'POST'] as const) {
        const page = await call(method, wrong, oneClick)
        expect(page.statusCode).toBe(404)
        expect(page.body).not.toContain('<form')
      }
    }
    expect(await subscribers.get(person.id)).toEqual(person)
  })
})

it('escapes whatever stands in the page', () => {
  const county = { name: '<b>"&\'', fullName: '<b>"&\'', englishName: '<i>', languages: ['zh-CN', 'en'] }
  const html = renderLeavePage({ kind: 'asked', channel: 'sms', county, siteUrl: 'https://x/"><script>' })
  expect(html).not.toMatch(/<b>|<i>|<script>/)
})
