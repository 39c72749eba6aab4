import { readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { expect, onTestFinished, test } from 'vitest'
import { startChild } from '../../infra/local/child.ts'
import type { Emulators } from '../../infra/local/emulators.ts'
import { readTemplates } from '../../infra/local/template.ts'
import { temporaryFolder } from '../fakes/temporary-folder.ts'
import { smallApp } from './small-app.ts'

const plan = readTemplates(smallApp(), 'http://127.0.0.1:1')
const TableName = 'Data-AlertsTable'

async function openTables(folder: string, plans = plan.tables) {
  const child = startChild<Emulators>('./emulators.ts', () => {})
  onTestFinished(() => child.stop())
  const { tablesPort } = await child.calls.start(folder)
  try {
    await child.calls.open(plans, plan)
  } catch (error) {
    await child.stop()
    throw error
  }
  const client = new DynamoDBClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${tablesPort}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  return {
    ...child,
    put: (id: string, dueAt: number) =>
      client.send(
        new PutItemCommand({
          TableName,
          Item: { pk: { S: id }, sk: { S: 'HEAD' }, duePk: { S: 'due' }, dueAt: { N: String(dueAt) }, text: { S: id } },
        }),
      ),
    /** `id dueAt` of all that the index lists, in its order. */
    async due(): Promise<string[]> {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName,
          IndexName: 'due',
          KeyConditionExpression: 'duePk = :due',
          ExpressionAttributeValues: { ':due': { S: 'due' } },
        }),
      )
      return Items.map(({ pk, dueAt }) => `${pk?.S} ${dueAt?.N}`)
    },
  }
}

type Stored = Record<string, { S?: string; N?: string }>

/** Changes the store behind the emulator's back. */
async function tamper(folder: string, change: (key: string, item: Stored) => Stored | 'delete'): Promise<void> {
  const { Level } = createRequire(import.meta.resolve('dynalite'))('level')
  const store = new Level(join(folder, 'tables', readFileSync(join(folder, 'tables/current'), 'utf8')), {
    valueEncoding: 'json',
  })
  for (const [key, item] of await store.iterator().all()) {
    const changed = change(key, item)
    if (changed === 'delete') await store.del(key)
    else if (changed !== item) await store.put(key, changed)
  }
  await store.close()
}

test('what a kill left between an item and its index entry is mended at the next start', async () => {
  const folder = temporaryFolder()
  const first = await openTables(folder)
  await first.put('moved', 1)
  await first.put('lost', 2)
  await first.put('gone', 3)
  await first.put('kept', 4)
  await first.stop()
  await tamper(folder, (key, item) => {
    const isItem = key.startsWith('item-')
    if (isItem && item.pk?.S === 'moved') return { ...item, dueAt: { N: '9' } }
    if (isItem && item.pk?.S === 'gone') return 'delete'
    return !isItem && item.pk?.S === 'lost' ? 'delete' : item
  })
  const again = await openTables(folder)
  expect(await again.due()).toEqual(['lost 2', 'kept 4', 'moved 9'])
  await again.put('moved', 5)
  expect(await again.due()).toEqual(['lost 2', 'kept 4', 'moved 5'])
})

test('a reset leaves empty tables at the same address, and nothing of the old ones on disk', async () => {
  const folder = temporaryFolder()
  const tables = await openTables(folder)
  await tables.put('old', 1)
  await tables.calls.reset()
  expect(await tables.due()).toEqual([])
  await tables.put('new', 2)
  await tables.stop()
  const again = await openTables(folder)
  expect(await again.due()).toEqual(['new 2'])
  expect(readdirSync(join(folder, 'tables')).sort()).toEqual(['2', 'current', 'mark.json'])
})

test('a table whose keys changed since is not opened', async () => {
  const folder = temporaryFolder()
  await (await openTables(folder)).stop()
  const changed = plan.tables.map((table) => ({ ...table, indexes: [] }))
  await expect(openTables(folder, changed)).rejects.toThrow(`the kept table ${TableName} has other keys or indexes`)
})

/** Written, seen, and ended as by a kill. */
async function aFilledFolder(): Promise<string> {
  const folder = temporaryFolder()
  const tables = await openTables(folder)
  await tables.put('kept', 1)
  const isMarked = () => readFileSync(join(folder, 'tables', 'mark.json'), 'utf8').includes(TableName)
  while (!isMarked()) await new Promise((resolve) => setTimeout(resolve, 50))
  await tables.stop()
  return folder
}

const newest = (folder: string): string[] =>
  readdirSync(join(folder, 'tables/1')).filter((name) => /\.(log|ldb)$/.test(name))

test.each<[string, (folder: string) => unknown, RegExp]>([
  [
    'the items of a table',
    (folder) => tamper(folder, (key, item) => (key.startsWith(`item-${TableName}~`) ? 'delete' : item)),
    /has lost items: it is without any item of Data-AlertsTable; put back what it was, or start with FRESH=1/,
  ],
  [
    'what was written last',
    (folder) => {
      for (const name of newest(folder)) truncateSync(join(folder, 'tables/1', name))
    },
    /has lost items: it is older than what was last seen in it/,
  ],
  [
    'its store',
    (folder) => rmSync(join(folder, 'tables/1'), { recursive: true }),
    /has lost items: it is without its store "1"/,
  ],
  [
    'its pointer',
    (folder) => rmSync(join(folder, 'tables/current')),
    /has lost items: it is without its file "current"/,
  ],
])('tables that lost %s are not opened, and nothing is deleted', async (_, lose, message) => {
  const folder = await aFilledFolder()
  await lose(folder)
  const before = readdirSync(join(folder, 'tables')).sort()
  for (let again = 0; again < 2; again++) {
    await expect(openTables(folder)).rejects.toThrow(message)
  }
  expect(readdirSync(join(folder, 'tables')).sort()).toEqual(before)
})

test('tables that lost nothing are opened again and again, whatever was added or taken away by a reset', async () => {
  const folder = await aFilledFolder()
  for (let again = 0; again < 3; again++) {
    const tables = await openTables(folder)
    expect(await tables.due()).toEqual(['kept 1'])
    await tables.stop()
  }
  const tables = await openTables(folder)
  await tables.calls.reset()
  await tables.stop()
  expect(await (await openTables(folder)).due()).toEqual([])
})
