import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aSettledRun, verified } from '@/e2e/testing/reversals';
import type { SettledRun } from '@/e2e/testing/reversals';
import { aPackage, anAdmin, peopleWithout } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { getJob } from '@/lib/db/jobs';
import { getPhase } from '@/lib/db/phases';
import { listFirstUses } from '@/lib/db/uses';
import { findVerification, listReads } from '@/lib/db/verifications';
import { changeGate } from '@/lib/rollout/change-gate';
import { DEFAULT_GATE } from '@/lib/rollout/gate';
import { readExit } from '@/lib/rollout/read-exit';
import { loadVerification } from '@/lib/rollout/verification-view';
import { verifyAgain } from '@/lib/rollout/verify-again';
import { Lease } from './lease';
import { VERIFY_TIMING, verifyRun } from './verify-run';

const { tenant, admin: ines } = withPortal({ users: 300, settings: { deliveryMs: 20 } });

const LEDGER = 'Halden Ledger';

const signsIn = (userId: string, errorCode = 0) => tenant.admin('sign-ins', { userId, application: LEDGER, errorCode });
const readOf = async ({ runId }: SettledRun) => (await listReads(runId, 1))[0]?.use;
const asksForUse = (phaseId: string) => changeGate(ines, phaseId, { ...DEFAULT_GATE, exit: { ...DEFAULT_GATE.exit, used: 60 } });
const gateOf = async ({ phaseId }: SettledRun) => (await readExit(await getPhase(phaseId)))?.lines.find(({ key }) => key === 'used');
const readsOf = (since: number) => tenant.log(since).map(({ url }) => decodeURIComponent(url).replaceAll('+', ' ')).filter((url) => url.includes('auditLogs/signIns'));
const fromOf = (url = '') => Date.parse(/createdDateTime ge (\S+)/.exec(url)?.[1] ?? '');
const lastLog = () => tenant.log().at(-1)?.n ?? 0;

/** One reading of the tenant, whatever comes after it; how the job stands then. */
async function readOnce({ runId }: SettledRun): Promise<string> {
  const jobId = (await findVerification(runId))?.jobId ?? '';
  await db().job.updateMany({ where: { id: jobId, state: 'waiting' }, data: { notBefore: new Date(0) } });
  const lease = await Lease.take(jobId, 'test', 15);
  if (lease) await verifyRun(lease, new AbortController().signal, VERIFY_TIMING);
  return (await getJob(jobId)).state;
}

test('the share of people who have used an application is read from its sign-ins and known at the gate, read on from where it got to while the gate waits for it, and unknown with its reason where it may not be read', async () => {
  const people = peopleWithout(tenant, aPackage(tenant, 'Ledger poster').packageId, 6).map(({ id }) => id);
  const [ana, ben, failing, away, before, outsider] = people as [string, string, string, string, string, string];
  await signsIn(before);
  const run = await aSettledRun(tenant, ines, [aPackage(tenant, 'Ledger poster')], [ana, ben, failing, away, before]);
  await verified(run);
  // Both permissions are granted, and whoever it runs for has no role for the log.
  expect(await readOf(run)).toEqual({ read: 'noRole' });

  tenant.tenant.setEntraRoles(ines.personId, [...tenant.tenant.entraRolesOf(ines.personId), 'Reports Reader']);
  await signsIn(ana);
  await signsIn(ben);
  await signsIn(ana);
  await signsIn(failing, 50126);
  const appId = [...tenant.tenant.servicePrincipals.values()].find(({ displayName }) => displayName === LEDGER)?.appId ?? '';
  // As many of somebody else that those of the run stand on a second page.
  for (let count = 0; count < 1000; count += 1) tenant.tenant.signIns.add({ at: Date.now(), userId: outsider, appId, errorCode: 0 });
  const first = lastLog();
  await verifyAgain(ines, run.runId);
  await verified(run);
  expect(await readOf(run)).toMatchObject({ read: 'yes', of: 5, used: 2, applications: [{ name: LEDGER, of: 5, used: 2 }], since: null });
  expect((await listFirstUses(run.runId)).map(({ personId }) => personId).sort()).toEqual([ana, ben].sort());
  expect((await loadVerification(run.runId))?.use).toEqual(await readOf(run));
  const pages = readsOf(first);
  expect([pages.length, pages.some((url) => people.some((id) => url.includes(id)))]).toEqual([2, false]);

  await asksForUse(run.phaseId);
  expect(await gateOf(run)).toMatchObject({ standing: 'open', value: 2 });
  expect((await gateOf(run))?.says).toMatch(/^2 of 5, as of /);
  await verifyAgain(ines, run.runId);
  expect([await readOnce(run), (await findVerification(run.runId))?.settled]).toEqual(['waiting', true]);

  const second = lastLog();
  await signsIn(failing);
  expect(await readOnce(run)).toBe('done');
  expect(await gateOf(run)).toMatchObject({ standing: 'met', value: 3 });
  // Never from its start again, but for what the log shows late.
  await db().useReading.updateMany({ where: { runId: run.runId }, data: { since: new Date(Date.now() - 5 * 86_400_000) } });
  await verifyAgain(ines, run.runId);
  await readOnce(run);
  expect(readsOf(second).length).toBeGreaterThan(0);
  expect(Date.now() - fromOf(readsOf(second).at(-1))).toBeLessThan(2 * 3_600_000);

  await tenant.admin('fault', { kind: 'status', path: 'auditLogs/signIns', status: 403, code: 'Authentication_RequestFromNonPremiumTenantOrB2CTenant', message: "Neither tenant is B2C or tenant doesn't have premium license" });
  await verifyAgain(ines, run.runId);
  await verified(run);
  expect([await readOf(run), (await gateOf(run))?.standing]).toEqual([{ read: 'noLicence' }, 'unknown']);

  const { consentedScopes } = (await (await fetch(`${tenant.origin}/_emulator/settings`)).json()) as { consentedScopes: string[] };
  await tenant.admin('settings', { consentedScopes: consentedScopes.filter((scope) => scope !== 'AuditLog.Read.All') });
  await verifyAgain(await anAdmin(tenant), run.runId);
  await verified(run);
  expect(await readOf(run)).toEqual({ read: 'notGranted', missing: ['AuditLog.Read.All'] });
  expect(await gateOf(run)).toMatchObject({ standing: 'unknown', says: 'unknown, the portal was not granted AuditLog.Read.All' });
});

test('of roles of groups alone nothing tells who uses them', async () => {
  const run = await aSettledRun(tenant, ines, [aPackage(tenant)], peopleWithout(tenant, aPackage(tenant).packageId, 2).map(({ id }) => id));
  await asksForUse(run.phaseId);
  await verified(run);
  expect(await readOf(run)).toEqual({ read: 'noApplication' });
  expect(await gateOf(run)).toMatchObject({ standing: 'unknown', says: 'unknown, its packages give roles of groups and sites alone, and no log tells who uses those' });
});
