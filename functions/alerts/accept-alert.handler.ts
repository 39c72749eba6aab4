/** `POST /api/cap`: approved CAP 1.2 from a registered sender. */
import * as z from 'zod'
import { pagesBeside } from '../pages/wiring.ts'
import { bodyBytes, type HttpResult, json, problem } from '../platform/http.ts'
import { newTraceId } from '../platform/ids.ts'
import { buildFrom, onLambda } from '../platform/lambda.ts'
import { answering, defineRoute, serve } from '../platform/route.ts'
import { type AcceptAlert, type AcceptOutcome, makeAcceptAlert } from './accept-alert.ts'
import { accepted, duplicate, held } from './alert-api.ts'
import { reportAcceptance } from './report-acceptance.ts'
import { publishingEnvironment, publishingFromEnv } from './wiring.ts'

const postCap = defineRoute({
  method: 'POST',
  path: '/api/cap',
  operationId: 'postCap',
  summary: 'hand in an approved alert',
  allow: ['sender'],
  body: {
    mediaTypes: ['application/cap+xml', 'application/xml', 'text/xml'],
    schema: { type: 'string', description: 'CAP 1.2 in XML, at most 256 KB, UTF-8 or an encoding it declares' },
  },
  answers: {
    200: { description: 'the same alert again; nothing is repeated', schema: duplicate },
    202: { description: 'accepted and published, or held for a person', schema: z.union([accepted, held]) },
    409: { description: 'the identifier is taken by other content or by another sender' },
    413: { description: 'larger than an alert may be' },
    415: { description: 'not a media type of CAP, or a charset or content encoding that is not read here' },
    422: { description: 'refused, with every fault named' },
  },
})
export const routes = [postCap]

export const acceptAlertHandler = (acceptAlert: AcceptAlert) =>
  serve(
    answering(postCap, async ({ event, caller: { sub } }) => {
      const traceId = newTraceId()
      const mediaType = event.headers['content-type']
      const done = await acceptAlert({ bytes: bodyBytes(event), mediaType, sub, traceId })
      reportAcceptance(done, sub, traceId)
      const answer = answerOf(done)
      return { ...answer, headers: { ...answer.headers, 'x-trace-id': traceId } }
    }),
  )

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

export const build = buildFrom(publishingEnvironment, (env, platform) =>
  acceptAlertHandler(makeAcceptAlert(publishingFromEnv(env, pagesBeside, platform))),
)

export const handler = onLambda(build)
