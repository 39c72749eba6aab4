/** The API in OpenAPI 3.1, generated from the schemas the handlers parse and answer with. */
import * as z from 'zod'
import {
  accepted,
  alertDetail,
  alertList,
  decided,
  duplicate,
  held,
  listQuery,
  rejectRequest,
  releaseRequest,
} from '../alerts/alert-api.ts'
import { deliveryChannels } from '../delivery/channel.ts'
import type { Group } from './http.ts'

type Json = Record<string, unknown>

const problemDetails = z
  .object({
    type: z.string().describe('always about:blank: the status says the kind'),
    status: z.number().int().describe('HTTP status'),
    title: z.string().describe('what was found, what is allowed, what to do'),
    problems: z
      .array(
        z.object({
          path: z.string().describe('where the wrong field is'),
          found: z.string().describe('what was found there'),
          allowed: z.string().describe('what is allowed there'),
        }),
      )
      .optional()
      .describe('every wrong field'),
  })
  .describe('RFC 9457 problem details')

const count = z.number().int().min(0)
const byCause = z
  .object({ total: count.describe('sum of all causes') })
  .catchall(count)
  .describe('numbers by cause')
const seconds = z.number().nullable().describe('null while nobody was handed over')
const reach = z.object({
  meant: count.describe('people the alert is for on this channel'),
  handedOver: count.describe('accepted by the provider'),
  delivered: count.nullable().describe('confirmed by a receipt; null where the route gives none (SMTP, push, web)'),
  pending: count.describe('still to be handed over, deferred ones included'),
  failed: byCause.describe('numbers by cause; noAnswer: perhaps received'),
  skipped: byCause,
  secondsTo: z
    .object({ '50': seconds, '95': seconds, '99': seconds, '100': seconds })
    .describe('seconds from acceptance until this percentage was handed over'),
})
const byChannel = z.object(Object.fromEntries(deliveryChannels.map((channel) => [channel, reach])))
const deliveryReport = z.object({
  alert: z.string().describe('CAP identifier'),
  complete: z.boolean().describe('every channel is planned and nobody is pending'),
  channels: byChannel.describe('reach by channel'),
  towns: z
    .array(z.object({ code: z.string().describe('division code'), channels: byChannel }))
    .describe('the same by town; towns add up to the channel'),
})

/** Named parts of the document. */
const components = {
  Accepted: accepted,
  Held: held,
  Duplicate: duplicate,
  AlertList: alertList,
  AlertDetail: alertDetail,
  ReleaseRequest: releaseRequest,
  RejectRequest: rejectRequest,
  Decided: decided,
  DeliveryReport: deliveryReport,
  Problem: problemDetails,
}
type Component = keyof typeof components

const schemaOf = (schema: z.ZodType, io: 'input' | 'output' = 'output'): Json => {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io })
  return rest
}
const ref = (component: Component): Json => ({ $ref: `#/components/schemas/${component}` })
const content = (mediaType: string, schema: Json): Json => ({ content: { [mediaType]: { schema } } })
const answer = (description: string, ...parts: Component[]): Json => ({
  description,
  ...content('application/json', parts.length === 1 ? ref(parts[0]!) : { oneOf: parts.map(ref) }),
})
const problemAnswer = (description: string): Json => ({
  description,
  ...content('application/problem+json', ref('Problem')),
})
const jsonBody = (component: Component): Json => ({ required: true, ...content('application/json', ref(component)) })

const text: Json = { type: 'string' }
const pathParameter = (name: string, description: string): Json => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: text,
})
const identifierParameter = pathParameter('id', 'CAP identifier, URL-encoded')
const queryParameters = (schema: z.ZodObject): Json[] =>
  Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...json } = schemaOf(field as z.ZodType, 'input')
    return { name, in: 'query', required: false, ...(description ? { description } : {}), schema: json }
  })

interface Operation {
  operationId: string
  summary: string
  /** Groups whose tokens are let in; `public` needs none. */
  access: readonly Group[] | 'public'
  parameters?: Json[]
  requestBody?: Json
  responses: Json
}

const operation = ({ access, summary, ...rest }: Operation): Json => ({
  summary,
  ...rest,
  ...(access === 'public'
    ? { security: [] }
    : {
        description: `For ${access.join(', ')}.`,
        responses: {
          ...rest.responses,
          401: problemAnswer('no valid bearer token'),
          403: problemAnswer('not for the groups or the sender of the token'),
        },
      }),
})

const readers = ['publisher', 'approver', 'chief', 'auditor', 'sender'] as const
const deciders = ['approver', 'chief'] as const
const noAlert = problemAnswer('no alert with this identifier')

const decideOperation = (decision: 'release' | 'reject', body: Component): Json => ({
  post: operation({
    operationId: `${decision}Alert`,
    summary:
      decision === 'release'
        ? "publish a held alert: as it is, relayed in a station's name, in the government's own name, or as a lifting"
        : 'reject a held alert',
    access: deciders,
    parameters: [identifierParameter],
    requestBody: jsonBody(body),
    responses: {
      200: answer('decided', 'Decided'),
      404: noAlert,
      409: problemAnswer('not held, changed since the version given, or not to be released like this'),
      422: problemAnswer('wrong fields'),
    },
  }),
})

const leaveOperation = (method: 'get' | 'post', summary: string, more: Partial<Operation> = {}): Json => ({
  [method]: operation({
    operationId: method === 'get' ? 'askToUnsubscribe' : 'unsubscribe',
    summary,
    access: 'public',
    parameters: [pathParameter('token', 'token of the leaving link')],
    responses: {
      200: { description: 'a page', ...content('text/html', text) },
      404: { description: 'no such link', ...content('text/html', text) },
    },
    ...more,
  }),
})

const capDocument: Json = {
  type: 'string',
  description: 'CAP 1.2 in XML, at most 256 KB, UTF-8 or an encoding it declares',
}

export const openapiDocument = (): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Fengsui',
    version: '1',
    description: 'Public warnings of one county: approved CAP alerts in, people, pages and feeds out.',
  },
  security: [{ token: [] }],
  paths: {
    '/api/cap': {
      post: operation({
        operationId: 'postCap',
        summary: 'hand in an approved alert',
        access: ['sender'],
        requestBody: {
          required: true,
          content: Object.fromEntries(
            ['application/cap+xml', 'application/xml', 'text/xml'].map((type) => [type, { schema: capDocument }]),
          ),
        },
        responses: {
          200: answer('the same alert again; nothing is repeated', 'Duplicate'),
          202: answer('accepted and published, or held for a person', 'Accepted', 'Held'),
          409: problemAnswer('the identifier is taken by other content or by another sender'),
          413: problemAnswer('larger than an alert may be'),
          415: problemAnswer('not a media type of CAP, or a charset or content encoding that is not read here'),
          422: problemAnswer('refused, with every fault named'),
        },
      }),
    },
    '/api/alerts': {
      get: operation({
        operationId: 'listAlerts',
        summary: 'alerts, newest first; a sender gets its own',
        access: readers,
        parameters: queryParameters(listQuery),
        responses: { 200: answer('a page of alerts', 'AlertList'), 422: problemAnswer('wrong parameters') },
      }),
    },
    '/api/alerts/{id}': {
      get: operation({
        operationId: 'readAlert',
        summary: 'one alert with everything known of it',
        access: readers,
        parameters: [identifierParameter],
        responses: { 200: answer('the alert', 'AlertDetail'), 404: noAlert },
      }),
    },
    '/api/alerts/{id}/release': decideOperation('release', 'ReleaseRequest'),
    '/api/alerts/{id}/reject': decideOperation('reject', 'RejectRequest'),
    '/api/alerts/{id}/delivery': {
      get: operation({
        operationId: 'reportDelivery',
        summary: 'who was meant, told, failed and why',
        access: readers,
        parameters: [identifierParameter],
        responses: { 200: answer('the reach report', 'DeliveryReport'), 404: noAlert },
      }),
    },
    '/api/unsubscribe/{token}': {
      ...leaveOperation('get', 'the question whether to leave'),
      ...leaveOperation('post', 'leave with one click (RFC 8058)', {
        requestBody: {
          required: true,
          ...content('application/x-www-form-urlencoded', {
            type: 'object',
            properties: { 'List-Unsubscribe': { const: 'One-Click' } },
            required: ['List-Unsubscribe'],
          }),
        },
      }),
    },
    '/api/openapi.json': {
      get: operation({
        operationId: 'describeApi',
        summary: 'this description',
        access: 'public',
        responses: { 200: { description: 'OpenAPI 3.1', ...content('application/json', { type: 'object' }) } },
      }),
    },
  },
  components: {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'token of the OIDC issuer' },
    },
    schemas: Object.fromEntries(Object.entries(components).map(([name, schema]) => [name, schemaOf(schema)])),
  },
})
