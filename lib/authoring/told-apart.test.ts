import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { aCatalog, aDraft, actorOf, applied, directPolicy } from '@/e2e/testing/drafts';
import { withPortal } from '@/e2e/testing/portal';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { failureKind, failureWords, isAppError } from '@/lib/errors';
import type { ErrorCode, FailureKind } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { loadAdministrators, loadCreators } from './administrators';
import { loadCatalogView } from './catalog-view';
import { draftCatalog } from './draft-catalog';
import { draftResources } from './draft-resources';
import { createDraft } from './edit-draft';
import { againAt, waitsOf } from './job-waits';
import { lintDraft } from './lint-draft';
import { loadLifecycle, loadOrganizations } from './organisations';
import { loadPackageView } from './package-view';
import { loadPolicyEditor } from './policy-editor-view';
import { judgeList } from './read-readiness';
import { reviewDraft } from './review-draft';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);
const at = { catalogId: '', packageId: '', policyId: '', draftId: '' };

beforeAll(async () => {
  const { packages, policies } = tenant.snapshot();
  const [pack] = packages;
  Object.assign(at, { catalogId: pack?.catalogId, packageId: pack?.id, policyId: policies.find(({ packageId }) => packageId === pack?.id)?.id });
  const wanted = { package: { id: at.packageId }, document: directPolicy('Another') };
  at.draftId = (await createDraft(actor(), 'Looked at', [{ kind: 'policy', operation: 'create', wanted }])).draftId;
});

/** What each screen of authoring reads. */
const SCREENS: Record<string, () => Promise<unknown>> = {
  'the catalog': () => loadCatalogView(graph(), at.catalogId, null),
  'adding resources': () => judgeList(graph(), admin.personId, at.catalogId, 'Finance – Ledger'),
  'the package': () => loadPackageView(graph(), at.packageId, { tab: 'policies' }),
  'the policy editor': () => loadPolicyEditor(graph(), admin.personId, at.packageId, { policyId: at.policyId }),
  'the review of a draft': () => reviewDraft(graph(), at.draftId, admin.personId),
  'what a draft would make stand out': () => lintDraft(graph(), at.draftId),
  organisations: () => loadOrganizations(graph(), null),
  administrators: () => loadAdministrators(graph(), at.catalogId),
  'catalog creators': () => loadCreators(graph()),
  settings: () => loadLifecycle(graph()),
};

/** What a page says of it: the kind, which has its picture and next step, and the words where more is known. */
async function told(read: () => Promise<unknown>): Promise<{ code: ErrorCode; kind: FailureKind; says: string | undefined; retryAfter: number | undefined } | 'read'> {
  try {
    await read();
    return 'read';
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { code: error.code, kind: failureKind(error.code), says: failureWords(error), retryAfter: error.details.retryAfter };
  }
}

const GOVERNANCE = { path: '(identityGovernance|roleManagement)/entitlementManagement', count: null };

const WHO: Record<string, string> = {
  organisations: 'Microsoft Entra refused this: it takes the Entra role Identity Governance Administrator or Global Reader. A Privileged Role Administrator gives the Entra role.',
};
WHO.settings = WHO.organisations ?? '';
WHO['catalog creators'] = WHO.settings;
const OF_CATALOG = 'Microsoft Entra refused this: it takes the Entra role Identity Governance Administrator, or a role in the catalog. A Privileged Role Administrator gives the Entra role, an owner of the catalog the one in it.';
const OF_CATALOGS = OF_CATALOG.replace('a role in the catalog', 'a role in a catalog');

type Case = { day: string; fault: object; /** Beside it: a rule that names batches strikes nothing else. */ and?: object; kind: FailureKind; code: ErrorCode; says: (screen: string) => string | undefined; retryAfter?: number };

const DAYS: Case[] = [
  { day: 'no licence', fault: { ...GOVERNANCE, status: 403, code: 'NoLicense', message: 'User is not authorized to perform the operation. Reason: Tenant does not meet license requirement!' }, code: 'noLicence', kind: 'noLicence', says: () => undefined },
  { day: 'no permission', fault: { ...GOVERNANCE, status: 403, code: 'Forbidden', message: 'User is not authorized to perform the operation.' }, code: 'noPermission', kind: 'noPermission', says: (screen) => WHO[screen] ?? (screen === 'adding resources' ? OF_CATALOGS : OF_CATALOG) },
  { day: 'no consent', fault: { ...GOVERNANCE, status: 403, code: 'PermissionScopeNotGranted', message: 'Authorization failed due to missing permission scope EntitlementManagement.Read.All.' }, code: 'consentMissing', kind: 'noPermission', says: () => 'The portal was not granted the permission EntitlementManagement.ReadWrite.All, which this needs. A Global Administrator can grant it in the app registration; Settings tells which others are missing.' },
  { day: 'throttled', fault: { ...GOVERNANCE, status: 429, retryAfter: 30 }, code: 'throttled', kind: 'throttled', says: () => undefined, retryAfter: 30 },
  { day: 'trouble of Entra’s own', fault: { ...GOVERNANCE, status: 500 }, code: 'offline', kind: 'offline', says: () => 'Microsoft Entra has trouble of its own and gave no answer. Try again in a moment.' },
  { day: 'offline', fault: { kind: 'reset-before', path: '\\$batch', count: null }, and: { kind: 'reset-before', count: null }, code: 'offline', kind: 'offline', says: () => undefined },
  { day: 'a call of ours that is wrong', fault: { ...GOVERNANCE, status: 400, code: 'InvalidModel', message: 'The model is invalid.' }, code: 'refusedByEntra', kind: 'ourBug', says: () => 'Microsoft Entra did not accept this: The model is invalid.' },
];

test.each(DAYS)('$day is told as that on every screen', async ({ fault, and, code, kind, says, retryAfter }) => {
  for (const rule of [fault, ...(and ? [and] : [])]) await tenant.admin('fault', rule);
  try {
    for (const [screen, read] of Object.entries(SCREENS)) expect({ screen, told: await told(read) }).toEqual({ screen, told: { code, kind, says: says(screen), retryAfter } });
  } finally {
    await tenant.admin('fault', { clear: true });
  }
  for (const [screen, read] of Object.entries(SCREENS)) expect({ screen, told: await told(read) }).toEqual({ screen, told: 'read' });
});

test('work in the background says whom or what it waits for', () => {
  expect([['signInNeeded', 'signedOut'], ['signInNeeded', 'consentMissing'], ['roleNeeded', 'noPermission'], ['waiting', 'throttled'], ['waiting', 'offline'], ['waiting', 'noLicence'], ['waiting', 'internal'], ['waiting', null], ['done', 'offline']].map(([state, code]) => waitsOf(state ?? '', code ?? null)))
    .toEqual(['signInNeeded', 'consentMissing', 'roleNeeded', 'throttled', 'tenant', 'noLicence', 'broken', null, null]);
  expect([againAt(new Date(5000), new Date(2000)), againAt(new Date(2000), new Date(5000))]).toEqual([{ at: '1970-01-01T00:00:05.000Z', leftMs: 3000 }, { at: '1970-01-01T00:00:02.000Z', leftMs: 0 }]);
});

test('what is not there is told apart from what was made a moment ago and is not shown yet', async () => {
  expect(await told(() => loadCatalogView(graph(), randomUUID(), null))).toMatchObject({ code: 'notFound', kind: 'nothingThere' });
  await tenant.admin('fault', { kind: 'stale', path: '' });
  const made = await aCatalog(admin, 'Just made');
  expect(await told(() => loadCatalogView(graph(), made, null))).toMatchObject({ code: 'notYetVisible', kind: 'notYetVisible' });
  await tenant.admin('fault', { clear: true });
  expect(await told(() => loadCatalogView(graph(), made, null))).toBe('read');
});

test('a name that is taken, and a resource that is somebody else’s, are told with what to do', async () => {
  const name = tenant.snapshot().catalogs[0]?.displayName ?? '';
  await expect(draftCatalog(actor(), graph(), { newName: 'Taken' }, { name, description: '', published: true, externallyVisible: false })).rejects.toMatchObject({ code: 'nameTaken', details: { fields: { name: 'There is a catalog of this name already. Choose another name.' } } });

  // Taken, or no longer one's own, between the look and the write.
  const failing = async (fault: object, draftId: string) => {
    await tenant.admin('fault', fault);
    expect(await applied(admin, draftId)).toBe('stopped');
    return (await listDraftSteps(draftId)).map(({ failureCode, failure }) => [failureCode, failure]);
  };
  const raced = await aDraft(admin, [{ kind: 'catalog', operation: 'create', wanted: { name: 'Raced', description: '', published: true, externallyVisible: false } }]);
  expect(await failing({ path: 'catalogs$', method: 'POST', status: 400, code: 'BadRequest', message: 'An existing catalog with name Raced was found.' }, raced)).toEqual([['nameTaken', 'The tenant has the catalog “Raced” already. Choose another name.']]);
  const group = tenant.snapshot().groups.find(({ displayName }) => displayName === 'Project Nordlicht')?.id ?? '';
  const { draftId } = await draftResources(actor(), graph(), { id: at.catalogId }, [{ originSystem: 'AadGroup', originId: group, ownerId: null }], { newName: 'Nordlicht' });
  expect(await failing({ path: 'resourceRequests$', method: 'POST', status: 400, code: 'CallerNotResourceOwner', message: 'The caller is not the resource owner.' }, draftId))
    .toEqual([['notResourceOwner', 'You may not add it: it takes an owner of the group, a Groups Administrator or a User Administrator; for a group that can hold Entra roles an owner, a Privileged Role Administrator or a Global Administrator.']]);

  // A role that is not offered never will be by waiting.
  const resource = tenant.snapshot().resources.find(({ catalogId, originSystem }) => catalogId === at.catalogId && originSystem === 'AadGroup');
  if (!resource) throw new Error('the catalog has no group');
  const { id, displayName, originId } = resource;
  const offered = await aDraft(admin, [{ kind: 'packageRole', operation: 'create', wanted: { package: { id: at.packageId }, resource: { id }, resourceName: displayName, originId, originSystem: 'AadGroup', roleOriginId: `Owner_${originId}`, roleName: 'Owner' } }]);
  expect(await failing({ path: 'resourceRoleScopes$', method: 'POST', status: 404, code: 'RoleNotFound', message: 'The role was not found.' }, offered)).toEqual([['notFound', `“${displayName}” offers packages no role “Owner”. Take this role out and choose one that its catalog offers.`]]);
});
