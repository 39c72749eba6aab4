import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import { expect, it } from 'vitest'
import { makeBulkWriter } from '../../functions/subscribers/bulk-writer.ts'
import { makeDirectory } from '../../functions/subscribers/directory-store.ts'
import { rowItem, rowPk } from '../../functions/subscribers/subscriber-items.ts'
import { watchWaits } from '../fakes/watch-waits.ts'
import { aSubscriber } from './a-subscriber.ts'

const table = 'subscribers'

/** Takes only the first of the entries of each request, as a throttled table may. */
function throttledClient<T>(entriesOf: (input: Record<string, T>) => unknown[]) {
  const requests: unknown[][] = []
  const waitsMs = watchWaits()
  const client = {
    async send({ input }: { input: { RequestItems: Record<string, T> } }) {
      const entries = entriesOf(input.RequestItems)
      requests.push(entries)
      const [first, ...rest] = entries
      const left = rest.length > 0 ? rest : undefined
      return {
        Responses: { [table]: [Object.assign({ v1: { S: '||b||||x' } }, first)] },
        UnprocessedKeys: left && { [table]: { Keys: left } },
        UnprocessedItems: left && { [table]: left },
      }
    },
  } as unknown as DynamoDBClient
  return { client, requests, waitsMs }
}

it('writes again what a throttled table left out, after waits that grow', async () => {
  const { client, requests, waitsMs } = throttledClient<unknown[]>((items) => items[table]!)
  const people = [aSubscriber(), aSubscriber(), aSubscriber()]
  const items = people.map((person) => rowItem(rowPk(1, 'sms', 0), '510402', person.id, person, 'x'))
  await makeBulkWriter({ client, table }).putAll(items)
  expect(requests.map((entries) => entries.length)).toEqual([3, 2, 1])
  const written = requests.map(([first]) => (first as { PutRequest: { Item: unknown } }).PutRequest.Item)
  expect(written).toEqual(items.map((item) => marshall(item)))
  expect(waitsMs).toEqual([50, 100])
})

it('asks again for rows that a throttled table left out, after waits that grow', async () => {
  const { client, requests, waitsMs } = throttledClient<{ Keys: unknown[] }>((items) => items[table]!.Keys)
  const directory = makeDirectory({ client, table, county: { code: '510402' } })
  const keys = ['510402#a', '510402#b', '510402#c']
  const rows = await directory.readRows({ generation: 1, channel: 'sms', shard: 0, keys })
  expect(rows.map((row) => row.key)).toEqual(keys)
  expect(requests).toHaveLength(3)
  expect(waitsMs).toEqual([50, 100])
})
