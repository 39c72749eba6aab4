import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as z from 'zod'
import {
  deleteItem,
  form,
  getItem,
  getItems,
  itemOf,
  jsonOf,
  type Key,
  putIfAbsent,
  putItem,
  queryItems,
  queryPage,
  type Table,
  UnreadableItemError,
  under,
  updateAndRead,
  updateItem,
  writeItems,
} from '../../functions/platform/table.ts'
import { type LocalTable, openAlertsTable } from '../fakes/local-table.ts'

let local: LocalTable
let table: Table
let pk = ''
beforeAll(async () => {
  local = await openAlertsTable()
  table = { client: local.client, name: local.table }
})
afterAll(() => local.close())

let serial = 0
beforeEach(() => {
  pk = `P#${++serial}`
})

const read = itemOf(z.object({ sk: z.string(), n: z.number().default(0), state: z.string().optional() }))
const sk = itemOf(z.object({ sk: z.string() }).transform((item) => item.sk))
const fill = (...sks: string[]) =>
  writeItems(
    table,
    sks.map((key) => ({ put: { pk, sk: key } })),
  )

describe('one item', () => {
  test('comes back as it was put, without what was undefined', async () => {
    const whole = itemOf(z.looseObject({}))
    const item = { pk, sk: 'a', n: 1.5, s: '', list: [1, { x: null }], set: new Set(['x']), bytes: new Uint8Array([7]) }
    expect(await putItem(table, { ...item, gone: undefined, map: { gone: undefined } })).toBe(true)
    expect(await getItem(table, { pk, sk: 'a' }, whole)).toEqual({ ...item, map: {} })
  })

  test('that is not there is undefined, and deleting it is no error', async () => {
    expect(await getItem(table, { pk, sk: 'a' }, read)).toBeUndefined()
    expect(await deleteItem(table, { pk, sk: 'a' })).toBe(true)
  })

  test('is put once', async () => {
    expect(await putIfAbsent(table, { pk, sk: 'a', n: 1 })).toBe(true)
    expect(await putIfAbsent(table, { pk, sk: 'a', n: 2 })).toBe(false)
    expect(await getItem(table, { pk, sk: 'a' }, read)).toEqual({ sk: 'a', n: 1 })
  })

  test('is left as it is where the condition does not hold', async () => {
    const key = { pk, sk: 'a' }
    const otherwise = { when: '#state = :state', values: { state: 'done' } }
    await putItem(table, { ...key, n: 1, state: 'ready' })
    expect(await putItem(table, { ...key, n: 2 }, otherwise)).toBe(false)
    expect(await updateItem(table, key, { change: 'SET n = :n', ...otherwise, values: { n: 2, state: 'done' } })).toBe(
      false,
    )
    const change = { change: 'ADD n :n', when: 'attribute_not_exists(n)', values: { n: 2 } }
    expect(await updateAndRead(table, key, change, read)).toBeUndefined()
    expect(await deleteItem(table, key, otherwise)).toBe(false)
    expect(await getItem(table, key, read)).toEqual({ sk: 'a', n: 1, state: 'ready' })
  })

  test('is changed where it holds, and shown as it then stands', async () => {
    const key = { pk, sk: 'a' }
    const isReady = { when: '#state = :ready' }
    await putItem(table, { ...key, n: 1, state: 'ready' })
    const update = {
      ...isReady,
      change: 'SET #state = :state ADD n :n',
      values: { ready: 'ready', state: 'done', n: 2 },
    }
    expect(await updateAndRead(table, key, update, read)).toEqual({ sk: 'a', n: 3, state: 'done' })
    expect(await updateItem(table, key, { change: 'REMOVE #state' })).toBe(true)
    expect(await getItem(table, key, read)).toEqual({ sk: 'a', n: 3 })
    expect(await deleteItem(table, key, { when: 'n = :n', values: { n: 3 } })).toBe(true)
    expect(await getItem(table, key, read)).toBeUndefined()
  })

  test('that cannot be written for another reason is an error', async () => {
    await expect(putItem(table, { pk, sk: '' })).rejects.toThrow()
    await expect(updateItem(table, { pk, sk: 'a' }, { change: 'SET pk = :pk', values: { pk } })).rejects.toThrow()
  })
})

describe('an item of another form', () => {
  const key = { sk: 'a' }
  test('is refused where it is later, before anything else is looked at', async () => {
    await putItem(table, { pk, ...key, form: form + 1, n: 'new kind of number' })
    const refusal = `item ${pk} | a has form ${form + 1}, this release reads up to ${form}; deploy the newer one`
    const refused = getItem(table, { pk, ...key }, read)
    await expect(refused).rejects.toThrow(refusal)
    await expect(refused).rejects.toBeInstanceOf(UnreadableItemError)
    await expect(getItems(table, [{ pk, ...key }], read)).rejects.toThrow(refusal)
    await expect(queryItems(table, under(pk), read)).rejects.toThrow(refusal)
    await expect(updateAndRead(table, { pk, ...key }, { change: 'REMOVE x' }, read)).rejects.toThrow(refusal)
  })

  test.each([undefined, form])('is read where it is %s', async (itsForm) => {
    await putItem(table, { pk, ...key, form: itsForm, n: 4 })
    expect(await getItem(table, { pk, ...key }, read)).toEqual({ sk: 'a', n: 4 })
  })

  test('is refused by name where it fits no schema, without what stands in it', async () => {
    await putItem(table, { pk, ...key, n: 'secret' })
    const error = await getItem(table, { pk, ...key }, read).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UnreadableItemError)
    expect(String(error)).toContain(`item ${pk} | a is none of ours`)
    expect(String(error)).not.toContain('secret')
  })

  test('is refused where its JSON is broken, without a piece of it', async () => {
    const doc = itemOf(z.object({ doc: jsonOf(z.object({ n: z.number() })) }))
    await putItem(table, { pk, ...key, doc: '{"n":1}' })
    expect(await getItem(table, { pk, ...key }, doc)).toEqual({ doc: { n: 1 } })
    await putItem(table, { pk, ...key, doc: 'secret' })
    await expect(getItem(table, { pk, ...key }, doc)).rejects.toThrow(/^(?!.*secret).* is none of ours/s)
  })
})

describe('a query', () => {
  test('finds a partition, or what begins so, in order and backwards', async () => {
    await fill('b#1', 'a#2', 'a#1')
    expect(await queryItems(table, under(pk), sk)).toEqual(['a#1', 'a#2', 'b#1'])
    expect(await queryItems(table, under(pk, 'a#'), sk)).toEqual(['a#1', 'a#2'])
    expect(await queryItems(table, { ...under(pk), isBackwards: true, limit: 1 }, sk)).toEqual(['b#1'])
    expect(await queryItems(table, { ...under(pk), filter: '#form = :one', values: { pk, one: 1 } }, sk)).toEqual([])
  })

  test('goes on where an answer ended, and no further than it was asked', async () => {
    const large = 'x'.repeat(300_000)
    for (const n of [1, 2, 3, 4, 5]) await putItem(table, { pk, sk: String(n), large })
    const requests = counted()
    const all: Table = { client: requests.client, name: local.table }
    expect(await queryItems(all, under(pk), sk)).toEqual(['1', '2', '3', '4', '5'])
    expect(requests.names).toEqual(['QueryCommand', 'QueryCommand'])
    requests.names.length = 0
    expect(await queryItems(all, { ...under(pk), limit: 2 }, sk)).toEqual(['1', '2'])
    expect(requests.names).toEqual(['QueryCommand'])
  })

  test('comes in pages', async () => {
    await fill('a', 'b', 'c')
    const first = await queryPage(table, { ...under(pk), limit: 2 }, sk)
    expect(first).toEqual({ items: ['a', 'b'], next: { pk, sk: 'b' } })
    expect(await queryPage(table, { ...under(pk), limit: 2, after: first.next! }, sk)).toEqual({ items: ['c'] })
  })

  test('goes through an index', async () => {
    await putItem(table, { pk, sk: 'a', listPk: pk, listSk: 'z' })
    const listed = { index: 'list', where: 'listPk = :pk', values: { pk } }
    expect(await queryItems(table, listed, sk)).toEqual(['a'])
  })
})

describe('many items', () => {
  test('are got where they exist, more than one request may ask for', async () => {
    const sks = Array.from({ length: 120 }, (_, n) => `n${n}`)
    for (let from = 0; from < sks.length; from += 25) await fill(...sks.slice(from, from + 25))
    const found = await getItems(
      table,
      [...sks, 'none'].map((each): Key => ({ pk, sk: each })),
      sk,
    )
    expect(found.toSorted()).toEqual(sks.toSorted())
    expect(await getItems(table, [], sk)).toEqual([])
  })

  test('are written and deleted in one request', async () => {
    await fill('a', 'b')
    await writeItems(table, [{ put: { pk, sk: 'c' } }, { delete: { pk, sk: 'a' } }])
    expect(await queryItems(table, under(pk), sk)).toEqual(['b', 'c'])
  })

  test('that a throttled table left out are asked for again, after waits that grow', async () => {
    await fill('a', 'b', 'c')
    const throttled = throttling()
    const slow: Table = { client: throttled.client, name: local.table }
    const keys = ['a', 'b', 'c'].map((each) => ({ pk, sk: each }))
    expect((await getItems(slow, keys, sk)).toSorted()).toEqual(['a', 'b', 'c'])
    throttled.expectGrowingWaits([3, 2, 1])
    await writeItems(
      slow,
      keys.map((each) => ({ delete: each })),
    )
    throttled.expectGrowingWaits([3, 2, 1])
    expect(await queryItems(table, under(pk), sk)).toEqual([])
  })
})

interface Command {
  constructor: { name: string }
  input: { RequestItems: Record<string, { Keys: unknown[] } | unknown[]> }
}

/** The local table, through a client of which `send` is another. */
const clientThat = (send: (command: Command, pass: (command: Command) => Promise<object>) => Promise<object>) =>
  new Proxy(local.client, {
    get: (target, name) =>
      name === 'send'
        ? (command: Command) => send(command, (passed) => target.send(passed as never) as Promise<object>)
        : Reflect.get(target, name),
  })

function counted() {
  const names: string[] = []
  const client = clientThat((command, pass) => {
    names.push(command.constructor.name)
    return pass(command)
  })
  return { client, names }
}

/** Takes only the first entry of each request. */
function throttling() {
  let asked: { entries: number; atMs: number }[] = []
  const client = clientThat(async (command, pass) => {
    const wanted = command.input.RequestItems[local.table]!
    const entries = Array.isArray(wanted) ? wanted : wanted.Keys
    asked.push({ entries: entries.length, atMs: performance.now() })
    const as = (some: unknown[]) => ({ [local.table]: Array.isArray(wanted) ? some : { ...wanted, Keys: some } })
    command.input.RequestItems = as(entries.slice(0, 1))
    const answer = await pass(command)
    const left = entries.length > 1 ? as(entries.slice(1)) : {}
    return { ...answer, [Array.isArray(wanted) ? 'UnprocessedItems' : 'UnprocessedKeys']: left }
  })
  /** No machine is so slow that it makes them shorter. */
  const expectGrowingWaits = (entries: number[]): void => {
    expect(asked.map((each) => each.entries)).toEqual(entries)
    const waitsMs = asked.slice(1).map(({ atMs }, i) => atMs - asked[i]!.atMs)
    // Timers may fire a millisecond early.
    for (const [i, ms] of waitsMs.entries()) expect(ms).toBeGreaterThan(25 * 2 ** i - 2)
    asked = []
  }
  return { client, expectGrowingWaits }
}
