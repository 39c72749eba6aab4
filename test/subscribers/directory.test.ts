import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { putItem, UnreadableItemError } from '../../functions/platform/table.ts'
import { type Directory, type DirectoryShape, subOfKey } from '../../functions/subscribers/directory.ts'
import { makeDirectory, makeGenerations } from '../../functions/subscribers/directory-store.ts'
import { shardOf } from '../../functions/subscribers/shards.ts'
import type { ContactChannel, Subscriber } from '../../functions/subscribers/subscriber.ts'
import { rowPk } from '../../functions/subscribers/subscriber-items.ts'
import { makeSubscribers, type Subscribers } from '../../functions/subscribers/subscriber-store.ts'
import { type LocalTable, openSubscribersTable } from '../fakes/local-table.ts'
import { makeMemoryDirectory } from '../fakes/memory-directory.ts'
import { plainVault } from '../fakes/plain-vault.ts'
import { setLayout } from '../fakes/set-layout.ts'
import { aSubscriber } from './a-subscriber.ts'

const county = { code: '510402' }
const shape: DirectoryShape = { generation: 3, shards: 2 }
const everyone = { kind: 'prefix', value: '510402' } as const

type Both = Directory & Subscribers

const tables: LocalTable[] = []
afterAll(() => Promise.all(tables.map((table) => table.close())))

async function onDynalite(): Promise<Both> {
  const target = await openSubscribersTable()
  tables.push(target)
  await setLayout(makeGenerations(target), shape)
  const subscribers = makeSubscribers({ ...target, county, vault: plainVault, clock: { now: () => 0 } })
  return { ...makeDirectory({ ...target, county }), ...subscribers }
}

describe.each([
  ['in memory', async (): Promise<Both> => makeMemoryDirectory({ county, shape })],
  ['on DynamoDB', onDynalite],
])('the directory %s', (_, open) => {
  let directory: Both

  beforeEach(async () => {
    directory = await open()
  })

  const putAll = async (...people: Subscriber[]) => {
    for (const person of people) expect(await directory.put(person)).toEqual({ kind: 'stored' })
  }

  const at = (sub: string, channel: ContactChannel = 'sms') => ({
    generation: shape.generation,
    channel,
    shard: shardOf(sub, shape.shards),
  })

  /** All rows of a channel, page by page. */
  const readAll = async (
    channel: ContactChannel,
    range: { kind: 'prefix' | 'exact'; value: string } = everyone,
    limit = 2,
  ) => {
    const rows = []
    for (let shard = 0; shard < shape.shards; shard++) {
      let afterKey: string | undefined
      do {
        const page = await directory.readPage({ ...at(''), channel, shard, range, afterKey, limit })
        expect(page.rows.length).toBeLessThanOrEqual(limit)
        if (page.lastKey !== undefined) expect(page.lastKey).toBe(page.rows.at(-1)!.key)
        rows.push(...page.rows)
        afterKey = page.lastKey
      } while (afterKey !== undefined)
    }
    return rows
  }

  it('says how it is laid out', async () => {
    expect(await directory.shape()).toEqual(shape)
  })

  it('gives back everything about a person but other channels, with the contact sealed', async () => {
    const person = aSubscriber({
      areas: ['510402001002', '510402001004'],
      point: [26.57123, 101.73],
      colour: 'orange',
      languages: ['en', 'zh-CN'],
      quietHours: { from: '22:00', to: '07:00' },
      list: 'drill',
    })
    await putAll(person)
    const { channels, ...preferences } = person
    expect(await readAll('sms')).toEqual([
      { ...preferences, key: `510402001#${person.id}`, contact: plainVault.seal(channels.sms!) },
    ])
    expect((await readAll('email')).map((row) => row.contact)).toEqual([plainVault.seal(channels.email!)])
    expect(await readAll('push')).toEqual([])
    expect(await directory.get(person.id)).toEqual(person)
  })

  it('reads every person of a range once, page by page, in key order', async () => {
    const people = Array.from({ length: 9 }, (_, i) => aSubscriber({ areas: [`51040200100${i % 3}`] }))
    await putAll(...people)
    const rows = await readAll('sms')
    expect(rows.map((row) => row.id).sort()).toEqual(people.map((person) => person.id).sort())
    for (let shard = 0; shard < shape.shards; shard++) {
      const keys = rows.map((row) => row.key).filter((key) => shardOf(subOfKey(key), shape.shards) === shard)
      expect(keys).toEqual([...keys].sort())
    }
  })

  it('reads a division with all below it, or alone', async () => {
    const village = aSubscriber({ areas: ['510402001002'] })
    const town = aSubscriber({ areas: ['510402001'] })
    const other = aSubscriber({ areas: ['510402002'] })
    const whole = aSubscriber({ areas: ['510402'] })
    await putAll(village, town, other, whole)
    const ids = async (kind: 'prefix' | 'exact', value: string) =>
      (await readAll('sms', { kind, value })).map((row) => row.id).sort()
    expect(await ids('prefix', '510402001')).toEqual([village.id, town.id].sort())
    expect(await ids('exact', '510402001#')).toEqual([town.id])
    expect(await ids('exact', '510402#')).toEqual([whole.id])
  })

  it('goes on after a key whose row is gone', async () => {
    const [first, second] = [1, 2].map(() => aSubscriber({ areas: ['510402'] })) as [Subscriber, Subscriber]
    await putAll(first, second)
    const rows = await readAll('sms')
    const gone = rows[0]!
    await directory.remove(gone.id)
    const shard = shardOf(gone.id, shape.shards)
    const { rows: after } = await directory.readPage({ ...at(gone.id), range: everyone, afterKey: gone.key, limit: 10 })
    expect(after.map((row) => row.key)).toEqual(
      rows.filter((row) => row.key > gone.key && shardOf(row.id, shape.shards) === shard).map((row) => row.key),
    )
  })

  it('has nothing in a generation nobody filled', async () => {
    await putAll(aSubscriber())
    const empty = await directory.readPage({ ...at('x'), generation: 2, range: everyone, limit: 10 })
    expect(empty).toEqual({ rows: [] })
  })

  it('finds people by their keys in the order asked, also those who moved, not those who left', async () => {
    const stays = aSubscriber({ id: 'stays', areas: ['510402001002'] })
    const moves = aSubscriber({ id: 'moves', areas: ['510402001002'] })
    const leaves = aSubscriber({ id: 'leaves' })
    const leavesSms = aSubscriber({ id: 'leaves-sms' })
    await putAll(stays, moves, leaves, leavesSms)
    const keys = [leavesSms, moves, leaves, stays].map((person) => `510402001002#${person.id}`)
    await putAll({ ...moves, areas: ['510402002'], colour: 'red' })
    await directory.remove(leaves.id)
    await directory.remove(leavesSms.id, 'sms')
    const rows = await directory.readRows({ ...at('stays'), keys: [...keys, '510402#nobody', keys[3]!] })
    expect(rows.map(({ key, colour }) => [key, colour])).toEqual([
      ['510402002#moves', 'red'],
      ['510402001002#stays', 'blue'],
    ])
    const byEmail = await directory.readRows({ ...at('stays', 'email'), keys: [keys[0]!] })
    expect(byEmail.map((row) => row.id)).toEqual(['leaves-sms'])
  })

  it('finds more people at once than one request takes', async () => {
    const people = Array.from({ length: 104 }, (_, i) =>
      aSubscriber({ id: `many-${i}`, channels: { sms: `+861201${i}` } }),
    )
    await Promise.all(people.map((person) => putAll(person)))
    const mine = people.filter((person) => shardOf(person.id, shape.shards) === 0).map(({ id }) => `510402001002#${id}`)
    const others = people
      .filter((person) => shardOf(person.id, shape.shards) === 1)
      .map(({ id }) => `510402001002#${id}`)
    const rows = await directory.readRows({ ...at(''), shard: 0, keys: [...mine, ...others] })
    expect(rows.map((row) => row.key)).toEqual([...mine, ...others])
  })

  it('keeps one row per channel when a person moves or changes what they want', async () => {
    const person = aSubscriber()
    await putAll(person, { ...person, areas: ['510402002'] }, { ...person, areas: ['510402002'], colour: 'red' })
    expect((await readAll('sms')).map(({ key, colour }) => [key, colour])).toEqual([[`510402002#${person.id}`, 'red']])
    expect(await readAll('email')).toHaveLength(1)
  })

  it('drops a channel that a change leaves out', async () => {
    const person = aSubscriber()
    await putAll(person, { ...person, channels: { email: person.channels.email! } })
    expect(await readAll('sms')).toEqual([])
    expect(await readAll('email')).toHaveLength(1)
  })

  it('gives a contact to one subscriber only, however it is typed, until they give it up', async () => {
    const holder = aSubscriber({ channels: { email: 'Li.Na@example.com' } })
    const other = aSubscriber({ channels: { sms: '+8612009999999', email: 'li.na@EXAMPLE.com' } })
    await putAll(holder)
    expect(await directory.put(other)).toEqual({ kind: 'taken', channel: 'email' })
    expect(await directory.get(other.id)).toBeUndefined()
    expect(await readAll('sms')).toEqual([])
    const free = aSubscriber({ channels: { sms: '+8612009999999' } })
    await putAll(free)

    await putAll({ ...holder, channels: { email: 'new@example.com' } })
    await putAll({ ...other, channels: { email: 'li.na@example.com' } })
    expect((await readAll('email')).map((row) => row.id).sort()).toEqual([holder.id, other.id].sort())
  })

  it('leaves nothing of people who left, one channel or all', async () => {
    const person = aSubscriber()
    const { sms } = person.channels
    await putAll(person)
    expect(await directory.remove(person.id, 'sms')).toBe('removed')
    expect(await directory.remove(person.id, 'sms')).toBe('absent')
    expect(await readAll('sms')).toEqual([])
    expect((await directory.get(person.id))?.channels).toEqual({ email: person.channels.email })
    await putAll(aSubscriber({ channels: { sms: sms! } }))

    expect(await directory.remove(person.id, 'email')).toBe('removed')
    expect(await directory.get(person.id)).toBeUndefined()
    expect(await readAll('email')).toEqual([])
    expect(await directory.remove(person.id)).toBe('absent')
  })
})

it('refuses a row that a later release packed in another way', async () => {
  const target = await openSubscribersTable()
  tables.push(target)
  await putItem({ client: target.client, name: target.table }, { pk: rowPk(1, 'sms', 0), sk: '510402#a', v2: 'anew' })
  const page = { generation: 1, channel: 'sms', shard: 0, range: everyone, limit: 1 } as const
  await expect(makeDirectory({ ...target, county }).readPage(page)).rejects.toBeInstanceOf(UnreadableItemError)
})
