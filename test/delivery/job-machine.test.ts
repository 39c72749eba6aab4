import { expect, test } from 'vitest'
import { type Job, leaseFor, retryWaitMs } from '../../functions/delivery/job.ts'
import { advance, makeMachine } from '../../functions/delivery/job-machine.ts'
import type { Outcome } from '../../functions/delivery/outcome.ts'
import { aJob } from './a-job.ts'

const hourMs = 3_600_000

const runningJob = (change: Partial<Job> = {}): Job =>
  aJob({ state: 'running', fence: 1, leaseEndMs: hourMs + 30_000, dueAtMs: hourMs + 30_000, ...change })

test('asks and writes anew as soon as the clock was set back, so that neither waits until it is there again', () => {
  const machine = makeMachine(runningJob(), 0)
  expect(advance(machine, { of: 'claim', atMs: hourMs, job: runningJob() })).toEqual({ do: 'gate' })
  const next = advance(machine, { of: 'gate', atMs: hourMs, stop: null, expiresAtMs: 24 * hourMs, except: '' })
  expect(next).toMatchObject({ do: 'next' })
  const batch = { keys: ['510402100#a'], preset: [null], cursor: 's0:510402100#a' }
  expect(advance(machine, { of: 'next', atMs: 1_000, batch })).toEqual({ do: 'gate' })
  expect(advance(machine, { of: 'gate', atMs: 1_000, stop: null, expiresAtMs: 24 * hourMs, except: '' })).toMatchObject(
    {
      do: 'tokens',
    },
  )
  const flush = advance(machine, { of: 'tokens', atMs: 1_000, granted: true })
  expect(flush).toMatchObject({ do: 'flush', job: { leaseEndMs: 31_000, dueAtMs: 31_000 } })
})

test('gives the job back at once when a part of the alert was taken out: the next run reads it anew', () => {
  const machine = makeMachine(runningJob(), 0)
  advance(machine, { of: 'claim', atMs: hourMs, job: runningJob() })
  const gate = { of: 'gate', stop: null, expiresAtMs: 24 * hourMs } as const
  advance(machine, { ...gate, atMs: hourMs, except: '' })
  const batch = { keys: ['510402100#a'], preset: [null], cursor: 's0:510402100#a' }
  advance(machine, { of: 'next', atMs: hourMs + 4_000, batch })
  expect(advance(machine, { ...gate, atMs: hourMs + 4_000, except: 'village' })).toMatchObject({
    do: 'park',
    wakeNow: true,
    job: { state: 'ready', leaseEndMs: 0, notBeforeMs: hourMs + 4_000 },
  })
})

test('writes down what it goes by before its first batch, where a part was taken out', () => {
  const machine = makeMachine(runningJob(), 0, 'village')
  advance(machine, { of: 'claim', atMs: hourMs, job: runningJob() })
  advance(machine, { of: 'gate', stop: null, expiresAtMs: 24 * hourMs, atMs: hourMs, except: 'village' })
  const batch = { keys: ['510402100#a'], preset: [null], cursor: 's0:510402100#a' }
  advance(machine, { of: 'next', atMs: hourMs, batch })
  expect(advance(machine, { of: 'tokens', atMs: hourMs, granted: true })).toMatchObject({
    do: 'flush',
    job: { except: 'village' },
  })
  expect(advance(machine, { of: 'flush', atMs: hourMs, ok: true })).toMatchObject({ do: 'put' })
})

test('gives the job back where the provider says stop, and after two batches in a row that nobody got', () => {
  const run = (outcomes: Outcome[], mustStop = false) => {
    const machine = makeMachine(runningJob(), 0)
    advance(machine, { of: 'claim', atMs: hourMs, job: runningJob() })
    advance(machine, { of: 'gate', atMs: hourMs, stop: null, expiresAtMs: 24 * hourMs, except: '' })
    return outcomes.map((outcome, i) => {
      const key = `510402100#${i}`
      advance(machine, { of: 'next', atMs: hourMs, batch: { keys: [key], preset: [null], cursor: `s0:${key}` } })
      advance(machine, { of: 'tokens', atMs: hourMs, granted: true })
      advance(machine, { of: 'put', atMs: hourMs, found: null })
      return advance(machine, { of: 'send', atMs: hourMs, outcomes: [outcome], mustStop }).do
    })
  }
  expect(run(['r', 'u'])).toEqual(['next', 'park'])
  expect(run(['r', 'h', 'r'])).toEqual(['next', 'next', 'next'])
  expect(run(['h'], true)).toEqual(['park'])
})

test('counts whoever is in doubt when the alert is over as perhaps told', () => {
  const machine = makeMachine(runningJob(), 0)
  const overMs = hourMs + 5_000
  const batchOf = (key: string) => ({ keys: [key], preset: [null], cursor: `s0:${key}` })
  advance(machine, { of: 'claim', atMs: hourMs, job: runningJob() })
  advance(machine, { of: 'gate', atMs: hourMs, stop: null, expiresAtMs: overMs, except: '' })
  advance(machine, { of: 'next', atMs: hourMs, batch: batchOf('510402100#a') })
  advance(machine, { of: 'tokens', atMs: hourMs, granted: true })
  advance(machine, { of: 'put', atMs: hourMs, found: null })
  advance(machine, { of: 'send', atMs: hourMs, outcomes: ['u'], mustStop: false })
  advance(machine, { of: 'next', atMs: overMs, batch: batchOf('510402100#b') })
  expect(advance(machine, { of: 'put', atMs: overMs, found: null })).toMatchObject({
    do: 'finish',
    job: { summary: { '510402100': { meant: 1, failed: { noAnswer: 1 }, skipped: {} } } },
  })
})

test.each([10_000, 85_000])(
  'no batch of %d ms at the worst begins under a lease that ends before it',
  (worstBatchMs) => {
    const batch = { keys: ['510402100#a'], preset: [null], cursor: 's0:510402100#a' }
    const begin = (leaseLeftMs: number) => {
      const job = runningJob({ leaseEndMs: hourMs + leaseLeftMs })
      const machine = makeMachine(job, 0, '', { worstBatchMs, maxUnknownTries: 5 })
      advance(machine, { of: 'claim', atMs: hourMs, job })
      advance(machine, { of: 'gate', atMs: hourMs, stop: null, expiresAtMs: 24 * hourMs, except: '' })
      advance(machine, { of: 'next', atMs: hourMs, batch })
      return { machine, effect: advance(machine, { of: 'tokens', atMs: hourMs, granted: true }) }
    }
    expect(begin(worstBatchMs + 5_000).effect).toMatchObject({ do: 'put' })
    const { machine, effect } = begin(worstBatchMs + 4_999)
    expect(effect).toMatchObject({ do: 'flush', job: { leaseEndMs: hourMs + leaseFor(worstBatchMs) } })
    expect(advance(machine, { of: 'flush', atMs: hourMs, ok: true })).toMatchObject({ do: 'put' })
    // A pause ate the lease while the intent was written.
    const pausedMs = hourMs + leaseFor(worstBatchMs) - worstBatchMs + 1
    expect(advance(machine, { of: 'put', atMs: pausedMs, found: null })).toEqual({ do: 'quit', because: 'lost' })
  },
)

test('a provider that refuses three in five has told the last of 20 000 within ten minutes', () => {
  const tries = Math.ceil(Math.log(20_000) / Math.log(1 / 0.6))
  const waits = Array.from({ length: tries }, (_, n) => retryWaitMs(n))
  expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThan(10 * 60_000)
})

test('however long it goes on, retries thin out', () => {
  const waits = Array.from({ length: 60 }, (_, n) => retryWaitMs(n))
  expect(waits.toSorted((a, b) => a - b)).toEqual(waits)
  expect(waits.slice(25, 40).every((ms, i) => ms >= 1.4 * waits[24 + i]!)).toBe(true)
})
