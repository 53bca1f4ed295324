import { expect, test } from 'vitest';
import { inEntra } from '@/e2e/testing/deliveries';
import { withPortal } from '@/e2e/testing/portal';
import { lastExchange } from '@/e2e/testing/drafts';
import { aSettledRun } from '@/e2e/testing/reversals';
import { aPackage, peopleWithout } from '@/e2e/testing/rollouts';
import { db } from '@/lib/db/client';
import { holdDirectory } from '@/lib/directory/keep-mirror';
import { readDeliveredPackages } from '@/lib/graph/assignments';
import { graphFor } from '@/lib/graph/graph-for';
import { getPackageDesign } from '@/lib/graph/packages';
import { roleKey } from '@/lib/directory/route';
import { Lease } from '@/lib/jobs/lease';
import { refreshMirror } from '@/lib/jobs/refresh-mirror';
import { countEffects } from './count-role-effect';
import { loadEffectPage } from './read-role-effect';
import { effectWords } from './role-effect';
import type { RoleChange } from './role-effect';

const { tenant, admin } = withPortal({ users: 700, settings: { deliveryMs: 20 } });

const graph = () => graphFor(admin);
const packageNamed = (name: string) => {
  const found = [...tenant.tenant.governance.packages.values()].find(({ displayName }) => displayName === name);
  if (!found) throw new Error(`no package ${name}`);
  return found;
};
const deliveredOf = (packageId: string) => tenant.snapshot().assignments.filter((each) => each.packageId === packageId && each.state === 'delivered').map(({ targetId }) => targetId);

test('a role that goes is told for whom the package is the last way to it, and one that comes for whom it is new', async () => {
  const planner = aPackage(tenant);
  const design = await getPackageDesign(graph(), planner.packageId);
  const role = design.roles.find(({ originSystem, roleOriginId, originId }) => originSystem === 'AadGroup' && roleOriginId === `Member_${originId}`);
  if (!role) throw new Error('the package hands out no membership');
  const remove: RoleChange = { operation: 'remove', role };
  // Another package of the catalog hands the same role out.
  const operator = packageNamed('Line operator');
  const without = new Set(peopleWithout(tenant, operator.id, 40).map(({ id }) => id));
  const [had, both, nested, last] = peopleWithout(tenant, planner.packageId, 40).filter(({ id }) => without.has(id));
  if (!had || !both || !nested || !last) throw new Error('the tenant has too few people');
  const scope = packageNamed('Maintenance planner').roleScopes.find((each) => design.roles.some(({ id, roleOriginId }) => id === each.id && roleOriginId === role.roleOriginId));
  if (!scope) throw new Error('the tenant does not know the role');
  operator.roleScopes.push({ ...scope });
  const inner = [...tenant.tenant.groups.values()].find((group) => group.securityEnabled && !group.mailEnabled && group.id !== role.originId && group.groupTypes.length === 0 && group.visibility !== 'HiddenMembership' && !tenant.tenant.members.has(role.originId, group.id));
  if (!inner) throw new Error('the tenant has no further group');
  tenant.tenant.members.add(role.originId, had.id);
  const people = [had, both, nested, last].map(({ id }) => id);
  await aSettledRun(tenant, admin, [planner], people);
  const direct = tenant.snapshot().policies.find((each) => each.packageId === operator.id && each.displayName === 'Direct assignment');
  await inEntra(tenant, admin, 'POST', 'assignmentRequests', { requestType: 'adminAdd', assignment: { targetId: both.id, assignmentPolicyId: direct?.id, accessPackageId: operator.id } });
  await expect.poll(async () => (await readDeliveredPackages(graph(), [both.id])).get(both.id)).toContain(operator.id);
  // Whoever is in the inner group stays in the outer one whatever becomes of the package.
  tenant.tenant.members.add(role.originId, inner.id);
  for (const { id } of [had, both, last]) tenant.tenant.members.remove(inner.id, id);
  tenant.tenant.members.add(inner.id, nested.id);

  const holders = deliveredOf(planner.packageId);
  const page = await loadEffectPage(graph(), { packageId: planner.packageId, change: remove }, null);
  expect(page.next).toBeNull();
  const found = new Map(page.people.map(({ personId, verdict, packages, ways, before }) => [personId, { verdict, packages, ways, before }]));
  expect([...found.keys()].sort()).toEqual([...holders].sort());
  expect(people.map((id) => found.get(id))).toEqual([
    { verdict: 'loses', packages: [], ways: '', before: 'had' },
    { verdict: 'keepsByPackage', packages: ['Line operator'], ways: '', before: 'hadNot' },
    { verdict: 'keepsOtherwise', packages: [], ways: `through “${inner.displayName}”`, before: 'hadNot' },
    { verdict: 'loses', packages: [], ways: '', before: 'hadNot' },
  ]);
  // No run of ours gave it to the others: what they had before is not known.
  expect(new Set(page.people.filter(({ personId }) => !people.includes(personId)).map(({ before }) => before))).toEqual(new Set(['notKnown']));

  const verdicts = (which: string): number => page.people.filter(({ verdict }) => verdict === which).length;
  const [count] = await countEffects(graph(), [{ packageId: planner.packageId, change: remove }]);
  expect(count).toEqual({ looked: holders.length, more: false, verdicts: { loses: verdicts('loses'), keepsByPackage: verdicts('keepsByPackage'), keepsOtherwise: verdicts('keepsOtherwise'), gains: 0, has: 0, unknown: 0 }, hadBefore: 1, beforeNotKnown: page.people.filter(({ verdict, before }) => verdict === 'loses' && before === 'notKnown').length, unknown: null, asOf: expect.any(Date) as Date });
  expect(count && effectWords(remove, count)).toContain(`${verdicts('loses')} lose it for good, since this is their last way to it`);
  // A draft that takes it from the other package too leaves that no way.
  const then = new Map([[`${operator.id} ${roleKey(role)}`, false]]);
  const [nowhere] = await countEffects(graph(), [{ packageId: planner.packageId, change: remove }], then);
  expect(nowhere?.verdicts).toMatchObject({ keepsByPackage: 0 });
  // And so does one that deletes the other package.
  expect((await countEffects(graph(), [{ packageId: planner.packageId, change: remove }], new Map([[operator.id, false]])))[0]?.verdicts).toMatchObject({ keepsByPackage: 0 });

  // The same role, were it to come to a package whose people have it in part.
  const reader = packageNamed('Ledger reader');
  const readers = deliveredOf(reader.id);
  const [first] = readers;
  if (!first) throw new Error('nobody reads the ledger');
  const inIt = (id: string): boolean => tenant.tenant.transitiveGroupsOf(id).some((each) => each.id === role.originId);
  tenant.tenant.members.add(role.originId, first);
  const add = { packageId: reader.id, change: { operation: 'add', role } as RoleChange };
  const [added] = await countEffects(graph(), [add]);
  const has = readers.filter(inIt).length;
  expect(added).toEqual({ looked: readers.length, more: false, verdicts: { loses: 0, keepsByPackage: 0, keepsOtherwise: 0, gains: readers.length - has, has, unknown: 0 }, hadBefore: 0, beforeNotKnown: 0, unknown: null, asOf: expect.any(Date) as Date });

  // Whoever has it is counted, however many pages they fill.
  const one = [...tenant.tenant.governance.assignments.values()].find((each) => each.packageId === reader.id && each.targetId === first);
  const more = peopleWithout(tenant, reader.id, 450);
  for (const { id: targetId } of more) {
    if (one) tenant.tenant.governance.keepAssignment({ ...one, id: tenant.tenant.newId(), targetId });
  }
  const all = deliveredOf(reader.id);
  const hasOfAll = all.filter(inIt).length;
  const expected = { looked: readers.length + more.length, more: false, verdicts: { loses: 0, keepsByPackage: 0, keepsOtherwise: 0, gains: all.length - hasOfAll, has: hasOfAll, unknown: 0 } };
  const [paged] = await countEffects(graph(), [add]);
  expect(paged).toMatchObject(expected);

  // As the directory is held where that is young enough: nothing is read in the tenant, and how old it is is told.
  await holdDirectory(admin, 'wholeTenant');
  const { id } = await db().job.findFirstOrThrow({ where: { kind: 'mirror', state: 'waiting' } });
  const lease = await Lease.take(id, 'copying', 15);
  if (!lease) throw new Error('nobody may copy the directory');
  await refreshMirror(lease, new AbortController().signal);
  const since = lastExchange(tenant);
  const [copied] = await countEffects(graph(), [add]);
  expect([copied, tenant.log(since)]).toEqual([{ ...paged, asOf: expect.any(Date) as Date }, []]);
  expect(copied && effectWords(add.change, copied)).not.toContain('ago');
  await db().$executeRaw`UPDATE "mirror_group" SET "members_as_of" = "members_as_of" - interval '40 minutes'`;
  const [older] = await countEffects(graph(), [add]);
  expect([older && effectWords(add.change, older), tenant.log(since)]).toEqual([expect.stringMatching(/Counted as it was 4\d minutes ago\.$/) as string, []]);
  await db().$executeRaw`UPDATE "mirror_group" SET "members_as_of" = "members_as_of" - interval '40 minutes'`;
  const [anew] = await countEffects(graph(), [add]);
  expect([anew?.verdicts, tenant.log(since).some(({ url, requestBody }) => (url + JSON.stringify(requestBody)).includes('/members'))]).toEqual([expected.verdicts, true]);
});
