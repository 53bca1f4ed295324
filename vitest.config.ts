import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^@\//, replacement: root },
      { find: /^server-only$/, replacement: `${root}e2e/testing/server-only.ts` },
    ],
  },
  test: {
    include: ['**/*.test.ts', '**/*.test.tsx'],
    exclude: ['**/node_modules/**', '.next/**', '.build/**', 'data/**', 'test-results/**', 'e2e/specs/**'],
    globalSetup: ['e2e/testing/shared-server.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Many tests open a database, a local tenant or a whole product of their own; on a busy machine that takes its time.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { NODE_ENV: 'test' },
  },
});
