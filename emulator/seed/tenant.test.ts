import { describe, expect, test } from 'vitest';
import type { TenantState } from '../model/tenant-state';
import { Tenant } from '../model';
import type { User } from '../model/directory';
import { seedOrganisation, seedTenant } from './tenant';

const tenant = seedTenant({ users: 600, seed: 1 });
const people = [...tenant.users.values()];

describe('the organisation', () => {
  test('is the same from the same seed, another from another, and comes back from its state file', () => {
    const told = (of: Tenant): string => JSON.stringify(of.snapshot());
    const organisation = seedOrganisation({ users: 600, seed: 1 });
    expect(told(organisation.tenant)).toBe(told(tenant));
    expect(told(seedTenant({ users: 600, seed: 2 }))).not.toBe(told(tenant));
    const state = JSON.stringify(tenant);
    const back = new Tenant(organisation.seeded, JSON.parse(state) as TenantState);
    expect([told(back), JSON.stringify(back)]).toEqual([told(tenant), state]);
  });

  test('has exactly as many accounts as asked for, each with a sign-in name of its own', () => {
    expect(people).toHaveLength(600);
    expect(new Set(people.map((user) => user.userPrincipalName)).size).toBe(600);
    expect(seedTenant({ users: 120, seed: 3 }).users.size).toBe(120);
    expect(() => seedTenant({ users: 50, seed: 1 })).toThrow(RangeError);
  });

  test('leads every employee to the one at the top', () => {
    for (const user of people.filter((candidate) => candidate.employeeId !== null)) {
      let above: User | undefined = user;
      for (let step = 0; above?.managerId && step < 10; step += 1) above = tenant.users.get(above.managerId);
      expect(above?.jobTitle).toBe('Chief Executive Officer');
    }
  });

  test('gives the personas their roles', () => {
    expect(tenant.personas.map(({ id, name }) => [name, tenant.portalRolesOf(id)[0] ?? null, tenant.entraRolesOf(id)[0] ?? null])).toEqual([
      ['Ines Aalto', 'Rollout.Admin', 'Identity Governance Administrator'],
      ['Eva Brandt', 'Rollout.Admin', 'Identity Governance Administrator'],
      ['Marta Lindqvist', null, null],
      ['Jonas Weber', null, null],
      ['Tomasz Nowak', 'Rollout.Helpdesk', 'Global Reader'],
      ['Priya Raman', 'Rollout.Auditor', 'Global Reader'],
      ['Ana Kowalczyk', null, null],
    ]);
  });

  test('runs two catalogs with assignments that stand in the directory', () => {
    const { governance } = tenant;
    const assignments = [...governance.assignments.values()];
    expect([...governance.catalogs.values()].map(({ displayName }) => displayName)).toEqual(['Finance', 'Plant operations']);
    expect(assignments.length).toBeGreaterThanOrEqual(70);
    expect(new Set(assignments.map(({ state }) => state))).toEqual(new Set(['delivered', 'expired', 'deliveryFailed']));
    const states = new Set([...governance.assignmentRequests.values()].map(({ state }) => state));
    expect(states).toEqual(new Set(['delivered', 'deliveryFailed', 'pendingApproval', 'denied']));
  });
});

test('app roles of a person are replaced as a whole', () => {
  const changed = seedTenant({ users: 120, seed: 1 });
  const ana = changed.users.byUpn('ana.kowalczyk@haldenvoss.example')?.id ?? '';
  changed.setPortalRoles(ana, ['Rollout.Helpdesk', 'Rollout.Auditor'], '2026-11-23T09:00:00Z');
  expect(changed.portalRolesOf(ana)).toEqual(['Rollout.Helpdesk', 'Rollout.Auditor']);
  changed.setPortalRoles(ana, [], '2026-11-23T09:00:00Z');
  expect(changed.portalRolesOf(ana)).toEqual([]);
  expect(() => changed.setPortalRoles(ana, ['Rollout.Owner'], '2026-11-23T09:00:00Z')).toThrow(RangeError);
});
