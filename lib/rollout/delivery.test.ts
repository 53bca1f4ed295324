import { expect, test } from 'vitest';
import { graceOf, graceWords, isAnotherDelivery, leaversOf, modeOf } from './delivery';
import type { RehearsedDelivery } from './delivery';
import type { SignedContent } from './signed-content';
import { widenings } from './widenings';

const automatic = (change: Partial<RehearsedDelivery & { mode: 'automatic' }> = {}): RehearsedDelivery => ({
  mode: 'automatic', step: 'widen', before: { rule: null, removesOnLeave: true, grace: null }, after: { rule: 'user.city -eq "Lagos"', removesOnLeave: false, grace: null },
  selected: 100, joining: 100, leaving: [], tolerancePercent: 2, doubts: [], ...change,
});

function content(people: number, delivery?: RehearsedDelivery): SignedContent {
  const ids = Array.from({ length: people }, (_, index) => `person-${String(index).padStart(3, '0')}`);
  return { resource: { originSystem: 'AadGroup', originId: 'ledger', name: 'Ledger' }, external: [], effects: null, packages: [{ packageId: 'p', packageName: 'P', policyId: 'q', policyName: 'Q', ends: null, roles: [], terms: [], people: ids, ...(delivery ? { delivery } : {}) }] };
}

const kinds = (was: SignedContent, now: SignedContent) => widenings(was, now).map(({ what }) => what);

test('the list of a rule may grow within the tolerance that was signed, and no further', () => {
  expect([kinds(content(100, automatic()), content(102, automatic())), kinds(content(100, automatic()), content(103, automatic())), kinds(content(100), content(101))]).toEqual([[], ['people'], ['people']]);
});

test('another rule, a removal, a shorter grace or another mode is more than was signed', () => {
  const signed = content(10, automatic());
  const found = [
    automatic({ after: { rule: 'user.city -eq "Reno"', removesOnLeave: false, grace: null } }),
    automatic({ step: 'target', after: { rule: 'user.city -eq "Lagos"', removesOnLeave: true, grace: 'P7D' } }),
    automatic({ tolerancePercent: 5 }),
    undefined,
  ].map((delivery) => kinds(signed, content(10, delivery)));
  expect(found).toEqual([['delivery'], ['delivery'], ['delivery'], ['delivery']]);
  expect(isAnotherDelivery(undefined, undefined)).toBe(false);
});

test('who loses a package by the last step is signed by name, also where nobody gains it', () => {
  const last = (leaving: string[]) => content(0, automatic({ step: 'target', leaving }));
  expect([kinds(last(['a', 'b']), last(['a'])), kinds(last(['a']), last(['a', 'b']))]).toEqual([[], ['leaving']]);
  expect(leaversOf(undefined)).toEqual([]);
});

test('a package may go another way than its phase', () => {
  const settings = { mode: 'assign' as const, packageModes: new Map([['p', 'invite' as const]]) };
  expect([modeOf(settings, 'p'), modeOf(settings, 'q')]).toEqual(['invite', 'assign']);
});

test('a grace period is written as Graph has it and read as people say it', () => {
  expect([168, 36, 0].map(graceOf)).toEqual(['P7D', 'PT36H', 'PT0H']);
  expect(['P7D', 'PT36H', 'P1DT1H', 'PT0H', null].map(graceWords)).toEqual(['after 7 days', 'after 36 hours', 'after 1 day and 1 hour', 'at once', 'at once']);
});
