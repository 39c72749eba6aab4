import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'

export interface AlertsTable {
  client: DynamoDBClient
  table: string
  close(): Promise<void>
}

/** An empty alerts table with the indexes of docs/contract.md, on a dynalite of its own, in memory. */
export async function openAlertsTable(): Promise<AlertsTable> {
  const server = dynalite({ createTableMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'local',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  const table = 'alerts'
  const index = (name: string, pk: string, sk: string) => ({
    IndexName: name,
    KeySchema: [
      { AttributeName: pk, KeyType: 'HASH' as const },
      { AttributeName: sk, KeyType: 'RANGE' as const },
    ],
    Projection: { ProjectionType: 'KEYS_ONLY' as const },
  })
  const strings = ['pk', 'sk', 'duePk', 'listPk', 'listSk']
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        ...strings.map((name) => ({
          AttributeName: name,
          AttributeType: 'S' as const,
        })),
        { AttributeName: 'dueAt', AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [index('due', 'duePk', 'dueAt'), index('list', 'listPk', 'listSk')],
    }),
  )
  return {
    client,
    table,
    close() {
      client.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
