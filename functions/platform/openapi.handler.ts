/** `GET /api/openapi.json`: the API described for machines. */
import { type HttpEvent, type HttpResult, httpHandler, json } from './http.ts'
import { type Build, onLambda } from './lambda.ts'
import { openapiDocument } from './openapi.ts'

export const build: Build<HttpEvent, HttpResult> = () => {
  const document = openapiDocument()
  return httpHandler('public', async () => json(200, document))
}

export const handler = onLambda(build)
