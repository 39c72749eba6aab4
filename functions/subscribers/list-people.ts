/** Everybody in the directory with their addresses in clear. Only the local cloud calls it. */
import type { CountyProfile } from '../platform/county.ts'
import type { Directory, DirectoryPage, DirectoryShape } from './directory.ts'
import { type ContactChannel, channels, type DirectoryRow, type Subscriber } from './subscriber.ts'
import type { Vault } from './vault.ts'

export interface PeoplePage {
  subscribers: Subscriber[]
  /** Pass as `after`; set only when there may be more. */
  next?: string
}

const maxLimit = 1000

export interface ListPeoplePorts {
  directory: Directory
  vault: Vault
  county: Pick<CountyProfile, 'code'>
}

/** One person may have a row on each channel, under the same key; in key order. */
function mergeByKey(pages: readonly (readonly [ContactChannel, DirectoryRow[]])[]) {
  const people = new Map<string, Partial<Record<ContactChannel, DirectoryRow>>>()
  for (const [channel, rows] of pages) {
    for (const row of rows) people.set(row.key, { ...people.get(row.key), [channel]: row })
  }
  return [...people].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Makes `({ after, limit }) => page`: shard after shard in key order, each person once; at most 1 000 a page. */
export function makeListPeople({ directory, vault, county }: ListPeoplePorts) {
  const everyone = { kind: 'prefix', value: county.code } as const

  const readShard = async (shape: DirectoryShape, shard: number, afterKey: string | undefined, limit: number) => {
    const read = (channel: ContactChannel): Promise<DirectoryPage> =>
      directory.readPage({ generation: shape.generation, channel, shard, range: everyone, afterKey, limit })
    const pages = await Promise.all(channels.map(read))
    /** Beyond it a page was cut short, and a person's other channel may be missing. */
    const known = pages.flatMap(({ lastKey }) => lastKey ?? []).sort()[0]
    const merged = mergeByKey(channels.map((channel, i) => [channel, pages[i]!.rows]))
    const people = merged.filter(([key]) => known === undefined || key <= known).slice(0, limit)
    return { people, isMore: people.length < merged.length || known !== undefined }
  }

  const personOf = (rows: Partial<Record<ContactChannel, DirectoryRow>>): Subscriber => {
    const { key: _, contact: __, ...person } = Object.values(rows)[0]!
    const addresses: Subscriber['channels'] = {}
    for (const channel of channels) {
      const row = rows[channel]
      if (row) addresses[channel] = vault.open(row.contact)
    }
    return { ...person, channels: addresses }
  }

  return async ({ after, limit }: { after?: string | undefined; limit: number }): Promise<PeoplePage> => {
    await vault.ready()
    const shape = await directory.shape()
    const wanted = Math.min(Math.max(1, limit), maxLimit)
    const [start = '0', ...rest] = (after ?? '').split(':')
    let shard = Number(start)
    let afterKey = rest.length > 0 ? rest.join(':') : undefined
    const subscribers: Subscriber[] = []
    while (shard < shape.shards) {
      const { people, isMore } = await readShard(shape, shard, afterKey, wanted - subscribers.length)
      for (const [, rows] of people) subscribers.push(personOf(rows))
      if (isMore) {
        afterKey = people.at(-1)![0]
        if (subscribers.length >= wanted) return { subscribers, next: `${shard}:${afterKey}` }
        continue
      }
      shard++
      afterKey = undefined
      if (subscribers.length >= wanted) break
    }
    return shard < shape.shards ? { subscribers, next: `${shard}` } : { subscribers }
  }
}
