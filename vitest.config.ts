import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['optbench-source', 'node', 'import', 'default'] },
  ssr: { resolve: { conditions: ['optbench-source', 'node', 'import', 'default'] } },
  test: {
    globalSetup: ['./scripts/build-kernels.mjs'],
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
