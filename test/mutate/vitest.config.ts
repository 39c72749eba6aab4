import { defineConfig } from 'vitest/config'

/** What is tried on every mutant: whatever tests the rules of alerts, delivery and subscribers. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/{alerts,delivery,subscribers,properties}/**/*.test.ts'],
    exclude: [
      // Measures time, which means nothing beside other work, and reaches no rule.
      'test/alerts/cap-limits.test.ts',
      // The walks of the job machine take a minute, and reach no rule of alerts.
      ...(process.env.WITH_WALKS ? [] : ['test/properties/job-machine.test.ts']),
    ],
    env: { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
