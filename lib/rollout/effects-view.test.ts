import { expect, test } from 'vitest';
import { shownEffects } from './effects-view';
import type { EffectLine } from './effects-view';
import type { PhaseEffects } from './effects';

const NONE: PhaseEffects = {
  resources: [], approvals: [], externals: null, collisions: [], findings: [],
  quota: { limit: 200_000, dated: '2024-12', counted: 120, more: false, phase: 40, reversal: 40, expiries: 7 },
  licences: { products: ['Governance'], seatsLeft: 5, without: 0 },
  forecast: { requests: 40, askedSeconds: 2, deliveredHours: 24 },
};

function factOf(key: string, effects: Partial<PhaseEffects>, limit: number | null = null): EffectLine | undefined {
  return shownEffects({ people: [], packages: [], design: { packages: [] }, effects: { ...NONE, ...effects } }, limit)?.facts.find((each) => each.key === key);
}

test('requests that were all counted are told as a sum of the limit, and want a look when most of it is used', () => {
  const text = '207 of 200,000 that the tenant may make in three months (limit of 2024-12): 120 so far, 40 by this phase, as many to take it back, 7 that end in the next three months.';
  expect(factOf('quota', {})).toMatchObject({ text, wants: false });
  expect(factOf('quota', { quota: { ...NONE.quota, counted: 190_000 } })?.wants).toBe(true);
});

test('requests that were not all counted leave open whether the phase fits', () => {
  const text = 'Whether this phase fits is not known: the tenant made more requests than were counted. At least 2,087 of 200,000 that the tenant may make in three months (limit of 2024-12): at least 2,000 so far, 40 by this phase, as many to take it back, 7 that end in the next three months.';
  expect(factOf('quota', { quota: { ...NONE.quota, counted: 2000, more: true } })).toMatchObject({ text, wants: true });
});

test('people without a licence are told, and want a look where the last seats go or nobody counted', () => {
  const licences = (more: Partial<NonNullable<PhaseEffects['licences']>>) => factOf('licences', { licences: { products: ['Governance', 'Suite'], seatsLeft: 5, without: 0, ...more } });
  expect(licences({})).toMatchObject({ text: 'Everybody who gains something has one for governed access; 5 seats are left.', wants: false });
  expect(licences({ without: 4 })).toMatchObject({ text: '4 people would need one for governed access; 5 seats are left. Whoever is beyond them is blocked.', wants: false });
  expect(licences({ without: 5 })).toMatchObject({ wants: true });
  expect(licences({ without: null })).toMatchObject({ text: '5 seats are left of Governance and Suite. Who of so many people has one was not counted, so nobody is blocked for the want of one.', wants: true });
});

test('a phase of invitations alone requests nothing, and is delivered as people ask', () => {
  const delivery = { mode: 'invite' as const, opens: 'people' as const, groupId: null, groupName: null, before: { scope: 'notSpecified', targets: 0 }, targets: 40, approvals: null };
  const design = { packages: [{ packageId: 'p', packageName: 'Ledger', catalogId: 'c', catalogName: 'Finance', policyId: 'd', policyName: 'Direct assignment', expiration: null, roles: [], asRead: null, delivery }] };
  const facts = shownEffects({ people: [], packages: [], design, effects: NONE }, null)?.facts.slice(0, 2).map(({ label, text }) => [label, text]);

  expect(facts).toEqual([['Requested by', 'The run sends no request of its own: it writes 1 policy.'], ['Delivered by', 'Whenever each of them asks, and whoever decides agrees.']]);
});

test('how long asking takes is told by what the tenant was seen to take, and before that by what Microsoft publishes', () => {
  expect(factOf('asked', {})?.text).toBe('2 seconds after the start, if Entra takes the 20 writes a second that Microsoft publishes for the directory. How many this tenant takes is not known until a run has met its limit.');
  expect(factOf('asked', {}, 9.8)?.text).toBe('5 seconds after the start, at the 10 writes a second that this tenant was seen to take.');
});
