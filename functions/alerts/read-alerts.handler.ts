/** `GET /api/alerts` and `GET /api/alerts/{id}`: staff read all, a sender its own. */
import { json, problem } from '../platform/http.ts'
import { buildFrom, onLambda } from '../platform/lambda.ts'
import { answering, defineRoute, serve } from '../platform/route.ts'
import { alertDetail, alertList, alertParams, listQuery, unknownAlert } from './alert-api.ts'
import { alertReaders, onlySenderOf } from './alert-readers.ts'
import { makeReadAlerts, type ReadAlerts } from './read-alerts.ts'
import { alertsEnvironment, alertsFromEnv } from './wiring.ts'

const listAlerts = defineRoute({
  method: 'GET',
  path: '/api/alerts',
  operationId: 'listAlerts',
  summary: 'alerts, newest first; a sender gets its own',
  allow: alertReaders,
  query: listQuery,
  answers: { 200: { description: 'a page of alerts', schema: alertList } },
})
const readAlert = defineRoute({
  method: 'GET',
  path: '/api/alerts/{id}',
  operationId: 'readAlert',
  summary: 'one alert with everything known of it',
  allow: alertReaders,
  params: alertParams,
  answers: { 200: { description: 'the alert', schema: alertDetail }, 404: unknownAlert },
})
export const routes = [listAlerts, readAlert]

export const readAlertsHandler = (read: ReadAlerts) =>
  serve(
    answering(listAlerts, async ({ query, caller }) =>
      json(200, await read.list({ ...query, sender: onlySenderOf(caller) })),
    ),
    answering(readAlert, async ({ params, caller }) => {
      const alert = await read.one(params.id, onlySenderOf(caller))
      return alert ? json(200, alert) : problem(404, unknownAlert.description)
    }),
  )

export const build = buildFrom(alertsEnvironment, (env, platform) =>
  readAlertsHandler(makeReadAlerts(alertsFromEnv(env, platform))),
)

export const handler = onLambda(build)
