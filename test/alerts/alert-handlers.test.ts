import type { Context, SQSEvent } from 'aws-lambda'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { acceptAlertHandler } from '../../functions/alerts/accept-alert.handler.ts'
import type { Alert } from '../../functions/alerts/alert.ts'
import {
  accepted,
  alertDetail,
  alertList,
  decided,
  duplicate,
  held as heldAnswer,
} from '../../functions/alerts/alert-api.ts'
import { decideAlertHandler } from '../../functions/alerts/decide-alert.handler.ts'
import { readAlertsHandler } from '../../functions/alerts/read-alerts.handler.ts'
import { makeReadAlerts } from '../../functions/alerts/read-alerts.ts'
import { sweepAlertsHandler } from '../../functions/alerts/sweep-alerts.handler.ts'
import { groups, type HttpEvent, type HttpResult } from '../../functions/platform/http.ts'
import { metrics } from '../../functions/platform/metrics.ts'
import { aDesk, bureau, bytesOf, idOf } from './a-desk.ts'
import { anAlert, anInfo } from './an-alert.ts'

interface Request {
  sub?: string
  group?: string
  route?: string
  body?: string | Uint8Array
  mediaType?: string
  id?: string
  query?: Record<string, string>
}

const eventOf = ({ sub, group, route = 'POST /api/cap', body, mediaType, id, query }: Request): HttpEvent => {
  const isText = typeof body === 'string'
  return {
    version: '2.0',
    routeKey: route,
    rawPath: '',
    rawQueryString: '',
    headers: mediaType ? { 'content-type': mediaType } : {},
    ...(id !== undefined && { pathParameters: { id } }),
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: isText ? body : Buffer.from(body).toString('base64') }),
    isBase64Encoded: body !== undefined && !isText,
    requestContext: {
      requestId: 'request',
      http: { method: route.split(' ')[0] },
      ...(sub && { authorizer: { jwt: { claims: { sub, groups: `[${group ?? ''}]` }, scopes: null } } }),
    },
  } as unknown as HttpEvent
}

function anApi() {
  const desk = aDesk()
  const handlers = {
    accept: acceptAlertHandler(desk.acceptAlert),
    read: readAlertsHandler(makeReadAlerts(desk)),
    decide: decideAlertHandler(desk.decide),
  }
  const call = async (handler: keyof typeof handlers, request: Request) => {
    const result: HttpResult = await handlers[handler](eventOf(request), { functionName: 'a-function' } as Context)
    return { status: result.statusCode, headers: result.headers ?? {}, body: JSON.parse(result.body ?? 'null') }
  }
  return {
    desk,
    call,
    post: (alert: Alert, request: Request = {}) =>
      call('accept', {
        sub: bureau,
        group: 'sender',
        mediaType: 'application/cap+xml',
        body: bytesOf(alert),
        ...request,
      }),
    get: (request: Request) =>
      call('read', {
        sub: 'li.duty',
        group: 'publisher',
        route: request.id === undefined ? 'GET /api/alerts' : 'GET /api/alerts/{id}',
        ...request,
      }),
    decide: (decision: string, id: string, body: unknown, request: Request = {}) =>
      call('decide', {
        sub: 'zhao.leader',
        group: 'approver',
        route: `POST /api/alerts/{id}/${decision}`,
        id,
        body: JSON.stringify(body),
        ...request,
      }),
  }
}

const first = anAlert({ identifier: 'first' })
const held = anAlert({ identifier: 'held', sent: '2026-07-01T09:00:00+08:00' })

describe('POST /api/cap', () => {
  it('answers 202 with stage and notes, and a trace to look for', async () => {
    const { status, body, headers } = await anApi().post(first)
    expect(status).toBe(202)
    expect(accepted.strict().parse(body)).toEqual({ identifier: 'first', stage: 'published', notes: [] })
    expect(headers['x-trace-id']).toMatch(/^[0-9a-f-]{36}$/)
    expect(headers['cache-control']).toBe('no-store')
  })
  it('answers 202 with reasons when a person must look', async () => {
    const { status, body } = await anApi().post(held)
    expect(status).toBe(202)
    expect(heldAnswer.strict().parse(body).reasons).toHaveLength(1)
  })
  it('answers 200 to the same alert and 409 to another under its identifier', async () => {
    const api = anApi()
    await api.post(first)
    const again = await api.post(first)
    expect(again.status).toBe(200)
    expect(duplicate.strict().parse(again.body)).toEqual({ identifier: 'first', stage: 'published' })
    expect((await api.post({ ...first, note: 'other' })).status).toBe(409)
  })
  it('answers 409 to an identifier of another sender, and says what to do', async () => {
    const api = anApi()
    await api.post(first)
    const sender = '51040241600000'
    const { status, body } = await api.post({ ...first, sender }, { sub: sender })
    expect(status).toBe(409)
    expect(body.title).toMatch(/taken by another sender .* under another identifier/)
  })
  it('reads a document given as text too', async () => {
    const body = new TextDecoder().decode(bytesOf(first))
    expect((await anApi().post(first, { body, mediaType: 'text/xml' })).status).toBe(202)
  })
  it.each([
    [401, { sub: '' }],
    [403, { group: 'publisher' }],
    [403, { sub: '51040241600000' }],
    [403, { sub: 'nobody' }],
    [415, { mediaType: 'application/json' }],
    [422, { body: '<alert/>' }],
    [422, { body: '' }],
  ] as [number, Request][])('answers %i problem+json for %j', async (status, request) => {
    const answer = await anApi().post(first, request)
    expect(answer.status).toBe(status)
    expect(answer.headers['content-type']).toContain('application/problem+json')
    expect(answer.body).toMatchObject({ type: 'about:blank', status, title: expect.any(String) })
  })
  it('answers 413 to what is larger than an alert may be', async () => {
    const { status, body } = await anApi().post(first, { body: 'x'.repeat(1_048_577) })
    expect(status).toBe(413)
    expect(body.problems[0].allowed).toContain('1048576')
  })
  it('names every fault with its place, what was found and what is allowed', async () => {
    const { status, body } = await anApi().post({ ...first, status: 'Draft', scope: 'Private' })
    expect(status).toBe(422)
    expect(body.problems.map(({ path }: { path: string }) => path)).toEqual([
      'alert/status',
      'alert/scope',
      'alert/addresses',
    ])
    for (const problem of body.problems) expect(Object.keys(problem).toSorted()).toEqual(['allowed', 'found', 'path'])
  })
  it.each(groups.filter((group) => group !== 'sender'))(
    'is closed to group %s before anything is looked at',
    async (group) => {
      expect((await anApi().post(first, { group, mediaType: 'image/png', body: '' })).status).toBe(403)
    },
  )
})

describe('GET /api/alerts', () => {
  it.each(['publisher', 'approver', 'chief', 'auditor'])('shows all to %s', async (group) => {
    const api = anApi()
    await api.post(first)
    const list = await api.get({ group })
    expect(alertList.parse(list.body).alerts.map(({ identifier }) => identifier)).toEqual(['first'])
    const one = await api.get({ group, id: 'first' })
    expect(alertDetail.parse(one.body)).toMatchObject({ identifier: 'first', stage: 'published' })
  })
  it('shows a sender its own only', async () => {
    const api = anApi()
    await api.post(first)
    const station = { sub: '51040241600000', group: 'sender' }
    expect((await api.get(station)).body.alerts).toEqual([])
    expect((await api.get({ ...station, id: 'first' })).status).toBe(404)
    expect((await api.get({ sub: bureau, group: 'sender', id: 'first' })).status).toBe(200)
  })
  it.each(['publicity', 'trainer', 'admin'])(
    'is closed to %s, whether or not there is such an alert',
    async (group) => {
      expect((await anApi().get({ group })).status).toBe(403)
      expect((await anApi().get({ group, id: 'nobody' })).status).toBe(403)
    },
  )
  it('answers 404 for an unknown identifier and 422 for an unknown stage', async () => {
    expect((await anApi().get({ id: 'nobody' })).status).toBe(404)
    const { status, body } = await anApi().get({ query: { stage: 'sent', status: 'Actual' } })
    expect(status).toBe(422)
    expect(body.problems).toMatchObject([{ path: 'query/stage', found: 'sent' }])
  })
  it.each([
    ['in no month', '9999-99|x'],
    ['in a thirteenth month', '2026-13|2026-07-01T00:31:00.000Z#abc'],
    ['in a month before the first', '2026-00|2026-07-01T00:31:00.000Z#abc'],
    ['in the first of all years', '0000-01|2026-07-01T00:31:00.000Z#abc'],
    ['in the last of all years', '9999-12|2026-07-01T00:31:00.000Z#abc'],
    ['after no instant', '2026-07|x'],
    ['longer than a key may be', `2026-07|2026-07-01T00:31:00.000Z#${'x'.repeat(2_000)}`],
    ['after nothing', '2026-07'],
    ['without a word', ''],
  ])('answers 422 to a page that no list has named: %s', async (_, after) => {
    const { status, body } = await anApi().get({ query: { after } })
    expect(status).toBe(422)
    expect(body.problems).toMatchObject([{ path: 'query/after' }])
  })
  it.each(['2000-01', '2026-12', '2999-12'])('counts back from any month it takes: %s', async (month) => {
    const after = `${month}|2026-07-01T00:31:00.000Z#${idOf(first)}`
    expect(await anApi().get({ query: { after } })).toMatchObject({ status: 200, body: { next: null } })
  })
  it('lets nobody in by a group whose name holds that of another', async () => {
    const api = anApi()
    for (const group of ['guest,publisher', 'publisher,', ',publisher', 'publishers']) {
      expect({ group, status: (await api.get({ group })).status }).toEqual({ group, status: 403 })
    }
    expect((await api.get({ group: 'guest publisher' })).status).toBe(200)
  })
})

describe('POST /api/alerts/{id}/release and /reject', () => {
  it('decide, by an approver or the chief, the version they saw', async () => {
    const api = anApi()
    await api.post(held)
    const { status, body } = await api.decide('release', 'held', { version: 1 }, { group: 'chief' })
    expect(status).toBe(200)
    expect(decided.strict().parse(body)).toEqual({ identifier: 'held', stage: 'published', version: 3 })
    expect((await api.decide('reject', 'held', { version: 3, reason: '误' })).status).toBe(409)
  })
  it('need a reason to reject', async () => {
    const api = anApi()
    await api.post(held)
    for (const reason of [undefined, '', '   ']) {
      const { status, body } = await api.decide('reject', 'held', { version: 1, reason })
      expect(status).toBe(422)
      expect(body.problems).toMatchObject([{ path: 'body/reason' }])
    }
    expect((await api.decide('reject', 'held', { version: 1, reason: '重复' })).body.stage).toBe('rejected')
  })
  it.each([
    [401, 'held', '{"version":1}', { sub: '' }],
    [403, 'held', '{"version":1}', { group: 'publisher' }],
    [403, 'held', '{"version":1}', { group: 'sender', sub: bureau }],
    [404, 'nobody', '{"version":1}', {}],
    [409, 'held', '{"version":7}', {}],
    [422, 'held', '{"version":"1"}', {}],
    [422, 'held', '{"version":1,"force":true}', {}],
    [422, 'held', 'version=1', {}],
    [422, 'held', '', {}],
  ] as [number, string, string, Request][])('answer %i for %s %s', async (status, id, body, request) => {
    const api = anApi()
    await api.post(held)
    expect((await api.decide('release', id, undefined, { body, ...request })).status).toBe(status)
  })
})

describe('a request that breaks something on our side', () => {
  it('is answered 500 and counted under the name of its function, for Lambda sees no error in it', async () => {
    const addMetric = vi.spyOn(metrics, 'addMetric')
    const addDimensions = vi.spyOn(metrics, 'addDimensions')
    onTestFinished(() => void vi.restoreAllMocks())
    const api = anApi()
    api.desk.alerts.month = () => Promise.reject(new Error('secret'))
    const { status, body } = await api.get({})
    expect({ status, body: JSON.stringify(body) }).toEqual({ status: 500, body: expect.not.stringContaining('secret') })
    expect(addDimensions.mock.calls).toEqual([[{ function: 'a-function' }]])
    expect(addMetric.mock.calls).toEqual([['RequestFailed', 'Count', 1]])
  })
})

describe('the release of a signal that its sender may not issue', () => {
  const eventCode = [{ valueName: 'x', value: '11B03' }]
  const rain = anAlert({
    identifier: 'rain',
    info: [anInfo({ event: '暴雨', eventCode, headline: '暴雨红色预警信号' })],
  })
  const relay = { as: 'relay', station: '攀枝花市气象台', issued: '2026-07-01T08:20:00+08:00' }
  const taken = { received: '电话', receivedBy: '李值班' }

  it('is asked for by way and fields, and every wrong one is named', async () => {
    const api = anApi()
    await api.post(rain)
    const asked = async (body: object) => {
      const answer = await api.decide('release', 'rain', { version: 1, ...body })
      return [answer.status, (answer.body.problems ?? []).map(({ path }: { path: string }) => path).join(' ')]
    }
    expect(await asked({})).toEqual([409, ''])
    expect(await asked({ as: 'somehow' })).toEqual([422, 'body/as'])
    expect(await asked({ as: 'own', ...taken })).toEqual([422, 'body/event body/body body/authorisedBy body'])
    const government = { as: 'own', event: '山洪', body: '攀枝花市东区防汛抗旱指挥部' }
    const authorisedBy = { post: '副区长', at: '2026-07-01T08:29:00+08:00', said: '电话同意' }
    const by = (change: object) => asked({ ...government, authorisedBy: { ...authorisedBy, ...change } })
    expect(await by({ post: undefined })).toEqual([422, 'body/authorisedBy/name'])
    expect(await by({ at: '8:29' })).toEqual([422, 'body/authorisedBy/at'])
    expect(await by({ said: ' ' })).toEqual([422, 'body/authorisedBy/said'])
    expect(await asked(relay)).toEqual([422, 'body/received body/receivedBy'])
    expect(await asked({ ...relay, ...taken, issued: '8:20' })).toEqual([422, 'body/issued'])
    expect(await asked({ ...relay, ...taken, station: '某气象台' })).toEqual([422, 'body/station'])
    expect(await asked({ ...relay, ...taken })).toEqual([200, ''])
  })

  it('is listed for the station, and shown with whose words it carries', async () => {
    const api = anApi()
    await api.post(rain)
    await api.post({ ...rain, identifier: 'own' })
    await api.post({ ...held, identifier: 'late' })
    await api.decide('release', 'rain', { version: 1, ...relay, ...taken })
    const authorisedBy = { name: '赵区长', at: '2026-07-01T08:29:00+08:00', said: '当面说的' }
    const own = { version: 1, as: 'own', event: '山洪', body: '攀枝花市东区防汛抗旱指挥部', authorisedBy }
    await api.decide('release', 'own', own)
    await api.decide('release', 'late', { version: 1 })
    for (const [as, identifier] of [
      ['relay', 'rain'],
      ['own', 'own'],
      ['asIs', 'late'],
    ] as const) {
      const { body } = await api.get({ query: { released: as } })
      expect(alertList.strict().parse(body).alerts).toMatchObject([{ identifier, releasedAs: as }])
    }
    const { body } = await api.get({ id: 'rain', route: 'GET /api/alerts/{id}' })
    const { as, station, issued } = relay
    expect(alertDetail.strict().parse(body).channelled).toEqual({ as, station, issued })
    expect(JSON.stringify(body)).not.toContain('李值班')
  })
})

describe('the sweeper as a Lambda', () => {
  const record = (body: string) => ({ messageId: 'm', body }) as SQSEvent['Records'][number]
  it('takes the schedule and single alerts, and drops what it cannot read', async () => {
    const { desk } = anApi()
    const sweep = sweepAlertsHandler(desk.sweep)
    await desk.accept({ ...first, info: [anInfo()] })
    desk.clock.pass(20_000)
    const message = { kind: 'check', alertId: idOf(first), traceId: 'trace' }
    const records = [record('no json'), record('{"kind":"plan"}'), record(JSON.stringify(message))]
    expect(await sweep({ Records: records })).toEqual({ batchItemFailures: [] })
    expect(desk.outbox.announced).toHaveLength(2)
    desk.clock.pass(40_000)
    await sweep({ 'detail-type': 'Scheduled Event' } as never)
    expect(desk.outbox.announced.length).toBeGreaterThan(2)
  })
})
