import { DeleteItemCommand, type DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeDirectory, makeGenerations, makeRowWriter } from '../../functions/subscribers/directory-store.ts'
import { directoryPrefix } from '../../functions/subscribers/matching.ts'
import { shardOf } from '../../functions/subscribers/shards.ts'
import type { Subscriber } from '../../functions/subscribers/subscriber.ts'
import { makeSubscribers, type Subscribers } from '../../functions/subscribers/subscriber-store.ts'
import { type LocalTable, openSubscribersTable } from '../fakes/local-table.ts'
import { plainVault } from '../fakes/plain-vault.ts'
import { setLayout } from '../fakes/set-layout.ts'
import { aSubscriber } from './a-subscriber.ts'

const county = { code: '510402' }
const shape = { generation: 1, shards: 2 }
const minuteMs = 60_000

let target: LocalTable
beforeAll(async () => {
  target = await openSubscribersTable()
  await setLayout(makeGenerations(target), shape)
})
afterAll(() => target.close())

/** The store with a client that dies before its `n`-th write is done. */
function storeBreakingAt(n: number, nowMs = 0): { store: Subscribers; wrote: () => number } {
  let writes = 0
  const client = {
    async send(command: Parameters<DynamoDBClient['send']>[0]) {
      if (/Put|Delete|Update/.test(command.constructor.name) && ++writes >= n) throw new Error('crash')
      return target.client.send(command)
    },
  } as unknown as DynamoDBClient
  const store = makeSubscribers({ client, table: target.table, county, vault: plainVault, clock: { now: () => nowMs } })
  return { store, wrote: () => writes }
}

const storeAt = (nowMs: number): Subscribers => storeBreakingAt(Number.POSITIVE_INFINITY, nowMs).store

const scanKeys = async (): Promise<string[]> => {
  const { Items = [] } = await target.client.send(new ScanCommand({ TableName: target.table }))
  return Items.map((item) => `${item.pk?.S}|${item.sk?.S}`)
    .filter((key) => !key.startsWith('CONFIG'))
    .sort()
}

/** Everything the table must hold for these people, and nothing else. */
const expectedKeys = (people: readonly Subscriber[]): string[] =>
  people
    .flatMap((person) => [
      `S#${person.id}|PROFILE`,
      ...Object.entries(person.channels).flatMap(([channel, address]) => [
        `C#${channel}#${channel}-${address}|CLAIM`,
        `D#1#${channel}#${shardOf(person.id, 2)}|${directoryPrefix(person.areas, county)}#${person.id}`,
      ]),
    ])
    .sort()

const clear = async (people: readonly Subscriber[]) => {
  for (const person of people) await storeAt(0).remove(person.id)
  expect(await scanKeys()).toEqual([])
}

describe('a change that is broken off', () => {
  const before = aSubscriber({ id: 'before', areas: ['510402001002'] })
  const after: Subscriber = {
    ...before,
    areas: ['510402002'],
    channels: { sms: '+8612008888888', email: before.channels.email! },
  }
  const changes: [string, Subscriber[], (store: Subscribers) => Promise<unknown>][] = [
    ['joining', [], (store) => store.put(before)],
    ['moving with another number', [before], (store) => store.put(after)],
    ['leaving a channel', [before], (store) => store.remove('before', 'sms')],
    ['leaving', [before], (store) => store.remove('before')],
    ['ending a mailbox', [before], (store) => store.end('before', 'email', 'bounced')],
  ]

  it.each(changes)(
    '%s: at any step, the sweeper leaves what the profile says and nothing else',
    async (_, held, change) => {
      let isWhole = false
      for (let step = 1; !isWhole; step++) {
        for (const person of held) await storeAt(0).put(person)
        const { store, wrote } = storeBreakingAt(step)
        await change(store).catch((error: Error) => expect(error.message).toBe('crash'))
        isWhole = wrote() < step

        expect(await storeAt(2 * minuteMs).repairDirty()).toBe(0)
        expect(await storeAt(10 * minuteMs).repairDirty()).toBe(isWhole || step === 1 ? 0 : 1)
        expect(await storeAt(20 * minuteMs).repairDirty()).toBe(0)
        const profile = await storeAt(0).get('before')
        expect(await scanKeys()).toEqual(expectedKeys(profile ? [profile] : []))
        await clear(profile ? [profile] : [])
        expect(step).toBeLessThan(30)
      }
    },
  )

  it('gives a contact free again that was claimed for somebody who never came to be', async () => {
    const { store } = storeBreakingAt(4)
    await expect(store.put(before)).rejects.toThrow('crash')
    const other = aSubscriber({ channels: before.channels })
    expect(await storeAt(0).put(other)).toMatchObject({ kind: 'taken' })
    await storeAt(10 * minuteMs).repairDirty()
    expect(await storeAt(0).put(other)).toEqual({ kind: 'stored' })
    await clear([other])
  })
})

it('finishes the other changes when one cannot be finished', async () => {
  const broken = { pk: { S: 'DIRTY' }, sk: { S: '000000000000000#x#x' }, v1: { S: 'not JSON' } }
  await target.client.send(new PutItemCommand({ TableName: target.table, Item: broken }))
  await expect(storeBreakingAt(2).store.put(aSubscriber())).rejects.toThrow('crash')
  await expect(storeAt(10 * minuteMs).repairDirty()).rejects.toThrow('1 changes could not be finished')
  expect(await scanKeys()).toEqual([`DIRTY|${broken.sk.S}`])
  await target.client.send(new DeleteItemCommand({ TableName: target.table, Key: { pk: broken.pk, sk: broken.sk } }))
})

describe('changes at the same time', () => {
  it('end as one of them, with rows and claims to match', async () => {
    const person = aSubscriber()
    for (let round = 0; round < 6; round++) {
      const towns = ['510402001', '510402002', '510402003', '510402009']
      await storeAt(0).put(person)
      const tries = towns.map((town, i) =>
        storeAt(0).put({ ...person, areas: [town], channels: { sms: `+86120077777${round}${i}` } }),
      )
      await Promise.all([...tries, ...(round % 2 ? [storeAt(0).remove(person.id)] : [])])
      const profile = await storeAt(0).get(person.id)
      expect(await scanKeys()).toEqual(expectedKeys(profile ? [profile] : []))
    }
    await clear([person])
  })

  it('let one of two people have a contact', async () => {
    const [one, two] = [
      aSubscriber({ channels: { sms: '+8612006666666' } }),
      aSubscriber({ channels: { sms: '+8612006666666' } }),
    ]
    const outcomes = await Promise.all([one!, two!].map((person) => storeAt(0).put(person)))
    expect(outcomes.filter(({ kind }) => kind === 'stored')).toHaveLength(1)
    const stored = outcomes[0]!.kind === 'stored' ? one! : two!
    expect(await scanKeys()).toEqual(expectedKeys([stored]))
    await clear([stored])
  })
})

it('writes no address in clear anywhere but through the vault', async () => {
  const person = aSubscriber({ channels: { sms: '+8612005555555' } })
  const vault = { ...plainVault, seal: () => 'sealed-x', open: () => '+8612005555555', lookup: () => 'hash' }
  const store = makeSubscribers({ ...target, county, vault, clock: { now: () => 0 } })
  await store.put(person)
  const { Items } = await target.client.send(new ScanCommand({ TableName: target.table }))
  expect(JSON.stringify(Items)).not.toContain('5555555')
  await store.remove(person.id)
})

describe('a mailbox that ended', () => {
  const person = aSubscriber({ id: 'gone', areas: ['510402001'] })
  const at = { ...shape, shard: shardOf(person.id, shape.shards) }
  const keyOf = (areas: string[]): string => `${directoryPrefix(areas, county)}#${person.id}`
  const endOf = async (channel: 'sms' | 'email', areas: string[]) => {
    const [row] = await makeDirectory({ ...target, county }).readRows({ ...at, channel, keys: [keyOf(areas)] })
    return row?.ended
  }

  it('is marked in its row, whichever way delivery comes to it, until there is another address', async () => {
    await storeAt(0).put(person)
    for (let i = 0; i < 2; i++) await storeAt(0).end(person.id, 'email', 'bounced')
    expect(await endOf('email', person.areas)).toBe('bounced')
    expect(await endOf('sms', person.areas)).toBeUndefined()
    // A row that moved is found by its profile.
    const moved = { ...person, areas: ['510402002'] }
    await storeAt(0).put(moved)
    expect(await endOf('email', person.areas)).toBe('bounced')
    expect(await endOf('email', moved.areas)).toBe('bounced')
    await storeAt(0).put({ ...moved, channels: { ...moved.channels, email: 'another@example.cn' } })
    expect(await endOf('email', moved.areas)).toBeUndefined()
    await clear([person])
  })

  it('is copied with its row into another generation', async () => {
    await storeAt(0).put(person)
    await storeAt(0).end(person.id, 'email', 'complained')
    const directory = makeDirectory({ ...target, county })
    const [row] = await directory.readRows({ ...at, channel: 'email', keys: [keyOf(person.areas)] })
    const next = { generation: 7, shards: 1 }
    await makeRowWriter(target).putIfAbsent(next, 'email', row!)
    const range = { kind: 'prefix' as const, value: '510402' }
    const copied = await directory.readPage({ ...next, channel: 'email', shard: 0, range, limit: 10 })
    expect(copied.rows).toEqual([row])
    await makeRowWriter(target).delete(next, 'email', row!.key)
    await clear([person])
  })

  it('is ended by somebody who may not open the vault', async () => {
    await storeAt(0).put(person)
    const closed = new Proxy(plainVault, {
      get: () => () => {
        throw new Error('the vault is closed')
      },
    })
    const store = makeSubscribers({ ...target, county, vault: closed, clock: { now: () => 0 } })
    await store.end(person.id, 'email', 'bounced')
    expect(await endOf('email', person.areas)).toBe('bounced')
    await clear([person])
  })

  it('of nobody is no matter', async () => {
    await storeAt(0).end('nobody', 'email', 'bounced')
    expect(await scanKeys()).toEqual([])
  })
})
