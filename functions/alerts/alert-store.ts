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
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  type KeysAndAttributes,
  PutItemCommand,
  type PutItemCommandInput,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb'
import { throttledWaitMs } from '../platform/backoff.ts'
import type { DeliveryChannel } from '../platform/channel.ts'
import { sleep } from '../platform/clock.ts'
import { alertKey, shortHash } from '../platform/ids.ts'
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
import { packBody, unpackBody } from './packed-body.ts'
import { beforePublication } from './published-alert.ts'

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

type Item = Record<string, unknown>
const toItem = (item: Item) => marshall(item, { removeUndefinedValues: true })

const auditKey = (seq: number): string => `AUDIT#${String(seq).padStart(8, '0')}`
/** Of one piece of what came in; with its keys it stays below the 400 KB of an item. */
const maxPieceBytes = 300_000
/** Named by what they are pieces of, as compressed: nothing else under this identifier can get in between. */
const pieceKeys = (digest: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `RAW#${digest}#${String(i + 1).padStart(4, '0')}`)

/** An item of this form is read by this code; a later form gets its own number. */
const form = 1

/** The named exception becomes false, everything else is thrown. */
async function isDone(write: Promise<unknown>): Promise<boolean> {
  try {
    await write
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

export function makeAlertStore(
  table: string,
  county: string,
  client: DynamoDBClient = new DynamoDBClient({}),
): AlertStore {
  const keyOf = (id: string, sk: string) => toItem({ pk: `A#${id}`, sk })
  const put = (item: Item, condition?: Pick<PutItemCommandInput, 'ConditionExpression'>) =>
    client.send(new PutItemCommand({ TableName: table, Item: toItem(item), ...condition }))
  const putIfAbsent = (item: Item) => isDone(put(item, { ConditionExpression: 'attribute_not_exists(pk)' }))

  async function get(id: string, sk: string): Promise<Item | undefined> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(id, sk), ConsistentRead: true }),
    )
    return Item && unmarshall(Item)
  }

  /** By id. */
  async function batchGet(ids: readonly string[], sk: string): Promise<Map<string, Item>> {
    const items = await readKeys([...new Set(ids)].map((id) => keyOf(id, sk)))
    return new Map(items.map((item) => [String(item.pk).slice(2), item]))
  }

  /** Those that exist, in no order; what a throttled table left out is asked for again, after a wait that grows. */
  async function readKeys(keys: ReturnType<typeof keyOf>[]): Promise<Item[]> {
    const found: Item[] = []
    for (let at = 0; at < keys.length; at += 100) {
      let asked: Record<string, KeysAndAttributes> | undefined = {
        [table]: { Keys: keys.slice(at, at + 100), ConsistentRead: true },
      }
      for (let tries = 0; asked?.[table]?.Keys?.length; tries++) {
        if (tries > 0) await sleep(throttledWaitMs(tries))
        const answer: { Responses?: Record<string, Item[]>; UnprocessedKeys?: Record<string, KeysAndAttributes> } =
          await client.send(new BatchGetItemCommand({ RequestItems: asked }))
        for (const item of answer.Responses?.[table] ?? []) {
          found.push(unmarshall(item as Parameters<typeof unmarshall>[0]))
        }
        asked = answer.UnprocessedKeys
      }
    }
    return found
  }

  async function query(input: Omit<QueryCommandInput, 'TableName'>): Promise<Item[]> {
    const items: Item[] = []
    let from: QueryCommandInput['ExclusiveStartKey']
    do {
      const page = await client.send(new QueryCommand({ TableName: table, ...input, ExclusiveStartKey: from }))
      items.push(...(page.Items ?? []).map((item) => unmarshall(item)))
      from = page.LastEvaluatedKey
    } while (from && items.length < (input.Limit ?? Infinity))
    return items
  }
  const idsOf = (items: readonly Item[]): string[] => items.map(({ pk }) => String(pk).slice(2))

  const headItem = (head: AlertHead): Item => {
    const { dueAtMs, planned, ...rest } = head
    return {
      pk: `A#${head.id}`,
      sk: 'HEAD',
      form,
      ...rest,
      ...(planned.length > 0 && { planned: new Set(planned) }),
      ...(dueAtMs !== null && { duePk: `DUE#${county}`, dueAt: dueAtMs }),
      listPk: `MONTH#${county}#${monthOf(head.acceptedAtMs)}`,
      listSk: listKey(head),
    }
  }
  const toHead = (item: Item): AlertHead => {
    const { pk, sk, form: _form, duePk, dueAt, listPk, listSk, planned, ...rest } = item
    return {
      // Heads of before these facts were kept: nothing had followed them so.
      ...beforePublication,
      partsTakenBy: [],
      isUntold: false,
      ...(rest as unknown as Omit<AlertHead, 'planned' | 'dueAtMs' | 'partsTakenBy' | 'isUntold'>),
      planned: [...((planned as Set<DeliveryChannel> | undefined) ?? [])],
      dueAtMs: (dueAt as number | undefined) ?? null,
    }
  }
  const bodyItem = (id: string, body: AlertBody): Item => ({
    pk: `A#${id}`,
    sk: 'BODY',
    form,
    json: packBody(body),
    listPk: `IDENTIFIER#${shortHash(body.alert.identifier)}`,
    listSk: id,
  })
  const toBody = (item: Item): AlertBody => unpackBody(item.json as Uint8Array)

  /** Updates `HEAD` and answers it as it then stands; undefined when the condition fails. */
  async function updateHead(
    id: string,
    update: string,
    condition: string,
    names: Record<string, string>,
    values: Item,
  ): Promise<AlertHead | undefined> {
    try {
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: keyOf(id, 'HEAD'),
          UpdateExpression: update,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: toItem(values) }),
          ReturnValues: 'ALL_NEW',
        }),
      )
      return Attributes && toHead(unmarshall(Attributes))
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined
      throw error
    }
  }
  const dueSet = 'duePk = :duePk, dueAt = :dueAt'
  const dueValues = (dueAtMs: number) => ({ ':duePk': `DUE#${county}`, ':dueAt': dueAtMs })

  const store: AlertStore = {
    async head(id) {
      const item = await get(id, 'HEAD')
      return item && toHead(item)
    },

    async heads(ids) {
      const found = await batchGet(ids, 'HEAD')
      return ids.flatMap((id) => {
        const item = found.get(id)
        return item ? [toHead(item)] : []
      })
    },

    async body(id) {
      const item = await get(id, 'BODY')
      return item && toBody(item)
    },

    async whole(id) {
      const items = await readKeys(['HEAD', 'BODY'].map((sk) => keyOf(id, sk)))
      const [head, body] = ['HEAD', 'BODY'].map((sk) => items.find((item) => item.sk === sk))
      return head && body && { head: toHead(head), body: toBody(body) }
    },

    async bodies(ids) {
      const found = await batchGet(ids, 'BODY')
      return new Map([...found].map(([id, item]) => [id, toBody(item)]))
    },

    async raw(id) {
      const item = await get(id, 'RAW')
      if (!item) return undefined
      const keys = item.rest as string[]
      const more = await readKeys(keys.map((key) => keyOf(id, key)))
      const found = new Map(more.map(({ sk, gzip }) => [sk, gzip as Uint8Array]))
      const pieces = keys.map((key) => {
        const piece = found.get(key)
        if (!piece) throw new Error(`${key} of alert ${id} is missing, which was written before its first piece`)
        return piece
      })
      return gunzipSync(Buffer.concat([item.gzip as Uint8Array, ...pieces]))
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
      await Promise.all(more.map((piece, i) => put({ pk: `A#${id}`, sk: rest[i], form, gzip: piece })))
      const isNew = await putIfAbsent({ pk: `A#${id}`, sk: 'RAW', form, gzip, rest, digests })
      if (isNew) return 'kept'
      const kept = await get(id, 'RAW')
      return kept && isSameContent(kept.digests as Digests, digests) ? 'same' : 'other'
    },

    async keepBody(id, body) {
      await putIfAbsent(bodyItem(id, body))
    },

    async replaceBody(id, body) {
      await put(bodyItem(id, body))
    },

    async create(newHead, act) {
      const head = firstHead(newHead, act)
      return (await putIfAbsent(headItem(head))) ? head : undefined
    },

    async move(head, change, act) {
      const { version, wakes, lastAct } = movedHead(head, change, act)
      // The act this write is about to replace must stand on its own first, or a crash would tear the chain.
      await putIfAbsent({ pk: `A#${head.id}`, sk: auditKey(head.lastAct.seq), form, ...head.lastAct })
      const { dueAtMs, ...fields } = { ...change, version, wakes, lastAct }
      const names: Record<string, string> = { '#stage': 'stage', '#version': 'version' }
      const values: Item = { ':fromStage': head.stage, ':fromVersion': head.version }
      const sets: string[] = []
      for (const [name, value] of Object.entries(fields)) {
        if (value === undefined) continue
        names[`#${name}`] = name
        values[`:${name}`] = value
        sets.push(`#${name} = :${name}`)
      }
      if (dueAtMs) {
        sets.push(dueSet)
        Object.assign(values, dueValues(dueAtMs))
      }
      return updateHead(
        head.id,
        `SET ${sets.join(', ')}${dueAtMs === null ? ' REMOVE duePk, dueAt' : ''}`,
        '#stage = :fromStage AND #version = :fromVersion',
        names,
        values,
      )
    },

    async schedule(head, dueAtMs) {
      const names = { '#version': 'version', '#wakes': 'wakes' }
      const isAsRead = head.dueAtMs === null ? 'attribute_not_exists(dueAt)' : 'dueAt = :wasDueAt'
      const values = {
        ':fromVersion': head.version,
        ':wakes': head.wakes + 1,
        ...(head.dueAtMs !== null && { ':wasDueAt': head.dueAtMs }),
        ...(dueAtMs !== null && dueValues(dueAtMs)),
      }
      const update = dueAtMs === null ? 'SET #wakes = :wakes REMOVE duePk, dueAt' : `SET #wakes = :wakes, ${dueSet}`
      return (await updateHead(head.id, update, `#version = :fromVersion AND ${isAsRead}`, names, values)) !== undefined
    },

    markPlanned: (id, channel) =>
      updateHead(
        id,
        'ADD #planned :channel',
        'attribute_exists(#pk)',
        { '#planned': 'planned', '#pk': 'pk' },
        { ':channel': new Set([channel]) },
      ),

    async due(nowMs, limit) {
      const items = await query({
        IndexName: 'due',
        KeyConditionExpression: 'duePk = :pk AND dueAt <= :now',
        ExpressionAttributeValues: toItem({ ':pk': `DUE#${county}`, ':now': nowMs }),
        Limit: limit,
      })
      return idsOf(items).slice(0, limit)
    },

    async month(month, { before, limit }) {
      const items = await query({
        IndexName: 'list',
        KeyConditionExpression: before ? 'listPk = :pk AND listSk < :before' : 'listPk = :pk',
        ExpressionAttributeValues: toItem({ ':pk': `MONTH#${county}#${month}`, ':before': before }),
        ScanIndexForward: false,
        Limit: limit,
      })
      const page = items.slice(0, limit)
      const last = page.at(-1)
      return { ids: idsOf(page), ...(page.length === limit && last && { next: String(last.listSk) }) }
    },

    async withIdentifier(identifier) {
      const items = await query({
        IndexName: 'list',
        KeyConditionExpression: 'listPk = :pk',
        ExpressionAttributeValues: toItem({ ':pk': `IDENTIFIER#${shortHash(identifier)}` }),
      })
      return idsOf(items)
    },

    async awaitAlerts(ids, by) {
      await Promise.all(ids.map((id) => put({ pk: `A#${id}`, sk: `AWAITED#${by}`, form })))
    },

    async awaiting(id) {
      const items = await query({
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :awaited)',
        ExpressionAttributeValues: toItem({ ':pk': `A#${id}`, ':awaited': 'AWAITED#' }),
        ConsistentRead: true,
      })
      return items.map(({ sk }) => String(sk).slice('AWAITED#'.length))
    },

    async audit(id) {
      const [items, head] = await Promise.all([
        query({
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :audit)',
          ExpressionAttributeValues: toItem({ ':pk': `A#${id}`, ':audit': 'AUDIT#' }),
          ConsistentRead: true,
        }),
        store.head(id),
      ])
      const entries = items.map(({ pk, sk, form: _form, ...entry }) => entry as unknown as AuditEntry)
      const last = head?.lastAct
      return last && entries.at(-1)?.seq !== last.seq ? [...entries, last] : entries
    },
  }
  return store
}
