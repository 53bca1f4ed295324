import { expect, test } from 'vitest';
import { compareRehearsals } from './compare-rehearsals';
import { codeOf, countOutcomes, countRehearsal } from './rehearsal';
import type { Outcome, Rehearsal } from './rehearsal';

function aRehearsal(number: number, people: Record<string, Outcome>, roles: string[]): Rehearsal {
  const ids = Object.keys(people).sort();
  const codes = Uint8Array.from(ids, (id) => codeOf(people[id] ?? 'assign'));
  const packages = [{ packageId: 'p', packageName: 'Finance', policyId: 'q', policyName: 'Direct', codes, totals: countOutcomes(codes) }];
  return {
    id: `r${number}`, phaseId: 'f', number, phaseRevision: number, hash: '', peopleCount: ids.length, totals: countRehearsal(ids.length, packages), packages,
    people: ids.map((id) => ({ id, name: id, userPrincipalName: `${id}@h.example`, department: null, external: false })),
    design: {
      packages: [{
        packageId: 'p', packageName: 'Finance', catalogId: 'c', catalogName: 'C', policyId: 'q', policyName: 'Direct', expiration: null, asRead: null,
        roles: roles.map((name) => ({ resourceId: name, resourceName: name, originId: name, originSystem: 'AadGroup', roleOriginId: 'Member', roleName: 'Member', approval: 'approved', ownerNames: [] })),
      }],
    },
    tenantReadAt: new Date(0), readFrom: 'tenant', createdBy: 'a', createdByName: 'Ines', createdAt: new Date(0),
  };
}

test('the differences are told by person, wider first, and by what the packages give', () => {
  const older = aRehearsal(1, { ana: 'assign', ben: 'blocked', cleo: 'alreadyAssigned', dan: 'assign' }, ['Ledger']);
  const newer = aRehearsal(2, { ana: 'assign', ben: 'assign', dan: 'blocked', eva: 'assign' }, ['Ledger', 'Close']);
  const names = { packageId: 'p', packageName: 'Finance' };
  const who = (id: string) => ({ personId: id, name: id, userPrincipalName: `${id}@h.example` });
  expect(compareRehearsals(older, newer)).toEqual({
    people: [
      { ...names, ...who('ben'), before: 'blocked', after: 'assign', width: 'wider' },
      { ...names, ...who('eva'), before: 'notInCohort', after: 'assign', width: 'wider' },
      { ...names, ...who('dan'), before: 'assign', after: 'blocked', width: 'narrower' },
      { ...names, ...who('cleo'), before: 'alreadyAssigned', after: 'notInCohort', width: 'same' },
    ],
    design: [{ packageName: 'Finance', what: 'Member of “Close” is new.', width: 'wider' }],
    peopleCount: 4,
    wider: 2,
  });
});
