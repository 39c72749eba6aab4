import { ScanCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadCounty } from '../../functions/platform/county.ts'
import { makeBulkWriter } from '../../functions/subscribers/bulk-writer.ts'
import type { DirectoryShape } from '../../functions/subscribers/directory.ts'
import { makeDirectory, makeGenerations, makeRowWriter } from '../../functions/subscribers/directory-store.ts'
import { makeGrowDirectory } from '../../functions/subscribers/grow-directory.ts'
import { directoryPrefix } from '../../functions/subscribers/matching.ts'
import { makePopulation } from '../../functions/subscribers/population.ts'
import { makeReplacePopulation } from '../../functions/subscribers/replace-population.ts'
import { shardOf, shardsFor } from '../../functions/subscribers/shards.ts'
import type { Subscriber } from '../../functions/subscribers/subscriber.ts'
import { rowItem, rowPk } from '../../functions/subscribers/subscriber-items.ts'
import { makeSubscribers } from '../../functions/subscribers/subscriber-store.ts'
import { type LocalTable, openSubscribersTable } from '../fakes/local-table.ts'
import { plainVault } from '../fakes/plain-vault.ts'
import { setLayout } from '../fakes/set-layout.ts'
import { aSubscriber } from './a-subscriber.ts'

const county = loadCounty('510402')
const minuteMs = 60_000
const dayMs = 24 * 60 * minuteMs

let target: LocalTable
let nowMs = 0
/** As if 100 people were 2 500. */
const shardsWanted = (people: number): number => shardsFor(people * 25)
const clock = { now: () => nowMs }

beforeEach(async () => {
  target = await openSubscribersTable()
  nowMs = 0
})
afterEach(() => target.close())

const open = () => {
  const directory = makeDirectory({ ...target, county })
  const generations = makeGenerations(target)
  return {
    directory,
    generations,
    subscribers: makeSubscribers({ ...target, county, vault: plainVault, clock }),
    grow: makeGrowDirectory({ directory, generations, rows: makeRowWriter(target), county, clock, shardsWanted }),
  }
}

/** Keys of every row of a generation, whatever its shard. */
async function rowKeys(generation: number): Promise<string[]> {
  const keys: string[] = []
  for (let from: Record<string, never> | undefined, isMore = true; isMore; isMore = from !== undefined) {
    const page = await target.client.send(new ScanCommand({ TableName: target.table, ExclusiveStartKey: from }))
    for (const { pk, sk } of page.Items ?? []) if (pk?.S?.startsWith(`D#${generation}#`)) keys.push(`${pk.S}|${sk?.S}`)
    from = page.LastEvaluatedKey as Record<string, never> | undefined
  }
  return keys.sort()
}

const keysOf = (people: readonly Subscriber[], { generation, shards }: DirectoryShape): string[] =>
  people
    .flatMap(({ id, areas, channels }) =>
      Object.keys(channels).map(
        (channel) => `D#${generation}#${channel}#${shardOf(id, shards)}|${directoryPrefix(areas, county)}#${id}`,
      ),
    )
    .sort()

/** 104 people in a single shard, as if they had joined one by one. */
async function aFullDirectory(): Promise<Subscriber[]> {
  const people = [...makePopulation({ count: 104, county, seed: 5 })].map((person) => {
    const { email, ...others } = person.channels
    return { ...person, channels: others }
  })
  const { directory, generations } = open()
  const bulk = makeBulkWriter(target)
  await makeReplacePopulation({ directory, generations, bulk, vault: plainVault, county })({
    count: 0,
    county: county.code,
    seed: 5,
  })
  const { generation } = await directory.shape()
  await bulk.putAll(
    people.map((person) => {
      const contact = plainVault.seal(person.channels.sms!)
      return rowItem(rowPk(generation, 'sms', 0), directoryPrefix(person.areas, county), person.id, person, contact)
    }),
  )
  return people
}

it('leaves a directory alone that is small enough', async () => {
  const { grow, subscribers, directory } = open()
  await subscribers.put(aSubscriber())
  expect(await grow(minuteMs)).toBe('enough')
  expect(await directory.shape()).toEqual({ generation: 1, shards: 1 })
})

it('doubles step by step and loses nobody, while people join, move and leave', async () => {
  const { grow, subscribers, directory, generations } = open()
  const people = new Map((await aFullDirectory()).map((person) => [person.id, person]))
  const first = await directory.shape()
  const put = async (person: Subscriber) => {
    people.set(person.id, person)
    expect(await subscribers.put(person)).toEqual({ kind: 'stored' })
  }
  const leave = async (person: Subscriber) => {
    people.delete(person.id)
    await subscribers.remove(person.id)
  }
  const [stays, leavesEarly, movesInCopy, leavesInCopy, leavesLate] = Array.from({ length: 5 }, () =>
    aSubscriber({ channels: { sms: `+861208${Math.random().toString().slice(2, 9)}` } }),
  ) as [Subscriber, Subscriber, Subscriber, Subscriber, Subscriber]
  for (const person of [stays, leavesEarly, movesInCopy, leavesInCopy, leavesLate]) await put(person)

  expect(await grow(minuteMs)).toBe('announced')
  expect(await grow(minuteMs)).toBe('waiting')
  await leave(leavesEarly)
  await put(aSubscriber({ channels: { sms: '+8612099999991' } }))
  nowMs += 2 * minuteMs

  expect(await grow(0)).toBe('copying')
  const changing = (async () => {
    await put({ ...movesInCopy, areas: ['510402002'] })
    await leave(leavesInCopy)
    await put(aSubscriber({ channels: { sms: '+8612099999992' } }))
    for (let i = 0; i < 20; i++) await put({ ...stays, areas: [`5104020090${10 + i}`] })
  })()
  expect(await grow(10 * minuteMs)).toBe('switched')
  await changing

  const second = await directory.shape()
  expect(second).toEqual({ generation: first.generation + 1, shards: 2 })
  expect(await rowKeys(second.generation)).toEqual(keysOf([...people.values()], second))

  await leave(leavesLate)
  expect(await grow(minuteMs)).toBe('waiting')
  expect(await rowKeys(first.generation)).toEqual(keysOf([...people.values()], first))
  nowMs += 4 * dayMs
  expect(await grow(minuteMs)).toBe('cleared')
  expect(await rowKeys(first.generation)).toEqual([])
  expect(await rowKeys(second.generation)).toEqual(keysOf([...people.values()], second))
  expect(await generations.layouts()).toEqual({ current: second, next: null, previous: null })
  expect(await grow(minuteMs)).toBe('enough')
})

it('takes back a row that left between reading and copying, and never overwrites a newer one', async () => {
  const { directory, generations, subscribers } = open()
  await setLayout(generations, { generation: 1, shards: 1 })
  const leaves = aSubscriber({ channels: { sms: '+8612097777771' } })
  const changes = aSubscriber({ channels: { sms: '+8612097777772' } })
  await subscribers.put(leaves)
  await subscribers.put(changes)
  const next = { generation: 2, shards: 2, sinceMs: 0, copied: null }
  await generations.change(await generations.layouts(), { ...(await generations.layouts()), next })
  nowMs = 2 * minuteMs
  let isFirst = true
  const meddled = {
    ...directory,
    async readPage(request: Parameters<typeof directory.readPage>[0]) {
      const page = await directory.readPage(request)
      if (isFirst && request.channel === 'sms') {
        isFirst = false
        await subscribers.remove(leaves.id)
        await subscribers.put({ ...changes, colour: 'red' })
      }
      return page
    },
  }
  const grow = makeGrowDirectory({ directory: meddled, generations, rows: makeRowWriter(target), county, clock })
  expect(await grow(minuteMs)).toBe('switched')
  expect(await rowKeys(2)).toEqual(keysOf([changes], next))
  const [row] = await directory.readRows({
    ...(await directory.shape()),
    channel: 'sms',
    shard: shardOf(changes.id, 2),
    keys: [`510402001002#${changes.id}`],
  })
  expect(row?.colour).toBe('red')
})
