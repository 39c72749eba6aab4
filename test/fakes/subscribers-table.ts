import type { AddressInfo } from 'node:net'
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'

export interface TestTable {
  client: DynamoDBClient
  table: string
  endpoint: string
  close(): Promise<void>
}

export const testCredentials = { accessKeyId: 'test', secretAccessKey: 'test' }

/** An empty subscribers table on a dynalite of its own, in memory. */
export async function openSubscribersTable(): Promise<TestTable> {
  const server = dynalite({ createTableMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials: testCredentials })
  const table = 'subscribers'
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  )
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
