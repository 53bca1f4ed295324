import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { BAD_DAYS } from './faults/bad-days';
import { startTenant } from './testing';
import type { RunningTenant } from './testing';

const EM = '/identityGovernance/entitlementManagement';

let local: RunningTenant;
beforeAll(async () => {
  local = await startTenant({ users: 120, kind: true });
});
afterAll(() => local.stop());
beforeEach(() => local.admin('reset'));

const html = async () => (await fetch(local.origin)).text();
const press = (form: Record<string, string>, origin: string | null = local.origin) =>
  fetch(`${local.origin}/bad-days`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual', headers: origin === null ? {} : { origin } });
const rules = async () => (await (await fetch(`${local.origin}/_emulator/fault`)).json()) as { kind: string }[];

async function graph(path: string, body?: unknown): Promise<number> {
  const response = await fetch(`${local.origin}/v1.0${path}`, {
    method: body ? 'POST' : 'GET', headers: { authorization: `Bearer ${await local.graphToken(local.persona('Ines').id)}`, 'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}),
  });
  await response.arrayBuffer();
  return response.status;
}

test('the page names who can sign in, leads to the portal, and offers every bad day', async () => {
  const page = await html();
  for (const { name } of local.tenant.personas) expect(page).toContain(name);
  expect(page).toContain('href="http://localhost:3000"');
  expect(page).toContain('Everything is fine.');
  expect([...page.matchAll(/aria-label="Start: ([^"]+)"/g)].map(([, title]) => title)).toEqual(BAD_DAYS.map((day) => day.title));
});

test('the page says how long deliveries take, and when what is made is seen, as the tenant is set', async () => {
  await local.admin('settings', { deliveryMs: 600_000, visibilityMs: 90_000 });
  const set = await html();
  await local.admin('settings', { deliveryMs: 1500, visibilityMs: 0 });
  expect([set, await html()].map((page) => /Deliveries take [^<]+/.exec(page)?.[0])).toEqual([
    'Deliveries take minutes, nothing is throttled, and what is made is seen after minutes.',
    'Deliveries take seconds, nothing is throttled, and what is made is seen at once.',
  ]);
});

test('reads of the audit log and of who is eligible for a group are told in plain words', async () => {
  await graph('/auditLogs/directoryAudits');
  await graph('/identityGovernance/privilegedAccess/group/eligibilitySchedules');
  await graph('/identityGovernance/privilegedAccess/group/assignmentSchedules');
  const page = await html();
  for (const words of ['Looked at the audit log', 'Looked who is eligible for a group', 'Looked who is in a group for a time']) expect(page).toContain(words);
});

test.each(BAD_DAYS.map((day) => day.id))('the bad day %s begins and ends on the page', async (id) => {
  const day = BAD_DAYS.find((candidate) => candidate.id === id);
  const answer = await press({ day: id, on: 'yes' });
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `/#${id}`]);
  expect(await html()).toContain(`aria-label="Stop: ${day?.title}"`);
  expect(await rules()).toHaveLength(day?.rules.length ?? 0);
  await press({ day: id, on: 'no' });
  expect(await html()).toContain('Everything is fine.');
  expect(await rules()).toEqual([]);
});

test('a form of another page, or of no page, asks for nothing', async () => {
  for (const origin of ['https://evil.example', 'null', 'http://localhost:3000', null]) expect((await press({ day: 'slow', on: 'yes' }, origin)).status).toBe(403);
  expect(await rules()).toEqual([]);
});

test('an admin whose role ran out has it back once everything is fine again', async () => {
  await press({ day: 'role', on: 'yes' });
  const made = [];
  for (const displayName of ['One', 'Two', 'Three', 'Four']) made.push(await graph(`${EM}/catalogs`, { displayName }));
  expect(made).toEqual([201, 201, 403, 403]);
  const page = await html();
  expect(page).toContain('what it took away is still gone');
  expect(page).toContain('Made a catalog');
  await press({ all: 'fine' });
  expect(await graph(`${EM}/catalogs`, { displayName: 'Five' })).toBe(201);
});

test('whom a request is for leaves as it arrives, and the resource it asks for vanishes', async () => {
  const { packages, policies, resources } = local.snapshot();
  const accessPackage = packages.find((candidate) => candidate.displayName === 'Line operator');
  const policy = policies.find((candidate) => candidate.packageId === accessPackage?.id && candidate.displayName === 'Direct assignment');
  const origin = resources.find((resource) => resource.id === accessPackage?.roleScopes[0]?.resourceId)?.originId ?? '';
  const isThere = () => local.tenant.groups.has(origin) || local.tenant.servicePrincipals.has(origin) || [...local.tenant.sites.values()].some(({ webUrl }) => webUrl === origin);
  const people = ['Ana', 'Eva', 'Tomasz'].map((name) => local.persona(name).id);
  await press({ day: 'leaves', on: 'yes' });
  await press({ day: 'vanishes', on: 'yes' });
  expect(isThere()).toBe(true);
  for (const targetId of people) expect(await graph(`${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment: { targetId, assignmentPolicyId: policy?.id, accessPackageId: accessPackage?.id } })).toBe(201);
  expect(people.map((id) => local.tenant.users.get(id) !== undefined)).toEqual([true, true, false]);
  expect(isThere()).toBe(false);
  await press({ all: 'fine' });
  expect(people.map((id) => local.tenant.users.get(id) !== undefined)).toEqual([true, true, true]);
  expect(isThere()).toBe(true);
});

test.each([['security', false], ['Microsoft 365', true]])('a %s group that vanished comes back with everything that it was', async (kind, unified) => {
  const { groups, appRoleAssignments } = local.snapshot();
  const group = groups.find((candidate) => candidate.groupTypes.includes('Unified') === unified && !candidate.groupTypes.includes('DynamicMembership') && candidate.members.length > 0);
  if (!group) throw new Error(`the tenant has no ${kind} group`);
  const outer = groups.find((candidate) => candidate.groupTypes.length === 0 && candidate.id !== group.id)?.id ?? '';
  local.tenant.members.add(outer, group.id);
  local.tenant.grantAppRole({ id: local.tenant.newId(), appRoleId: '00000000-0000-0000-0000-000000000000', principalId: group.id, principalType: 'Group', resourceId: local.tenant.portal.id, createdDateTime: '2026-11-25T10:00:00Z' });
  const everything = () => {
    const { groups: now, appRoleAssignments: grants } = local.snapshot();
    const row = now.find((candidate) => candidate.id === group.id);
    return { row: row && { ...row, members: [...row.members].sort(), owners: [...row.owners].sort() }, outer: now.find((candidate) => candidate.id === outer)?.members.includes(group.id), grants: grants.filter((grant) => grant.principalId === group.id) };
  };
  const before = everything();
  expect([before.outer, before.grants.length, appRoleAssignments.length > 0]).toEqual([true, 1, true]);

  await local.admin('fault', { kind: 'happens', what: 'group-deleted', whom: group.id, path: '^/me' });
  await graph('/me');
  expect(everything()).toMatchObject({ row: undefined });
  await press({ all: 'fine' });
  expect(everything()).toEqual(before);
});

test('an application and a site that vanished come back with whoever held them', async () => {
  const { tenant } = local;
  const principal = [...tenant.servicePrincipals.values()].find(({ id, appId }) => id !== tenant.portal.id && [...tenant.applications.values()].some((row) => row.appId === appId) && tenant.appRoleGrantsOn(id).length > 0);
  const application = [...tenant.applications.values()].find(({ appId }) => appId === principal?.appId);
  const [site] = [...tenant.sites.values()];
  if (!principal || !application || !site) throw new Error('the tenant has no application that somebody holds');
  const everything = () => ({
    principal: tenant.servicePrincipals.get(principal.id), application: tenant.applications.get(application.id), site: tenant.sites.get(site.id),
    owners: [...tenant.owners.of(principal.id)].sort(), grants: tenant.appRoleGrantsOn(principal.id).map(({ id }) => id).sort(),
  });
  const before = everything();
  for (const whom of [principal.id, site.id]) await local.admin('fault', { kind: 'happens', what: 'resource-deleted', whom, path: '^/me' });
  await graph('/me');
  expect(everything()).toEqual({ owners: [], grants: [] });
  await press({ all: 'fine' });
  expect(everything()).toEqual(before);
});

test('whoever was signed out by a bad day is signed in as before, unless they were revoked again', async () => {
  const token = await local.graphToken(local.persona('Ines').id);
  const me = async () => (await fetch(`${local.origin}/v1.0/me?$select=id`, { headers: { authorization: `Bearer ${token}` } })).status;
  const revokedByABadDay = async () => {
    await local.admin('fault', { kind: 'happens', what: 'sessions-revoked', whom: 'caller', path: '^/me' });
    return [await me(), await me()];
  };
  expect(await revokedByABadDay()).toEqual([200, 401]);
  await press({ all: 'fine' });
  expect(await revokedByABadDay()).toEqual([200, 401]);
  await local.admin('revoke', { userId: local.persona('Ines').id });
  await press({ all: 'fine' });
  expect(await me()).toBe(401);
});

test('what a bad day took away can still be given back after a restart', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'local-tenant-'));
  const stateFile = join(folder, 'tenant.json');
  const first = await startTenant({ users: 120, stateFile });
  const { id } = first.persona('Ines');
  const held = [...first.tenant.entraRolesOf(id)];
  await first.admin('fault', { kind: 'happens', what: 'role-ended', whom: id, path: '^/me' });
  await first.admin('settings', { licences: 'none' });
  await fetch(`${first.origin}/v1.0/me`, { headers: { authorization: `Bearer ${await first.graphToken(id)}` } });
  await first.stop();

  const second = await startTenant({ users: 120, stateFile });
  expect([second.tenant.entraRolesOf(id), await (await fetch(second.origin)).text()]).toEqual([[], expect.stringContaining('what it took away is still gone')]);
  await fetch(`${second.origin}/bad-days`, { method: 'POST', body: new URLSearchParams({ all: 'fine' }), redirect: 'manual', headers: { origin: second.origin } });
  expect([second.tenant.entraRolesOf(id), second.tenant.settings.licences, await (await fetch(second.origin)).text()]).toEqual([held, 'Governance', expect.stringContaining('Everything is fine.')]);
  await second.stop();
  await rm(folder, { recursive: true });
});

test('letters that were sent can be read', async () => {
  expect(await html()).not.toContain('Outbox');
  local.tenant.outbox.add({ id: 'l-1', sent: '2026-11-25T10:00:00Z', from: 'ines.aalto@haldenvoss.example', to: ['ana@haldenvoss.example'], cc: [], bcc: [], subject: 'Sign <this>', contentType: 'html', body: '<p>Dear Ana</p><script>alert(1)</script>', savedToSentItems: true });
  const page = await html();
  expect(page).toContain('Sign &#60;this&#62;');
  expect(page).toContain('<pre>Dear Ana\nalert(1)</pre>');
});

test('a kind tenant is quick and shows what was made at once', () => {
  const { deliveryMs, latencyMs, visibilityMs, removalLagMs, policyWriteMs } = local.tenant.settings;
  expect({ deliveryMs, latencyMs, visibilityMs, removalLagMs, policyWriteMs }).toEqual({ deliveryMs: 1500, latencyMs: 0, visibilityMs: 0, removalLagMs: 0, policyWriteMs: 0 });
});
