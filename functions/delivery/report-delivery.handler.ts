import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import { isFullyPlanned } from '../alerts/published-alerts.ts'
import { alertsFromEnv } from '../alerts/wiring.ts'
import { type HttpEvent, type HttpResult, httpHandler, json, problem } from '../platform/http.ts'
import { awsPlatform, type Build, onLambda } from '../platform/lambda.ts'
import { makeDeliveryStore } from './delivery-store.ts'
import { makeReceiptStore } from './receipts/receipt-store.ts'
import { makeReportDelivery } from './report-delivery.ts'

const environment = z.object({
  DELIVERY_TABLE: z.string().describe('name of the delivery table'),
  EMAIL_PROVIDER: z.enum(['ses', 'smtp']).describe('who carries e-mail: SMTP gives no receipts'),
  SMS_RECEIPTS: z.enum(['true', 'false']).describe('whether receipts of SMS are read'),
})
const staff = ['publisher', 'approver', 'chief', 'auditor'] as const

export const build: Build<HttpEvent, HttpResult> = (env, platform = awsPlatform) => {
  const { DELIVERY_TABLE, EMAIL_PROVIDER, SMS_RECEIPTS } = environment.parse(env)
  const { findAlert } = alertsFromEnv(env, platform)
  const db = new DynamoDBClient({})
  const report = makeReportDelivery({
    store: makeDeliveryStore(db, DELIVERY_TABLE),
    receipts: makeReceiptStore(db, DELIVERY_TABLE),
    withReceipts: [
      ...(SMS_RECEIPTS === 'true' ? (['sms'] as const) : []),
      ...(EMAIL_PROVIDER === 'ses' ? (['email'] as const) : []),
    ],
  })
  return httpHandler([...staff, 'sender'], async (event, caller) => {
    const identifier = event.pathParameters?.id ?? ''
    const isStaff = staff.some((group) => caller.groups.has(group))
    const head = await findAlert(identifier, isStaff ? undefined : caller.sub)
    if (!head) return problem(404, 'no such alert')
    return json(200, await report({ id: head.id, identifier: head.identifier }, head.expected, isFullyPlanned(head)))
  })
}

export const handler = onLambda(build)
