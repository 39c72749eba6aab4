import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/** Handlers under test keep their logs to themselves. */
const env = { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' }

const project = (name: string, include: string[], exclude: string[] = []) => ({
  test: { name, root, include, exclude, env, testTimeout: 30_000, hookTimeout: 60_000 },
})

/** Real pages in a real Chromium; each file has a product of its own. */
const browser = {
  test: {
    name: 'browser',
    root,
    include: ['test/browser/**/*.test.ts'],
    env,
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
}

/** Whole starts and stops of the product, whole builds of five sites, minutes of them: part of `npm run proof` and the gate, not of `npm test`. */
const slow = [
  'test/site/hostile-post.test.ts',
  'test/site/five-counties.test.ts',
  'test/local/{contract,nothing-in-clear,tables}.test.ts',
]

export default defineConfig({
  test: {
    root,
    // The product under test waits more than it works: no core is left idle.
    maxWorkers: '100%',
    projects: [
      project(
        'unit',
        ['test/**/*.test.ts'],
        ['test/local/**', 'test/infra/**', 'test/proof/**', 'test/browser/**', ...slow],
      ),
      project('infra', ['test/infra/**/*.test.ts']),
      project('local', ['test/local/**/*.test.ts'], slow),
      browser,
      project('proof', ['test/proof/**/*.test.ts', ...slow]),
    ],
  },
})
