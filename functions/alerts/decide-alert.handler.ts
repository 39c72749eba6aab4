/** `POST /api/alerts/{id}/release` and `/reject`: a leader decides about a held alert. */
import { type HttpEvent, type HttpResult, httpHandler, json, parseBody, problem } from '../platform/http.ts'
import { awsPlatform, type Build, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { rejectRequest, releaseRequest } from './alert-api.ts'
import { type DecideAlert, makeDecideAlert } from './decide-alert.ts'
import { publishingFromEnv } from './wiring.ts'

export const decideAlertHandler = (decideAlert: DecideAlert) =>
  httpHandler(['approver', 'chief'], async (event, { sub }) => {
    const decision = event.routeKey.endsWith('/reject') ? 'reject' : 'release'
    const body = parseBody(decision === 'reject' ? rejectRequest : releaseRequest, event)
    if (!body.ok) return problem(422, `a ${decision} cannot be asked for like this`, body.problems)
    const identifier = event.pathParameters?.id ?? ''
    const { version, reason } = body.value
    const done = await decideAlert({ identifier, decision, version, reason, sub })
    logger.info('alert decided', { identifier, decision, sub, outcome: done.outcome })
    if (done.outcome === 'unknown') return problem(404, 'there is no alert with this identifier')
    if (done.outcome === 'conflict') {
      return problem(409, `${done.because} (stage ${done.stage}, version ${done.version})`)
    }
    return json(200, { identifier, stage: done.stage, version: done.version })
  })

export const build: Build<HttpEvent, HttpResult> = (env, platform = awsPlatform) =>
  decideAlertHandler(makeDecideAlert(publishingFromEnv(env, platform)))

export const handler = onLambda(build)
