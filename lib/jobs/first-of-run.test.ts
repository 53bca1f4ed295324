import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aRehearsedPhase, sentAdds } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { countItems } from '@/lib/db/run-items';
import { getRun } from '@/lib/db/runs';
import { canaryStanding } from '@/lib/rollout/canary';
import { chooseDelivery } from '@/lib/rollout/choose-delivery';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import { retryFailed } from '@/lib/rollout/retry-failed';
import { noCounts } from '@/lib/rollout/run';
import { startRun } from '@/lib/rollout/start-run';
import { JobRunner } from './runner';

const runner = new JobRunner({ visibilityMs: 300, pollLeastMs: 100, pollMostMs: 500 });
const { tenant, admin } = withPortal({ users: 300, settings: { deliveryMs: 100 }, runner });

/** A signed phase of which one request goes first; what was signed still stands, since nobody gets more by it. */
async function aCarefulPhase(people: number): Promise<{ phaseId: string; hash: string }> {
  const { phaseId } = await aRehearsedPhase(tenant, admin, { people });
  await chooseDelivery(admin, phaseId, { mode: 'assign', packageModes: new Map(), canary: true, step: 'widen', graceHours: 168, tolerancePercent: 2, reversalChoice: 'leave' });
  const { hash } = await rehearsePhase(admin, phaseId);
  return { phaseId, hash };
}

async function settled(runId: string): Promise<Record<string, number>> {
  await expect.poll(async () => (await getRun(runId)).state, { interval: 100 }).toBe('settled');
  return Object.fromEntries(Object.entries(await countItems(runId)).filter(([, count]) => count > 0));
}

/** How many requests each batch carried, by the tenant's own log. */
function batches(since: number): number[] {
  return tenant.log(since).map((exchange) => sentAdds([exchange]).length).filter((count) => count > 0);
}

const now = (): number => tenant.log().at(-1)?.n ?? 0;

test('one goes first, and the rest only once it is delivered', async () => {
  const { phaseId, hash } = await aCarefulPhase(6);
  const since = now();
  const run = await startRun(admin, phaseId, hash);
  expect(await settled(run.id)).toEqual({ delivered: 6 });
  expect(batches(since)).toEqual([1, 5]);
  const first = tenant.log(since).findIndex((exchange) => sentAdds([exchange]).length === 1);
  const rest = tenant.log(since).findIndex((exchange) => sentAdds([exchange]).length === 5);
  const between = tenant.log(since).slice(first, rest).filter((exchange) => exchange.method === 'GET' && /\/assignments\?/.test(exchange.url));
  expect(JSON.stringify(between.map((exchange) => exchange.responseBody))).toContain(sentAdds([tenant.log(since)[first] ?? {}])[0]?.person);
});

test('where the first one fails nothing more is sent, and after it was mended one goes first again', async () => {
  const { phaseId, hash } = await aCarefulPhase(4);
  await tenant.admin('fault', { path: 'assignmentRequests$', method: 'POST', count: 1, status: 400 });
  const since = now();
  const run = await startRun(admin, phaseId, hash);
  expect(await settled(run.id)).toEqual({ failed: 4 });
  expect(batches(since)).toEqual([1]);
  const codes = await db().runItem.findMany({ where: { runId: run.id }, select: { failureCode: true } });
  expect(codes.map(({ failureCode }) => failureCode).sort()).toEqual(['firstFailed', 'firstFailed', 'firstFailed', 'refused']);
  expect(await db().auditEvent.count({ where: { runId: run.id, action: 'run.holdBack' } })).toBe(1);

  await tenant.admin('fault', { clear: true });
  await retryFailed(admin, run.id);
  expect(await settled(run.id)).toEqual({ delivered: 4 });
  expect(batches(since)).toEqual([1, 1, 3]);
});

test('what was skipped tells nothing of how a delivery goes, so another goes first', () => {
  const standing = (counts: object) => canaryStanding({ ...noCounts(), ...counts });
  expect([standing({ queued: 3, skipped: 1 }), standing({ queued: 3, delivering: 1 }), standing({ queued: 3, failed: 1 }), standing({ queued: 3, failed: 1, delivered: 1 })]).toEqual(['first', 'wait', 'failed', 'follow']);
});
