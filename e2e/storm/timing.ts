/** How long the storm's portal waits for what: a tenth of what it waits for in earnest, and the weather is drawn to that measure. Milliseconds. */
import type { ReversalTiming } from '@/lib/jobs/reversal-work';
import type { RunTiming } from '@/lib/jobs/run-work';
import type { VerifyTiming } from '@/lib/jobs/verify-run';

export const LEASE_SECONDS = 2;
export const RUN: RunTiming = { visibilityMs: 600, lateMs: 1_500, pollLeastMs: 60, pollMostMs: 300 };
export const VERIFY: VerifyTiming = { leastMs: 100, mostMs: 400, allowedMs: 2_500 };
export const REVERSE: ReversalTiming = { ...RUN, allowedMs: 60_000, checkAfterMs: 400 };
