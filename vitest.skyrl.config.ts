import { defineConfig } from 'vitest/config'

/** Tests against a real SkyRL server: `bash scripts/skyrl/test.sh`. */
export default defineConfig({
  test: {
    include: ['scripts/skyrl/**/*.skyrl.ts'],
    globalSetup: ['scripts/skyrl/main-server.ts'],
    pool: 'forks',
    // One server, two cores: what runs beside would only wait, and find the slots taken.
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 400_000,
  },
})
