import { JobRunner } from '@/lib/jobs/runner';

/** The job runner as a process of its own, for tests that kill it. It waits less than the portal does. */
new JobRunner({ visibilityMs: 500, pollLeastMs: 100, pollMostMs: 500 }, 2).start();
setInterval(() => undefined, 60_000);
process.stdout.write('runner ready\n');
