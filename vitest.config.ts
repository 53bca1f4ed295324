import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';
import { PORTAL_FLAGS } from './scripts/children.mjs';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Where the tests are that start whole processes and wait for them, and those that wait for runs. */
const LONG = ['/e2e/storm/', '/e2e/crash/', '/scripts/', '/lib/jobs/', '/lib/auth/', '/lib/rollout/hold-run', '/lib/rollout/gate-phase', '/lib/rollout/sign-off', '/lib/authoring/', '/lib/rollout/'];

/** Begins with the files that take longest: one of them begun last would keep everybody waiting for it alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((folder) => moduleId.includes(folder));
      return found === -1 ? LONG.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

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
    setupFiles: ['e2e/testing/fresh-process.ts'],
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    // Loading the product anew for each file takes as long as all tests together; fresh-process.ts keeps files apart.
    isolate: false,
    // Three more than there are cores to count on: many files wait for processes they started.
    maxWorkers: 5,
    // Tenants and databases make much that lives shortly; with Node's own room a twentieth of the time went to clearing it away.
    execArgv: PORTAL_FLAGS,
    // How long something may hang, not how long it takes: on a busy machine a whole product needs its time to start.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
    env: { NODE_ENV: 'test' },
  },
});
