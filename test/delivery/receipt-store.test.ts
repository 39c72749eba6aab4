import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeDeliveryStore } from '../../functions/delivery/delivery-store.ts'
import type { Job } from '../../functions/delivery/job.ts'
import {
  countReceipt,
  emptyBlock,
  ofBlock,
  placeInBlock,
  takenBy,
  takeThrown,
} from '../../functions/delivery/receipts/receipt.ts'
import { makeReceiptStore, type ReceiptStore } from '../../functions/delivery/receipts/receipt-store.ts'
import { type LocalTable, openDeliveryTable } from '../fakes/local-table.ts'
import { aBatch, aJob } from './a-job.ts'

let table: LocalTable
let receipts: ReceiptStore
beforeAll(async () => {
  table = await openDeliveryTable()
  receipts = makeReceiptStore(table.client, table.table)
})
afterAll(() => table.close())

let serial = 0
const runningJob = (change: Partial<Job> = {}): Job =>
  aJob({ alertId: `alert${++serial}`, shard: 3, state: 'running', fence: 1, dueAtMs: 1, ...change })
const atMs = Date.parse('2026-07-01T08:30:00+08:00')

describe('message ids', () => {
  test('lie beside the outcomes of their batch, and are found by the time they were taken', async () => {
    const store = makeDeliveryStore(table.client, table.table)
    const job = runningJob({ kind: 'main.r1' })
    const id = crypto.randomUUID()
    const sent = { batch: 0, atMs, messageIds: ['', id] }
    await store.putLedger(job, aBatch())
    await store.putLedger(job, aBatch({ batch: 1, previous: ['r', 'h'] }), sent)
    const place = { job: { alertId: job.alertId, channel: 'sms', kind: 'main.r1', shard: 3 }, batch: 0, index: 1 }
    // A batch takes ten seconds at the most, and clocks differ.
    for (const takenAtMs of [atMs - 3_000, atMs, atMs + 9_999, atMs + 12_900]) {
      const found = await receipts.findSent(takenAtMs, takenAtMs)
      expect(found.get(id), `${takenAtMs - atMs} ms later`).toEqual(place)
      expect(found.has('')).toBe(false)
    }
    expect((await receipts.findSent(atMs + 40_000, atMs + 50_000)).has(id)).toBe(false)
    expect(await receipts.readKeys(place.job as Job, 0)).toEqual(['510402100#a', '510402#b'])
    expect(await receipts.readKeys(place.job as Job, 7)).toBeUndefined()
  })

  test('of a batch whose outcome no item carries yet stand in its job, and of one called off in the end', async () => {
    const store = makeDeliveryStore(table.client, table.table)
    const [parked, ended] = [crypto.randomUUID(), crypto.randomUUID()]
    const job = runningJob({ tail: { batch: 4, outcomes: ['h'] }, sent: { batch: 4, atMs, messageIds: [parked] } })
    await store.createJob(job)
    expect(await store.getJob(job)).toEqual(job)
    await store.putLedger(job, aBatch({ batch: 5, keys: [], preset: [], previous: null, end: 'cancelled' }))
    await store.amendLedger(job, 5, 1, ['h'], { batch: 4, atMs, messageIds: [ended] })
    const found = await receipts.findSent(atMs, atMs)
    expect([found.get(parked)?.batch, found.get(ended)?.batch]).toEqual([4, 4])
    await store.saveJob({ ...job, tail: null })
    expect((await receipts.findSent(atMs, atMs)).has(parked)).toBe(false)
  })
})

describe('a block of receipts', () => {
  test('keeps what was counted, by shard and job', async () => {
    const job = runningJob()
    await receipts.changeBlock(job, 1, (block) =>
      countReceipt(block, { batch: 12, index: 180 }, '510402100#a', { kind: 'failed', cause: 'blocked' }),
    )
    await receipts.changeBlock({ ...job, shard: 31 }, 0, (block) =>
      countReceipt(block, { batch: 0, index: 0 }, '510402100#b', { kind: 'delivered' }),
    )
    const [block] = await receipts.listBlocks(job.alertId, 'sms', 3)
    expect(block).toMatchObject({ kind: 'main', shard: 3, block: 1, version: 1 })
    expect(block!.standings[placeInBlock({ batch: 12, index: 180 })]).toBe('f:blocked')
    expect(block!.towns).toEqual({ '510402100': { delivered: 0, thrown: 0, failed: { blocked: 1 } } })
    expect(await receipts.listBlocks(job.alertId, 'sms')).toHaveLength(2)
    expect(await receipts.listBlocks(job.alertId, 'email')).toEqual([])
  })

  test('loses nothing of many that change it at once', async () => {
    const job = runningJob()
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        receipts.changeBlock(job, 0, (block) =>
          countReceipt(block, { batch: 0, index }, '510402100#a', { kind: 'delivered' }),
        ),
      ),
    )
    const [block] = await receipts.listBlocks(job.alertId, 'sms')
    expect(block!.towns['510402100']!.delivered).toBe(20)
    expect(block!.version).toBe(20)
  })

  test('is written only where something is new', async () => {
    const job = runningJob()
    for (let i = 0; i < 3; i++) {
      await receipts.changeBlock(job, 0, (block) =>
        countReceipt(block, { batch: 0, index: 2 }, '510402100#a', { kind: 'delivered' }),
      )
    }
    expect((await receipts.listBlocks(job.alertId, 'sms')).map(({ version }) => version)).toEqual([1])
  })

  test('gives whoever was thrown away to one job only', () => {
    const block = emptyBlock('main', 0, 2)
    for (const index of [1, 3]) countReceipt(block, { batch: 25, index }, '510402100#a', { kind: 'thrown' })
    expect(takeThrown(block, 1)).toBe(true)
    countReceipt(block, { batch: 25, index: 4 }, '510402100#a', { kind: 'thrown' })
    expect(countReceipt(block, { batch: 25, index: 3 }, '510402100#a', { kind: 'delivered' })).toBe(false)
    expect(takeThrown(block, 2)).toBe(true)
    expect(takeThrown(block, 3)).toBe(false)
    expect(takenBy(block, 1)).toEqual([
      { batch: 25, index: 1 },
      { batch: 25, index: 3 },
    ])
    expect(takenBy(block, 2)).toEqual([{ batch: 25, index: 4 }])
    expect(block.towns['510402100']!.thrown).toBe(3)
  })

  test('has a place of its own for everybody of a ledger item', () => {
    const places = [0, 1, 9, 10, 11].flatMap((batch) => [0, 49, 199].map((index) => ({ batch, index })))
    for (const place of places) {
      expect(ofBlock(Math.floor(place.batch / 10), placeInBlock(place))).toEqual(place)
    }
  })
})

describe("a provider's stop", () => {
  test('is changed by one at a time', async () => {
    expect(await receipts.readStop('sms')).toBeUndefined()
    const stop = { thrownAtMs: 1, heardAtMs: 2, untilMs: 3, tries: 0, provenAtMs: 0 }
    expect(await receipts.changeStop('sms', () => stop)).toBe(true)
    expect(await receipts.changeStop('sms', () => undefined)).toBe(false)
    const asks = await Promise.all(
      [1, 2, 3, 4].map(() =>
        receipts.changeStop('sms', (seen) => (seen?.untilMs === 3 ? { ...seen, untilMs: 9 } : undefined)),
      ),
    )
    expect(asks.filter(Boolean)).toHaveLength(1)
    expect(await receipts.readStop('sms')).toEqual({ ...stop, untilMs: 9 })
  })
})
