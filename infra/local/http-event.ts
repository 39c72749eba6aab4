/** HTTP as API Gateway's HTTP API hands it to a Lambda (payload format 2.0), and a Lambda's answer back to HTTP. */
import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { account } from './cloud-plan.ts'

export interface HttpRequest {
  method: string
  /** Path as sent, still encoded, without the query. */
  path: string
  query: string
  headers: IncomingHttpHeaders
  body: Buffer
}

export interface HttpAnswer {
  status: number
  headers: Record<string, string | string[]>
  body: Buffer
}

export interface EventDetails {
  apiId: string
  routeKey: string
  pathParameters: Record<string, string>
  /** Claims of the token, where the route asks for one. */
  claims: Record<string, unknown> | undefined
  nowMs: number
}

type EventWithJwt = APIGatewayProxyEventV2 & {
  requestContext: APIGatewayProxyEventV2['requestContext'] & {
    authorizer?: { jwt: { claims: Record<string, string>; scopes: string[] | null } }
  }
}

export function makeHttpEvent(request: HttpRequest, details: EventDetails): EventWithJwt {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== 'cookie' && value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value
  }
  const path = decode(request.path)
  const { body, isBase64Encoded } = encodeBody(request)
  const query = queryParameters(request.query)
  const host = headers.host ?? '127.0.0.1'
  return {
    version: '2.0',
    routeKey: details.routeKey,
    rawPath: path,
    rawQueryString: request.query,
    ...(request.headers.cookie && { cookies: request.headers.cookie.split(/;\s*/) }),
    headers: { ...headers, 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'http' },
    ...(query && { queryStringParameters: query }),
    ...(Object.keys(details.pathParameters).length > 0 && { pathParameters: details.pathParameters }),
    requestContext: {
      accountId: account,
      apiId: details.apiId,
      domainName: host,
      domainPrefix: host.split('.')[0] ?? host,
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: details.routeKey,
      stage: '$default',
      time: new Date(details.nowMs).toUTCString(),
      timeEpoch: details.nowMs,
      ...(details.claims && { authorizer: { jwt: { claims: claimTexts(details.claims), scopes: null } } }),
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  }
}

/** What a Lambda of payload format 2.0 may return: a structured answer, or anything else as JSON with 200. */
export function readAnswer(result: unknown): HttpAnswer {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = Buffer.from(typeof result === 'string' ? result : JSON.stringify(result ?? null))
    return { status: 200, headers: { 'content-type': 'application/json' }, body }
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = result as {
    statusCode: number
    headers?: Record<string, string | number | boolean>
    cookies?: string[]
    body?: string
    isBase64Encoded?: boolean
  }
  const lowerCase = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)] as const)
  return {
    status: statusCode,
    headers: {
      'content-type': 'application/json',
      ...Object.fromEntries(lowerCase),
      ...(cookies && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
  }
}

/** HTTP API passes these as text and everything else in base64. */
const textTypes = /^(text\/.*|application\/(json|javascript|xml))$/

/** What is compressed or no UTF-8 goes in base64 too: AWS does not say what it does with one, and bytes must not be lost. */
function encodeBody({ headers, body }: HttpRequest): { body: string | undefined; isBase64Encoded: boolean } {
  if (body.length === 0) return { body: undefined, isBase64Encoded: false }
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const isText = textTypes.test(type) && headers['content-encoding'] === undefined
  if (isText && isUtf8(body)) return { body: body.toString('utf8'), isBase64Encoded: false }
  return { body: body.toString('base64'), isBase64Encoded: true }
}

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Repeated parameters are joined by commas. */
function queryParameters(query: string): Record<string, string> | undefined {
  if (query === '') return undefined
  const values: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(query)) {
    values[name] = name in values ? `${values[name]},${value}` : value
  }
  return values
}

/** Every claim becomes a string; an array is written `[a b]`. */
function claimTexts(claims: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : typeof value === 'object' ? JSON.stringify(value) : String(value),
    ]),
  )
}

/** HTTP API hands the path over decoded. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
