import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Peer } from '../../functions/alerts/public-pages.ts'
import { makePagesStore, type PagesStore } from '../../functions/pages/pages-store.ts'
import { type LocalTable, openAlertsTable } from '../fakes/local-table.ts'
import { memoryPagesStore } from '../fakes/memory-pages-store.ts'

let count = 0
let table: LocalTable
beforeAll(async () => {
  table = await openAlertsTable()
})
afterAll(() => table.close())

const implementations: [string, () => PagesStore][] = [
  ['in memory', memoryPagesStore],
  // A county of its own per test keeps the lists apart.
  ['on DynamoDB', () => makePagesStore(table.table, `test-${++count}`, table.client)],
]

const aPeer = (id: string): Peer => ({ id, sentAtMs: 1, area: 'here', weatherSignal: false })

describe.each(implementations)('the list of what is shown %s', (_name, open) => {
  it('shows alerts until they are dropped, and remembers what was written of them', async () => {
    const pages = open()
    await pages.show(aPeer('a'), ['rain'])
    await pages.show(aPeer('b'), ['rain'])
    await pages.markWritten('a', 3)
    await pages.show(aPeer('a'), ['rain'])
    await pages.markWritten('never shown', 1)
    expect(await pages.shown()).toEqual([
      { id: 'a', writtenVersion: 3 },
      { id: 'b', writtenVersion: null },
    ])
    await pages.drop('a')
    expect((await pages.shown()).map(({ id }) => id)).toEqual(['b'])
  })

  it('finds what is shown by its event, each once, until it is dropped', async () => {
    const pages = open()
    await pages.show(aPeer('a'), ['rain', 'code'])
    await pages.show({ ...aPeer('b'), weatherSignal: true }, ['code'])
    await pages.show(aPeer('c'), ['wind'])
    const found = async (...events: string[]) =>
      (await pages.peers(events)).toSorted((a, b) => a.id.localeCompare(b.id))
    expect(await found('rain', 'code')).toEqual([aPeer('a'), { ...aPeer('b'), weatherSignal: true }])
    expect(await found('wind', 'fire')).toEqual([aPeer('c')])
    await pages.drop('a')
    expect((await found('rain', 'code')).map(({ id }) => id)).toEqual(['b'])
    expect(await found('rain')).toEqual([])
  })

  it('counts every change', async () => {
    const pages = open()
    expect(await pages.lock()).toEqual({ dirty: 0, clean: 0, fence: 0, leaseUntilMs: 0 })
    await Promise.all([pages.touch(), pages.touch(), pages.touch()])
    await pages.touch()
    expect(await pages.lock()).toMatchObject({ dirty: 4, clean: 0 })
  })

  it('gives the lease to one writer at a time', async () => {
    const pages = open()
    await pages.touch()
    const lease = await pages.acquire(1_000, 500)
    expect(lease).toMatchObject({ dirty: 1, clean: 0, fence: 1 })
    expect(await pages.acquire(1_499, 500)).toBeUndefined()
    expect((await pages.acquire(1_500, 500))?.fence).toBe(2)
  })

  it('believes only the last writer that the files are clean, and frees the lease', async () => {
    const pages = open()
    await pages.touch()
    const old = (await pages.acquire(0, 10))!
    const mine = (await pages.acquire(10, 1_000))!
    expect(await pages.settle(old.fence, old.dirty)).toBe(false)
    expect(await pages.settle(mine.fence, mine.dirty)).toBe(true)
    expect(await pages.lock()).toMatchObject({ dirty: 1, clean: 1, leaseUntilMs: 0 })
    expect(await pages.acquire(11, 10)).toBeDefined()
  })
})
