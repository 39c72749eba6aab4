import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'

export interface LocalTable {
  client: DynamoDBClient
  table: string
  endpoint: string
  close(): Promise<void>
}

interface Index {
  hash: string
  range: string
  /** String unless told. */
  rangeType?: 'S' | 'N'
  keysOnly?: boolean
}

export const testCredentials = { accessKeyId: 'test', secretAccessKey: 'test' }

/** A table with keys `pk` and `sk` and these global indexes, in an embedded DynamoDB of its own, in memory. */
async function openTable(table: string, indexes: Record<string, Index> = {}): Promise<LocalTable> {
  const server = dynalite({ createTableMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials: testCredentials })
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
  const types: Record<string, 'S' | 'N'> = { pk: 'S', sk: 'S' }
  for (const { hash, range, rangeType = 'S' } of Object.values(indexes))
    Object.assign(types, { [hash]: 'S', [range]: rangeType })
  const globals = Object.entries(indexes).map(([IndexName, { hash, range, keysOnly }]) => ({
    IndexName,
    KeySchema: keys(hash, range),
    Projection: { ProjectionType: keysOnly ? ('KEYS_ONLY' as const) : ('ALL' as const) },
  }))
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: Object.entries(types).map(([AttributeName, AttributeType]) => ({
        AttributeName,
        AttributeType,
      })),
      KeySchema: keys('pk', 'sk'),
      ...(globals.length > 0 && { GlobalSecondaryIndexes: globals }),
    }),
  )
  // A table just made answers to nobody for a moment.
  while ((await client.send(new DescribeTableCommand({ TableName: table }))).Table?.TableStatus !== 'ACTIVE')
    await sleep(5)
  return {
    client,
    table,
    endpoint,
    close() {
      client.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Keys and indexes are those of docs/contract.md. */
export const openSubscribersTable = (): Promise<LocalTable> => openTable('subscribers')

export const openDeliveryTable = (): Promise<LocalTable> =>
  openTable('delivery', {
    due: { hash: 'duePk', range: 'dueAt', rangeType: 'N' },
    sent: { hash: 'sentPk', range: 'sentAt', rangeType: 'N' },
  })

export const openAlertsTable = (): Promise<LocalTable> =>
  openTable('alerts', {
    due: { hash: 'duePk', range: 'dueAt', rangeType: 'N', keysOnly: true },
    list: { hash: 'listPk', range: 'listSk', keysOnly: true },
  })
