import { beforeAll, expect, test } from 'vitest';
import { aCatalog, actorOf, applied } from '@/e2e/testing/drafts';
import { withPortal } from '@/e2e/testing/portal';
import type { Actor } from '@/lib/action';
import { findAccountableOwner, listRegister } from '@/lib/db/accountable-owners';
import { listActivity } from '@/lib/db/audit';
import { listApprovals } from '@/lib/db/resource-approvals';
import { graphClient } from '@/lib/graph/client';
import type { Graph } from '@/lib/graph/client';
import { searchApplications } from '@/lib/graph/service-principals';
import { NOT_A_PERSON, NOT_THE_OWNER, NOT_YOURSELF } from './accountable-owner';
import { draftResources } from './draft-resources';
import { nameOwner } from './name-owner';
import { loadStandingSettings, setStandingSigners, signersIn } from './standing-signers';

const { tenant, admin } = withPortal({ users: 120, settings: { deliveryMs: 20 } });
let graph: Graph;

beforeAll(async () => {
  graph = graphClient(() => tenant.graphToken(tenant.persona('Ines').id));
});

function actor(name: string): Actor {
  const { id, name: full, userPrincipalName } = tenant.persona(name);
  return { personId: id, name: full, userPrincipalName, roles: ['Rollout.Admin'], sessionId: 'session', tokenCacheId: 'cache' };
}

const idOf = (name: string) => tenant.persona(name).id;
const named = (name: string) => ({ personId: idOf(name), name: tenant.persona(name).name, userPrincipalName: tenant.persona(name).userPrincipalName });
const group = (displayName: string) => {
  const found = tenant.snapshot().groups.find((each) => each.displayName === displayName);
  if (!found) throw new Error(`no group ${displayName}`);
  return { originSystem: 'AadGroup', originId: found.id, name: displayName };
};

/** What the audit holds of a resource, oldest first. */
const saidOf = async (text: string) => (await listActivity({ text }, 20, null)).entries.map((entry) => [entry.action, entry.subjectName]).reverse();

test('a resource has one owner and one deputy, and another owner takes the place of the one before', async () => {
  const resource = group('Finance – Month end');
  await nameOwner(actor('Ines'), graph, { resource, ownerId: idOf('Marta'), deputyId: idOf('Jonas') });
  expect(await findAccountableOwner(resource)).toMatchObject({ resourceName: 'Finance – Month end', owner: named('Marta'), deputy: named('Jonas'), ownerSetByName: named('Ines').name, securityReason: null });

  // The deputy becomes the owner, and stands in for nobody any more.
  await nameOwner(actor('Ines'), graph, { resource, ownerId: idOf('Jonas'), securityReason: 'Left out by a Conditional Access policy' });
  expect(await findAccountableOwner(resource)).toMatchObject({ owner: named('Jonas'), deputy: null, securityReason: 'Left out by a Conditional Access policy' });
  expect((await listRegister({ text: 'month' }, { skip: 0, take: 10 })).owners).toHaveLength(1);

  expect(await saidOf('Finance – Month end')).toEqual([
    ['owner.name', named('Marta').name],
    ['owner.nameDeputy', named('Jonas').name],
    ['owner.name', named('Jonas').name],
    ['owner.dropDeputy', named('Jonas').name],
    ['owner.security', null],
  ]);
});

test('saying the same again says nothing', async () => {
  const resource = group('Finance – Reporting');
  await nameOwner(actor('Ines'), graph, { resource, ownerId: idOf('Marta'), deputyId: null });
  await nameOwner(actor('Ines'), graph, { resource, ownerId: idOf('Marta'), deputyId: null });
  expect(await saidOf('Finance – Reporting')).toEqual([['owner.name', named('Marta').name]]);
});

test('whoever cannot answer is not taken, each with a sentence why', async () => {
  const { users } = tenant.snapshot();
  const [{ items: [application] }, disabled, guest] = [await searchApplications(graph, '', 1), users.find((user) => !user.accountEnabled), users.find((user) => user.userType === 'Guest' && user.accountEnabled)];
  const [ines, resource] = [actor('Ines'), group('Finance – Payments')];
  const wrong = async (wanted: { ownerId: string; deputyId?: string }) =>
    nameOwner(ines, graph, { resource, ...wanted }).then(
      () => 'taken',
      (error: { code: string; details: { fields: Record<string, string> } }) => [error.code, error.details.fields],
    );

  expect(await wrong({ ownerId: '00000000-0000-4000-8000-000000000000' })).toEqual(['invalid', { ownerId: 'This account is no longer in the tenant. Choose somebody who can answer.' }]);
  expect(await wrong({ ownerId: disabled?.id ?? '' })).toEqual(['invalid', { ownerId: `The account of ${disabled?.displayName} is disabled. Choose somebody who can answer.` }]);
  expect(await wrong({ ownerId: guest?.id ?? '' })).toEqual(['invalid', { ownerId: `${guest?.displayName} belongs to another organisation. Choose somebody of yours.` }]);
  expect(await wrong({ ownerId: application?.id ?? '' })).toEqual(['invalid', { ownerId: NOT_A_PERSON }]);
  expect(await wrong({ ownerId: ines.personId })).toEqual(['invalid', { ownerId: NOT_YOURSELF }]);
  expect(await wrong({ ownerId: idOf('Marta'), deputyId: ines.personId })).toEqual(['invalid', { deputyId: NOT_YOURSELF }]);
  expect(await wrong({ ownerId: idOf('Marta'), deputyId: idOf('Marta') })).toEqual(['invalid', { deputyId: NOT_THE_OWNER }]);
  expect(await findAccountableOwner(resource)).toBeNull();

  // One who was named by somebody else stays named whatever else is changed, also by themselves.
  await nameOwner(actor('Eva'), graph, { resource, ownerId: ines.personId });
  await nameOwner(ines, graph, { resource, ownerId: ines.personId, deputyId: idOf('Jonas') });
  expect(await findAccountableOwner(resource)).toMatchObject({ owner: named('Ines'), deputy: named('Jonas') });
});

test('a resource in a catalog has its owner in the register, and an open question goes to the next owner', async () => {
  const ines = actor('Ines');
  const resource = group('Finance – Ledger');
  const catalogId = await aCatalog(admin, 'Finance of the register');
  const { draftId } = await draftResources(actorOf(admin), graph, { id: catalogId }, [{ originId: resource.originId, originSystem: 'AadGroup', ownerId: idOf('Marta') }], { newName: 'A resource' });
  expect(await findAccountableOwner(resource)).not.toMatchObject({ owner: named('Marta') });
  await applied(admin, draftId);
  expect(await findAccountableOwner(resource)).toMatchObject({ owner: named('Marta') });

  await nameOwner(ines, graph, { resource, ownerId: idOf('Jonas') });
  const states = async (name: string, state: 'open' | 'replaced') => (await listApprovals({ ownerId: idOf(name), states: [state] }, 10, 0)).approvals.map((approval) => approval.resourceName);
  expect([await states('Marta', 'open'), await states('Marta', 'replaced'), await states('Jonas', 'open')]).toEqual([[], ['Finance – Ledger'], ['Finance – Ledger']]);
});

test('sponsor and security are named once for all rollouts, by somebody else than themselves', async () => {
  const ines = actor('Ines');
  const none = { sponsor: null, security: null, securityDeputy: null, timeZone: 'Europe/Helsinki' };
  await expect(setStandingSigners(ines, graph, { ...none, sponsor: ines.personId })).rejects.toMatchObject({ details: { fields: { sponsorId: NOT_YOURSELF } } });
  await expect(setStandingSigners(ines, graph, { ...none, securityDeputy: idOf('Jonas') })).rejects.toMatchObject({ details: { fields: { securityId: 'Name who signs for security first.' } } });
  await expect(setStandingSigners(ines, graph, { ...none, security: idOf('Jonas'), securityDeputy: idOf('Jonas') })).rejects.toMatchObject({ code: 'invalid' });

  await setStandingSigners(ines, graph, { ...none, sponsor: idOf('Priya'), security: idOf('Jonas') });
  expect(await loadStandingSettings()).toMatchObject({ signers: [{ part: 'sponsor', ...named('Priya') }, { part: 'security', ...named('Jonas') }] });
  const seen = JSON.stringify(signersIn(await loadStandingSettings()));
  await setStandingSigners(ines, graph, { ...none, security: idOf('Jonas'), securityDeputy: idOf('Eva') }, seen);
  await expect(setStandingSigners(ines, graph, { ...none, security: idOf('Eva') }, seen)).rejects.toMatchObject({ code: 'conflict', sentence: 'Ines Aalto changed who signs since you opened it. Copy what you typed, then reload the page.' });
  expect((await loadStandingSettings()).signers.map(({ part }) => part)).toEqual(['security', 'securityDeputy']);
});
