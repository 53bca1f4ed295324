import { expect, test } from 'vitest';
import type { CohortMember, CohortPerson } from './cohort';
import { changesOf } from './member-changes';

const PERSON: CohortPerson = { id: 'a', name: 'Ana', userPrincipalName: 'ana@h.example', department: 'Finance', country: 'Poland', office: null, jobTitle: 'Clerk', enabled: true, external: false };

function aMember(more: Partial<CohortMember> = {}): CohortMember {
  const { id, ...person } = PERSON;
  return { ...person, personId: id, addedAt: new Date(0), takenIn: null, ...more };
}

const kinds = (...args: Parameters<typeof changesOf>) => changesOf(...args).map(({ kind, detail }) => [kind, detail]);

test('whoever is as they were has not changed, and whoever left has only that', () => {
  expect(changesOf(aMember(), PERSON, null, [{ label: 'Group “All”', brings: () => true }])).toEqual([]);
  expect(kinds(aMember({ enabled: false }), undefined, null, [{ label: 'Group “All”', brings: () => false }])).toEqual([['left', 'The account is no longer in the tenant.']]);
});

test('each thing that became different is told with what it is now', () => {
  const now = { ...PERSON, name: 'Ana Nowak', department: 'Sales', office: 'Gdańsk', enabled: false, external: true };
  const special = { kind: 'service' as const, basis: 'user.jobTitle -eq "Service account"' };
  expect(kinds(aMember(), now, special, [{ label: 'Rule “Finance”', brings: () => false }, { label: 'Group “All”', brings: () => true }])).toEqual([
    ['disabled', 'Sign-in is blocked now.'],
    ['special', 'Service account: user.jobTitle -eq "Service account".'],
    ['external', 'Signs in at another organisation now.'],
    ['outOfSource', 'Rule “Finance” would not bring them any more.'],
    ['moved', 'Department Finance, now Sales; Office none, now Gdańsk.'],
    ['renamed', 'Now Ana Nowak.'],
  ]);
});

test('whoever was taken in for what they are has not become it since', () => {
  const takenIn = { kind: 'service' as const, reason: 'Runs the export', byName: 'Ines', at: new Date(0) };
  expect(changesOf(aMember({ takenIn }), PERSON, { kind: 'service', basis: 'b' }, [])).toEqual([]);
  expect(kinds(aMember({ takenIn: { ...takenIn, kind: 'disabled' }, enabled: false }), PERSON, { kind: 'admin', basis: 'b' }, [])).toEqual([['enabled', 'Sign-in is allowed again.'], ['special', 'Separate admin account: b.']]);
});
