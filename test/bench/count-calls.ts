/**
 * Loaded into the product before anything else (`node --import`): counts its calls to AWS, retries too, by Lambda and
 * operation, and tells them when asked.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe, tracingChannel } from 'node:diagnostics_channel'
import type { ClientRequest } from 'node:http'

/** Lambda → operation → calls; `-` for what no Lambda does. */
const counts: Record<string, Record<string, number>> = {}

const lambda = new AsyncLocalStorage<{ functionName: string }>()
tracingChannel<{ functionName: string }>('fengsui.run').start.bindStore(lambda)

subscribe('http.client.request.start', (message) => {
  const operation = operationOf((message as { request: ClientRequest }).request)
  if (!operation) return
  const name = lambda.getStore()?.functionName ?? '-'
  const own = counts[name] ?? {}
  own[operation] = (own[operation] ?? 0) + 1
  counts[name] = own
})

process.on('message', (question) => {
  if (question === 'calls') process.send?.(counts)
})
process.channel?.unref()

/** `dynamodb PutItem`; undefined for what is not AWS's. Quick, because it stands in the product's way for each message. */
function operationOf(request: ClientRequest): string | undefined {
  // SNS takes forms, and the product sends it nothing but Publish.
  if (request.getHeader('content-type') === 'application/x-www-form-urlencoded') return 'sns Publish'
  const [, service] = /\/([a-z0-9-]+)\/aws4_request/.exec(String(request.getHeader('authorization') ?? '')) ?? []
  if (!service) return undefined
  const [, target] = String(request.getHeader('x-amz-target') ?? '').split('.')
  if (target) return `${service} ${target}`
  if (service === 'ses') return `ses ${request.path.endsWith('/outbound-bulk-emails') ? 'SendBulkEmail' : request.path}`
  return `${service} ${request.method === 'PUT' ? 'PutObject' : `${request.method} object`}`
}
