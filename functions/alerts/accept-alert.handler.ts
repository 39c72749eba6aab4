/** `POST /api/cap`: approved CAP 1.2 from a registered sender. */
import { bodyBytes, type HttpEvent, type HttpResult, httpHandler, json, problem } from '../platform/http.ts'
import { newTraceId } from '../platform/ids.ts'
import { awsPlatform, type Build, onLambda } from '../platform/lambda.ts'
import { logger } from '../platform/logger.ts'
import { metrics } from '../platform/metrics.ts'
import { type AcceptAlert, type AcceptOutcome, makeAcceptAlert } from './accept-alert.ts'
import { publishingFromEnv } from './wiring.ts'

export const acceptAlertHandler = (acceptAlert: AcceptAlert) =>
  httpHandler(['sender'], async (event, { sub }) => {
    const traceId = newTraceId()
    const mediaType = event.headers['content-type']
    const done = await acceptAlert({ bytes: bodyBytes(event), mediaType, sub, traceId })
    report(done, sub, traceId)
    const answer = answerOf(done)
    return { ...answer, headers: { ...answer.headers, 'x-trace-id': traceId } }
  })

const refusedWith = { mediaType: 415, tooLarge: 413, malformed: 422, invalid: 422, rules: 422 }

const takenBy = {
  content: 'this identifier is taken by an alert with other content; send it under a new identifier',
  sender:
    'this identifier is taken by another sender of this county; CAP 1.2 §3.2.1 asks for a unique one: issue the alert anew under another identifier',
}

function answerOf(done: AcceptOutcome): HttpResult {
  switch (done.outcome) {
    case 'accepted':
      return json(202, { identifier: done.identifier, stage: done.stage, notes: done.notes })
    case 'held':
      return json(202, { identifier: done.identifier, stage: done.stage, reasons: done.reasons, notes: done.notes })
    case 'duplicate':
      return json(200, { identifier: done.identifier, stage: done.stage })
    case 'conflict':
      return problem(409, takenBy[done.because])
    case 'forbidden':
      return problem(403, done.because)
    case 'refused':
      return problem(
        refusedWith[done.because],
        'the alert was refused and nobody was told; correct it and send it again',
        done.problems,
      )
  }
}

const countedAs = {
  accepted: 'AlertsAccepted',
  held: 'AlertsHeld',
  duplicate: 'AlertsRepeated',
  conflict: 'AlertsInConflict',
  refused: 'AlertsRefused',
  forbidden: 'AlertsForbidden',
}

function report(done: AcceptOutcome, sub: string, traceId: string): void {
  const { outcome } = done
  const identifier = 'identifier' in done ? done.identifier : undefined
  const problems = outcome === 'refused' ? done.problems.map(({ path }) => path).slice(0, 20) : undefined
  const reasons = outcome === 'held' ? done.reasons.map(({ code }) => code) : undefined
  logger.info('alert received', { outcome, sender: sub, identifier, traceId, problems, reasons })
  metrics.addMetric(countedAs[outcome], 'Count', 1)
  if (outcome === 'accepted' && done.alarms.length > 0) {
    metrics.addMetric('AlertsInDoubt', 'Count', 1)
    logger.critical('an alert that contradicts itself went out', { identifier, traceId, alarms: done.alarms })
  }
  if (outcome === 'held' && done.isUrgent) metrics.addMetric('HeldUrgent', 'Count', 1)
  metrics.publishStoredMetrics()
}

export const build: Build<HttpEvent, HttpResult> = (env, platform = awsPlatform) =>
  acceptAlertHandler(makeAcceptAlert(publishingFromEnv(env, platform)))

export const handler = onLambda(build)
