import { JobRunner } from '@/lib/jobs/runner';
import { VERIFY_TIMING } from '@/lib/jobs/verify-run';

const TIMING = { visibilityMs: 500, pollLeastMs: 100, pollMostMs: 500 };

/** The job runner as a process of its own, for tests that kill it. It waits less than the portal does, and looks at no gates. */
new JobRunner(TIMING, 2, VERIFY_TIMING, 3_600_000, { ...TIMING, allowedMs: 60_000, checkAfterMs: 300 }).start();
setInterval(() => undefined, 60_000);
process.stdout.write('runner ready\n');
