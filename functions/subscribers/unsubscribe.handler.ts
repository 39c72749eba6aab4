/** `GET|POST /api/unsubscribe/{token}`: GET shows the question, POST leaves (RFC 8058). */
import * as z from 'zod'
import { bodyBytes, type HttpResult, problem } from '../platform/http.ts'
import { buildFrom, onLambda } from '../platform/lambda.ts'
import { type Answer, answering, defineRoute, serve } from '../platform/route.ts'
import { makeLeave } from './leave.ts'
import { renderLeavePage } from './leave-page.ts'
import { directoryEnvironment, directoryFromEnv } from './wiring.ts'

const environment = directoryEnvironment.extend({ SITE_URL: z.url().describe('where the public site stands') })

const params = z.object({ token: z.string().describe('token of the leaving link') })
const pages = {
  200: { description: 'a page', schema: z.string(), mediaType: 'text/html' },
  404: { description: 'no such link', schema: z.string(), mediaType: 'text/html' },
} satisfies Record<number, Answer>
const askToUnsubscribe = defineRoute({
  method: 'GET',
  path: '/api/unsubscribe/{token}',
  operationId: 'askToUnsubscribe',
  summary: 'the question whether to leave',
  allow: 'public',
  params,
  answers: pages,
})
const unsubscribe = defineRoute({
  method: 'POST',
  path: '/api/unsubscribe/{token}',
  operationId: 'unsubscribe',
  summary: 'leave with one click (RFC 8058)',
  allow: 'public',
  params,
  body: {
    mediaTypes: ['application/x-www-form-urlencoded'],
    schema: {
      type: 'object',
      properties: { 'List-Unsubscribe': { const: 'One-Click' } },
      required: ['List-Unsubscribe'],
    },
  },
  answers: pages,
})
export const routes = [askToUnsubscribe, unsubscribe]

/** A mail program sends one field, as a form of either encoding (RFC 8058 §3.2). */
const isOneClick = (body: string): boolean =>
  new URLSearchParams(body).get('List-Unsubscribe') === 'One-Click' ||
  /name="?List-Unsubscribe"?\r?\n(?:.+\r?\n){0,4}\r?\nOne-Click\r?\n/.test(body)

/** Nothing but our own style and form may act on the page, and the token goes to no other site. */
const page = (statusCode: number, body: string): HttpResult => ({
  statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    'referrer-policy': 'no-referrer',
  },
  body,
})

export const build = buildFrom(environment, (env, platform) => {
  const { subscribers, vault, county } = directoryFromEnv(env, platform)
  const leave = makeLeave({ subscribers, vault })
  const answer = async (token: string, isDecided: boolean): Promise<HttpResult> => {
    const outcome = await leave(token, isDecided)
    return page(outcome.kind === 'forged' ? 404 : 200, renderLeavePage({ ...outcome, county, siteUrl: env.SITE_URL }))
  }
  return serve(
    answering(askToUnsubscribe, ({ params: { token } }) => answer(token, false)),
    answering(unsubscribe, async ({ params: { token }, event }) =>
      isOneClick(bodyBytes(event).toString('utf8'))
        ? answer(token, true)
        : problem(422, 'to leave, post List-Unsubscribe=One-Click'),
    ),
  )
})

export const handler = onLambda(build)
