import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import dynalite from 'dynalite'

export interface LocalTable {
  db: DynamoDBClient
  name: string
  stop(): void
}

/** A table with keys `pk` and `sk` in an embedded DynamoDB of its own, and the global indexes named. */
export async function startLocalTable(
  name: string,
  indexes: Record<string, { hash: string; range: string; rangeType?: 'S' | 'N' }> = {},
): Promise<LocalTable> {
  const server = dynalite({ createTableMs: 0 })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const db = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const attribute = (AttributeName: string, AttributeType: 'S' | 'N') => ({ AttributeName, AttributeType })
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
  const globals = Object.entries(indexes)
  await db.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        attribute('pk', 'S'),
        attribute('sk', 'S'),
        ...globals.flatMap(([, { hash, range, rangeType }]) => [
          attribute(hash, 'S'),
          attribute(range, rangeType ?? 'N'),
        ]),
      ],
      KeySchema: keys('pk', 'sk'),
      ...(globals.length > 0 && {
        GlobalSecondaryIndexes: globals.map(([IndexName, { hash, range }]) => ({
          IndexName,
          KeySchema: keys(hash, range),
          Projection: { ProjectionType: 'ALL' as const },
        })),
      }),
    }),
  )
  return {
    db,
    name,
    stop() {
      db.destroy()
      server.close()
    },
  }
}
