/**
 * What the public files show and who may write them; beside the alerts, in their table.
 *
 * | who asks | what | how |
 * |---|---|---|
 * | publish, sweep | show or drop an alert | Update, Delete `ACTIVE#county` `id` |
 * | publish | what is shown of its event | Query `ACTIVE#county`, filtered, consistent: 200 bytes of each alert shown, however large |
 * | write-pages | everything shown | Query `ACTIVE#county`, consistent |
 * | write-pages | its page stands | Update `ACTIVE#county` `id` |
 * | publish, sweep | the files no longer equal the table | Update `WEB#county` `LOCK`, dirty + 1 |
 * | write-pages | one writer at a time | Update `WEB#county` `LOCK` where the lease is over, fence + 1 |
 * | write-pages | all is written | Update `WEB#county` `LOCK` where the fence is still mine |
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import type { Peer, PublicPages } from '../alerts/public-pages.ts'
import {
  deleteItem,
  getItem,
  itemOf,
  queryItems,
  type Table,
  under,
  updateAndRead,
  updateItem,
} from '../platform/table.ts'

export interface Shown {
  id: string
  writtenVersion: number | null
  /** Hash of the frames its pages were filled into; undefined before the first. */
  writtenFrames?: string
}

/** Shown before that was noted: whatever it is, it may matter. */
const unknown: Omit<Peer, 'id'> = { sentAtMs: Infinity, area: '', weatherSignal: true }

/** `dirty` counts changes, `clean` is the last count whose files are all written. */
export interface PagesLock {
  dirty: number
  clean: number
  fence: number
  /** 0 when nobody holds it. */
  leaseUntilMs: number
}

export interface PagesStore extends PublicPages {
  /** Consistent. */
  shown(): Promise<Shown[]>
  /** Does nothing for an alert that is not shown. */
  markWritten(id: string, version: number, frames?: string): Promise<void>
  /** Consistent. */
  lock(): Promise<PagesLock>
  /** undefined while another lease runs. */
  acquire(nowMs: number, leaseMs: number): Promise<PagesLock | undefined>
  /** Sets `clean` and ends the lease; false when `fence` is no longer the last. */
  settle(fence: number, clean: number): Promise<boolean>
}

const readShown = itemOf(
  z
    .object({
      sk: z.string().describe('id of the alert'),
      writtenVersion: z.number().nullable().default(null),
      writtenFrames: z.string().nullable().default(null),
    })
    .transform(
      ({ sk, writtenVersion, writtenFrames }): Shown => ({
        id: sk,
        writtenVersion,
        ...(writtenFrames !== null && { writtenFrames }),
      }),
    ),
)

const readPeer = itemOf(
  z
    .object({
      sk: z.string().describe('id of the alert'),
      facts: z.object({ sentAtMs: z.number(), area: z.string(), weatherSignal: z.boolean() }).default(unknown),
    })
    .transform(({ sk, facts }): Peer => ({ id: sk, ...facts })),
)

const readLock = itemOf(
  z.object({
    dirty: z.number().default(0),
    clean: z.number().default(0),
    fence: z.number().default(0),
    leaseUntilMs: z.number().default(0),
  }) satisfies z.ZodType<PagesLock>,
)

export function makePagesStore(
  tableName: string,
  county: string,
  client: DynamoDBClient = new DynamoDBClient({}),
): PagesStore {
  const table: Table = { client, name: tableName }
  const activePk = `ACTIVE#${county}`
  const lockKey = { pk: `WEB#${county}`, sk: 'LOCK' }

  return {
    async show({ id, ...facts }, events) {
      const change = 'SET facts = :facts, events = :events'
      await updateItem(table, { pk: activePk, sk: id }, { change, values: { facts, events } })
    },

    async drop(id) {
      await deleteItem(table, { pk: activePk, sk: id })
    },

    peers(events) {
      const { where, values } = under(activePk)
      const named = events.map((event, i): [string, string] => [`event${i}`, event])
      const isOne = named.map(([name]) => `contains(events, :${name})`)
      const filter = ['attribute_not_exists(events)', ...isOne].join(' OR ')
      return queryItems(table, { where, filter, values: { ...values, ...Object.fromEntries(named) } }, readPeer)
    },

    shown: () => queryItems(table, under(activePk), readShown),

    async markWritten(id, version, frames) {
      await updateItem(
        table,
        { pk: activePk, sk: id },
        {
          change: 'SET writtenVersion = :version, writtenFrames = :frames',
          when: 'attribute_exists(pk)',
          values: { version, frames: frames ?? null },
        },
      )
    },

    async touch() {
      await updateItem(table, lockKey, { change: 'ADD dirty :one', values: { one: 1 } })
    },

    lock: async () => (await getItem(table, lockKey, readLock)) ?? readLock({}),

    acquire: (nowMs, leaseMs) =>
      updateAndRead(
        table,
        lockKey,
        {
          change: 'SET leaseUntilMs = :until ADD fence :one',
          when: 'attribute_not_exists(leaseUntilMs) OR leaseUntilMs <= :now',
          values: { until: nowMs + leaseMs, now: nowMs, one: 1 },
        },
        readLock,
      ),

    settle: (fence, clean) =>
      updateItem(table, lockKey, {
        change: 'SET #clean = :clean, leaseUntilMs = :over',
        when: 'fence = :fence',
        values: { clean, over: 0, fence },
      }),
  }
}
