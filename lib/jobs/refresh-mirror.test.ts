import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { heldInMirror, heldInTenant, heldNames, namesInScope } from '@/e2e/testing/mirror';
import { aPackage, aRehearsedPhase } from '@/e2e/testing/rollouts';
import { db, inTransaction } from '@/lib/db/client';
import { readPeopleFeed } from '@/lib/db/mirror-feed';
import { findPeople } from '@/lib/directory/directory';
import { holdDirectory, purgeMirror, refreshNow, refreshSoon } from '@/lib/directory/keep-mirror';
import { loadMirrorView } from '@/lib/directory/mirror-view';
import { holdForRules, readinessFor, readPeopleForRules } from '@/lib/directory/people-for-rules';
import { MirrorRoutes } from '@/lib/directory/read-routes';
import { roleKey } from '@/lib/directory/route';
import { graphFor } from '@/lib/graph/graph-for';
import { requireRule } from '@/lib/rules/parse-rule';
import { JobRunner } from './runner';

const { tenant, admin } = withPortal({ database: 'pglite', users: 300, runner: new JobRunner() });

const names = async (text: string) => (await findPeople(graphFor(admin), text, 25)).people.map((person) => person.name);
const namesInTenant = () => tenant.snapshot().users.map((user) => user.displayName).sort();

/** Until a reading that began after this call is through and no other is wanted. */
async function afterReading(ask: () => Promise<unknown>): Promise<void> {
  const [row] = await db().$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  await ask();
  const done = async () => {
    const job = await db().job.findFirst({ where: { kind: 'mirror', state: { notIn: ['done', 'stopped'] } } });
    const feed = await readPeopleFeed();
    return job?.state !== 'waiting' ? job?.state : job.leaseHolder === null && job.notBefore > new Date() && feed.asOf && row && feed.asOf > row.now ? 'read' : job.lastError ?? 'reading';
  };
  await expect.poll(done, { interval: 50 }).toBe('read');
}

test('by default those in scope of a rollout are held, with what hangs on its packages, and nobody else', async () => {
  await aRehearsedPhase(tenant, admin, { people: 3 });
  await afterReading(() => refreshSoon(admin));

  expect(await heldInMirror()).toEqual(await heldInTenant(tenant));
  expect(await heldNames()).toEqual(await namesInScope(tenant));
  expect((await heldNames()).length).toBeLessThan(300);
  const { packageId } = aPackage(tenant);
  expect((await heldInMirror()).assignments?.some((line) => line.startsWith(packageId))).toBe(true);
  const view = await loadMirrorView();
  expect({ ...view, parts: view.parts.map(({ part, asOf, loading }) => ({ part, read: asOf !== null, loading })), changedAt: '', held: view.held.people.count > 0 }).toEqual({
    scope: 'inScope', changedByName: null, changedAt: '', held: true, waitsFor: null, worksFor: admin.name, lastError: null,
    parts: ['people', 'packages', 'groups', 'appRoles', 'assignments'].map((part) => ({ part, read: true, loading: false })),
  });
});

test('those in scope are found inside their names beside what the tenant finds, and alone where it does not answer', async () => {
  const person = await db().mirrorPerson.findFirstOrThrow({ where: { deletedAt: null, surname: { not: null } }, orderBy: { id: 'asc' } });
  const inside = (person.surname ?? '').slice(1);
  const found = await findPeople(graphFor(admin), inside, 25);
  expect({ found: found.people.some(({ id }) => id === person.id), fromCopy: found.asOf !== null }).toEqual({ found: true, fromCopy: true });
  expect(await findPeople(graphFor(admin), 'Marta Lindqvist', 5)).toMatchObject({ people: [{ name: 'Marta Lindqvist' }], asOf: null });
  await tenant.admin('fault', { path: '^/users\\?', kind: 'status', status: 429, retryAfter: 60, count: null });
  expect((await findPeople(graphFor(admin), person.name, 5)).people[0]).toMatchObject({ id: person.id });
  await expect(findPeople(graphFor(admin), 'Nobody Heldhere', 5)).rejects.toMatchObject({ code: 'throttled' });
  await tenant.admin('fault', { clear: true });
});

test('who came into a group, left it, was deleted or restored, changed manager or was renamed is read as that alone', async () => {
  const group = tenant.snapshot().groups.find((each) => each.displayName === 'Plant floor – All plants');
  const held = await db().mirrorGroup.findMany({ where: { hiddenMembership: false, dynamic: false, membersAsOf: { not: null } }, select: { id: true } });
  const changed = tenant.snapshot().groups.find((each) => held.some(({ id }) => id === each.id) && each.members.some((id) => tenant.tenant.users.get(id)));
  const [gone] = changed?.members.filter((id) => tenant.tenant.users.get(id)) ?? [];
  const outsider = tenant.snapshot().users.find((user) => !changed?.members.includes(user.id) && user.managerId && user.id !== group?.id);
  if (!changed || !gone || !outsider) throw new Error('the tenant has no group to change');
  tenant.tenant.members.remove(changed.id, gone);
  tenant.tenant.members.add(changed.id, outsider.id);
  await tenant.admin(`users/${outsider.id}`, { displayName: 'Zora Zetterqvist' });
  tenant.tenant.updateUser(outsider.id, { managerId: tenant.persona('Ines').id });
  const since = tenant.log().length;
  await afterReading(() => refreshSoon(admin));

  expect(await heldInMirror()).toEqual(await heldInTenant(tenant));
  expect(await heldNames()).toEqual(await namesInScope(tenant));
  expect(await db().mirrorPerson.findUnique({ where: { id: outsider.id }, select: { name: true, managerId: true } })).toEqual({ name: 'Zora Zetterqvist', managerId: tenant.persona('Ines').id });
  const listed = tenant.log().slice(since).filter((exchange) => /\/groups\/delta/.test(exchange.url)).map((exchange) => (exchange.responseBody as { value: unknown[] }).value.length);
  expect(listed.reduce((sum, count) => sum + count, 0)).toBe(1);

  tenant.tenant.deleteUser(outsider.id, Date.now());
  await afterReading(() => refreshSoon(admin));
  expect(await heldInMirror()).toEqual(await heldInTenant(tenant));
  const role = { originSystem: 'AadGroup', originId: changed.id, roleOriginId: `Member_${changed.id}` };
  const routes = async () => [...((await (await MirrorRoutes.open([role])).holdersOf([role], new Set([outsider.id]))).get(roleKey(role))?.routes ?? [])];
  expect(await routes()).toEqual([]);

  tenant.tenant.restoreUser(outsider.id);
  await afterReading(() => refreshSoon(admin));
  expect(await routes()).toEqual([[outsider.id, [{ kind: 'direct' }]]]);
  expect(await heldInMirror()).toEqual(await heldInTenant(tenant));
  expect(await heldNames()).toEqual(await namesInScope(tenant));
});

test('links that the tenant no longer knows begin whole loads anew, and what was held serves meanwhile', async () => {
  const { asOf, round } = await readPeopleFeed();
  await tenant.admin('delta', { expire: true });
  await tenant.admin('settings', { latencyMs: 40 });
  const reading = afterReading(() => refreshNow(admin));
  await expect.poll(async () => (await readPeopleFeed()).round, { interval: 20 }).toBeGreaterThan(round);
  expect([(await readPeopleFeed()).asOf, (await heldNames()).length > 0]).toEqual([asOf, true]);
  await reading;
  await tenant.admin('settings', { latencyMs: 0 });
  expect(await heldInMirror()).toEqual(await heldInTenant(tenant));
  expect(await heldNames()).toEqual(await namesInScope(tenant));
});

test('the whole directory is held on an admin’s word, and searched in the copy', async () => {
  expect(await findPeople(graphFor(admin), 'lindq', 5)).toMatchObject({ asOf: null });
  await afterReading(() => holdDirectory(admin, 'wholeTenant'));
  expect(await heldNames()).toEqual(namesInTenant());
  expect(await heldInMirror()).toEqual(await heldInTenant(tenant));
  const managers = new Map(tenant.snapshot().users.map((user) => [user.id, user.managerId]));
  expect((await db().mirrorPerson.findMany({ select: { id: true, managerId: true } })).filter((row) => row.managerId !== managers.get(row.id))).toEqual([]);
  const found = await findPeople(graphFor(admin), 'indqvis', 5);
  expect({ names: found.people.map((person) => person.name), fromCopy: found.asOf !== null }).toEqual({ names: ['Marta Lindqvist'], fromCopy: true });

  const since = tenant.log().length;
  const marta = tenant.persona('Marta').id;
  await tenant.admin(`users/${marta}`, { displayName: 'Marta Zetterqvist' });
  await afterReading(() => refreshSoon(admin));
  expect([await names('marta zetterq'), await names('marta lindq')]).toEqual([['Marta Zetterqvist'], []]);
  const rows = tenant.log().slice(since).filter((exchange) => exchange.url.includes('/users/delta')).map((exchange) => (exchange.responseBody as { value: unknown[] }).value.length);
  expect(rows).toEqual([1]);
});

test('an attribute that a rule in use reads is held from the next reading on', async () => {
  const rule = requireRule('user.extensionAttribute7 -eq "blue" -or user.mobile -startsWith "+"');
  const marta = tenant.persona('Marta').id;
  await tenant.admin(`users/${marta}`, { extensions: { extensionAttribute7: 'blue' } });
  await inTransaction((tx) => holdForRules(tx, 'phase:1', [rule]));
  expect((await readinessFor([rule])).missing.attributes).toEqual(['extensionAttribute7', 'mobile']);
  await afterReading(() => refreshSoon(admin));
  expect(await readinessFor([rule])).toMatchObject({ wholeTenant: true, missing: { attributes: [], groups: [] } });
  const read: Record<string, unknown>[] = [];
  for await (const page of readPeopleForRules([rule])) read.push(...page);
  const mobiles = tenant.snapshot().users.filter((user) => user.mobilePhone).length;
  expect([read.length, read.filter((subject) => subject.mobile).length, read.find((subject) => subject.objectId === marta)?.extensionAttribute7]).toEqual([300, mobiles, 'blue']);
});

test('back to those in scope, everybody else is forgotten, to the last word of their names', async () => {
  await afterReading(() => holdDirectory(admin, 'inScope'));
  const held = await heldNames();
  expect(held).toEqual(await namesInScope(tenant));
  const words = (await db().$queryRaw<{ word: string }[]>`SELECT "word" FROM "mirror_word" w WHERE NOT EXISTS (SELECT 1 FROM "mirror_phrase" p WHERE starts_with(p."phrase", w."word"))`).map((row) => row.word);
  expect(words).toEqual([]);
});

test('a purge forgets everything and stops the reading', async () => {
  await purgeMirror(admin);
  expect([await heldNames(), await db().mirrorPhrase.count(), await db().mirrorWord.count(), Object.values(await heldInMirror()).flat(), await db().mirrorGroup.count(), await db().mirrorPackage.count()]).toEqual([[], 0, 0, [], 0, 0]);
  expect(await loadMirrorView()).toMatchObject({ scope: 'nothing', worksFor: null });
  expect((await findPeople(graphFor(admin), 'zetterq', 5)).asOf).toBe(null);
  await expect(refreshNow(admin)).rejects.toMatchObject({ code: 'conflict' });
  await refreshSoon(admin);
  expect(await db().job.count({ where: { kind: 'mirror', state: 'waiting' } })).toBe(0);
});
