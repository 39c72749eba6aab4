/** What every HTTP Lambda needs: who is calling, problem+json (RFC 9457), and the middleware stack. */
import { gunzipSync } from 'node:zlib'
import middy from '@middy/core'
import type { APIGatewayProxyEventV2WithJWTAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import type * as z from 'zod'
import type { LambdaHandler } from './lambda.ts'
import { logger } from './logger.ts'
import { metrics } from './metrics.ts'

export const groups = ['publisher', 'approver', 'chief', 'sender', 'publicity', 'trainer', 'auditor', 'admin'] as const
export type Group = (typeof groups)[number]

export type HttpEvent = APIGatewayProxyEventV2WithJWTAuthorizer
export type HttpResult = APIGatewayProxyStructuredResultV2

export interface Caller {
  sub: string
  groups: ReadonlySet<string>
}

/** One wrong field: where it is, what was found, what is allowed. */
export interface Problem {
  path: string
  found: string
  allowed: string
}

export const json = (statusCode: number, body: unknown): HttpResult => ({
  statusCode,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: JSON.stringify(body),
})

/** RFC 9457; `problems` names every wrong field. */
export const problem = (statusCode: number, title: string, problems: readonly Problem[] = []): HttpResult => ({
  statusCode,
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  body: JSON.stringify({ type: 'about:blank', status: statusCode, title, ...(problems.length && { problems }) }),
})

/** The body as bytes: HTTP API base64-encodes whatever is not text or JSON. */
export const bodyBytes = (event: { body?: string | undefined; isBase64Encoded: boolean }): Buffer =>
  Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8')

/** Bytes of any body once it is decompressed; what comes as it is ends at the 10 MB of HTTP API. */
export const maxBodyBytes = 1_048_576

/** The event with its body decompressed, or the answer to one that cannot be; nothing beyond the limit is ever made. */
export function unpacked(event: HttpEvent): { event: HttpEvent } | { answer: HttpResult } {
  const coding = event.headers?.['content-encoding']?.trim().toLowerCase() ?? ''
  if (coding === '' || coding === 'identity') return { event }
  const refuse = (status: number, found: string, allowed: string) => {
    const answer = problem(status, 'the body cannot be read', [{ path: 'content-encoding', found, allowed }])
    // RFC 9110 §12.5.3: with 415 it names what would have been taken.
    return { answer: { ...answer, headers: { ...answer.headers, 'accept-encoding': 'gzip, identity' } } }
  }
  if (coding !== 'gzip' && coding !== 'x-gzip') return refuse(415, shortly(coding), 'gzip, or none')
  try {
    const body = gunzipSync(bodyBytes(event), { maxOutputLength: maxBodyBytes }).toString('base64')
    return { event: { ...event, body, isBase64Encoded: true } }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      return refuse(413, `more than ${maxBodyBytes} bytes when decompressed`, `at most ${maxBodyBytes} bytes`)
    }
    if (!code.startsWith('Z_')) throw error
    return refuse(415, 'bytes that are not gzip', 'a whole body in gzip, as its header says')
  }
}

/** Values from outside by their schema, or every wrong field; `path` opens the paths of problems. */
export function parseInput<T>(
  schema: z.ZodType<T>,
  input: unknown,
  path: string,
): { ok: true; value: T } | { ok: false; problems: Problem[] } {
  const parsed = schema.safeParse(input)
  if (parsed.success) return { ok: true, value: parsed.data }
  const problems = parsed.error.issues.map((issue) => ({
    path: [path, ...issue.path].join('/'),
    found: shortly(issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], input)),
    allowed: issue.message,
  }))
  return { ok: false, problems }
}

/** The JSON body by its schema, or every wrong field. */
export function parseBody<T>(
  schema: z.ZodType<T>,
  event: { body?: string | undefined; isBase64Encoded: boolean },
): { ok: true; value: T } | { ok: false; problems: Problem[] } {
  const bytes = bodyBytes(event)
  let input: unknown
  try {
    input = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error
    const found = bytes.length === 0 ? 'nothing' : error instanceof TypeError ? 'bytes that are not UTF-8' : 'no JSON'
    return { ok: false, problems: [{ path: 'body', found, allowed: 'a JSON object in UTF-8' }] }
  }
  return parseInput(schema, input, 'body')
}

/** Enough of a wrong value to find it by; texts are not repeated. */
const shortly = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object'
  const text = String(value)
  return text.length > 40 ? `${text.length} characters` : text
}

/** Claims arrive as strings: an array claim is written `[a b]` by HTTP API. A comma is part of a name, and parts none. */
export function callerOf(event: HttpEvent): Caller | undefined {
  const claims = event.requestContext.authorizer?.jwt?.claims
  if (!claims || typeof claims.sub !== 'string') return undefined
  const listed = claims['cognito:groups'] ?? claims.groups ?? ''
  const names = Array.isArray(listed)
    ? listed.map(String)
    : String(listed)
        .replace(/^\[|\]$/g, '')
        .split(/\s+/)
  return { sub: claims.sub, groups: new Set(names.filter(Boolean)) }
}

/** The ground of every HTTP Lambda: who asked in the log, headers that every answer has, an answer when something breaks. */
export const httpHandler = (handle: (event: HttpEvent) => Promise<HttpResult>): LambdaHandler<HttpEvent, HttpResult> =>
  middy<HttpEvent, HttpResult>()
    .use({
      before: ({ event }) => {
        logger.appendKeys({ requestId: event.requestContext?.requestId })
      },
      after: ({ response }) => {
        if (!response) return
        response.headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...response.headers }
      },
      onError: (request) => {
        logger.error('request failed', { cause: errorName(request.error) })
        metrics.addDimensions({ function: request.context.functionName })
        metrics.addMetric('RequestFailed', 'Count', 1)
        metrics.publishStoredMetrics()
        request.response = problem(500, 'something broke on our side; nothing was lost, try again')
      },
    })
    .handler(handle) as LambdaHandler<HttpEvent, HttpResult>

/** Name and message of an error, never its cause: a parser's cause can hold the raw body. */
export const errorName = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 300) : 'unknown error'
