import { expect, test } from 'vitest'
import { type Budget, explore, type Layout, none, type Scene } from '../properties/job-world.ts'

/** What goes wrong, how often, and how many states that has at least: a walk cut short would prove nothing. */
export type Case = [name: string, budget: Partial<Budget>, atLeast: number, scene?: Scene, layout?: Layout]

/** One test a case; each takes up to a minute of one core, so files of cases run side by side. */
export function prove(cases: readonly Case[]): void {
  for (const [name, budget, atLeast, scene, layout] of cases) {
    test(`two workers, three people, ${name}`, () => {
      const { states } = explore({ ...none, ...budget }, undefined, scene, layout)
      console.log(`every interleaving ${name}: ${states} states, no invariant broken`)
      expect(states).toBeGreaterThan(atLeast)
    }, 600_000)
  }
}
