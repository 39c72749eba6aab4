/** `GET|POST /api/unsubscribe/{token}`: GET shows the question, POST leaves (RFC 8058). */
import * as z from 'zod'
import { bodyBytes, type HttpEvent, type HttpResult, httpHandler, problem } from '../platform/http.ts'
import { awsPlatform, type Build, onLambda } from '../platform/lambda.ts'
import { makeLeave } from './leave.ts'
import { renderLeavePage } from './leave-page.ts'
import { directoryFromEnv } from './wiring.ts'

const environment = z.object({ SITE_URL: z.url().describe('where the public site stands') })

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

export const build: Build<HttpEvent, HttpResult> = (env, platform = awsPlatform) => {
  const { SITE_URL: siteUrl } = environment.parse(env)
  const { subscribers, vault, county } = directoryFromEnv(env, platform)
  const leave = makeLeave({ subscribers, vault })
  return httpHandler('public', async (event) => {
    const isPost = event.requestContext.http.method === 'POST'
    if (isPost && !isOneClick(bodyBytes(event).toString('utf8'))) {
      return problem(422, 'to leave, post List-Unsubscribe=One-Click')
    }
    const outcome = await leave(event.pathParameters?.token ?? '', isPost)
    return page(outcome.kind === 'forged' ? 404 : 200, renderLeavePage({ ...outcome, county, siteUrl }))
  })
}

export const handler = onLambda(build)
