/** The API in OpenAPI 3.1: a fold over the routes, each of which stands beside its handler. */
import * as z from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiResponseObject } from 'zod-openapi'
import type { Answer, Route } from '../platform/route.ts'

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
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' })

/** API Gateway answers these by itself, and in its own words. */
const ofGateway = z.object({ message: z.string().describe('in English') }).meta({ id: 'GatewayMessage' })

const content = (mediaType: string, schema: z.ZodType) => ({ content: { [mediaType]: { schema } } })
const problem = (description: string): ZodOpenApiResponseObject => ({
  description,
  ...content('application/problem+json', problemDetails),
})

function responseOf(status: number, { description, schema, mediaType = 'application/json' }: Answer) {
  if (schema) return { description, ...content(mediaType, schema) }
  return status >= 400 ? problem(description) : { description }
}

const isJson = (body: Route['body']): body is z.ZodType => body !== undefined && 'safeParse' in body

function bodyOf(body: NonNullable<Route['body']>): ZodOpenApiOperationObject['requestBody'] {
  if (isJson(body)) return { required: true, ...content('application/json', body) }
  const { mediaTypes, schema } = body
  return { required: true, content: Object.fromEntries(mediaTypes.map((type) => [type, { schema }])) }
}

function operationOf({ operationId, summary, allow, params, query, body, answers }: Route): ZodOpenApiOperationObject {
  const isPublic = allow === 'public'
  return {
    operationId,
    summary,
    ...(isPublic ? { security: [] } : { description: `For ${allow.join(', ')}.` }),
    requestParams: { ...(params && { path: params }), ...(query && { query }) },
    ...(body && { requestBody: bodyOf(body) }),
    responses: {
      ...((query || body) && { 422: problem('wrong fields, each named') }),
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseOf(+status, answer)])),
      ...(!isPublic && {
        401: {
          description: 'no valid bearer token; answered before anything of ours is asked',
          headers: { 'www-authenticate': { description: 'Bearer', schema: { type: 'string' as const } } },
          ...content('application/json', ofGateway),
        },
        403: problem('not for the groups or the sender of the token'),
      }),
    },
  }
}

/** Of all routes of the platform, in this order. HEAD is answered wherever GET is, and not named. */
export function openapiOf(routes: readonly Route[]): ReturnType<typeof createDocument> {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {}
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) }
  }
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Fengsui',
      version: '1',
      description: 'Public warnings of one county: approved CAP alerts in, people, pages and feeds out.',
    },
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'token of the OIDC issuer' },
      },
    },
  })
}
