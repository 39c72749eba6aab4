/**
 * DynamoDB on one machine: dynalite over LevelDB, behind an address that stays when the store is swapped for an empty one.
 * dynalite writes an item and its index entries one after the other; a kill between them is mended at the next start.
 * A mark that grows stands in the store and, once it is there, in a file beside it: a store that knows less than the file
 * has lost what it had taken, and is not opened.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import dynalite from 'dynalite'
import * as z from 'zod'
import { bulkPath } from './bulk.ts'
import type { TablePlan } from './cloud-plan.ts'
import { readJson, writeFileAtomically } from './data-folder.ts'
import type { FaultMode } from './faults.ts'
import { lockFolder } from './folder-lock.ts'

interface Store {
  server: Server
  raw: RawStore
  folder: string
}

export interface Tables {
  port: number
  /** Makes what is missing and mends indexes; rejects when a kept table has other keys than the plan, or has lost items. */
  open(plans: TablePlan[]): Promise<void>
  /** All tables empty, at the same address. */
  reset(): Promise<void>
}

/** What goes wrong with requests of a table. Only while they are on is a request read before it is carried out. */
export interface TableFaults {
  areOn(): boolean
  /** `isOf` says whether the request is about this table. */
  nextFault(isOf: (table: string) => boolean): FaultMode | undefined
}

type Item = Record<string, Record<string, unknown>>
type Done = (error?: Error | null) => void

/** The part of dynalite's own store that is used to write many items at once. */
interface RawStore {
  getTable(name: string, done: (error: Error | null, table: RawTable) => void): void
  getItemDb(name: string): {
    put(key: string, value: unknown, done: Done): void
    get(key: string, done: (error: Error | null, value?: unknown) => void): void
    createValueStream(options: { limit: number }): AsyncIterable<unknown>
    batch(operations: ({ type: 'put'; key: string; value: Item } | { type: 'del'; key: string })[], done: Done): void
  }
}
interface RawTable {
  GlobalSecondaryIndexes?: unknown[]
}

const stores = createRequire(import.meta.resolve('dynalite'))('./db') as {
  create(options: unknown): RawStore
  createKey(item: Item, table: RawTable): string
}

const noFaults: TableFaults = { areOn: () => false, nextFault: () => undefined }

const markSchema = z.object({
  store: z.string().describe('folder of the store it is about'),
  mark: z.number().describe('the store has taken this mark, and everything before it'),
  filled: z.array(z.string()).describe('tables that held something then'),
})
/** Beside the items: no table can have this name. */
const markTable = '~mark'
const markEveryMs = 1000

export async function startTables(folder: string, faults = noFaults): Promise<Tables> {
  mkdirSync(folder, { recursive: true })
  const currentFile = join(folder, 'current')
  const markFile = join(folder, 'mark.json')
  let mark = 0
  let plans: TablePlan[] = []
  let store: Store | undefined
  const front = createServer((request, response) => {
    if (!store) response.writeHead(503).end()
    else if (request.url?.startsWith(bulkPath(''))) void writeMany(store.raw, request, response)
    else if (faults.areOn()) void refuseOrPass(store, faults, request, response)
    else store.server.emit('request', request, response)
  })
  front.keepAliveTimeout = 60_000
  await listen(front)
  return { port: portOf(front), open, reset }

  async function open(wanted: TablePlan[]): Promise<void> {
    plans = wanted
    const current = existsSync(currentFile) ? readFileSync(currentFile, 'utf8').trim() : ''
    const marked = markSchema.optional().parse(readJson(markFile))
    if (marked && !current) throw lost(folder, 'without its file "current"')
    if (current && !existsSync(join(folder, current))) throw lost(folder, `without its store "${current}"`)
    for (const name of readdirSync(folder)) {
      if (!['current', current, 'mark.json'].includes(name)) rmSync(join(folder, name), { recursive: true })
    }
    if (current) {
      const kept = await openStore(join(folder, current))
      mark = await markIn(kept)
      if (marked?.store === current) await refuseLoss(kept, marked, plans)
      await createMissing(kept)
      for (const plan of plans) await mendIndexes(kept, plan)
      store = kept
    } else {
      store = await makeStore('1')
    }
    await putMark()
    setInterval(() => void putMark(), markEveryMs).unref()
  }

  /** Whatever goes wrong, no mark claims more than is true. */
  async function putMark(): Promise<void> {
    const target = store
    if (!target) return
    try {
      const next = mark + 1
      await new Promise<void>((resolve, reject) => {
        target.raw.getItemDb(markTable).put(markTable, next, (error) => (error ? reject(error) : resolve()))
      })
      const filled: string[] = []
      for (const { name } of plans) if (await holdsItems(target, name)) filled.push(name)
      if (store !== target) return
      mark = next
      writeFileAtomically(markFile, JSON.stringify({ store: basename(target.folder), mark, filled }))
    } catch {
      // The store was swapped, or is closing.
    }
  }

  async function reset(): Promise<void> {
    const old = store
    if (!old) throw new Error('no tables are open')
    store = await makeStore(String(Number(basename(old.folder)) + 1))
    mark = 0
    old.server.close(() => void rm(old.folder, { recursive: true, force: true }))
  }

  /** A store that counts only once all its tables are ready. */
  async function makeStore(name: string): Promise<Store> {
    const made = await openStore(join(folder, name))
    await createMissing(made)
    writeFileAtomically(currentFile, name)
    return made
  }

  async function createMissing(target: Store): Promise<void> {
    await Promise.all(plans.map((plan) => createTable(target, plan)))
  }
}

const lost = (folder: string, what: string): Error =>
  new Error(`${folder} has lost items: it is ${what}; put back what it was, or start with FRESH=1`)

const markIn = (target: Store): Promise<number> =>
  new Promise((resolve) => {
    target.raw.getItemDb(markTable).get(markTable, (error, value) => resolve(error ? 0 : Number(value ?? 0)))
  })

async function holdsItems(target: Store, table: string): Promise<boolean> {
  for await (const _ of target.raw.getItemDb(table).createValueStream({ limit: 1 })) return true
  return false
}

async function refuseLoss(kept: Store, marked: z.infer<typeof markSchema>, plans: TablePlan[]): Promise<void> {
  if ((await markIn(kept)) < marked.mark) throw lost(kept.folder, 'older than what was last seen in it')
  for (const { name } of plans) {
    if (marked.filled.includes(name) && !(await holdsItems(kept, name))) {
      throw lost(kept.folder, `without any item of ${name}`)
    }
  }
}

async function openStore(folder: string): Promise<Store> {
  // dynalite would hang on a store that another process has open rather than say so.
  await (await lockFolder(folder)).close()
  let raw: RawStore | undefined
  const { create } = stores
  stores.create = (options) => {
    raw = create(options)
    return raw
  }
  const server = dynalite({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 })
  stores.create = create
  if (!raw) throw new Error('dynalite made no store')
  // It listens only because it would not close its store otherwise.
  await listen(server)
  return { server, raw, folder }
}

/** Answers what goes wrong itself and passes everything else on. */
async function refuseOrPass(
  store: Store,
  faults: TableFaults,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const fault = faults.nextFault((table) => body.includes(`"${table}"`))
    if (fault) {
      const [status, name] =
        fault === 'throttle' ? [400, 'ProvisionedThroughputExceededException'] : [500, 'InternalServerError']
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
      response.end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name }))
      return
    }
    const { method, url: path, headers } = request
    const passed = send({ port: portOf(store.server), host: '127.0.0.1', method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    passed.on('error', () => response.destroy())
    passed.end(body)
  } catch {
    response.destroy()
  }
}

/** Writes and deletes without conditions, in a table without indexes. */
async function writeMany(raw: RawStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const name = (request.url ?? '').slice(bulkPath('').length)
    const chunks: Buffer[] = []
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
    const { puts, deletes } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<'puts' | 'deletes', Item[]>
    const table = await new Promise<RawTable>((resolve, reject) => {
      raw.getTable(name, (error, found) => (error ? reject(error) : resolve(found)))
    })
    if (table.GlobalSecondaryIndexes?.length) throw new Error(`${name} has indexes`)
    const operations = [
      ...puts.map((item) => ({ type: 'put' as const, key: stores.createKey(item, table), value: item })),
      ...deletes.map((key) => ({ type: 'del' as const, key: stores.createKey(key, table) })),
    ]
    await new Promise<void>((resolve, reject) => {
      raw.getItemDb(name).batch(operations, (error) => (error ? reject(error) : resolve()))
    })
    response.writeHead(204).end()
  } catch (error) {
    response.writeHead(400).end(String(error))
  }
}

async function createTable(store: Store, plan: TablePlan): Promise<void> {
  const described = await request(store, 'DescribeTable', { TableName: plan.name })
  if (described.ok) {
    const { Table: table } = described.body as { Table: { KeySchema: unknown; GlobalSecondaryIndexes?: unknown[] } }
    const kept = shapeOf(table.KeySchema, table.GlobalSecondaryIndexes ?? [])
    if (kept === shapeOf(plan.keys, plan.indexes)) return
    throw new Error(`the kept table ${plan.name} has other keys or indexes than the template; start with FRESH=1`)
  }
  await ask(store, 'CreateTable', {
    TableName: plan.name,
    AttributeDefinitions: plan.attributes,
    KeySchema: plan.keys,
    BillingMode: 'PAY_PER_REQUEST',
    ...(plan.indexes.length > 0 && { GlobalSecondaryIndexes: plan.indexes }),
  })
  for (;;) {
    const { Table: table } = (await ask(store, 'DescribeTable', { TableName: plan.name })) as {
      Table: { TableStatus: string }
    }
    if (table.TableStatus === 'ACTIVE') return
    await sleep(2)
  }
}

const shapeOf = (keys: unknown, indexes: unknown[]): string => {
  const shapes = (indexes as TablePlan['indexes']).map(({ IndexName, KeySchema, Projection }) =>
    JSON.stringify([IndexName, KeySchema, Projection.ProjectionType]),
  )
  return JSON.stringify([keys, shapes.toSorted()])
}

/** Every item stands in each index exactly as it is, and the indexes hold nothing else. */
async function mendIndexes(store: Store, plan: TablePlan): Promise<void> {
  const tableKeys = plan.keys.map((key) => key.AttributeName)
  const keyOf = (item: Item): string => sortedJson(pick(item, tableKeys))
  for (const index of plan.indexes) {
    const indexKeys = index.KeySchema.map((key) => key.AttributeName)
    const { ProjectionType, NonKeyAttributes = [] } = index.Projection
    const projected = (item: Item): string =>
      sortedJson(ProjectionType === 'ALL' ? item : pick(item, [...tableKeys, ...indexKeys, ...NonKeyAttributes]))
    const items = new Map((await scan(store, plan.name)).map((item) => [keyOf(item), item]))
    const entries = await scan(store, plan.name, index.IndexName)

    for (const entry of entries) {
      const item = items.get(keyOf(entry))
      if (item && projected(item) === projected(entry)) continue
      // Writing the stray entry as an item and taking it back removes it from the index.
      await ask(store, 'PutItem', { TableName: plan.name, Item: entry })
      if (item) await ask(store, 'PutItem', { TableName: plan.name, Item: item })
      else await ask(store, 'DeleteItem', { TableName: plan.name, Key: pick(entry, tableKeys) })
    }
    const listed = new Set(entries.map(keyOf))
    for (const [key, item] of items) {
      const isMissing = indexKeys.every((name) => item[name]) && !listed.has(key)
      if (isMissing) await ask(store, 'PutItem', { TableName: plan.name, Item: item })
    }
  }
}

async function scan(store: Store, table: string, index?: string): Promise<Item[]> {
  const items: Item[] = []
  for (let from: unknown; ; ) {
    const page = (await ask(store, 'Scan', {
      TableName: table,
      ...(index && { IndexName: index }),
      ...(from ? { ExclusiveStartKey: from } : {}),
    })) as { Items: Item[]; LastEvaluatedKey?: unknown }
    items.push(...page.Items)
    if (!page.LastEvaluatedKey) return items
    from = page.LastEvaluatedKey
  }
}

const pick = (item: Item, names: string[]): Item =>
  Object.fromEntries(names.flatMap((name) => (item[name] ? [[name, item[name]]] : [])))

const sortedJson = (item: Item): string => JSON.stringify(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))

async function ask(store: Store, operation: string, input: unknown): Promise<unknown> {
  const { ok, body } = await request(store, operation, input)
  if (!ok) throw new Error(`${operation}: ${JSON.stringify(body)}`)
  return body
}

async function request(store: Store, operation: string, input: unknown): Promise<{ ok: boolean; body: unknown }> {
  const response = await fetch(`http://127.0.0.1:${portOf(store.server)}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      'x-amz-date': '20260101T000000Z',
      authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
    },
    body: JSON.stringify(input),
  })
  return { ok: response.ok, body: await response.json() }
}

const listen = (server: Server): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })

const portOf = (server: Server): number => (server.address() as AddressInfo).port
