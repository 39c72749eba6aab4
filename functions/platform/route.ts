/**
 * One route of the HTTP API, said once, beside its handler: who may ask, what with, and what is answered. The handler parses
 * with it, the stack makes the route from it, and `functions/api` describes it.
 */
import type * as z from 'zod'
import {
  type Caller,
  callerOf,
  type Group,
  type HttpEvent,
  type HttpResult,
  httpHandler,
  parseBody,
  parseInput,
  problem,
  unpacked,
} from './http.ts'
import type { LambdaHandler } from './lambda.ts'

export interface Answer {
  /** When it comes. */
  description: string
  /** Of what is answered; without one it is a problem (RFC 9457) from 400 on. */
  schema?: z.ZodType
  /** `application/json` unless said. */
  mediaType?: string
}

/** A body that the handler reads by itself. */
export interface RawBody {
  mediaTypes: readonly string[]
  /** As OpenAPI has it. */
  schema: Readonly<Record<string, unknown>>
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** As API Gateway and OpenAPI write it: `/api/alerts/{id}`. */
  path: `/api/${string}`
  /** Unique. */
  operationId: string
  summary: string
  /** Groups whose tokens are let in; `public` needs none. */
  allow: readonly Group[] | 'public'
  /** Variables of the path, decoded. */
  params?: z.ZodObject
  query?: z.ZodObject
  /** JSON by its schema, or bytes. */
  body?: z.ZodType | RawBody
  /** By status. 401, 403, 405 and 500 are answered for every route and not named, nor is 422 where there is a query or a body. */
  answers: Readonly<Record<number, Answer>>
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined

/** What a handler is asked, parsed. */
export interface Asked<R extends Route> {
  params: OutputOf<R['params']>
  query: OutputOf<R['query']>
  /** undefined where the handler reads the bytes. */
  body: OutputOf<R['body']>
  caller: Caller
  event: HttpEvent
}

/** Keeps what is said of a route as exact as it is written, so that `Asked` knows the shapes. */
export const defineRoute = <const R extends Route>(route: R): R => route

export interface Served {
  route: Route
  answer(event: HttpEvent, caller: Caller): Promise<HttpResult>
}

/** A route with what answers it; wrong fields are refused before. */
export const answering = <R extends Route>(route: R, handle: (asked: Asked<R>) => Promise<HttpResult>): Served => ({
  route,
  async answer(event, caller) {
    const parsed = [
      route.params && parseInput(route.params, event.pathParameters ?? {}, 'path'),
      route.query && parseInput(route.query, event.queryStringParameters ?? {}, 'query'),
      route.body && 'safeParse' in route.body ? parseBody(route.body, event) : undefined,
    ]
    const problems = parsed.flatMap((part) => (part?.ok === false ? part.problems : []))
    if (problems.length > 0) return problem(422, 'wrong fields, each named here; nothing was done', problems)
    const [params, query, body] = parsed.map((part) => (part?.ok ? part.value : undefined))
    return handle({ params, query, body, caller, event } as Asked<R>)
  },
})

const pathOf = ({ routeKey }: HttpEvent): string => routeKey.slice(routeKey.indexOf(' ') + 1)

/**
 * The handler of all routes given; those of one path belong together. 401 and 403 come before every other answer; HEAD is
 * answered as GET, whose body API Gateway leaves away; a method that the path does not have with 405 and those it has.
 */
export function serve(...served: readonly Served[]): LambdaHandler<HttpEvent, HttpResult> {
  return httpHandler(async (event) => {
    const { method } = event.requestContext.http
    const here = served.filter(({ route }) => route.path === pathOf(event))
    const found = here.find(({ route }) => route.method === (method === 'HEAD' ? 'GET' : method))
    const caller = callerOf(event)
    const isOpen = (found ? [found] : here).some(({ route }) => route.allow === 'public')
    if (!caller && !isOpen) return problem(401, 'a bearer token is needed')
    if (!found) return wrongMethod(here.map(({ route }) => route))
    const { allow } = found.route
    if (allow !== 'public' && !allow.some((group) => caller?.groups.has(group))) {
      return problem(403, `not for your groups; allowed: ${allow.join(', ')}`)
    }
    const read = unpacked(event)
    return 'answer' in read ? read.answer : found.answer(read.event, caller ?? nobody)
  })
}

const nobody: Caller = { sub: '', groups: new Set() }

function wrongMethod(routes: readonly Route[]): HttpResult {
  const methods = routes.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
  const answer = problem(405, `not a method of this address; allowed: ${methods.join(', ')}`)
  return { ...answer, headers: { ...answer.headers, allow: methods.join(', ') } }
}
