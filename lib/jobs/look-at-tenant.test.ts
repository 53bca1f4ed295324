import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { aRehearsedPhase } from '@/e2e/testing/rollouts';
import { loadChecks, loadFindingTotals } from '@/lib/authoring/checks-view';
import { exportWorkshop } from '@/lib/authoring/export-workshop';
import { endFindingException, exceptFinding } from '@/lib/authoring/except-finding';
import { exceptionIn, latestUntil } from '@/lib/authoring/lint/exception';
import { LINT_RULES } from '@/lib/authoring/lint/finding';
import { readForLint } from '@/lib/authoring/read-for-lint';
import { startLint } from '@/lib/authoring/start-lint';
import { db } from '@/lib/db/client';
import { findLintUnderWay } from '@/lib/db/lint-runs';
import { getPhase } from '@/lib/db/phases';
import { stopJobsActingAs } from '@/lib/db/jobs';
import { graphFor } from '@/lib/graph/graph-for';
import { Lease } from './lease';
import { lookAtTenant } from './look-at-tenant';

// The whole tenant looked at by the rules, held against the tenant's own record of what it was asked.

const { tenant, admin: ines } = withPortal({ users: 200 });

const today = (): string => new Date().toISOString().slice(0, 10);

async function work(): Promise<void> {
  const underWay = await findLintUnderWay();
  const lease = underWay && (await Lease.take(underWay.jobId, 'test', 15));
  if (!lease) throw new Error('no look is due');
  await lookAtTenant(lease, new AbortController().signal);
}

/** Looks at the tenant from the click to what is kept. */
async function look() {
  await startLint(ines);
  await work();
  return loadChecks({}, 1);
}

const actions = async (action: string) => db().auditEvent.count({ where: { action } });

test('every package is looked at in the background, in pages and batches, and what was found is kept with how long it took', async () => {
  const since = tenant.log().at(-1)?.n ?? 0;
  const view = await look();
  const calls = tenant.log(since).filter(({ url }) => url.includes('/v1.0/'));
  const packages = tenant.tenant.governance.packages.size;

  expect(view.looked).toMatchObject({ packages, byName: ines.name });
  expect([view.underWay, view.total > 0, view.rules.length]).toEqual([null, true, LINT_RULES.length]);
  expect(view.totals.error + view.totals.warning + view.totals.note).toBe(view.total);
  // Three readings a package, twenty in a batch, and a few lists beside: never one after another.
  expect(calls.length).toBeLessThan((packages * 3) / 20 + 30);
  expect(calls.filter(({ method, url }) => method !== 'GET' && !url.includes('$batch'))).toEqual([]);
  expect(await db().job.count({ where: { kind: 'lint', state: { not: 'done' } } })).toBe(0);
  const kept = await db().lintRun.findFirst({ select: { readMs: true, lintMs: true, packages: true } });
  expect([kept?.packages, typeof kept?.readMs, typeof kept?.lintMs]).toEqual([packages, 'number', 'number']);
});

test('what is mended is found no more, by its package, its catalog and its rule, and one look is kept', async () => {
  const policy = [...tenant.tenant.governance.policies.values()].find((each) => !each.automaticRequestSettings && each.expiration.type !== 'noExpiration');
  const own = policy && tenant.tenant.governance.packages.get(policy.packageId);
  if (!policy || !own) throw new Error('the tenant has no policy for this');
  const usual = policy.expiration;
  const found = async () => (await loadChecks({ rule: 'L1', packageId: own.id }, 1)).findings.filter((each) => each.objectId === policy.id).map(({ rule, severity, objectKind, property, fix }) => ({ rule, severity, objectKind, property, says: fix?.says }));
  const before = [await loadFindingTotals({ packageId: own.id }), await loadFindingTotals({ catalogId: own.catalogId })];

  policy.expiration = { type: 'noExpiration', duration: null, endDateTime: null };
  const review = policy.reviewSettings;
  policy.reviewSettings = null;
  await look();
  expect(await found()).toEqual([{ rule: 'L1', severity: 'warning', objectKind: 'policy', property: 'expiration', says: 'End access after a year' }]);

  policy.expiration = usual;
  policy.reviewSettings = review;
  await look();
  expect(await found()).toEqual([]);
  expect([await loadFindingTotals({ packageId: own.id }), await loadFindingTotals({ catalogId: own.catalogId })]).toEqual(before);
  expect(await db().lintRun.count()).toBe(1);

  // Whatever came after the look was not looked at, and nothing is said of it.
  const later = { id: randomUUID(), displayName: 'Made later' };
  tenant.tenant.governance.catalogs.add({ ...tenant.tenant.governance.catalogs.get(own.catalogId)!, ...later });
  tenant.tenant.governance.packages.add({ ...own, id: later.id, catalogId: later.id });
  const foundLater = async () => [await loadFindingTotals({ packageId: later.id }), await loadFindingTotals({ catalogId: later.id })].map(({ totals, underWay }) => [totals !== null, underWay]);
  expect(await foundLater()).toEqual([[false, false], [false, false]]);
  await startLint(ines);
  expect(await foundLater()).toEqual([[false, true], [false, true]]);
  await work();
  expect(await foundLater()).toEqual([[true, false], [true, false]]);
});

test('a look goes on in the name of who asks again when its admin signed out, and nothing of before is lost', async () => {
  const before = await loadChecks({}, 1);
  await startLint(ines);
  const { stopped } = await db().$transaction((tx) => stopJobsActingAs(tx, ines.personId, 'personSignedOut'));
  expect(stopped).toHaveLength(1);
  const waiting = await loadChecks({}, 1);
  expect([waiting.underWay?.waitsFor, waiting.looked, waiting.total]).toEqual(['signInNeeded', before.looked, before.total]);

  await startLint(ines);
  await work();
  const after = await loadChecks({}, 1);
  expect([after.underWay, after.total]).toEqual([null, before.total]);
  expect(await actions('job.takeOver')).toBe(1);
});

test('a portal that stops gives the look back, and another takes it up', async () => {
  await startLint(ines);
  const underWay = await findLintUnderWay();
  const lease = underWay && (await Lease.take(underWay.jobId, 'stopping', 15));
  await lookAtTenant(lease!, AbortSignal.abort());
  expect((await findLintUnderWay())?.jobState).toBe('waiting');
  await work();
  expect(await findLintUnderWay()).toBeNull();
});

test('where the tenant says to wait, only the part in question is asked for again; what may not be read stays unknown', async () => {
  const graph = graphFor(ines);
  const waited: number[] = [];
  const reading = { packages: () => Promise.resolve(), wait: (seconds: number) => Promise.resolve(void waited.push(seconds)) };
  await tenant.admin('fault', { path: '^/identityGovernance/entitlementManagement/accessPackages/', nth: 5, status: 429, retryAfter: 30 });
  await tenant.admin('fault', { path: '^/servicePrincipals', status: 403, count: null });
  const read = await readForLint(graph, reading);
  await tenant.admin('fault', { clear: true });

  expect([waited, read.packages.length]).toEqual([[30], tenant.tenant.governance.packages.size]);
  const kinds = [...read.resources.keys()].map((key) => key.split(' ')[0]);
  expect([kinds.includes('AadGroup'), kinds.includes('AadApplication')]).toEqual([true, false]);
});

test('a finding that somebody answers for stands apart until its day is over, and then counts again', async () => {
  const graph = graphFor(ines);
  const eva = tenant.persona('Eva');
  const { findings: [finding], totals } = await loadChecks({ state: 'open' }, 1);
  if (!finding) throw new Error('nothing was found');
  const wanted = { key: finding.key, reason: 'Until the move to the new catalog', ownerId: eva.id, until: latestUntil(today()) };
  const standing = async () => {
    const now = await loadChecks({ rule: finding.rule, packageId: finding.packageId, state: 'excepted' }, 1);
    return [now.totals.excepted, now.totals[finding.severity], now.findings.map(({ key, exception }) => [key, exception?.ownerName, exception?.reason, exception?.until])];
  };

  // Of two who set it apart at the same instant one does, and the other is told by whom.
  const seen = JSON.stringify(exceptionIn(null));
  const both = await Promise.allSettled([exceptFinding(ines, graph, wanted, seen), exceptFinding(ines, graph, wanted, seen)]);
  expect(both.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { sentence: string }).sentence] : []))).toEqual([`${ines.name} changed the exception of this finding since you opened it. Copy what you typed, then reload the page.`]);
  expect(await standing()).toEqual([1, totals[finding.severity] - 1, [[finding.key, eva.name, wanted.reason, wanted.until]]]);
  // It holds for the same finding of a later look too.
  await look();
  expect((await standing())[0]).toBe(1);

  await exceptFinding(ines, graph, { ...wanted, reason: 'A shorter one', until: today() });
  const [exception] = (await loadChecks({ state: 'excepted' }, 1)).findings;
  expect(exception?.exception).toMatchObject({ reason: 'A shorter one', until: today() });

  // As it is the day after: made two days ago, it ended yesterday.
  await db().lintException.updateMany({ where: { endedAt: null }, data: { endedAt: new Date(), endedByName: 'test' } });
  const [yesterday, earlier] = [1, 2].map((days) => new Date(Date.now() - days * 86_400_000));
  await db().lintException.create({ data: { key: finding.key, rule: finding.rule, packageId: finding.packageId, packageName: finding.packageName, what: finding.what, reason: 'Over', ownerId: eva.id, ownerName: eva.name, until: yesterday!, createdBy: ines.personId, createdByName: ines.name, createdAt: earlier! } });
  expect(await standing()).toEqual([0, totals[finding.severity], []]);

  await exceptFinding(ines, graph, wanted);
  const [again] = (await loadChecks({ state: 'excepted' }, 1)).findings;
  await endFindingException(ines, again!.exception!.id);
  expect(await standing()).toEqual([0, totals[finding.severity], []]);
  await expect(endFindingException(ines, again!.exception!.id)).rejects.toMatchObject({ code: 'notFound', sentence: `${ines.name} has ended this exception already. Reload the page.` });
  expect([await actions('lintException.set'), await actions('lintException.end')]).toEqual([3, 1]);
});

test('the workshop’s file tells how far rollouts have come and what the assessment says, and that somebody took it is audited', async () => {
  const { phaseId } = await aRehearsedPhase(tenant, ines, { people: 2 });
  const { rolloutName } = await getPhase(phaseId);
  await look();
  const { totals, looked } = await loadChecks({}, 1);

  const { taskOverrides } = (await exportWorkshop(ines)).configuration.pillars.identity;
  expect(Object.keys(taskOverrides)).toEqual(['RMI_111', 'RMI_136', 'RMI_140']);
  expect(taskOverrides.RMI_111).toEqual({
    status: 'not-reviewed',
    notes: ['ZT Assessment result:', `${rolloutName}: 0 of 1 phase done, 0 people assigned, 0 failed, 1 of 1 sign-off given`, `Checks of ${looked?.packages} packages on ${looked?.at.slice(0, 10)}: ${[[totals.error, 'error'], [totals.warning, 'warning'], [totals.note, 'note'], [totals.excepted, 'exception']].map(([count, word]) => `${count} ${word}${count === 1 ? '' : 's'}`).join(', ')}`].join('\n'),
  });
  expect(taskOverrides.RMI_136?.notes.split('\n')).toHaveLength(4);
  expect(await actions('lint.export')).toBe(1);
});

test('nobody is made to answer who is not there, for longer than a year, for days gone by, or for what was not found', async () => {
  const { findings: [finding] } = await loadChecks({}, 1);
  const wanted = { key: finding!.key, reason: 'Why not', ownerId: tenant.persona('Eva').id, until: today() };
  const refused = async (change: Partial<typeof wanted>) => exceptFinding(ines, graphFor(ines), { ...wanted, ...change }).then(() => 'done', (error: { code: string; details: { fields?: object } }) => [error.code, ...Object.keys(error.details.fields ?? {})].join(' '));
  const [, month, day] = today().split('-');

  expect([
    await refused({ ownerId: '00000000-0000-4000-8000-000000000000' }), await refused({ until: `${Number(today().slice(0, 4)) + 2}-${month}-${day}` }), await refused({ until: '2020-01-01' }), await refused({ key: 'L1 of nothing' }),
  ]).toEqual(['invalid ownerId', 'invalid until', 'invalid until', 'notFound']);
});
