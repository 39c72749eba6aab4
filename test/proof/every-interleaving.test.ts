import { expect, test } from 'vitest'
import { explore } from '../properties/job-world.ts'

test('two workers, three batches, with a crash, an end, a duplicate, a purge and a pause at every step', () => {
  const { states } = explore({ crash: 1, duplicate: 1, purge: 1, end: 1, jump: 1, fault: 0 })
  console.log(`every interleaving: ${states} states, no invariant broken`)
  expect(states).toBeGreaterThan(50_000)
}, 600_000)
