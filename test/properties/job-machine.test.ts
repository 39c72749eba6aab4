import { describe, expect, test } from 'vitest'
import * as fc from './fast-check.ts'
import { type Budget, explore, type Sabotage, walk } from './job-world.ts'

const none: Budget = { crash: 0, duplicate: 0, purge: 0, end: 0, jump: 0, fault: 0 }

describe('the delivery protocol, in every interleaving of two workers and three batches', () => {
  // Every fault at once is `npm run proof`: the same walk, 140 000 states.
  test('loses nobody and stops when told, through a crash and an end', () => {
    const { states } = explore({ ...none, crash: 1, end: 1, jump: 1 })
    expect(states).toBeGreaterThan(10_000)
  }, 60_000)

  test('sends once through duplicates, a purge and a crash', () => {
    expect(() => explore({ ...none, crash: 1, duplicate: 1, purge: 1 })).not.toThrow()
  }, 60_000)

  test('tries again what the provider throttled or left unanswered, through a crash', () => {
    const { states } = explore({ ...none, fault: 1, crash: 1, jump: 1 })
    expect(states).toBeGreaterThan(5_000)
  }, 60_000)

  test('sends nothing twice when nothing goes wrong, a duplicate message and a purge aside', () => {
    expect(() => explore({ ...none, duplicate: 2, purge: 1 })).not.toThrow()
  })
})

test('holds on long random walks with many faults', () => {
  const choices = fc.array(fc.nat({ max: 1000 }), { minLength: 20, maxLength: 200 })
  const budget: Budget = { crash: 4, duplicate: 4, purge: 3, end: 1, jump: 6, fault: 4 }
  fc.assert(
    fc.property(choices, (list) => walk({ ...budget }, list)),
    { numRuns: 400 },
  )
}, 60_000)

describe('the invariants notice when a guard is taken out', () => {
  const cases: [Sabotage, Budget, RegExp][] = [
    ['claim ignores the lease', { ...none, duplicate: 1 }, /./],
    ['ledger overwrites', { ...none, duplicate: 1, crash: 1, jump: 1, end: 1 }, /./],
    ['send without intent', none, /intent before send/],
    ['gate always open', { ...none, end: 1, crash: 1, jump: 1, fault: 1 }, /first Cancel|./],
    ['nobody sweeps', { ...none, purge: 1 }, /progress/],
    ['taken-over batch is forgotten', { ...none, crash: 1, jump: 1 }, /./],
  ]
  for (const [sabotage, budget, invariant] of cases) {
    test(sabotage, () => {
      expect(() => explore(budget, sabotage)).toThrow(invariant)
    }, 60_000)
  }
})
