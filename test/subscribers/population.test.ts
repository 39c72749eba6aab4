import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { isInside, toPosition } from '../../functions/alerts/area/geometry.ts'
import { countyCodes, loadCounty } from '../../functions/platform/county.ts'
import { makeBulkWriter } from '../../functions/subscribers/bulk-writer.ts'
import { makeDirectory, makeGenerations } from '../../functions/subscribers/directory-store.ts'
import { makeListPeople } from '../../functions/subscribers/list-people.ts'
import { makePopulation } from '../../functions/subscribers/population.ts'
import { makeReplacePopulation } from '../../functions/subscribers/replace-population.ts'
import { shardsFor } from '../../functions/subscribers/shards.ts'
import type { Subscriber } from '../../functions/subscribers/subscriber.ts'
import { makeSubscribers } from '../../functions/subscribers/subscriber-store.ts'
import { type LocalTable, openSubscribersTable } from '../fakes/local-table.ts'
import { makeMemoryDirectory } from '../fakes/memory-directory.ts'
import { plainVault } from '../fakes/plain-vault.ts'
import { aSubscriber } from './a-subscriber.ts'

const county = loadCounty('510402')
const people = (count: number, seed = 1, code = '510402'): Subscriber[] => [
  ...makePopulation({ count, county: loadCounty(code), seed }),
]

describe('the made-up population', () => {
  it('is the same for the same seed, and a larger one begins with the smaller', () => {
    expect(people(300, 7).slice(0, 200)).toEqual(people(200, 7))
    expect(people(20, 8)).not.toEqual(people(20, 7))
  })

  it('gives nobody the contact of another, nor of anybody real', () => {
    const all = people(20_000)
    const numbers = all.map(({ channels }) => channels.sms!)
    const mails = all.map(({ channels }) => channels.email!)
    expect(new Set([...numbers, ...mails, ...all.map(({ id }) => id)]).size).toBe(60_000)
    for (const number of numbers) expect(number).toMatch(/^\+861200\d{7}$/)
    for (const mail of mails) expect(mail).toMatch(/^[a-z.0-9]+@example\.com$/)
  })

  test.each(countyCodes)('of %s follows its divisions and lives inside its boundary', (code) => {
    const { names, boundary } = loadCounty(code)
    const outlines = (boundary.type === 'Polygon' ? [boundary.coordinates] : boundary.coordinates).map(([outer]) =>
      outer!.map(toPosition),
    )
    for (const { areas, point } of people(1_000, 3, code)) {
      expect(areas.length).toBeGreaterThan(0)
      for (const area of areas) expect(names.has(area)).toBe(true)
      if (point) expect(isInside(point, { polygons: outlines, circles: [] })).toBe(true)
    }
  })

  it('wants what a county wants', () => {
    const all = people(20_000)
    const share = (test: (person: Subscriber) => boolean) => all.filter(test).length / all.length
    expect(share(({ point }) => point !== null)).toBeCloseTo(0.6, 1)
    expect(share(({ colour }) => colour === 'blue')).toBeCloseTo(0.35, 1)
    expect(share(({ colour }) => colour === 'red')).toBeCloseTo(0.1, 1)
    expect(share(({ quietHours }) => quietHours !== null)).toBeCloseTo(0.4, 1)
    expect(share(({ list }) => list === 'drill')).toBeCloseTo(0.02, 2)
    expect(share(({ areas }) => areas.length > 1)).toBeCloseTo(0.06, 1)
    const korean = people(2_000, 1, '222404').filter(({ languages }) => languages[0] === 'ko')
    expect(korean.length / 2_000).toBeCloseTo(0.25, 1)
  })
})

test.each([
  [0, 1],
  [2_499, 1],
  [2_500, 2],
  [12_000, 2],
  [12_001, 4],
  [40_000, 4],
  [40_001, 8],
  [100_000, 8],
  [1_000_000, 64],
  [10_000_000, 512],
])('%i people stand in %i shards', (count, shards) => expect(shardsFor(count)).toBe(shards))

describe('replacing everybody', () => {
  let target: LocalTable
  beforeAll(async () => {
    target = await openSubscribersTable()
  })
  afterAll(() => target.close())

  const ports = () => ({
    county,
    vault: plainVault,
    directory: makeDirectory({ ...target, county }),
    generations: makeGenerations(target),
    bulk: makeBulkWriter(target),
    shardsWanted: (count: number) => (count > 100 ? 4 : 1),
    subscribers: makeSubscribers({ ...target, county, vault: plainVault, clock: { now: () => 0 } }),
  })

  const listAll = async (limit: number): Promise<Subscriber[]> => {
    const listPeople = makeListPeople(ports())
    const all: Subscriber[] = []
    let after: string | undefined
    do {
      const page = await listPeople({ after, limit })
      if (page.next) expect(page.subscribers).toHaveLength(limit)
      all.push(...page.subscribers)
      after = page.next
    } while (after)
    return all
  }

  const byId = (list: Subscriber[]) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1))

  it('leaves exactly the made-up people, each with their contacts claimed, however often it is repeated', async () => {
    const replace = makeReplacePopulation(ports())
    const { subscribers } = ports()
    const real = aSubscriber()
    await subscribers.put(real)
    for (const [count, seed] of [
      [400, 1],
      [60, 1],
      [60, 2],
      [0, 1],
      [30, 3],
    ] as const) {
      const shape = await replace({ count, county: '510402', seed })
      expect(shape.shards).toBe(count > 100 ? 4 : 1)
      expect(byId(await listAll(50))).toEqual(byId(people(count, seed)))
    }
    expect(await subscribers.get(real.id)).toBeUndefined()
    expect(await subscribers.put(real)).toEqual({ kind: 'stored' })
    const [one] = people(1, 3)
    expect(await subscribers.get(one!.id)).toEqual(one)
    expect(await subscribers.put({ ...real, id: 'thief', channels: one!.channels })).toMatchObject({ kind: 'taken' })
    expect(await subscribers.remove(one!.id)).toBe('removed')
    expect(byId(await listAll(7))).toEqual(byId([...people(30, 3).slice(1), real]))
  })

  it('shows the old people until the new are whole, and is not mixed up by an attempt that broke off', async () => {
    const replace = makeReplacePopulation(ports())
    await replace({ count: 40, county: '510402', seed: 1 })
    const bulk = {
      ...ports().bulk,
      putAll: async (items: Iterable<never>) => {
        let n = 0
        function* some() {
          for (const item of items) if (n++ < 100) yield item
        }
        await ports().bulk.putAll(some())
        throw new Error('crash')
      },
    }
    const breaking = makeReplacePopulation({ ...ports(), bulk })
    await expect(breaking({ count: 30, county: '510402', seed: 2 })).rejects.toThrow('crash')
    expect(await listAll(50)).toHaveLength(40)
    await replace({ count: 20, county: '510402', seed: 3 })
    expect(byId(await listAll(50))).toEqual(byId(people(20, 3)))
  })

  it('reaches everybody only on the channels asked for, and lets them want the colour asked for', async () => {
    const replace = makeReplacePopulation(ports())
    await replace({ count: 40, county: '510402', seed: 1, channels: ['sms'], colour: 'blue' })
    const wanted = people(40).map((one) => ({ ...one, colour: 'blue', channels: { sms: one.channels.sms } }))
    expect(byId(await listAll(50))).toEqual(byId(wanted as Subscriber[]))
  })

  it('refuses another county and a negative count', async () => {
    const replace = makeReplacePopulation(ports())
    await expect(replace({ count: 1, county: '530302', seed: 1 })).rejects.toThrow('allowed: 510402')
    await expect(replace({ count: -1, county: '510402', seed: 1 })).rejects.toThrow('count -1')
  })
})

describe('listing people', () => {
  const directory = makeMemoryDirectory({ county, shape: { generation: 1, shards: 4 } })
  const listPeople = makeListPeople({ directory, vault: plainVault, county })

  beforeEach(() => directory.fill(people(500)))

  it('meets each person once with all their channels, also those with only one', async () => {
    const [mailOnly, smsOnly] = people(2)
    await directory.remove(mailOnly!.id, 'sms')
    await directory.remove(smsOnly!.id, 'email')
    for (const limit of [1, 7, 100, 1000]) {
      const listed: Subscriber[] = []
      for (let after: string | undefined, i = 0; i === 0 || after; i++) {
        const page = await listPeople({ after, limit })
        listed.push(...page.subscribers)
        after = page.next
      }
      expect(listed.map(({ id }) => id).sort()).toEqual(
        directory
          .people()
          .map(({ id }) => id)
          .sort(),
      )
      expect(listed.find(({ id }) => id === mailOnly!.id)).toEqual({
        ...mailOnly,
        channels: { email: mailOnly!.channels.email },
      })
    }
  })
})
