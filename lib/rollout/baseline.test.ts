import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Route } from '@/lib/directory/route';
import { computeBaseline, HOLDINGS } from './baseline';
import type { RoleReading } from './baseline';
import { baselineLines } from './baseline-codec';
import { baselineTotals } from './baseline-totals';
import { numberBytes, unpackCodes, unpackNumbers } from './block-codec';
import { codeOf } from './rehearsal';

const PEOPLE = ['a', 'b', 'c', 'd', 'e', 'f'];
const group = fc.constantFrom('g1', 'g2', 'g3');
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ kind: 'direct' }),
  fc.record({ kind: fc.constant('nested' as const), groupId: group, viaId: group }),
  fc.record({ kind: fc.constant('nested' as const), groupId: group, viaId: group, by: fc.constantFrom('rule' as const, 'synchronisation' as const, 'activation' as const) }),
);
const read = new Date('2026-11-20T10:00:00Z');

const reading = (name: string): fc.Arbitrary<RoleReading> => fc.record({
  routes: fc.dictionary(fc.constantFrom(...PEOPLE), fc.array(route, { minLength: 1, maxLength: 4 })),
  packages: fc.dictionary(fc.constantFrom(...PEOPLE), fc.uniqueArray(fc.constantFrom('p1', 'p2'), { minLength: 1 })),
  hidden: fc.boolean(),
  site: fc.boolean(),
}).map(({ routes, packages, hidden, site }) => ({
  role: { originSystem: site ? 'SharePointOnline' : 'AadGroup', originId: name, roleOriginId: site ? '4' : `Member_${name}` },
  source: 'tenant',
  held: { routes: new Map(site ? [] : Object.entries(routes)), unknown: site ? { reason: 'notListed', groupIds: [] } : hidden ? { reason: 'hiddenMembership', groupIds: ['g3', 'g1'] } : null, asOf: read, holders: null, groupNames: new Map([['g1', 'One']]) },
  throughPackages: { byPerson: new Map(Object.entries(packages)), names: new Map([['p1', 'First']]), asOf: read },
}));

const readings = fc.tuple(reading('r1'), reading('r2'), reading('r3')).map((all): RoleReading[] => all);

test('the order in which anything was read changes nothing of what is hashed', () => {
  fc.assert(fc.property(readings, fc.array(fc.nat(), { minLength: 1 }), (all, chance) => {
    const shuffled = <T>(items: readonly T[]): T[] => items.map((item, index) => ({ item, at: chance[index % chance.length] ?? 0 })).sort((a, b) => a.at - b.at).map(({ item }) => item);
    const again = shuffled(all).map((each): RoleReading => ({
      ...each,
      held: { ...each.held, routes: new Map(shuffled([...each.held.routes]).map(([id, routes]) => [id, shuffled([...routes, ...routes.slice(0, 1)])])) },
      throughPackages: { ...each.throughPackages, byPerson: new Map(shuffled([...each.throughPackages.byPerson]).map(([id, packages]) => [id, shuffled(packages)])) },
    }));
    expect([...baselineLines(computeBaseline(PEOPLE, again))]).toEqual([...baselineLines(computeBaseline(PEOPLE, all))]);
  }));
});

test('nobody assigned is counted twice or left out, nobody of an unknown baseline loses or gains, whoever may ask is no gain, and blocks come back as they went in', () => {
  fc.assert(fc.property(readings, fc.array(fc.constantFrom<'assign' | 'blocked'>('assign', 'blocked'), { minLength: PEOPLE.length, maxLength: PEOPLE.length }), (all, outcomes) => {
    const codes = Uint8Array.from(outcomes, codeOf);
    for (const role of computeBaseline(PEOPLE, all)) {
      const phase = { packages: [{ packageId: 'p', mode: 'assign' as const, codes }], design: { packages: [{ packageId: 'p', roles: [{ ...role, resourceId: '', resourceName: '', roleName: '', approval: '', ownerNames: [] }] }] } };
      const totals = baselineTotals(role, phase);
      const of = (...holdings: string[]) => PEOPLE.filter((_, index) => holdings.includes(HOLDINGS[role.codes[index] ?? 0] ?? '')).length;
      const assigned = (...holdings: string[]) => PEOPLE.filter((_, index) => outcomes[index] === 'assign' && holdings.includes(HOLDINGS[role.codes[index] ?? 0] ?? '')).length;
      expect(totals.byWay.reduce((sum, each) => sum + each.people, 0)).toBe(totals.already);
      expect(totals.unknown).toBe(of('unknown'));
      if (!totals.asReported) expect({ gain: totals.gain, already: totals.already, lose: totals.lose }).toEqual({ gain: assigned('none'), already: of('direct', 'other', 'both'), lose: assigned('direct') });
      expect(baselineTotals(role, { ...phase, packages: [{ packageId: 'p', mode: 'invite', codes }] })).toEqual({ ...totals, gain: 0, ...(totals.gain > 0 ? { mayGain: totals.gain } : {}) });
      const both = [...phase.packages, { packageId: 'p', mode: 'invite' as const, codes }];
      expect(baselineTotals(role, { ...phase, packages: both })).toEqual(totals);
      expect(totals.loseOwnPlace).toBeLessThanOrEqual(assigned('both'));
      expect(unpackCodes(deflateRawSync(role.codes))).toEqual(role.codes);
    }
  }));
});

test('numbers come back as they went in, however large', () => {
  fc.assert(fc.property(fc.array(fc.oneof(fc.nat(300), fc.nat(70_000), fc.nat(0xffffffff))), (numbers) => {
    expect([...unpackNumbers(deflateRawSync(numberBytes(Uint32Array.from(numbers), Math.max(0, ...numbers))))]).toEqual(numbers);
  }));
});
