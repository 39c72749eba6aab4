/** `GET /api/alerts/{id}/delivery`: who was meant, told, failed and why. */
import * as z from 'zod'
import { alertParams, unknownAlert } from '../alerts/alert-api.ts'
import { alertReaders, onlySenderOf } from '../alerts/alert-readers.ts'
import { isFullyPlanned } from '../alerts/read-published.ts'
import { alertsEnvironment, alertsFromEnv } from '../alerts/wiring.ts'
import { dynamodbOf } from '../platform/dynamodb.ts'
import { json, problem } from '../platform/http.ts'
import { buildFrom, onLambda } from '../platform/lambda.ts'
import { answering, defineRoute, serve } from '../platform/route.ts'
import { deliveryReport } from './delivery-api.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { makeReceiptStore } from './receipts/receipt-store.ts'
import { makeReportDelivery } from './report-delivery.ts'

const environment = alertsEnvironment.extend({
  DELIVERY_TABLE: z.string().describe('name of the delivery table'),
  EMAIL_PROVIDER: z.enum(['ses', 'smtp']).describe('who carries e-mail: SMTP gives no receipts'),
  SMS_RECEIPTS: z.enum(['true', 'false']).describe('whether receipts of SMS are read'),
})

const reportDelivery = defineRoute({
  method: 'GET',
  path: '/api/alerts/{id}/delivery',
  operationId: 'reportDelivery',
  summary: 'who was meant, told, failed and why',
  allow: alertReaders,
  params: alertParams,
  answers: { 200: { description: 'the reach report', schema: deliveryReport }, 404: unknownAlert },
})
export const routes = [reportDelivery]

export const build = buildFrom(environment, (env, platform) => {
  const { findAlert } = alertsFromEnv(env, platform)
  const db = dynamodbOf(platform)
  const report = makeReportDelivery({
    store: makeDeliveryStore(db, env.DELIVERY_TABLE),
    receipts: makeReceiptStore(db, env.DELIVERY_TABLE),
    withReceipts: [
      ...(env.SMS_RECEIPTS === 'true' ? (['sms'] as const) : []),
      ...(env.EMAIL_PROVIDER === 'ses' ? (['email'] as const) : []),
    ],
  })
  return serve(
    answering(reportDelivery, async ({ params, caller }) => {
      const head = await findAlert(params.id, onlySenderOf(caller))
      if (!head) return problem(404, unknownAlert.description)
      return json(200, await report({ id: head.id, identifier: head.identifier }, head.expected, isFullyPlanned(head)))
    }),
  )
})

export const handler = onLambda(build)
