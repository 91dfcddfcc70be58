import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'assets/**/*.test.ts', 'scripts/**/*.test.ts'],
    // The engine owns native threads: processes, not worker threads, and two of them on two cores.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
