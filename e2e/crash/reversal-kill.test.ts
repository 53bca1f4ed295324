import { afterAll, beforeAll, expect, test } from 'vitest';
import { guardAccess } from '@/e2e/testing/access-guard';
import { Chances } from '@/e2e/testing/chances';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun } from '@/e2e/testing/reversals';
import { aPackage, peopleWithout } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { getPhase } from '@/lib/db/phases';
import { countReversalItems } from '@/lib/db/reversals';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import { startReversal } from '@/lib/rollout/start-reversal';
import { bundleRunner, kill } from './bundled-runner';
import type { BundledRunner } from './bundled-runner';

const SEED = Number(process.env.KILL_SEED ?? 20261126);
const KILLS = Number(process.env.REVERSAL_KILLS ?? 4);

const { tenant, admin } = withPortal({ settings: { deliveryMs: 20 } });
let runner: BundledRunner;

beforeAll(async () => {
  runner = await bundleRunner();
});

afterAll(async () => {
  await runner.remove();
});

/** The group whose membership a package gives first. */
function groupOf(packageId: string): string {
  const { governance } = tenant.tenant;
  const roleIds = governance.packages.get(packageId)!.roleScopes.map(({ roleId }) => roleId);
  return [...governance.resources.values()].find((each) => each.originSystem === 'AadGroup' && each.roles.some(({ id }) => roleIds.includes(id)))!.originId;
}

/** Who is in every group, and who has which package, but for the small ones a bridge leaves. */
function held() {
  const { groups, assignments, packages } = tenant.snapshot();
  const names = new Map(packages.map(({ id, displayName }) => [id, displayName]));
  return {
    members: Object.fromEntries(groups.map(({ id, members }) => [id, [...members].sort()])),
    packages: assignments.filter(({ state }) => state !== 'expired').map(({ targetId, packageId }) => `${targetId} ${names.get(packageId) ?? ''}`).filter((each) => !each.includes(' Kept from ')).sort(),
  };
}

type Inner = { id: string; method: string; url: string; body?: { requestType?: string; assignment?: { id?: string; targetId?: string }; '@odata.id'?: string } };

/** What the tenant carried out of the portal's writes since, by its own log: what each was about, once for each time. */
function carriedOut(since: number) {
  const done = { removed: [] as string[], kept: [] as string[], restored: [] as string[], other: [] as string[] };
  for (const { method, url, status, requestBody, responseBody } of tenant.log(since)) {
    const { requests = [] } = (requestBody ?? {}) as { requests?: Inner[] };
    const { responses = [] } = (responseBody ?? {}) as { responses?: { id: string; status: number }[] };
    for (const { id, method: inner, url: address, body } of requests) {
      if (inner !== 'POST' || (responses.find((each) => each.id === id)?.status ?? 500) >= 300) continue;
      if (/members\/\$ref$/.test(address)) done.restored.push(body?.['@odata.id']?.split('/').at(-1) ?? '');
      else if (body?.requestType === 'adminRemove') done.removed.push(body.assignment?.id ?? '');
      else if (body?.requestType === 'adminAdd') done.kept.push(body.assignment?.targetId ?? '');
    }
    if (method !== 'GET' && status < 300 && /\/(accessPackages|assignmentPolicies)/.test(url)) done.other.push(`${method} ${url.split('/').at(-1) ?? ''}`);
  }
  return done;
}

/** Done once each, by what the audit says of these runs. */
async function told(runIds: string[], action: string): Promise<number> {
  return db().auditEvent.count({ where: { runId: { in: runIds }, action, outcome: 'done' } });
}

/** A phase that is run to its end, of whose people the first stood in the group by name before, and its reversal. */
async function aReversal(packageName: string, choice: ReversalChoice, people: { all: readonly string[]; had: readonly string[] }) {
  const run = await aSettledRun(tenant, admin, [aPackage(tenant, packageName)], people.all, choice);
  const reversal = await rehearseReversal(admin, run.runId, { choice: 'signed', sites: false });
  return { ...run, ...reversal };
}

test('a worker killed at any moment of a reversal is followed by one that takes nothing twice, gives back what was held before once, and has all of it in the audit', { timeout: 180_000 + KILLS * 20_000 }, async () => {
  const chances = new Chances(SEED);
  const [restoring, bridging] = [aPackage(tenant, 'Maintenance planner'), aPackage(tenant, 'Line operator')];
  const free = (packageId: string, from: number, count: number): string[] => peopleWithout(tenant, packageId, 300).map(({ id }) => id).filter((id) => ![restoring, bridging].some((each) => tenant.tenant.members.has(groupOf(each.packageId), id))).slice(from, from + count);
  const [one, other] = [free(restoring.packageId, 0, 60), free(bridging.packageId, 100, 60)];
  const people = { restored: { all: one, had: one.slice(0, 25) }, bridged: { all: other, had: other.slice(0, 25) } };
  for (const id of people.restored.had) tenant.tenant.members.add(groupOf(restoring.packageId), id);
  for (const id of people.bridged.had) tenant.tenant.members.add(groupOf(bridging.packageId), id);
  const before = held();
  const reversals = [await aReversal('Maintenance planner', 'restore', people.restored), await aReversal('Line operator', 'bridge', people.bridged)];
  await tenant.admin('settings', { latencyMs: 120, deliveryMs: 200, removalLagMs: 300 });
  const guard = guardAccess(tenant.tenant, groupOf(bridging.packageId), people.bridged.had);
  const since = tenant.log().at(-1)!.n;
  for (const { id, hash } of reversals) await startReversal(admin, id, hash);

  for (let round = 0; round < KILLS; round += 1) {
    const child = runner.start();
    // The lease of the one before runs out within two seconds; then come reads and batches of some 120 ms each.
    await new Promise((resolve) => setTimeout(resolve, (round === 0 ? 500 : 2_000) + chances.next() * 2_500));
    await kill(child);
  }
  const last = runner.start();
  for (const { phaseId } of reversals) await expect.poll(async () => (await getPhase(phaseId)).state, { interval: 200, timeout: 90_000 }).toBe('reversed');
  await kill(last);
  await tenant.admin('clock', { advanceMs: 3_600_000 });
  tenant.snapshot();

  expect([guard.stop(), held()]).toEqual([[], before]);
  expect((await Promise.all(reversals.map(({ id }) => countReversalItems(id)))).map(({ done, failed, left }) => ({ done, failed, left }))).toEqual([{ done: 60, failed: 0, left: 0 }, { done: 60, failed: 0, left: 0 }]);
  const { removed, kept, restored, other: made } = carriedOut(since);
  expect({ removed: [removed.length, new Set(removed).size], kept: [...kept].sort(), restored: [...restored].sort() }).toEqual({ removed: [120, 120], kept: [...people.bridged.had].sort(), restored: [...people.restored.had].sort() });
  const runIds = reversals.map(({ runId }) => runId);
  expect({ removed: await told(runIds, 'assignment.remove'), kept: await told(runIds, 'assignment.keep'), restored: await told(runIds, 'membership.restore') }).toEqual({ removed: 120, kept: 25, restored: 25 });
  const keepers = await db().reversalKeeper.count({ where: { reversalId: { in: reversals.map(({ id }) => id) } } });
  const many = (write: string): number => made.filter((each) => each === write).length;
  expect([many('POST accessPackages'), many('POST assignmentPolicies'), await told(runIds, 'package.create'), await told(runIds, 'policy.create')]).toEqual([keepers, keepers, keepers, keepers]);
  expect([many('POST resourceRoleScopes'), made.length]).toEqual([await told(runIds, 'package.addRole'), 2 * keepers + many('POST resourceRoleScopes')]);
});
