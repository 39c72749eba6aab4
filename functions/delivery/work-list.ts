/** Who a job still has to reach, in an order that a cursor can go on from. Reads ahead while a batch is being sent. */
import type { PublishedAlert } from '../alerts/published-alert.ts'
import type { PublishedAlerts } from '../alerts/read-published.ts'
import type { County } from '../platform/county.ts'
import { type Directory, type Range, subOfKey } from '../subscribers/directory.ts'
import { rangesFor } from '../subscribers/matching.ts'
import type { ContactChannel, DirectoryRow } from '../subscribers/subscriber.ts'
import type { Reader } from '../texts/message-form.ts'
import type { DeliveryStore, Plan } from './delivery-store.ts'
import { againOf, type JobKey, jobName, parentOf } from './job.ts'
import { asleepUntil, type Outcome } from './outcome.ts'
import type { ReceiptStore } from './receipts/receipt-store.ts'
import { readThrown } from './receipts/thrown.ts'
import { chainOf, type Left, leftFor, readTold } from './told-earlier.ts'
import { quietUntil } from './when/quiet-hours.ts'
import { mayWake } from './when/wake.ts'
import { isReader, makeJudge, type Told } from './who-hears.ts'

export interface WorkBatch {
  keys: string[]
  preset: (Outcome | null)[]
  cursor: string
}

export interface WorkList {
  /** The next people after `cursor`, at most `batchSize` to be sent to; null when there is nobody left. */
  next(cursor: string | null, served: ReadonlySet<string>): Promise<WorkBatch | null>
  /** Reads the people of a batch that may have been sent before; null where they are sent to again. */
  reload(keys: readonly string[]): Promise<(Outcome | null)[]>
  /** Keys after `cursor` of a list whose people are known before (retries, quiet hours); nobody for a scan. */
  rest(cursor: string | null): Promise<string[]>
  /** Whoever stands under a key of the newest batch, and in which words they are told. */
  met(key: string): { row: DirectoryRow; reader: Reader }
  /** What the parent of this job left its people with, by key. */
  before: ReadonlyMap<string, Left>
  /** No more than so many come after the newest batch; infinite while the end is not in sight. */
  left(): number
}

export interface WorkListOptions {
  store: DeliveryStore
  receipts: Pick<ReceiptStore, 'changeBlock' | 'listBlocks'>
  alerts: Pick<PublishedAlerts, 'get'>
  directory: Directory
  county: County
  published: PublishedAlert
  plan: Plan
  job: JobKey
  batchSize: number
  now(): number
}

const pageSize = 3000
const listBlock = 100
/** People who wait or left take no provider call; this many may ride along in one ledger item. */
const maxRiders = 200

interface Met {
  key: string
  /** undefined: left since. */
  row: DirectoryRow | undefined
  cursor: string
}

/** A batch while people are met for it; a row that moved is met again, and passed over. */
export function growBatch(cursor: string | null, served: ReadonlySet<string>, batchSize: number) {
  const batch: WorkBatch = { keys: [], preset: [], cursor: cursor ?? '' }
  const inBatch = new Set<string>()
  let toSend = 0
  return {
    batch,
    isFull: (): boolean => toSend >= batchSize || batch.keys.length >= maxRiders,
    /** The words they are told in, where they are sent to with this batch. */
    meet(met: Pick<Met, 'key' | 'cursor'>, decide: () => Reader | Outcome | null): Reader | null {
      batch.cursor = met.cursor
      const sub = subOfKey(met.key)
      if (served.has(sub) || inBatch.has(sub)) return null
      const decision = decide()
      if (decision === null) return null
      inBatch.add(sub)
      batch.keys.push(met.key)
      batch.preset.push(isReader(decision) ? null : decision)
      if (!isReader(decision)) return null
      toSend++
      return decision
    },
  }
}

/** A source of people: `scan` goes through the directory's ranges, `list` through known keys sorted by id. */
interface Source {
  pull(): Promise<Met | null>
  /** As `WorkList.left`. */
  left(): number
}

interface Pages<T> {
  next(): Promise<T[] | null>
  isOver(): boolean
}

/** Pages of `read`, the next one on its way while the current one is used. */
function readAhead<T>(
  read: (after: string | undefined) => Promise<{ items: T[]; after?: string | undefined }>,
  start?: string,
): Pages<T> {
  let pending: ReturnType<typeof read> | null = read(start)
  pending.catch(() => {})
  return {
    async next() {
      if (!pending) return null
      const page = await pending
      pending = page.after === undefined ? null : read(page.after)
      pending?.catch(() => {})
      return page.items
    },
    isOver: () => pending === null,
  }
}

export async function openWorkList(options: WorkListOptions): Promise<WorkList> {
  const { store, directory, county, published, plan, job, batchSize, now } = options
  const channel = job.channel as ContactChannel
  const shape = { generation: plan.generation, channel, shard: job.shard }
  const isCancel = published.cancelReason !== null
  const parent = parentOf(job.kind)
  const before = new Map<string, Left>()
  const again = againOf(job.kind)
  /** Its people were met by another job before. */
  const isChild = parent !== undefined || again !== undefined
  const told = plan.predecessors.length > 0 ? await readTold(store, plan, job.shard) : new Map<string, Told>()
  const mustCompare = plan.predecessors.some(({ heirs }) => heirs !== 'all')
  const chain = mustCompare ? await chainOf(options.alerts, published) : []
  const judge = makeJudge({ published, predecessors: plan.predecessors, chain, county })
  const ranges: Range[] = isChild || isCancel ? [] : rangesFor(published.area, county)
  const listed = await readListed()
  async function readListed(): Promise<string[]> {
    if (again !== undefined) return readThrown(options, job, again)
    if (parent) return readWaiting(parent)
    return [...told.values()].filter(judge.isConcerned).map(({ key }) => key)
  }
  const people = new Map<string, { row: DirectoryRow; reader: Reader }>()
  let source: { cursor: string | null; source: Source } | null = null

  /** Keys of the parent's people whom this kind continues, sorted by id. */
  async function readWaiting(kind: string): Promise<string[]> {
    const parentKey = { ...job, kind }
    const [chain, parentJob] = await Promise.all([store.readChain(parentKey), store.getJob(parentKey)])
    if (!parentJob) throw new Error(`job ${jobName(job)} has no parent`)
    for (const left of leftFor(job.kind, chain, parentJob)) before.set(left.key, left)
    return [...before.keys()]
  }

  function scan(rangeIndex: number, afterKey: string | undefined): Source {
    let index = rangeIndex
    let pages = pagesOf(index, afterKey)
    let page: DirectoryRow[] = []
    let at = 0
    function pagesOf(i: number, after: string | undefined): Pages<DirectoryRow> {
      const range = ranges[i]
      if (!range) return { next: async () => null, isOver: () => true }
      return readAhead<DirectoryRow>(async (key) => {
        const { rows: items, lastKey } = await directory.readPage({ ...shape, range, afterKey: key, limit: pageSize })
        return { items, after: lastKey }
      }, after)
    }
    return {
      async pull() {
        for (;;) {
          const row = page[at++]
          if (row) return { key: row.key, row, cursor: `s${index}:${row.key}` }
          const more = await pages.next()
          at = 0
          page = more ?? []
          if (more) continue
          index++
          if (index >= ranges.length) return null
          pages = pagesOf(index, undefined)
        }
      },
      left: () =>
        pages.isOver() && index >= ranges.length - 1 ? Math.max(0, page.length - at) : Number.POSITIVE_INFINITY,
    }
  }

  function list(afterSub: string): Source {
    const keys = listed.filter((key) => subOfKey(key) > afterSub)
    const pages = readAhead<Met>(async (from) => {
      const start = Number(from ?? 0)
      const block = keys.slice(start, start + listBlock)
      const found = block.length > 0 ? await directory.readRows({ ...shape, keys: block }) : []
      const bySub = new Map(found.map((row) => [row.id, row]))
      const items = block.map((key) => ({ key, row: bySub.get(subOfKey(key)), cursor: `l:${subOfKey(key)}` }))
      return { items, after: start + listBlock < keys.length ? String(start + listBlock) : undefined }
    })
    let block: Met[] = []
    let at = 0
    let pulled = 0
    return {
      async pull() {
        pulled++
        const met = block[at++]
        if (met) return met
        const more = await pages.next()
        if (!more) return null
        block = more
        at = 1
        return block[0] ?? null
      },
      left: () => Math.max(0, keys.length - pulled),
    }
  }

  function open(cursor: string | null): Source {
    const [, kind, index, after = ''] = /^([sl])(\d*):(.*)$/s.exec(cursor ?? 's0:') ?? []
    const known = list(kind === 'l' ? after : '')
    if (kind === 'l' || ranges.length === 0) return known
    const scanning = scan(Number(index), after || undefined)
    let isScanOver = false
    return {
      async pull() {
        const met = isScanOver ? null : await scanning.pull()
        if (met) return met
        isScanOver = true
        return known.pull()
      },
      left: () => scanning.left() + known.left(),
    }
  }

  /** A reader: send, in those words; an outcome: decided without sending; null: not one of ours. */
  function decide({ key, row }: Met): Reader | Outcome | null {
    const toldBefore = told.get(subOfKey(key))
    const decision = judge.decide(row, toldBefore, isChild)
    // Its mailbox sent back what came, or whoever reads it called it spam.
    if (row?.ended && isReader(decision)) return `s:${row.ended}`
    const endsAtMs = row && isReader(decision) ? quietUntil(row.quietHours, now()) : null
    if (!row || !isReader(decision) || endsAtMs === null) return decision
    const wasTold = toldBefore !== undefined && quietUntil(row.quietHours, toldBefore.atMs) === endsAtMs
    return mayWake(published, { endsAtMs, wasTold, reader: decision }, county.rules) ? decision : asleepUntil(endsAtMs)
  }

  return {
    async next(cursor, served) {
      if (source?.cursor !== cursor || !source) source = { cursor, source: open(cursor) }
      people.clear()
      const growing = growBatch(cursor, served, batchSize)
      while (!growing.isFull()) {
        const met = await source.source.pull()
        if (!met) break
        const reader = growing.meet(met, () => decide(met))
        if (reader && met.row) people.set(met.key, { row: met.row, reader })
      }
      const { batch } = growing
      source.cursor = batch.cursor
      return batch.keys.length > 0 ? batch : null
    },
    async reload(keys) {
      people.clear()
      const bySub = new Map((await directory.readRows({ ...shape, keys })).map((row) => [row.id, row]))
      return keys.map((key) => {
        const row = bySub.get(subOfKey(key))
        const decision = judge.decideAgain(row, told.get(subOfKey(key)))
        if (!isReader(decision)) return decision
        if (row) people.set(key, { row, reader: decision })
        return null
      })
    },
    async rest(cursor) {
      if (!isChild) return []
      const after = cursor?.startsWith('l:') ? cursor.slice(2) : ''
      return listed.filter((key) => subOfKey(key) > after)
    },
    met(key) {
      const met = people.get(key)
      if (!met) throw new Error('nobody was met under a key of the batch in hand')
      return met
    },
    before,
    left: () => source?.source.left() ?? Number.POSITIVE_INFINITY,
  }
}
