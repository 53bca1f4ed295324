import { expect, test } from 'vitest';
import { actorOf, aDraft, applied, lastExchange, writesSince } from '@/e2e/testing/drafts';
import { withPortal } from '@/e2e/testing/portal';
import { listDraftChanges } from '@/lib/db/drafts';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { graphFor } from '@/lib/graph/graph-for';
import { countClashes, loadBoth } from './clashes';
import { draftIncompatibilities } from './draft-incompatibility';
import { findListedPackages } from './find-packages';
import { apartOf, directionKey, toggled } from './incompatibility';
import type { Apart, Direction } from './incompatibility';
import { loadApart, loadMatrix, MATRIX_PAGE } from './incompatibility-view';
import { readLines } from './resource-list';
import { reviewDraft } from './review-draft';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const actor = () => actorOf(admin);

/** The first packages of the tenant, kept apart from nothing. */
function freePackages(count: number) {
  const { packages } = tenant.tenant.governance;
  for (const each of packages.values()) Object.assign(each, { incompatiblePackages: [], incompatibleGroups: [] });
  const chosen = [...packages.values()].slice(0, count);
  if (chosen.length < count) throw new Error(`the tenant has no ${count} packages`);
  return chosen;
}

const securityGroup = () => {
  const group = [...tenant.tenant.groups.values()].find(({ securityEnabled, visibility }) => securityEnabled && visibility !== 'HiddenMembership');
  if (!group) throw new Error('the tenant has no security group');
  return group;
};

const inTenant = () => tenant.snapshot().packages.filter(({ incompatiblePackages, incompatibleGroups }) => incompatiblePackages.length + incompatibleGroups.length > 0)
  .map(({ id, incompatiblePackages, incompatibleGroups }) => ({ id, incompatiblePackages, incompatibleGroups })).sort((a, b) => a.id.localeCompare(b.id));

const seen = (view: Awaited<ReturnType<typeof loadMatrix>>, direction: Direction): { is: Apart; willBe: Apart } => ({
  is: apartOf(direction, (each) => view.holds.includes(directionKey(each))),
  willBe: apartOf(direction, (each) => view.drafted[directionKey(each)] ?? view.holds.includes(directionKey(each))),
});

const ALL = { catalogId: null, packageIds: [], groupIds: [], draftId: null, rowPage: 1, columnPage: 1 } as const;

test('a lone direction is told with the one that is missing, completed and taken away by a draft, and undone', async () => {
  const [one, other, third] = freePackages(3) as [ReturnType<typeof freePackages>[number], ReturnType<typeof freePackages>[number], ReturnType<typeof freePackages>[number]];
  const group = securityGroup();
  one.incompatiblePackages = [other.id];
  one.incompatibleGroups = [group.id];
  third.incompatiblePackages = [one.id];
  const pair: Direction = { packageId: one.id, kind: 'package', otherId: other.id };
  const ofGroup: Direction = { packageId: one.id, kind: 'group', otherId: group.id };
  const asked = { ...ALL, packageIds: [one.id, other.id] };

  const before = await loadMatrix(graph(), asked);
  expect([seen(before, pair), seen(before, { packageId: other.id, kind: 'package', otherId: one.id }), seen(before, ofGroup)]).toEqual([{ is: 'named', willBe: 'named' }, { is: 'naming', willBe: 'naming' }, { is: 'both', willBe: 'both' }]);
  expect(before.columns.map(({ kind, id }) => [kind, id]).sort()).toEqual([['group', group.id], ['package', one.id], ['package', other.id]].sort());
  expect(before.beyond.map(({ of, other: beyond, apart }) => [of.id, beyond.name, apart])).toEqual([[one.id, third.displayName, 'naming']]);
  expect((await loadApart(graph(), one.id)).map(({ other: with_, apart }) => [with_.id, apart]).sort()).toEqual([[other.id, 'named'], [third.id, 'naming'], [group.id, 'both']].sort());

  const since = lastExchange(tenant);
  const { draftId, changed } = await draftIncompatibilities(actor(), graph(), { newName: 'Apart' }, [...toggled(pair, 'named'), ...toggled(ofGroup, 'both')]);
  expect(changed).toBe(2);
  expect(seen(await loadMatrix(graph(), { ...asked, draftId }), pair)).toEqual({ is: 'named', willBe: 'both' });
  expect((await reviewDraft(graph(), draftId, admin.personId)).plan.steps.map(({ words }) => words)).toEqual([`Keep whoever has “${one.displayName}” from getting “${other.displayName}”`, `Let members of “${group.displayName}” get “${one.displayName}” too`]);
  // Wished again it is in the draft once; wished as the tenant has it, the draft says nothing of it.
  expect(await draftIncompatibilities(actor(), graph(), { draftId }, toggled(pair, 'named'))).toEqual({ draftId, changed: 0 });
  expect(await draftIncompatibilities(actor(), graph(), { draftId }, [{ ...ofGroup, apart: true }])).toEqual({ draftId, changed: 1 });
  expect((await listDraftChanges(draftId)).map(({ kind, operation }) => [kind, operation])).toEqual([['incompatiblePackage', 'create']]);
  expect(writesSince(tenant, since)).toEqual([]);

  expect(await applied(admin, draftId)).toBe('applied');
  expect(inTenant()).toEqual([
    { id: one.id, incompatiblePackages: [other.id], incompatibleGroups: [group.id] }, { id: other.id, incompatiblePackages: [one.id], incompatibleGroups: [] }, { id: third.id, incompatiblePackages: [one.id], incompatibleGroups: [] },
  ].sort((a, b) => a.id.localeCompare(b.id)));
  const { draftId: apart } = await draftIncompatibilities(actor(), graph(), { newName: 'Together' }, toggled(pair, 'both'));
  expect(await applied(admin, apart)).toBe('applied');
  expect(inTenant().map(({ id, incompatiblePackages }) => [id, incompatiblePackages])).toEqual([[one.id, []], [third.id, [one.id]]].sort());
  expect((await listDraftSteps(apart)).map(({ operation, state, written }) => ({ operation, state, written }))).toEqual([{ operation: 'delete', state: 'done', written: true }, { operation: 'delete', state: 'done', written: true }]);
});

test('packages that a draft only makes stand in its matrix, and are kept apart both ways from each other, from what is there and from a group', async () => {
  const [there] = freePackages(1) as [ReturnType<typeof freePackages>[number]];
  const group = securityGroup();
  const wanted = (name: string) => ({ catalog: { id: there.catalogId }, name, description: 'For a test', hidden: true });
  const draftId = await aDraft(admin, [{ kind: 'package', operation: 'create', key: 'package-one', wanted: wanted('New one') }, { kind: 'package', operation: 'create', key: 'package-two', wanted: wanted('New two') }]);
  const asked = { ...ALL, groupIds: [group.id], draftId };
  const of = (packageId: string, kind: Direction['kind'], otherId: string): Direction => ({ packageId, kind, otherId });
  const empty = await loadMatrix(graph(), asked);
  expect([empty.rows, empty.total]).toEqual([[['package-one', 'New one'], ['package-two', 'New two']].map(([id, name]) => ({ kind: 'package', id, name, about: 'made by this draft', drafted: true })), { rows: 2, columns: 3 }]);

  const wishes = [...toggled(of('package-one', 'package', there.id), 'none'), ...toggled(of('package-two', 'package', 'package-one'), 'none'), ...toggled(of('package-two', 'group', group.id), 'none')];
  await expect(draftIncompatibilities(actor(), graph(), { newName: 'Of another draft' }, wishes)).rejects.toMatchObject({ code: 'notFound', sentence: expect.stringContaining('made by another draft') as string });
  expect(await draftIncompatibilities(actor(), graph(), { draftId }, wishes)).toEqual({ draftId, changed: 5 });
  expect(await draftIncompatibilities(actor(), graph(), { draftId }, wishes)).toEqual({ draftId, changed: 0 });
  const after = await loadMatrix(graph(), asked);
  expect([seen(after, of('package-one', 'package', 'package-two')), seen(after, of('package-two', 'group', group.id)), after.beyond.map(({ of: { name }, other, apart }) => [name, other.name, apart])]).toEqual([{ is: 'none', willBe: 'both' }, { is: 'none', willBe: 'both' }, [['New one', there.displayName, 'both']]]);

  expect(await applied(admin, draftId)).toBe('applied');
  const made = (name: string) => tenant.snapshot().packages.find(({ displayName }) => displayName === name)?.id ?? '';
  expect(inTenant()).toEqual([
    { id: there.id, incompatiblePackages: [made('New one')], incompatibleGroups: [] }, { id: made('New one'), incompatiblePackages: [there.id, made('New two')], incompatibleGroups: [] }, { id: made('New two'), incompatiblePackages: [made('New one')], incompatibleGroups: [group.id] },
  ].sort((a, b) => a.id.localeCompare(b.id)));
  expect((await loadMatrix(graph(), asked)).rows).toEqual([]);
});

test('what cannot be kept apart is refused in a sentence, and nothing is drafted', async () => {
  const [one, other] = freePackages(2) as [ReturnType<typeof freePackages>[number], ReturnType<typeof freePackages>[number]];
  const mailOnly = [...tenant.tenant.groups.values()].find(({ securityEnabled }) => !securityEnabled);
  if (!mailOnly) throw new Error('every group is security-enabled');
  const draftId = await aDraft(admin, []);
  await expect(draftIncompatibilities(actor(), graph(), { draftId }, [{ packageId: one.id, kind: 'group', otherId: mailOnly.id, apart: true }])).rejects.toMatchObject({ code: 'invalid', sentence: expect.stringContaining(mailOnly.displayName) as string });
  await expect(draftIncompatibilities(actor(), graph(), { draftId }, [{ packageId: one.id, kind: 'package', otherId: '00000000-0000-4000-8000-000000000000', apart: true }])).rejects.toMatchObject({ code: 'notFound' });
  await expect(draftIncompatibilities(actor(), graph(), { newName: 'Nothing' }, [{ packageId: one.id, kind: 'package', otherId: other.id, apart: false }])).rejects.toMatchObject({ code: 'conflict' });
  expect(await listDraftChanges(draftId)).toEqual([]);
});

test('people who have both of two packages today, or a package and a group, are counted and listed', async () => {
  const chosen = freePackages(4);
  const group = securityGroup();
  const { governance } = tenant.tenant;
  const holders = (packageId: string) => new Set([...governance.assignments.values()].filter((each) => each.packageId === packageId && ['delivered', 'delivering', 'partiallyDelivered'].includes(each.state)).map(({ targetId }) => targetId));
  const inGroup = (id: string) => tenant.tenant.transitiveGroupsOf(id).some((each) => each.id === group.id);
  const ids = chosen.map(({ id }) => id);
  const expected = ids.flatMap((packageId) => [...ids.filter((id) => id !== packageId).map((otherId): [string, number] => [directionKey({ packageId, kind: 'package', otherId }), [...holders(packageId)].filter((id) => holders(otherId).has(id)).length]), [directionKey({ packageId, kind: 'group', otherId: group.id }), [...holders(packageId)].filter(inGroup).length] as [string, number]]);
  const counted = await countClashes(graph(), ids, [...ids.map((id) => ({ kind: 'package' as const, id })), { kind: 'group', id: group.id }]);
  expect([...counted].map(([key, clash]): [string, number | undefined] => [key, clash?.count]).sort()).toEqual(expected.sort());
  expect(expected.some(([, count]) => count > 0)).toBe(true);

  const [packageId = '', otherId = ''] = ids.flatMap((id) => ids.filter((each) => each !== id).map((each) => [id, each])).find(([a = '', b = '']) => [...holders(a)].some((id) => holders(b).has(id))) ?? [];
  expect((await loadBoth(graph(), { packageId, kind: 'package', otherId }, null))?.items.map(({ personId }) => personId).sort()).toEqual([...holders(packageId)].filter((id) => holders(otherId).has(id)).sort());
  const listed = await loadBoth(graph(), { packageId, kind: 'group', otherId: group.id }, null);
  expect([listed?.looked, listed?.items.map(({ personId }) => personId).sort()]).toEqual([holders(packageId).size, [...holders(packageId)].filter(inGroup).sort()]);
  // Of a group that tells nobody who is in it nothing is known, and least of all that nobody is.
  const hidden = [...tenant.tenant.groups.values()].find(({ visibility }) => visibility === 'HiddenMembership')?.id ?? '';
  expect([[...(await countClashes(graph(), [packageId], [{ kind: 'group', id: hidden }])).values()], await loadBoth(graph(), { packageId, kind: 'group', otherId: hidden }, null)]).toEqual([[null], null]);
});

test('a matrix is read by pages of rows and columns, and only its rows are asked for what excludes them; a pasted list names its packages', async () => {
  const { governance } = tenant.tenant;
  const first = freePackages(1)[0];
  if (!first) throw new Error('the tenant has no package');
  for (let number = governance.packages.size; number < MATRIX_PAGE + 2; number += 1) {
    const id = tenant.tenant.newId();
    governance.keepPackage({ ...first, id, displayName: `Further ${number}` });
  }
  const all = freePackages(MATRIX_PAGE + 2);
  const since = lastExchange(tenant);
  const view = await loadMatrix(graph(), { ...ALL, packageIds: all.map(({ id }) => id), rowPage: 2 });
  expect({ rows: view.rows.length, columns: view.columns.length, total: view.total }).toEqual({ rows: 2, columns: MATRIX_PAGE, total: { rows: all.length, columns: all.length } });
  const asked = tenant.log(since).flatMap(({ requestBody }) => (requestBody as { requests?: { url: string }[] } | null)?.requests ?? []).filter(({ url }) => /ncompatible/.test(url));
  expect(new Set(asked.map(({ url }) => url)).size).toBe(6);

  const one = first;
  const list = await findListedPackages(graph(), readLines(`${one.displayName}\nSomething else of ${one.id}\nNo such package at all`));
  expect(list).toEqual({ found: [{ id: one.id, name: one.displayName, catalogName: tenant.tenant.governance.catalogs.get(one.catalogId)?.displayName }], problems: [{ line: 3, text: 'No such package at all', what: expect.stringContaining('No package that you may read has this name.') as string, suggestions: expect.any(Array) as unknown[] }] });
});
