import { defineConfig } from 'vitest/config'

const root = new URL('..', import.meta.url).pathname

/** Handlers under test keep their logs to themselves. */
const env = { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' }

const project = (name: string, include: string[], exclude: string[] = []) => ({
  test: { name, root, include, exclude, env, testTimeout: 30_000, hookTimeout: 60_000 },
})

export default defineConfig({
  test: {
    root,
    projects: [
      project('unit', ['test/**/*.test.ts'], ['test/local/**', 'test/infra/**', 'test/proof/**']),
      project('infra', ['test/infra/**/*.test.ts']),
      project('local', ['test/local/**/*.test.ts']),
      project('proof', ['test/proof/**/*.test.ts']),
    ],
  },
})
