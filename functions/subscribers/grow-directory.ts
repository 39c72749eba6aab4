/** Gives a directory that filled up twice the shards or more, while people join and leave and warnings go out. */
import type { Clock } from '../platform/clock.ts'
import type { CountyProfile } from '../platform/county.ts'
import type { Directory, DirectoryShape, Generations, Layouts } from './directory.ts'
import { shardsFor } from './shards.ts'
import { type ContactChannel, channels, type DirectoryRow } from './subscriber.ts'

export interface RowWriter {
  putIfAbsent(shape: DirectoryShape, channel: ContactChannel, row: DirectoryRow): Promise<void>
  delete(shape: DirectoryShape, channel: ContactChannel, key: string): Promise<void>
}

export interface GrowDirectoryPorts {
  directory: Directory
  generations: Generations
  rows: RowWriter
  county: Pick<CountyProfile, 'code'>
  clock: Clock
  /** Shards for this many people. */
  shardsWanted?: (people: number) => number
}

/** `announced`, `waiting`, `copying`: call again in a minute; `switched`: done, the old rows go when `cleared`. */
export type GrowOutcome = 'enough' | 'announced' | 'waiting' | 'copying' | 'switched' | 'cleared'

/** Longer than any writer lives that does not know of the next generation yet. */
const announceMs = 60_000
/** Longer than any alert is delivered, deferred messages included. */
const keepPreviousMs = 3 * 24 * 3_600_000
const pageSize = 500
const parallel = 25

/**
 * Makes `(budgetMs) => outcome`, to be called now and then; each call does one step and can be broken off anywhere.
 *
 * First the next generation is announced, and writers write to it too. Then rows are copied where absent, so that a newer
 * row is never overwritten, and read once more: what left `current` meanwhile is taken back. That is safe because writers
 * change `current` first. Then plans read the new one, and the old one is kept up for the plans made before.
 */
export function makeGrowDirectory(ports: GrowDirectoryPorts) {
  const { directory, generations, rows, county, clock, shardsWanted = shardsFor } = ports
  const everyone = { kind: 'prefix', value: county.code } as const
  const places = ({ shards }: DirectoryShape) =>
    Array.from({ length: shards }, (_, shard) => channels.map((channel) => ({ shard, channel }))).flat()

  const inParallel = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
    for (let from = 0; from < items.length; from += parallel)
      await Promise.all(items.slice(from, from + parallel).map(work))
  }

  /** One shard stands for all: they are alike. */
  const countPeople = async (shape: DirectoryShape): Promise<number> => {
    let most = 0
    for (const channel of channels) {
      let count = 0
      for (let afterKey: string | undefined, isMore = true; isMore; ) {
        const page = await directory.readPage({ ...shape, channel, shard: 0, range: everyone, afterKey, limit: 1_000 })
        count += page.rows.length
        afterKey = page.lastKey
        isMore = afterKey !== undefined
      }
      most = Math.max(most, count)
    }
    return most * shape.shards
  }

  const announce = async (before: Layouts): Promise<GrowOutcome> => {
    const shards = shardsWanted(await countPeople(before.current))
    if (shards <= before.current.shards) return 'enough'
    const next = { generation: await generations.reserve(), shards, sinceMs: clock.now(), copied: null }
    await generations.change(before, { ...before, next })
    return 'announced'
  }

  /** `copied` reads `<place>:<key>`, both of the last row done. */
  const copy = async (before: Layouts, next: NonNullable<Layouts['next']>, endMs: number): Promise<GrowOutcome> => {
    const { current } = before
    let [place, afterKey]: [number, string | undefined] = next.copied
      ? [Number.parseInt(next.copied, 10), next.copied.slice(next.copied.indexOf(':') + 1) || undefined]
      : [0, undefined]
    for (const at = places(current); place < at.length; ) {
      if (clock.now() >= endMs) {
        const copied = `${place}:${afterKey ?? ''}`
        await generations.change(before, { ...before, next: { ...next, copied } })
        return 'copying'
      }
      const from = { generation: current.generation, ...at[place]! }
      const page = await directory.readPage({ ...from, range: everyone, afterKey, limit: pageSize })
      await inParallel(page.rows, (row) => rows.putIfAbsent(next, from.channel, row))
      const keys = page.rows.map((row) => row.key)
      const still = new Set((await directory.readRows({ ...from, keys })).map((row) => row.key))
      await inParallel(
        keys.filter((key) => !still.has(key)),
        (key) => rows.delete(next, from.channel, key),
      )
      afterKey = page.lastKey
      if (afterKey === undefined) place++
    }
    const switched = {
      current: { generation: next.generation, shards: next.shards },
      next: null,
      previous: { ...current, sinceMs: clock.now() },
    }
    return (await generations.change(before, switched)) ? 'switched' : 'copying'
  }

  const clear = async (before: Layouts, old: DirectoryShape, endMs: number): Promise<GrowOutcome> => {
    for (const { shard, channel } of places(old)) {
      for (let isMore = true; isMore; ) {
        if (clock.now() >= endMs) return 'waiting'
        const page = await directory.readPage({ ...old, channel, shard, range: everyone, limit: pageSize })
        await inParallel(page.rows, (row) => rows.delete(old, channel, row.key))
        isMore = page.lastKey !== undefined
      }
    }
    await generations.change(before, { ...before, previous: null })
    return 'cleared'
  }

  return async (budgetMs: number): Promise<GrowOutcome> => {
    const endMs = clock.now() + budgetMs
    const before = await generations.layouts()
    if (before.next) {
      if (clock.now() < before.next.sinceMs + announceMs) return 'waiting'
      return copy(before, before.next, endMs)
    }
    if (before.previous) {
      if (clock.now() < before.previous.sinceMs + keepPreviousMs) return 'waiting'
      return clear(before, before.previous, endMs)
    }
    return announce(before)
  }
}
