import type { Directory, DirectoryShape, PageRequest } from '../../functions/subscribers/directory.ts'
import { subOfKey } from '../../functions/subscribers/directory.ts'
import { directoryPrefix } from '../../functions/subscribers/matching.ts'
import { shardOf } from '../../functions/subscribers/shards.ts'
import {
  type ContactChannel,
  channels,
  type DirectoryRow,
  type EndCause,
  type Subscriber,
} from '../../functions/subscribers/subscriber.ts'
import type { Subscribers } from '../../functions/subscribers/subscriber-store.ts'
import type { Vault } from '../../functions/subscribers/vault.ts'
import { plainVault } from './plain-vault.ts'

export interface MemoryDirectory extends Directory, Subscribers {
  /** What the next plan reads; people are spread anew. */
  reshape(shape: DirectoryShape): void
  /** Adds people without checks, as a filler does. */
  fill(people: Iterable<Subscriber>): void
  /** Gives a person other areas, now: their row moves to another key. Nothing happens to people who left. */
  move(sub: string, areas: string[]): void
  /** Everybody, in no order. */
  people(): Subscriber[]
  /** Set by a test that changes people in the middle of a scan; runs before each page is read. */
  beforePage?: (request: PageRequest) => void
}

export interface MemoryDirectoryOptions {
  county: { code: string }
  shape?: DirectoryShape
  people?: Iterable<Subscriber>
  vault?: Pick<Vault, 'seal'>
}

/** The ports `Directory` and `Subscribers` on a Map; pages and moves behave as on DynamoDB, keys in the same order. */
export function makeMemoryDirectory(options: MemoryDirectoryOptions): MemoryDirectory {
  const { county, vault = plainVault } = options
  let shape = options.shape ?? { generation: 1, shards: 1 }
  const people = new Map<string, Subscriber>()
  /** Sorted rows per channel and shard, forgotten at every change. */
  let sorted = new Map<string, DirectoryRow[]>()

  const ended = new Map<string, EndCause>()

  const rowOf = (person: Subscriber, channel: ContactChannel): DirectoryRow | undefined => {
    const { channels: addresses, ...preferences } = person
    const address = addresses[channel]
    if (address === undefined) return undefined
    const key = `${directoryPrefix(person.areas, county)}#${person.id}`
    const cause = ended.get(`${channel}#${person.id}`)
    return { ...preferences, key, contact: vault.seal(address), ...(cause && { ended: cause }) }
  }

  const rowsOf = (channel: ContactChannel, shard: number): DirectoryRow[] => {
    const name = `${channel}#${shard}`
    let rows = sorted.get(name)
    if (!rows) {
      rows = [...people.values()]
        .filter((person) => shardOf(person.id, shape.shards) === shard)
        .flatMap((person) => rowOf(person, channel) ?? [])
        .sort((a, b) => (a.key < b.key ? -1 : 1))
      sorted.set(name, rows)
    }
    return rows
  }

  const changed = () => {
    sorted = new Map()
  }

  const directory: MemoryDirectory = {
    shape: async () => shape,
    reshape(next) {
      shape = next
      changed()
    },
    fill(more) {
      for (const person of more) people.set(person.id, person)
      changed()
    },
    move(sub, areas) {
      const person = people.get(sub)
      if (person) people.set(sub, { ...person, areas })
      changed()
    },
    people: () => [...people.values()],

    async readPage(request) {
      directory.beforePage?.(request)
      const { generation, channel, shard, range, afterKey = '', limit } = request
      if (generation !== shape.generation) return { rows: [] }
      const rows = rowsOf(channel, shard).filter((row) => row.key.startsWith(range.value) && row.key > afterKey)
      const page = rows.slice(0, limit)
      return rows.length >= limit && page.length > 0 ? { rows: page, lastKey: page.at(-1)!.key } : { rows: page }
    },

    async readRows({ channel, keys }) {
      return [...new Set(keys.map(subOfKey))].flatMap((sub) => {
        const person = people.get(sub)
        return (person && rowOf(person, channel)) ?? []
      })
    },

    get: async (sub) => people.get(sub),

    async put(subscriber) {
      for (const channel of channels) {
        const address = subscriber.channels[channel]?.toLowerCase()
        const isTaken = [...people.values()].some(
          (other) => other.id !== subscriber.id && address && other.channels[channel]?.toLowerCase() === address,
        )
        if (isTaken) return { kind: 'taken', channel }
      }
      people.set(subscriber.id, subscriber)
      changed()
      return { kind: 'stored' }
    },

    async remove(sub, channel) {
      const person = people.get(sub)
      if (!person || (channel && person.channels[channel] === undefined)) return 'absent'
      const rest = Object.entries(person.channels).filter(([name]) => channel && name !== channel)
      if (rest.length === 0) people.delete(sub)
      else people.set(sub, { ...person, channels: Object.fromEntries(rest) })
      changed()
      return 'removed'
    },

    async end(sub, channel, cause) {
      ended.set(`${channel}#${sub}`, cause)
      changed()
    },

    repairDirty: async () => 0,
  }
  directory.fill(options.people ?? [])
  return directory
}
