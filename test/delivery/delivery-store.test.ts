import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DeliveryStore, makeDeliveryStore } from '../../functions/delivery/delivery-store.ts'
import { claimed, type Job, maySave } from '../../functions/delivery/job.ts'
import type { LedgerItem } from '../../functions/delivery/job-machine.ts'
import { makeBucketStore } from '../../functions/delivery/token-bucket.ts'
import { form, updateItem } from '../../functions/platform/table.ts'
import { type LocalTable, openDeliveryTable } from '../fakes/local-table.ts'
import { makeMemoryDeliveryStore } from '../fakes/memory-delivery-store.ts'
import { aBatch, aJob } from './a-job.ts'

let table: LocalTable
beforeAll(async () => {
  table = await openDeliveryTable()
})
afterAll(() => table.close())

let serial = 0
const anotherJob = (change: Partial<Job> = {}): Job =>
  aJob({ alertId: `alert${++serial}`, shard: 3, notBeforeMs: 1_000, dueAtMs: 2_000, ...change })
const anItem = (change: Partial<LedgerItem> = {}): LedgerItem =>
  aBatch({ preset: [null, 'd202607010700'], cursor: 's0:510402100#a', ...change })

const stores: [string, () => DeliveryStore][] = [
  ['in memory', () => makeMemoryDeliveryStore()],
  ['in DynamoDB', () => makeDeliveryStore(table.client, table.table)],
]

describe.each(stores)('the delivery store %s', (_, make) => {
  test('keeps a job as it was given', async () => {
    const store = make()
    const job = anotherJob({
      summary: { '510402100': { meant: 2, handedOver: 1, failed: {}, skipped: {}, seconds: { '0.3': 1 } } },
      tail: { batch: 4, outcomes: ['h', 'f:optedOut', 'r:refused'] },
      takenAtMs: 1_782_864_600_000,
      except: 'village',
    })
    expect(await store.createJob(job)).toBe(true)
    expect(await store.createJob({ ...job, shard: 3, attempts: 9 })).toBe(false)
    expect(await store.getJob(job)).toEqual(job)
    expect(await store.listJobs(job.alertId, 'sms')).toEqual([job])
    expect(await store.listJobs(job.alertId, 'email')).toEqual([])
  })

  test('lets one worker at a time have a job, not before its time, and not when it is done', async () => {
    const store = make()
    const job = anotherJob({ except: 'village' })
    await store.createJob(job)
    expect(await store.claimJob(job, 999, 30_000)).toBeUndefined()
    const claimed = await store.claimJob(job, 1_000, 30_000)
    // What the last run went by says nothing of this one.
    expect(claimed).toMatchObject({ fence: 1, state: 'running', leaseEndMs: 30_000, dueAtMs: 30_000, except: '' })
    expect(await store.claimJob(job, 29_999, 60_000)).toBeUndefined()
    const second = await store.claimJob(job, 30_000, 60_000)
    expect(second?.fence).toBe(2)
    expect(await store.saveJob({ ...claimed!, state: 'done' })).toBe(false)
    expect(await store.saveJob({ ...second!, state: 'done', dueAtMs: null })).toBe(true)
    expect(await store.claimJob(job, 90_000, 120_000)).toBeUndefined()
    expect((await store.dueJobs('red', 1e15, 100)).map(({ alertId }) => alertId)).not.toContain(job.alertId)
  })

  test('gives a job to whom the rule gives it, and lets write whom the rule lets', async () => {
    const store = make()
    const states = ['ready', 'running', 'done'] as const
    for (const state of states) {
      for (const leaseEndMs of [0, 999, 1_000, 1_001]) {
        for (const notBeforeMs of [999, 1_000, 1_001]) {
          const job = anotherJob({ state, leaseEndMs, notBeforeMs, fence: 4, except: 'village' })
          await store.createJob(job)
          const written = await Promise.all([3, 5].map((fence) => store.saveJob({ ...job, fence })))
          expect(written).toEqual([3, 5].map((fence) => maySave(job, { ...job, fence })))
          expect(await store.claimJob(job, 1_000, 31_000)).toEqual(claimed(job, 1_000, 31_000))
          const now = (await store.getJob(job))!
          expect(await store.saveJob({ ...now, attempts: 7 })).toBe(maySave(now, now))
        }
      }
    }
  })

  test('writes each number of a chain once and shows what stands there', async () => {
    const store = make()
    const job = anotherJob()
    expect(await store.putLedger(job, anItem())).toBeNull()
    expect(await store.putLedger(job, anItem({ fence: 2 }))).toEqual(anItem())
    const end = anItem({ batch: 1, fence: 2, keys: [], preset: [], cursor: '', previous: null, end: 'cancelled' })
    expect(await store.putLedger(job, end)).toBeNull()
    expect(await store.readChainEnd(job)).toEqual(end)
    await store.amendLedger(job, 1, 1, ['r', 'd202607010700'])
    expect((await store.readChainEnd(job))?.previous).toBeNull()
    await store.amendLedger(job, 1, 2, ['h', 'd202607010700'])
    await store.amendLedger(job, 1, 2, ['u', 'd202607010700'])
    expect(await store.readChain(job)).toEqual([anItem(), { ...end, previous: ['h', 'd202607010700'] }])
    expect(await store.readChain({ ...job, kind: 'main.r1' })).toEqual([])
  })

  test('finds what is due, soonest first, and lets one sweeper move it', async () => {
    const store = make()
    const lane = 'normal'
    const late = anotherJob({ lane, dueAtMs: 5_000 })
    const soon = anotherJob({ lane, dueAtMs: 4_000 })
    await Promise.all([late, soon, anotherJob({ lane, dueAtMs: 9_000 })].map((job) => store.createJob(job)))
    const due = await store.dueJobs(lane, 5_000, 10)
    expect(due.map(({ alertId }) => alertId)).toEqual([soon.alertId, late.alertId])
    expect(await store.moveDue(due[0]!, 20_000)).toBe(true)
    expect(await store.moveDue(due[0]!, 30_000)).toBe(false)
    expect((await store.dueJobs(lane, 5_000, 10)).map(({ alertId }) => alertId)).toEqual([late.alertId])
  })

  test('keeps the first plan', async () => {
    const store = make()
    const plan = {
      alertId: `alert${++serial}`,
      channel: 'sms' as const,
      generation: 1,
      shards: 8,
      lane: 'red' as const,
      messages: { 'zh-CN': { language: 'zh-CN', text: '快走', parts: 1 } },
      predecessors: [],
      status: 'planning' as const,
    }
    expect(await store.createPlan(plan)).toEqual(plan)
    expect(await store.createPlan({ ...plan, generation: 2 })).toEqual(plan)
    await store.completePlan(plan.alertId, 'sms')
    expect(await store.getPlan(plan.alertId, 'sms')).toEqual({ ...plan, status: 'planned' })
  })
})

test('one job that a later release wrote keeps the sweeper from none of the others, and is refused by name', async () => {
  const lane = 'normal'
  const store = makeDeliveryStore(table.client, table.table)
  const [newer, known] = [anotherJob({ lane, dueAtMs: 1 }), anotherJob({ lane, dueAtMs: 2 })]
  for (const job of [newer, known]) await store.createJob(job)
  const key = { pk: `J#${newer.alertId}#sms`, sk: 'main#3' }
  await updateItem({ client: table.client, name: table.table }, key, {
    change: 'SET #form = :form',
    values: { form: form + 1 },
  })
  expect((await store.dueJobs(lane, 2, 100)).map(({ alertId }) => alertId)).toEqual([known.alertId])
  await expect(store.getJob(newer)).rejects.toThrow(`has form ${form + 1}`)
})

describe('the token bucket', () => {
  test('grants no more than the rate allows, and nothing to the slow lane while red has demand', async () => {
    const bucket = makeBucketStore(table.client, table.table, `provider${++serial}`)
    const ask = (lane: 'red' | 'normal', nowMs: number) => bucket.grant({ nowMs, spanMs: 500, aheadMs: 1_000, lane })
    expect(await ask('normal', 10_000)).toBeCloseTo(9_999, -1)
    expect(await ask('normal', 10_000)).toBeCloseTo(10_499, -1)
    expect(await ask('normal', 10_000)).toBeCloseTo(10_999, -1)
    expect(await ask('normal', 10_000)).toBe(false)
    expect(await ask('red', 10_600)).toBeCloseTo(11_499, -1)
    expect(await ask('normal', 12_000)).toBe(false)
    expect(await ask('normal', 13_000)).toBeCloseTo(12_999, -1)
  })

  test('gives everybody who finds it idle at the same moment their own span', async () => {
    const name = `provider${++serial}`
    const workers = Array.from({ length: 4 }, () => makeBucketStore(table.client, table.table, name))
    for (const nowMs of [10_000, 20_000]) {
      const request = { nowMs, spanMs: 100, aheadMs: 1_000, lane: 'red' as const }
      const starts = await Promise.all(workers.map((bucket) => bucket.grant(request)))
      expect(starts.toSorted((a, b) => Number(a) - Number(b))).toEqual([0, 100, 200, 300].map((ms) => nowMs - 1 + ms))
    }
  })

  test.each(['red', 'normal'] as const)('grants to %s again at once when the clock was set back', async (lane) => {
    const bucket = makeBucketStore(table.client, table.table, `provider${++serial}`)
    const hour = 3_600_000
    await bucket.grant({ nowMs: 2 * hour, spanMs: 500, aheadMs: 1_000, lane: 'red' })
    expect(await bucket.grant({ nowMs: hour, spanMs: 500, aheadMs: 1_000, lane })).toBeCloseTo(hour - 1, -1)
  })
})
