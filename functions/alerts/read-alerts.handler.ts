/** `GET /api/alerts` and `GET /api/alerts/{id}`: staff read all, a sender its own. */
import {
  type Caller,
  type HttpEvent,
  type HttpResult,
  httpHandler,
  json,
  parseInput,
  problem,
} from '../platform/http.ts'
import { awsPlatform, type Build, onLambda } from '../platform/lambda.ts'
import { listQuery } from './alert-api.ts'
import { makeReadAlerts, type ReadAlerts } from './read-alerts.ts'
import { alertsFromEnv } from './wiring.ts'

const staff = ['publisher', 'approver', 'chief', 'auditor'] as const

/** The one sender whose alerts the caller may see; undefined: all. */
const onlySenderOf = ({ sub, groups }: Caller): string | undefined =>
  staff.some((group) => groups.has(group)) ? undefined : sub

export const readAlertsHandler = (read: ReadAlerts) =>
  httpHandler([...staff, 'sender'], async (event, caller) => {
    const sender = onlySenderOf(caller)
    const identifier = event.pathParameters?.id
    if (identifier !== undefined) {
      const alert = await read.one(identifier, sender)
      return alert ? json(200, alert) : problem(404, 'there is no alert with this identifier')
    }
    const query = parseInput(listQuery, event.queryStringParameters ?? {}, 'query')
    if (!query.ok) return problem(422, 'the list cannot be asked for like this', query.problems)
    return json(200, await read.list({ ...query.value, sender }))
  })

export const build: Build<HttpEvent, HttpResult> = (env, platform = awsPlatform) =>
  readAlertsHandler(makeReadAlerts(alertsFromEnv(env, platform)))

export const handler = onLambda(build)
