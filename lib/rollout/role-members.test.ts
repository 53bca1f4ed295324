import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTenant } from '@/emulator/testing';
import type { RunningTenant } from '@/emulator/testing';
import { aDatabase } from '@/e2e/testing/database';
import type { TestDatabase } from '@/e2e/testing/database';
import { aPackage, anAdmin, usePortalSettings } from '@/e2e/testing/rollouts';
import { closeDb } from '@/lib/db/client';
import { listPhases } from '@/lib/db/phases';
import { addPickedPeople } from './add-people';
import { createRollout } from './create-rollout';
import { loadRehearsalView } from './rehearsal-view';
import { rehearsePhase } from './rehearse-phase';

let tenant: RunningTenant;
let database: TestDatabase;

beforeAll(async () => {
  [tenant, database] = await Promise.all([startTenant({ users: 150 }), aDatabase()]);
  usePortalSettings(tenant);
});

afterAll(async () => {
  await closeDb();
  await Promise.all([tenant.stop(), database.close()]);
});

test('a rehearsal says who holds each role before and after, and leaves open what the tenant does not tell', async () => {
  const ines = await anAdmin(tenant);
  const [poster, visitor] = [aPackage(tenant, 'Ledger poster'), aPackage(tenant, 'Finance site visitor')];
  const { users, groups, resources, appRoleAssignments, assignments, assignmentRequests, packages } = tenant.snapshot();
  const ledger = groups.find((group) => group.displayName === 'Finance – Ledger')!;
  const app = resources.find((resource) => resource.displayName === 'Halden Ledger')!;
  const scope = packages.find((each) => each.id === poster.packageId)!.roleScopes.find((each) => each.resourceId === app.id)!;
  const appRole = app.roles.find((role) => role.id === scope.roleId)!;
  const holders = appRoleAssignments.filter((each) => each.resourceId === app.originId && each.appRoleId === appRole.originId && each.principalType === 'User').map((each) => each.principalId);
  const touched = new Set([...assignments, ...assignmentRequests].map((each) => each.targetId));
  const free = users.filter((user) => user.accountEnabled && user.userType === 'Member' && user.department && !touched.has(user.id)).map((user) => user.id);
  const cohort = [...free.filter((id) => ledger.members.includes(id)).slice(0, 2), ...free.filter((id) => !ledger.members.includes(id) && !holders.includes(id)).slice(0, 3)];
  expect(cohort.filter((id) => ledger.members.includes(id))).not.toEqual([]);

  const { id } = await createRollout(ines, { name: 'Members before and after', description: '', packages: [poster, visitor], phases: ['Pilot'] });
  const [phase] = await listPhases(id);
  await addPickedPeople(ines, phase!.id, cohort);
  const { id: rehearsalId } = await rehearsePhase(ines, phase!.id);
  const view = await loadRehearsalView(rehearsalId, {}, { skip: 0, take: 50 });

  const already = (held: string[]) => cohort.filter((person) => held.includes(person)).length;
  const line = (resourceName: string) => view.resources.find((resource) => resource.resourceName === resourceName);
  expect([line('Finance – Ledger'), line('Halden Ledger'), line('Finance')].map((each) => ({ before: each?.before, gain: each?.gain, already: each?.already }))).toEqual([
    { before: ledger.members.length, gain: cohort.length - already(ledger.members), already: already(ledger.members) },
    { before: holders.length, gain: cohort.length - already(holders), already: already(holders) },
    { before: null, gain: cohort.length, already: 0 },
  ]);
});
