/**
 * Where alerts are kept: one item per part, every state change a conditional write on one item.
 *
 * | who asks | what | how |
 * |---|---|---|
 * | accept, publish, decide, gate | state of one alert | Get `A#id` `HEAD`, consistent |
 * | accept, publish, pages | states and contents of some | BatchGet `A#id` `HEAD`, `BODY`, consistent |
 * | accept | an identifier is its first sender's | Put `A#(identifier alone)` `RAW`, if absent |
 * | accept | keep what came in | Put `A#id` further pieces of `RAW`; then `RAW`, `BODY`, `HEAD`, each if absent |
 * | publish, sweep, decide | the next stage | Put `A#id` `AUDIT#00000001`, then Update `HEAD` if version and stage are as read |
 * | accept, publish | a follow-up came before what it follows | Put, Query `A#id` `AWAITED#follower` |
 * | delivery | a channel is planned | Update `HEAD`, adds to a set |
 * | sweep | what must happen next | Query index `due`: `DUE#county`, `dueAt` ≤ now |
 * | read | alerts of a month, newest first | Query index `list`: `MONTH#county#2026-07`, `instant#id` |
 * | read | alerts with this identifier, whoever sent them | Query index `list`: `IDENTIFIER#hash` (on `BODY`) |
 * | read | what was done | Query `A#id` `AUDIT#…`, and the last act on `HEAD` |
 *
 * An item ends at 400 KB. RAW is gzipped and goes on in `RAW#digest#0001` … where that is not enough; BODY is compressed
 * and was fitted before it came here (`packed-body.ts`).
 */
import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import * as z from 'zod'
import { type DeliveryChannel, deliveryChannels, lanes } from '../platform/channel.ts'
import { alertKey, shortHash } from '../platform/ids.ts'
import {
  form,
  getItem,
  getItems,
  type Item,
  itemOf,
  type Key,
  putIfAbsent,
  putItem,
  queryItems,
  type Read,
  type Table,
  under,
  updateAndRead,
  updateItem,
  wholeOf,
} from '../platform/table.ts'
import { colours, msgTypes, statuses } from './alert.ts'
import type { AlertBody } from './alert-body.ts'
import {
  type AlertHead,
  type Digests,
  firstHead,
  type HeadChange,
  isSameContent,
  listKey,
  movedHead,
  type NewHead,
} from './alert-head.ts'
import type { AuditAct, AuditEntry } from './audit.ts'
import { monthOf } from './cap/time.ts'
import type { HoldReason } from './hold-reason.ts'
import { packBody, unpackBody } from './packed-body.ts'
import { type AudienceArea, beforePublication, type Dropped } from './published-alert.ts'
import type { Release } from './rules/ways-of-release.ts'
import { stages } from './stage.ts'

export interface MonthPage {
  ids: string[]
  /** Pass as `before` for the next page; absent on the last. */
  next?: string
}

export interface AlertStore {
  head(id: string): Promise<AlertHead | undefined>
  /** In the order of `ids`, unknown ones left out. */
  heads(ids: readonly string[]): Promise<AlertHead[]>
  body(id: string): Promise<AlertBody | undefined>
  /** Head and body in one consistent read; undefined unless both are there. */
  whole(id: string): Promise<{ head: AlertHead; body: AlertBody } | undefined>
  bodies(ids: readonly string[]): Promise<ReadonlyMap<string, AlertBody>>
  raw(id: string): Promise<Uint8Array | undefined>
  /**
   * CAP 1.2 §3.2.1: an identifier is unique. Pages and decisions know an alert by it alone, so it belongs to the first
   * sender who uses it. False when it is another's: of two senders in the same instant one gets it, and whoever crashed
   * after it finds it its own.
   */
  claimIdentifier(identifier: string, sender: string): Promise<boolean>
  /** `same` and `other`: bytes under this id are kept already, and say the same or something else. */
  keepRaw(id: string, bytes: Uint8Array, digests: Digests): Promise<'kept' | 'same' | 'other'>
  /** Does nothing when there is one. */
  keepBody(id: string, body: AlertBody): Promise<void>
  replaceBody(id: string, body: AlertBody): Promise<void>
  /** The new head at version 1, or undefined when there is one already. */
  create(head: NewHead, act: AuditAct): Promise<AlertHead | undefined>
  /** The moved head, or undefined when version or stage are no longer those of `head`: then nothing is changed. */
  move(head: AlertHead, change: HeadChange, act: AuditAct): Promise<AlertHead | undefined>
  /** Sets when something must happen next and counts a wake; false when somebody else did, or moved it. */
  schedule(head: AlertHead, dueAtMs: number | null): Promise<boolean>
  /** Idempotent; undefined when there is no such alert. */
  markPlanned(id: string, channel: DeliveryChannel): Promise<AlertHead | undefined>
  /** Ids, longest overdue first; may be some moments old. */
  due(nowMs: number, limit: number): Promise<string[]>
  /** Alerts accepted in `2026-07` (local time), newest first; may be some moments old. */
  month(month: string, page: { before?: string | undefined; limit: number }): Promise<MonthPage>
  /** Ids of every sender's alert with this identifier; may be some moments old. */
  withIdentifier(identifier: string): Promise<string[]>
  /** Says that `by` waits for these alerts, which are not known here or not told. Idempotent. */
  awaitAlerts(ids: readonly string[], by: string): Promise<void>
  /** Ids of the follow-ups that said so; consistent. */
  awaiting(id: string): Promise<string[]>
  /** Every act, first to last. */
  audit(id: string): Promise<AuditEntry[]>
}

const keyOf = (id: string, sk: string): Key => ({ pk: `A#${id}`, sk })
const auditKey = (seq: number): string => `AUDIT#${String(seq).padStart(8, '0')}`
/** Of one piece of what came in; with its keys it stays below the 400 KB of an item. */
const maxPieceBytes = 300_000
/** Named by what they are pieces of, as compressed: nothing else under this identifier can get in between. */
const pieceKeys = (digest: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `RAW#${digest}#${String(i + 1).padStart(4, '0')}`)

const pk = z.string().transform((text) => text.slice('A#'.length))
const readId = itemOf(z.object({ pk }).transform((item) => item.pk))
const readListed = itemOf(z.object({ pk, listSk: z.string() }).transform((item) => ({ id: item.pk, key: item.listSk })))
const readWaiting = itemOf(z.object({ sk: z.string() }).transform(({ sk }) => sk.slice('AWAITED#'.length)))

const colour = z.enum(colours).nullable()
const ids = z.array(z.string())
const act = z.object({
  seq: z.number(),
  atMs: z.number(),
  actor: z.string(),
  act: z.string(),
  before: z.enum(stages).nullable(),
  after: z.enum(stages),
  version: z.number(),
  detail: z.record(z.string(), z.string()),
  previous: z.string(),
  hash: z.string(),
}) satisfies z.ZodType<AuditEntry>
const readAct = itemOf(act)

const digests = z.object({ bytes: z.string(), content: z.string() }) satisfies z.ZodType<Digests>
/** As `AlertHead` has them, but for two that are kept in another way. */
const readHead = itemOf(
  z
    .object({
      id: z.string(),
      county: z.string(),
      identifier: z.string(),
      sender: z.string(),
      sent: z.string(),
      status: z.enum(statuses),
      msgType: z.enum(msgTypes),
      headline: z.string(),
      eventName: z.string(),
      eventCode: z.string().nullable(),
      colour,
      lane: z.enum(lanes),
      stage: z.enum(stages),
      version: z.number(),
      references: ids,
      predecessors: ids,
      successor: z.string().nullable(),
      previousColour: colour,
      // Heads of before these seven facts were kept: nothing had followed them so.
      isPart: z.boolean().default(beforePublication.isPart),
      except: wholeOf<AudienceArea>().default(beforePublication.except),
      partsTakenBy: ids.default([]),
      dropped: wholeOf<Dropped>().nullable().default(beforePublication.dropped),
      isFirst: z.boolean().default(beforePublication.isFirst),
      isReissue: z.boolean().default(beforePublication.isReissue),
      askedToLeave: z.boolean().default(beforePublication.askedToLeave),
      isUntold: z.boolean().default(false),
      reasons: z.array(wholeOf<HoldReason>()),
      isReleased: z.boolean(),
      release: wholeOf<Release>().optional(),
      expected: z.array(z.enum(deliveryChannels)),
      planned: z.set(z.enum(deliveryChannels)).default(new Set()).describe('a set, so that two may add to it'),
      dueAt: z.number().nullable().default(null).describe('`dueAtMs`; absent keeps it out of the index'),
      wakes: z.number(),
      sentAtMs: z.number(),
      acceptedAtMs: z.number(),
      expiresAtMs: z.number(),
      endedAtMs: z.number().nullable(),
      traceId: z.string(),
      digests,
      lastAct: act,
    })
    .transform(({ planned, dueAt, ...rest }): AlertHead => ({ ...rest, planned: [...planned], dueAtMs: dueAt })),
)

const bytes = z.instanceof(Uint8Array)
const readBody = itemOf(
  z.object({ json: bytes.describe('compressed') }).transform(({ json }): AlertBody => unpackBody(json)),
)
const readRaw = itemOf(z.object({ gzip: bytes, rest: ids.describe('keys of its other pieces'), digests }))
const readPiece = itemOf(z.object({ sk: z.string(), gzip: bytes }))

/** By id. */
const withId =
  <T>(read: Read<T>): Read<[string, T]> =>
  (item) => [readId(item), read(item)]

export function makeAlertStore(
  tableName: string,
  county: string,
  client: DynamoDBClient = new DynamoDBClient({}),
): AlertStore {
  const table: Table = { client, name: tableName }

  const many = async <T>(wanted: readonly string[], sk: string, read: Read<T>): Promise<Map<string, T>> =>
    new Map(
      await getItems(
        table,
        [...new Set(wanted)].map((id) => keyOf(id, sk)),
        withId(read),
      ),
    )

  const headItem = (head: AlertHead): Item => {
    const { dueAtMs, planned, ...rest } = head
    return {
      ...keyOf(head.id, 'HEAD'),
      form,
      ...rest,
      ...(planned.length > 0 && { planned: new Set(planned) }),
      ...(dueAtMs !== null && { duePk: `DUE#${county}`, dueAt: dueAtMs }),
      listPk: `MONTH#${county}#${monthOf(head.acceptedAtMs)}`,
      listSk: listKey(head),
    }
  }
  const bodyItem = (id: string, body: AlertBody): Item => ({
    ...keyOf(id, 'BODY'),
    form,
    json: packBody(body),
    listPk: `IDENTIFIER#${shortHash(body.alert.identifier)}`,
    listSk: id,
  })
  const dueSet = 'duePk = :duePk, dueAt = :dueAt'
  const dueValues = (dueAtMs: number) => ({ duePk: `DUE#${county}`, dueAt: dueAtMs })

  const store: AlertStore = {
    head: (id) => getItem(table, keyOf(id, 'HEAD'), readHead),

    async heads(wanted) {
      const found = await many(wanted, 'HEAD', readHead)
      return wanted.flatMap((id) => found.get(id) ?? [])
    },

    body: (id) => getItem(table, keyOf(id, 'BODY'), readBody),

    async whole(id) {
      const keys = ['HEAD', 'BODY'].map((sk) => keyOf(id, sk))
      const parts = await getItems(table, keys, (item): { head?: AlertHead; body?: AlertBody } =>
        item.sk?.S === 'HEAD' ? { head: readHead(item) } : { body: readBody(item) },
      )
      const { head, body } = { ...parts[0], ...parts[1] }
      return head && body && { head, body }
    },

    bodies: (wanted) => many(wanted, 'BODY', readBody),

    async raw(id) {
      const first = await getItem(table, keyOf(id, 'RAW'), readRaw)
      if (!first) return undefined
      const more = await getItems(
        table,
        first.rest.map((key) => keyOf(id, key)),
        readPiece,
      )
      const found = new Map(more.map(({ sk, gzip }) => [sk, gzip]))
      const pieces = first.rest.map((key) => {
        const piece = found.get(key)
        if (!piece) throw new Error(`${key} of alert ${id} is missing, which was written before its first piece`)
        return piece
      })
      return gunzipSync(Buffer.concat([first.gzip, ...pieces]))
    },

    async claimIdentifier(identifier, sender) {
      // Kept like a document, under the identifier without a sender: one conditional put.
      const hash = createHash('sha256').update(sender).digest('base64url')
      const kept = await store.keepRaw(alertKey('', identifier), Buffer.from(sender), { bytes: hash, content: hash })
      return kept !== 'other'
    },

    async keepRaw(id, bytes, digests) {
      const packed = gzipSync(bytes)
      const pieces: Uint8Array[] = []
      for (let at = 0; at < packed.length; at += maxPieceBytes) pieces.push(packed.subarray(at, at + maxPieceBytes))
      const [gzip, ...more] = pieces
      const rest = pieceKeys(createHash('sha256').update(packed).digest('base64url'), more.length)
      // The first piece is the claim and comes last: where it stands, all the others do, whenever somebody crashed.
      await Promise.all(more.map((piece, i) => putItem(table, { ...keyOf(id, rest[i]!), form, gzip: piece })))
      const isNew = await putIfAbsent(table, { ...keyOf(id, 'RAW'), form, gzip, rest, digests })
      if (isNew) return 'kept'
      const kept = await getItem(table, keyOf(id, 'RAW'), readRaw)
      return kept && isSameContent(kept.digests, digests) ? 'same' : 'other'
    },

    async keepBody(id, body) {
      await putIfAbsent(table, bodyItem(id, body))
    },

    async replaceBody(id, body) {
      await putItem(table, bodyItem(id, body))
    },

    async create(newHead, act) {
      const head = firstHead(newHead, act)
      return (await putIfAbsent(table, headItem(head))) ? head : undefined
    },

    async move(head, change, act) {
      const { version, wakes, lastAct } = movedHead(head, change, act)
      // The act this write is about to replace must stand on its own first, or a crash would tear the chain.
      await putIfAbsent(table, { ...keyOf(head.id, auditKey(head.lastAct.seq)), form, ...head.lastAct })
      const { dueAtMs, ...fields } = { ...change, version, wakes, lastAct }
      const known = Object.entries(fields).filter(([, value]) => value !== undefined)
      const sets = known.map(([name]) => `#${name} = :${name}`)
      if (dueAtMs) sets.push(dueSet)
      return updateAndRead(
        table,
        keyOf(head.id, 'HEAD'),
        {
          change: `SET ${sets.join(', ')}${dueAtMs === null ? ' REMOVE duePk, dueAt' : ''}`,
          when: '#stage = :fromStage AND #version = :fromVersion',
          values: {
            ...Object.fromEntries(known),
            ...(dueAtMs && dueValues(dueAtMs)),
            fromStage: head.stage,
            fromVersion: head.version,
          },
        },
        readHead,
      )
    },

    schedule(head, dueAtMs) {
      const isAsRead = head.dueAtMs === null ? 'attribute_not_exists(dueAt)' : 'dueAt = :wasDueAt'
      return updateItem(table, keyOf(head.id, 'HEAD'), {
        change: dueAtMs === null ? 'SET #wakes = :wakes REMOVE duePk, dueAt' : `SET #wakes = :wakes, ${dueSet}`,
        when: `#version = :fromVersion AND ${isAsRead}`,
        values: {
          fromVersion: head.version,
          wakes: head.wakes + 1,
          ...(head.dueAtMs !== null && { wasDueAt: head.dueAtMs }),
          ...(dueAtMs !== null && dueValues(dueAtMs)),
        },
      })
    },

    markPlanned: (id, channel) =>
      updateAndRead(
        table,
        keyOf(id, 'HEAD'),
        {
          change: 'ADD #planned :channel',
          when: 'attribute_exists(#pk)',
          values: { channel: new Set([channel]) },
        },
        readHead,
      ),

    due: (nowMs, limit) =>
      queryItems(
        table,
        {
          index: 'due',
          where: 'duePk = :pk AND dueAt <= :now',
          values: { pk: `DUE#${county}`, now: nowMs },
          limit,
        },
        readId,
      ),

    async month(month, { before, limit }) {
      const page = await queryItems(
        table,
        {
          index: 'list',
          where: before ? 'listPk = :pk AND listSk < :before' : 'listPk = :pk',
          values: { pk: `MONTH#${county}#${month}`, ...(before && { before }) },
          isBackwards: true,
          limit,
        },
        readListed,
      )
      const last = page.at(-1)
      return { ids: page.map(({ id }) => id), ...(page.length === limit && last && { next: last.key }) }
    },

    withIdentifier: (identifier) =>
      queryItems(
        table,
        { index: 'list', where: 'listPk = :pk', values: { pk: `IDENTIFIER#${shortHash(identifier)}` } },
        readId,
      ),

    async awaitAlerts(wanted, by) {
      await Promise.all(wanted.map((id) => putItem(table, { ...keyOf(id, `AWAITED#${by}`), form })))
    },

    awaiting: (id) => queryItems(table, under(`A#${id}`, 'AWAITED#'), readWaiting),

    async audit(id) {
      const [entries, head] = await Promise.all([
        queryItems<AuditEntry>(table, under(`A#${id}`, 'AUDIT#'), readAct),
        store.head(id),
      ])
      const last = head?.lastAct
      return last && entries.at(-1)?.seq !== last.seq ? [...entries, last] : entries
    },
  }
  return store
}
