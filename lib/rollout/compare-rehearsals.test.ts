import { expect, test, vi } from 'vitest';
import type { DeliveryMode } from './phase';
import { compareRehearsals } from './compare-rehearsals';
import { codeOf, countOutcomes, countRehearsal } from './rehearsal';
import type { Outcome, Rehearsal } from './rehearsal';

// What is said of days leaves out the year it is.
vi.setSystemTime(new Date('2026-11-27T12:00:00Z'));

function aRehearsal(number: number, people: Record<string, Outcome>, roles: string[], mode: DeliveryMode = 'assign'): Rehearsal {
  const ids = Object.keys(people).sort();
  const codes = Uint8Array.from(ids, (id) => codeOf(people[id] ?? 'assign'));
  const packages = [{ packageId: 'p', packageName: 'Finance', policyId: 'q', policyName: 'Direct', mode, codes, totals: countOutcomes(codes) }];
  return {
    id: `r${number}`, phaseId: 'f', number, phaseRevision: number, hash: '', peopleCount: ids.length, totals: countRehearsal(ids.length, packages), packages,
    effects: null,
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

test('to be given it is wider than to be let ask for it, and that is wider than nothing', () => {
  const [asked, given] = [aRehearsal(1, { ana: 'assign', ben: 'blocked' }, ['Ledger'], 'invite'), aRehearsal(2, { ana: 'assign', ben: 'assign' }, ['Ledger'])];
  const differing = (older: Rehearsal, newer: Rehearsal) => compareRehearsals(older, newer).people.map(({ name, before, after, width }) => `${name}: ${before}, ${after}, ${width}`);
  expect(differing(asked, given)).toEqual(['ana: mayAsk, assign, wider', 'ben: blocked, assign, wider']);
  expect(differing(given, asked)).toEqual(['ana: assign, mayAsk, narrower', 'ben: assign, blocked, narrower']);
  expect(differing(aRehearsal(3, { ben: 'blocked' }, ['Ledger']), aRehearsal(4, { ben: 'assign' }, ['Ledger'], 'invite'))).toEqual(['ben: blocked, mayAsk, wider']);
});

test('another begin and another way to end are told of the phase as a whole', () => {
  const placed = (number: number, accessFrom: string | null, mornings: boolean): Rehearsal => {
    const rehearsal = aRehearsal(number, { ana: 'assign' }, ['Ledger']);
    return { ...rehearsal, design: { ...rehearsal.design, ...(accessFrom || mornings ? { placing: { accessFrom, mornings, calendar: 'Berlin', timeZone: 'Europe/Berlin' } } : {}) } };
  };
  const design = (older: Rehearsal, newer: Rehearsal) => compareRehearsals(older, newer).design;

  expect(design(placed(1, null, false), placed(2, '2026-12-01T07:00:00.000Z', true))).toEqual([
    { packageName: 'All of them', what: 'Access was to begin once it is given and begins Tuesday 1 December at 08:00 (Europe/Berlin).', width: 'same' },
    { packageName: 'All of them', what: 'Access now ends on a working morning.', width: 'narrower' },
  ]);
  expect(design(placed(1, '2026-12-01T07:00:00.000Z', true), placed(2, null, true))).toEqual([{ packageName: 'All of them', what: 'Access was to begin Tuesday 1 December at 08:00 (Europe/Berlin) and begins once it is given.', width: 'wider' }]);
});
