/** `POST /api/alerts/{id}/release` and `/reject`: a leader decides about a held alert. */
import { pagesBeside } from '../pages/wiring.ts'
import { type HttpResult, json, problem } from '../platform/http.ts'
import { buildFrom, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { answering, defineRoute, serve } from '../platform/route.ts'
import { alertParams, decided, rejectRequest, releaseRequest, unknownAlert } from './alert-api.ts'
import { type DecideAlert, type DecideInput, makeDecideAlert } from './decide-alert.ts'
import { publishingEnvironment, publishingFromEnv } from './wiring.ts'

const releaseAlert = defineRoute({
  method: 'POST',
  path: '/api/alerts/{id}/release',
  operationId: 'releaseAlert',
  summary: "publish a held alert: as it is, relayed in a station's name, in the government's own name, or as a lifting",
  allow: ['approver', 'chief'],
  params: alertParams,
  body: releaseRequest,
  answers: {
    200: { description: 'decided', schema: decided },
    404: unknownAlert,
    409: { description: 'not held, changed since the version given, or not to be released like this' },
  },
})
const rejectAlert = defineRoute({
  method: 'POST',
  path: '/api/alerts/{id}/reject',
  operationId: 'rejectAlert',
  summary: 'reject a held alert',
  allow: ['approver', 'chief'],
  params: alertParams,
  body: rejectRequest,
  answers: {
    200: { description: 'decided', schema: decided },
    404: unknownAlert,
    409: { description: 'not held, or changed since the version given' },
  },
})
export const routes = [releaseAlert, rejectAlert]

export const decideAlertHandler = (decideAlert: DecideAlert) => {
  const decide = async (input: DecideInput): Promise<HttpResult> => {
    const { identifier, sub, decision } = input
    const done = await decideAlert(input)
    logger.info('alert decided', { identifier, decision, sub, outcome: done.outcome })
    if (done.outcome === 'unknown') return problem(404, unknownAlert.description)
    if (done.outcome === 'invalid') return problem(422, 'it cannot be released like this', done.problems)
    if (done.outcome === 'conflict') {
      return problem(409, `${done.because} (stage ${done.stage}, version ${done.version})`)
    }
    return json(200, { identifier, stage: done.stage, version: done.version })
  }
  return serve(
    answering(releaseAlert, ({ params, body: { version, reason, ...how }, caller: { sub } }) =>
      decide({ identifier: params.id, sub, decision: 'release', version, reason, how }),
    ),
    answering(rejectAlert, ({ params, body, caller: { sub } }) =>
      decide({ identifier: params.id, sub, decision: 'reject', ...body }),
    ),
  )
}

export const build = buildFrom(publishingEnvironment, (env, platform) =>
  decideAlertHandler(makeDecideAlert(publishingFromEnv(env, pagesBeside, platform))),
)

export const handler = onLambda(build)
