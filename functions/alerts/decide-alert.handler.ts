/** `POST /api/alerts/{id}/release` and `/reject`: a leader decides about a held alert. */
import { type HttpEvent, type HttpResult, httpHandler, json, parseBody, problem } from '../platform/http.ts'
import { awsPlatform, type Build, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { rejectRequest, releaseRequest } from './alert-api.ts'
import { type DecideAlert, makeDecideAlert } from './decide-alert.ts'
import { publishingFromEnv } from './wiring.ts'

/** What is asked for, or every wrong field. */
function parseDecision(event: HttpEvent) {
  if (event.routeKey.endsWith('/reject')) {
    const body = parseBody(rejectRequest, event)
    return body.ok ? { ok: true as const, value: { decision: 'reject' as const, ...body.value } } : body
  }
  const body = parseBody(releaseRequest, event)
  if (!body.ok) return body
  const { version, reason, ...how } = body.value
  return { ok: true as const, value: { decision: 'release' as const, version, reason, how } }
}

export const decideAlertHandler = (decideAlert: DecideAlert) =>
  httpHandler(['approver', 'chief'], async (event, { sub }) => {
    const asked = parseDecision(event)
    if (!asked.ok) return problem(422, 'it cannot be decided like this', asked.problems)
    const identifier = event.pathParameters?.id ?? ''
    const done = await decideAlert({ identifier, sub, ...asked.value })
    logger.info('alert decided', { identifier, decision: asked.value.decision, sub, outcome: done.outcome })
    if (done.outcome === 'unknown') return problem(404, 'there is no alert with this identifier')
    if (done.outcome === 'invalid') return problem(422, 'it cannot be released like this', done.problems)
    if (done.outcome === 'conflict') {
      return problem(409, `${done.because} (stage ${done.stage}, version ${done.version})`)
    }
    return json(200, { identifier, stage: done.stage, version: done.version })
  })

export const build: Build<HttpEvent, HttpResult> = (env, platform = awsPlatform) =>
  decideAlertHandler(makeDecideAlert(publishingFromEnv(env, platform)))

export const handler = onLambda(build)
