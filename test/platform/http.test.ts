import { gzipSync } from 'node:zlib'
import type { Context } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { bodyBytes, type HttpEvent, json, maxBodyBytes, parseBody } from '../../functions/platform/http.ts'
import { answering, defineRoute, serve } from '../../functions/platform/route.ts'

const taken = defineRoute({
  method: 'POST',
  path: '/api/echo',
  operationId: 'echo',
  summary: 'what was sent',
  allow: 'public',
  body: { mediaTypes: ['text/plain'], schema: {} },
  answers: {},
})
const echo = serve(answering(taken, async ({ event }) => json(200, { body: bodyBytes(event).toString('utf8') })))
const eventWith = (bytes: Uint8Array, coding?: string, isBase64Encoded = true): HttpEvent =>
  ({
    headers: coding === undefined ? {} : { 'content-encoding': coding },
    body: Buffer.from(bytes).toString(isBase64Encoded ? 'base64' : 'utf8'),
    isBase64Encoded,
    routeKey: 'POST /api/echo',
    requestContext: { http: { method: 'POST' } },
  }) as unknown as HttpEvent
const post = async (...given: Parameters<typeof eventWith>) => {
  const { statusCode, headers, body } = await echo(eventWith(...given), {} as Context)
  return { status: statusCode, headers, body: JSON.parse(body ?? '') }
}

describe('a body', () => {
  const alert = Buffer.from('<alert>山洪</alert>')
  it.each(['gzip', 'GZIP', 'x-gzip'])('in %s is decompressed', async (coding) => {
    expect(await post(gzipSync(alert), coding)).toMatchObject({ status: 200, body: { body: alert.toString() } })
  })
  it.each([undefined, '', 'identity'])('is taken as it is with content encoding %s', async (coding) => {
    expect(await post(alert, coding)).toMatchObject({ status: 200, body: { body: alert.toString() } })
    expect(await post(alert, coding, false)).toMatchObject({ status: 200, body: { body: alert.toString() } })
  })
  it.each(['br', 'deflate', 'zstd', 'gzip, gzip', '*'])('in %s is refused with what is allowed', async (coding) => {
    const { status, headers, body } = await post(gzipSync(alert), coding)
    expect(status).toBe(415)
    expect(headers).toMatchObject({ 'accept-encoding': 'gzip, identity' })
    expect(body.problems).toEqual([{ path: 'content-encoding', found: coding, allowed: 'gzip, or none' }])
  })
  it.each([
    ['plain', alert],
    ['cut off', gzipSync(alert).subarray(0, 20)],
    ['empty', Buffer.alloc(0)],
  ])('that calls itself gzip and is %s is refused', async (_what, bytes) => {
    expect(await post(bytes, 'gzip')).toMatchObject({
      status: 415,
      body: { problems: [{ found: 'bytes that are not gzip' }] },
    })
  })
  it('may be as large as the limit when decompressed, and a bomb goes no further', async () => {
    expect((await post(gzipSync(Buffer.alloc(maxBodyBytes, ' ')), 'gzip')).status).toBe(200)
    const bomb = gzipSync(Buffer.alloc(maxBodyBytes + 1, ' '))
    expect(bomb.length).toBeLessThan(2_000)
    expect((await post(bomb, 'gzip')).status).toBe(413)
    // Whoever went to the end of this one would find it broken, and say so with 415.
    const large = gzipSync(Buffer.alloc(20 << 20)).fill(0xff, 10_000)
    expect((await post(large.subarray(0, 10_000), 'gzip')).status).toBe(413)
    expect((await post(large, 'gzip')).status).toBe(413)
  })
  it('of JSON is UTF-8 and nothing else', () => {
    const schema = z.object({ reason: z.string() })
    const gb = Buffer.from([...Buffer.from('{"reason":"'), 0xba, 0xe9, ...Buffer.from('"}')])
    expect(parseBody(schema, eventWith(gb))).toMatchObject({
      ok: false,
      problems: [{ found: 'bytes that are not UTF-8' }],
    })
    expect(parseBody(schema, eventWith(Buffer.from('{"reason":"洪"}')))).toEqual({ ok: true, value: { reason: '洪' } })
  })
})
