import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun, verified } from '@/e2e/testing/reversals';
import { aPackage, anAdmin, peopleWithout } from '@/e2e/testing/rollouts';
import { listReads } from '@/lib/db/verifications';
import { loadVerification } from '@/lib/rollout/verification-view';
import { verifyAgain } from '@/lib/rollout/verify-again';

const { tenant, admin: ines } = withPortal({ users: 300, settings: { deliveryMs: 20, provisioningMs: 0 } });

const lastOf = async (runId: string) => (await listReads(runId, 1))[0]?.inApplication;

test('whether the application has the account is told from the provisioning log where it may be read, and otherwise why not; no verdict changes for it', async () => {
  const people = peopleWithout(tenant, aPackage(tenant, 'Ledger poster').packageId, 4).map(({ id }) => id);
  const [made, twin, other, blocked] = people as [string, string, string, string];
  const run = await aSettledRun(tenant, ines, [aPackage(tenant, 'Ledger poster')], people);
  expect(await verified(run)).toMatchObject({ asSigned: 4 });
  // The permission is granted, and whoever it runs for has no role for the log.
  expect(await lastOf(run.runId)).toEqual({ read: 'noRole' });

  tenant.tenant.setEntraRoles(ines.personId, [...(tenant.tenant.entraRolesOf(ines.personId)), 'Reports Reader']);
  tenant.tenant.updateUser(other, { mail: tenant.tenant.users.get(twin)?.mail ?? null });
  tenant.tenant.updateUser(blocked, { accountEnabled: false });
  const since = tenant.log().at(-1)?.n ?? 0;
  await verifyAgain(ines, run.runId);
  expect(await verified(run)).toMatchObject({ asSigned: 4 });
  const nameOf = (id: string) => tenant.tenant.users.get(id)?.displayName ?? '';
  const found = (await lastOf(run.runId)) as { read: string; applications: { name: string; totals: object; notProvisioned: { personId: string; status: string; code: string }[] }[] };
  expect(found.applications.map(({ name, totals }) => [name, totals])).toEqual([['Halden Ledger', { there: 1, failed: 2, skipped: 1, notTold: 0 }]]);
  expect(found.applications[0]?.notProvisioned.map(({ personId, status, code }) => [personId, status, code]).sort()).toEqual([[blocked, 'skipped', 'NotEffectivelyEntitled'], [other, 'failed', 'DuplicateTargetEntries'], [twin, 'failed', 'DuplicateTargetEntries']].sort());
  expect((await loadVerification(run.runId))?.inApplication).toEqual(found);
  // The application once, in pages, never once for a person.
  const asked = tenant.log(since).map(({ url }) => decodeURIComponent(url)).filter((url) => url.includes('auditLogs/provisioning'));
  expect([asked.length, asked.some((url) => people.some((id) => url.includes(id)))]).toEqual([1, false]);
  expect(nameOf(made)).not.toBe('');

  const { consentedScopes } = (await (await fetch(`${tenant.origin}/_emulator/settings`)).json()) as { consentedScopes: string[] };
  await tenant.admin('settings', { consentedScopes: consentedScopes.filter((scope) => scope !== 'AuditLog.Read.All') });
  await verifyAgain(await anAdmin(tenant), run.runId);
  await verified(run);
  expect(await lastOf(run.runId)).toEqual({ read: 'notGranted' });
});

test('a run that gives no application’s role has nothing to be told of', async () => {
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], peopleWithout(tenant, aPackage(tenant).packageId, 2).map(({ id }) => id));
  await verified(run);
  expect(await lastOf(run.runId)).toBeNull();
});
