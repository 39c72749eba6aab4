/**
 * The directory on DynamoDB, as delivery reads it. The subscribers table, keys `pk | sk`:
 *
 * | item | what | read by | written by |
 * |---|---|---|---|
 * | `D#gen#channel#shard | lcp#sub` | one row per channel and subscriber, under the smallest division that holds all their areas | `readPage`: Query begins_with · `readRows`: BatchGetItem | subscriber-store, replace-population, grow-directory (condition `attribute_not_exists`) |
 * | `S#sub | PROFILE` | the truth about one person, condition on `revision` | GetItem · `readRows` for rows that moved | subscriber-store, replace-population |
 * | `C#channel#hmac | CLAIM` | who holds this contact, condition `attribute_not_exists` or the same sub | — | the same |
 * | `DIRTY | time#sub#nonce` | a change under way: rows and claims it may leave behind | `repairDirty`: Query below a time | subscriber-store |
 * | `CONFIG | DIR` | which generations hold rows, condition on what was read; the last one reserved | GetItem | grow-directory, replace-population |
 * | `CONFIG | KEY` | the wrapped data key | GetItem | data-key, condition `attribute_not_exists` |
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import type { CountyProfile } from '../platform/county.ts'
import {
  deleteItem,
  getItem,
  getItems,
  itemOf,
  jsonOf,
  putIfAbsent,
  queryPage,
  type Table,
  under,
  updateAndRead,
  updateItem,
} from '../platform/table.ts'
import {
  type Directory,
  type DirectoryShape,
  type Generations,
  type Layouts,
  prefixOfKey,
  subOfKey,
} from './directory.ts'
import type { RowWriter } from './grow-directory.ts'
import { directoryPrefix } from './matching.ts'
import { shardOf } from './shards.ts'
import type { ContactChannel } from './subscriber.ts'
import { type Profile, profileKey, readProfile, readRow, rowItem, rowKey, rowPk, shapeKey } from './subscriber-items.ts'

export interface SubscribersTable {
  client: DynamoDBClient
  table: string
}

/** A directory nobody has filled yet. */
const firstLayouts: Layouts = { current: { generation: 1, shards: 1 }, next: null, previous: null }

const shape = z.object({ generation: z.number(), shards: z.number() })
const other = shape.extend({ sinceMs: z.number() })
const layouts = z.object({
  current: shape,
  next: other.extend({ copied: z.string().nullable() }).nullable(),
  previous: other.nullable(),
}) satisfies z.ZodType<Layouts>
const readConfig = itemOf(
  z.object({
    // As it came: `change` compares the text.
    v1: jsonOf(z.custom<Layouts>((value) => layouts.safeParse(value).success)).default(firstLayouts),
    reserved: z.number().optional().describe('the last generation that was given away'),
  }),
)

export function makeGenerations(target: SubscribersTable): Generations {
  const table: Table = { client: target.client, name: target.table }
  return {
    async layouts() {
      return (await getItem(table, shapeKey, readConfig))?.v1 ?? firstLayouts
    },

    async reserve() {
      const first = firstLayouts.current.generation
      const update = { change: 'SET reserved = if_not_exists(reserved, :first) + :one', values: { first, one: 1 } }
      const { reserved } = (await updateAndRead(table, shapeKey, update, readConfig)) ?? {}
      if (reserved === undefined) throw new Error('the table reserved no generation')
      return reserved
    },

    change(before, after) {
      const [was, is] = [before, after].map((layouts) => JSON.stringify(layouts))
      const isFirst = was === JSON.stringify(firstLayouts)
      return updateItem(table, shapeKey, {
        change: 'SET v1 = :is',
        when: isFirst ? 'attribute_not_exists(v1) OR v1 = :was' : 'v1 = :was',
        values: { was, is },
      })
    },
  }
}

/** Writes rows of one generation and no other; only growing needs it. */
export function makeRowWriter(target: SubscribersTable): RowWriter {
  const table: Table = { client: target.client, name: target.table }
  const pkOf = (shape: DirectoryShape, channel: ContactChannel, sub: string) =>
    rowPk(shape.generation, channel, shardOf(sub, shape.shards))
  return {
    async putIfAbsent(shape, channel, row) {
      const pk = pkOf(shape, channel, row.id)
      await putIfAbsent(table, rowItem(pk, prefixOfKey(row.key), row.id, row, row.contact, row.ended))
    },
    async delete(shape, channel, key) {
      await deleteItem(table, { pk: pkOf(shape, channel, subOfKey(key)), sk: key })
    },
  }
}

/** The row a profile would have on this channel; undefined for people who left it. */
function rowOfProfile(profile: Profile, channel: ContactChannel, county: Pick<CountyProfile, 'code'>) {
  const { contacts, revision: _, ended: ends, ...preferences } = profile
  const contact = contacts[channel]
  const ended = ends?.[channel]
  const key = rowKey(directoryPrefix(profile.areas, county), profile.id)
  return contact && { ...preferences, key, contact, ...(ended && { ended }) }
}

export function makeDirectory(target: SubscribersTable & { county: Pick<CountyProfile, 'code'> }): Directory {
  const table: Table = { client: target.client, name: target.table }
  const generations = makeGenerations(target)
  return {
    shape: async () => (await generations.layouts()).current,

    async readPage({ generation, channel, shard, range, afterKey, limit }) {
      const pk = rowPk(generation, channel, shard)
      const after = afterKey === undefined ? undefined : { pk, sk: afterKey }
      const { items, next } = await queryPage(table, { ...under(pk, range.value), mayLag: true, limit, after }, readRow)
      return { rows: items, ...(next && { lastKey: next.sk }) }
    },

    async readRows({ generation, channel, shard, keys }) {
      const pk = rowPk(generation, channel, shard)
      const wanted = [...new Set(keys)]
      const found = await getItems(
        table,
        wanted.map((sk) => ({ pk, sk })),
        readRow,
      )
      const rows = new Map(found.map((row) => [row.id, row]))
      const moved = [...new Set(wanted.map(subOfKey).filter((sub) => !rows.has(sub)))]
      for (const profile of await getItems(table, moved.map(profileKey), readProfile)) {
        const row = rowOfProfile(profile, channel, target.county)
        if (row) rows.set(profile.id, row)
      }
      return [...new Set(wanted.map(subOfKey))].flatMap((sub) => rows.get(sub) ?? [])
    },
  }
}
