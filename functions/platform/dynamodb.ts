import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { Platform } from './lambda.ts'

const clients = new WeakMap<Platform, DynamoDBClient>()

/**
 * The one client of a platform, whose connections all stores of a handler share: on Lambda that is one a process. On one
 * machine each handler is given a platform of its own, so that a slow table holds up nobody else's calls.
 */
export function dynamodbOf(platform: Platform): DynamoDBClient {
  const known = clients.get(platform)
  if (known) return known
  const client = new DynamoDBClient({ cacheMiddleware: true })
  // It copies every answer, field by field, for a log line nobody reads: half of what a row costs.
  client.middlewareStack.remove('loggerMiddleware')
  clients.set(platform, client)
  return client
}
