import { expect, test } from 'vitest'
import { type HttpRequest, makeHttpEvent, readAnswer } from '../../infra/local/http-event.ts'

const details = { apiId: 'api', routeKey: 'POST /api/cap', pathParameters: {}, claims: undefined, nowMs: 0 }
const aRequest = (request: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'POST',
  path: '/api/cap',
  query: '',
  headers: {},
  body: Buffer.from('<alert/>'),
  ...request,
})

test.each(['text/plain', 'text/xml; charset=utf-8', 'application/json', 'application/xml', 'application/javascript'])(
  '%s is passed as text',
  (type) => {
    const event = makeHttpEvent(aRequest({ headers: { 'content-type': type } }), details)
    expect(event).toMatchObject({ body: '<alert/>', isBase64Encoded: false })
  },
)

test.each(['application/cap+xml', 'application/octet-stream', undefined])('%s is passed in base64', (type) => {
  const event = makeHttpEvent(aRequest({ headers: type ? { 'content-type': type } : {} }), details)
  expect(event).toMatchObject({ body: Buffer.from('<alert/>').toString('base64'), isBase64Encoded: true })
})

test('text that is not UTF-8 keeps its bytes', () => {
  const body = Buffer.from([0xff, 0xfe, 0x3c, 0x00])
  const event = makeHttpEvent(aRequest({ headers: { 'content-type': 'text/xml' }, body }), details)
  expect(Buffer.from(event.body ?? '', 'base64')).toEqual(body)
})

test('what is compressed is passed in base64, whatever is in it', () => {
  const headers = { 'content-type': 'text/xml', 'content-encoding': 'gzip' }
  expect(makeHttpEvent(aRequest({ headers }), details)).toMatchObject({ isBase64Encoded: true })
})

test('claims become strings, arrays in brackets', () => {
  const claims = { sub: 'li.duty', groups: ['publisher', 'auditor'], exp: 1_700_000_000 }
  const event = makeHttpEvent(aRequest(), { ...details, claims })
  expect(event.requestContext.authorizer?.jwt.claims).toEqual({
    sub: 'li.duty',
    groups: '[publisher auditor]',
    exp: '1700000000',
  })
})

test('path and parameters are decoded, repeated query values joined', () => {
  const event = makeHttpEvent(aRequest({ path: '/api/alerts/a%20b', query: 'stage=held&stage=draft' }), details)
  expect(event.rawPath).toBe('/api/alerts/a b')
  expect(event.queryStringParameters).toEqual({ stage: 'held,draft' })
})

test('an answer keeps status, headers and bytes', () => {
  const answer = readAnswer({ statusCode: 202, headers: { ETag: '"x"' }, body: 'aGk=', isBase64Encoded: true })
  expect(answer).toEqual({
    status: 202,
    headers: { 'content-type': 'application/json', etag: '"x"' },
    body: Buffer.from('hi'),
  })
})
