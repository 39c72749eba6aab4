import { describe, expect, test } from 'vitest'
import * as fc from './fast-check.ts'
import { type Budget, explore, type Layout, none, type Sabotage, type Scene, walk } from './job-world.ts'

describe('the delivery protocol, in every interleaving of two workers and three batches', () => {
  // More at once is `npm run proof`: the same walk, half a million states.
  test('loses nobody and stops when told, through a crash and an end', () => {
    const { states } = explore({ ...none, crash: 1, cancel: 1, jump: 1 })
    expect(states).toBeGreaterThan(10_000)
  }, 60_000)

  test('sends once through duplicates, a purge and a crash', () => {
    expect(() => explore({ ...none, crash: 1, duplicate: 1, purge: 1 })).not.toThrow()
  }, 60_000)

  test('tries again what the provider throttled or left unanswered, through a crash', () => {
    const { states } = explore({ ...none, fault: 1, crash: 1, jump: 1 })
    expect(states).toBeGreaterThan(5_000)
  }, 60_000)

  test('loses nobody who must wait for tokens, through a pause and a crash', () => {
    const { states } = explore({ ...none, refusal: 1, jump: 1, crash: 1 })
    expect(states).toBeGreaterThan(5_000)
  }, 60_000)

  test('goes on where a provider, the time of a run or tokens stopped it, until an end', () => {
    const { states } = explore({ ...none, stop: 1, timeUp: 1, refusal: 1, cancel: 1 })
    expect(states).toBeGreaterThan(4_000)
  }, 60_000)

  test('wakes who slept and misses who left, through a crash and an end', () => {
    const { states } = explore({ ...none, sleep: 1, leave: 1, crash: 1, cancel: 1 })
    expect(states).toBeGreaterThan(3_000)
  }, 60_000)

  test('starts nothing for a part that is over, and tells all others, through a crash, an end and sleep', () => {
    const { states } = explore({ ...none, part: 1, cancel: 1, crash: 1 })
    expect(states).toBeGreaterThan(1_000)
    expect(() => explore({ ...none, part: 1, sleep: 1, leave: 1 })).not.toThrow()
  }, 60_000)

  test('begins nothing once the alert itself is over, whether that is noted or not', () => {
    const { states } = explore({ ...none, over: 1, crash: 1 })
    expect(states).toBeGreaterThan(1_000)
  }, 60_000)

  test('has one batch of a job in flight, and none after a Cancel, however slow table and provider are', () => {
    const { states } = explore({ ...none, slow: 2, cancel: 1 })
    expect(states).toBeGreaterThan(2_500)
    expect(() => explore({ ...none, slow: 2, duplicate: 1 })).not.toThrow()
  }, 60_000)

  test('keeps several people of a batch apart, and who moves or is met again', () => {
    const two: Layout = { batchSize: 2, shards: 1 }
    expect(() => explore({ ...none, move: 1, crash: 1, jump: 1 }, undefined, 'first', two)).not.toThrow()
    expect(() => explore({ ...none, sleep: 1, fault: 1, leave: 1 }, undefined, 'first', two)).not.toThrow()
  }, 60_000)

  test('keeps two shards apart', () => {
    const { states } = explore({ ...none, crash: 1 }, undefined, 'first', { batchSize: 2, shards: 2 })
    expect(states).toBeGreaterThan(300)
  }, 60_000)

  test.each(['dropsAloud', 'dropsSilently', 'overtaken'] as const)('keeps words and silence of %s', (scene) => {
    expect(() => explore({ ...none, crash: 1, jump: 1 }, undefined, scene)).not.toThrow()
  })

  test('sends nothing twice when nothing goes wrong, a duplicate message and a purge aside', () => {
    expect(() => explore({ ...none, duplicate: 2, purge: 1 })).not.toThrow()
  })
})

test('holds on long random walks with many faults', () => {
  const choices = fc.array(fc.nat({ max: 1000 }), { minLength: 20, maxLength: 200 })
  const many: Budget = {
    ...none,
    crash: 4,
    duplicate: 4,
    purge: 3,
    jump: 6,
    refusal: 4,
    timeUp: 3,
    sleep: 3,
    leave: 1,
    move: 1,
    slow: 2,
  }
  // Not both at once: see "not proved" in docs/delivery.md.
  const cases: [Budget, Scene][] = [
    [{ ...many, cancel: 1, part: 1 }, 'first'],
    [{ ...many, over: 1, part: 1 }, 'first'],
    [{ ...many, fault: 4, stop: 2, part: 1 }, 'first'],
    [{ ...many, cancel: 1 }, 'dropsAloud'],
    [{ ...many, fault: 4, stop: 2 }, 'dropsSilently'],
    [{ ...many, cancel: 1 }, 'overtaken'],
  ]
  const layouts: Layout[] = [
    { batchSize: 1, shards: 1 },
    { batchSize: 2, shards: 1 },
    { batchSize: 1, shards: 2 },
  ]
  fc.assert(
    fc.property(fc.constantFrom(...cases), fc.constantFrom(...layouts), choices, ([budget, scene], layout, list) =>
      walk({ ...budget }, list, scene, layout),
    ),
    { numRuns: 1_000 },
  )
}, 60_000)

describe('the invariants notice when a guard is taken out', () => {
  const takenOver = { ...none, part: 1, crash: 1, jump: 1 }
  const cases: [Sabotage, Budget, RegExp, Scene?][] = [
    ['claim ignores the lease', { ...none, duplicate: 1 }, /in flight at once/],
    ['ledger overwrites', { ...none, duplicate: 1, crash: 1, jump: 1, cancel: 1 }, /first Cancel/],
    ['send without intent', none, /intent before send/],
    ['gate always open', { ...none, cancel: 1, crash: 1, jump: 1, fault: 1 }, /first Cancel|monotone fence/],
    ['a cancel waits for nobody', { ...none, cancel: 1 }, /predecessor (starts|is in flight) after the first Cancel/],
    ['the alert has no end of its own', { ...none, over: 1 }, /once the alert itself is over/],
    ['a row that moves is new', { ...none, move: 1 }, /repeats ≤/],
    ['nobody sweeps', { ...none, purge: 1 }, /progress/],
    ['taken-over batch is forgotten', { ...none, crash: 1, jump: 1 }, /progress/],
    ['whoever left is not missed', { ...none, leave: 1, crash: 1, jump: 1 }, /only people who were there/],
    ['whoever sleeps is forgotten', { ...none, sleep: 1 }, /everybody has an outcome/],
    ['a part waits for nobody', { ...none, part: 1 }, /nothing starts for a part/],
    ['the alert is read before the claim', { ...none, part: 1, duplicate: 1 }, /nothing starts for a part/],
    ['a batch taken over is sent to the part', takenOver, /nothing starts for a part/],
    ['a batch taken over was not sent', takenOver, /hears that/],
    ['a child takes everybody', { ...none, part: 1, sleep: 1, jump: 1 }, /nothing starts for a part/],
    ['a batch taken over is told as inside', { ...none, crash: 1, jump: 1 }, /whoever fell out hears/, 'dropsAloud'],
    ['an overtaken alert counts as planned', none, /everybody has an outcome/, 'overtaken'],
    ['an overtaken alert is told', none, /nobody is told of what was overtaken/, 'overtaken'],
  ]
  for (const [sabotage, budget, invariant, scene] of cases) {
    test(sabotage, () => {
      expect(() => explore(budget, sabotage, scene)).toThrow(invariant)
    }, 60_000)
  }
})
