import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeBaseline } from './baseline';
import { assignmentsOf, countOutcomes, countRehearsal, noToldOutcomes } from './rehearsal';
import type { ChangeSet } from './rehearsal';
import { canonicalParts, decodePeople, hashChangeSet, peopleBytes, placesOfPeople } from './rehearsal-codec';

const ana = { id: '00000000-0000-4000-8000-00000000000a', name: 'Ana', userPrincipalName: 'ana@h.example', department: 'Finance', external: false };
const ben = { id: '00000000-0000-4000-8000-00000000000b', name: 'Ben – Zoë', userPrincipalName: 'ben@h.example', department: null, external: true };

function aChangeSet(): ChangeSet {
  const codes = new Uint8Array([0, 3]);
  return {
    phaseId: '00000000-0000-4000-8000-000000000001',
    people: [ana, ben],
    packages: [{ packageId: 'p1', packageName: 'Finance', policyId: 'q1', policyName: 'Direct', mode: 'assign', codes, totals: countOutcomes(codes) }],
    exceptions: [{ packageId: 'p1', outcome: 'blocked', reason: 'disabled', detail: 'The account is disabled.', places: Uint32Array.of(1) }],
    baseline: computeBaseline([ana.id, ben.id], [
      {
        role: { originSystem: 'AadGroup', originId: 'g1', roleOriginId: 'Member_g1' },
        source: 'tenant',
        held: { routes: new Map([[ana.id, [{ kind: 'nested', groupId: 'g3', viaId: 'g2', by: 'rule' }, { kind: 'direct' }]]]), unknown: { reason: 'hiddenMembership', groupIds: ['g5', 'g4'] }, asOf: new Date(0), holders: null, groupNames: new Map([['g3', 'Ledger all'], ['g9', 'Nobody’s']]) },
        throughPackages: { byPerson: new Map([[ana.id, ['p9']]]), names: new Map([['p9', 'Ledger old']]), asOf: new Date(0) },
      },
    ]),
    design: {
      packages: [
        {
          packageId: 'p1',
          packageName: 'Finance',
          catalogId: 'c1',
          catalogName: 'Finance',
          policyId: 'q1',
          policyName: 'Direct',
          asRead: {
            id: 'p1', name: 'Finance', description: '', catalogId: 'c1', catalogName: 'Finance', hidden: true, roles: [],
            policies: [{ id: 'q1', name: 'Direct', description: '', scope: 'specificDirectoryUsers', targets: [{ kind: 'group', id: 'g2', name: 'Finance' }], selfRequest: true, approvalRequired: true, stages: [{ approvers: [{ kind: 'person', id: 'm', name: 'Marta' }], days: 5 }], expiration: { type: 'afterDuration', days: 180, duration: 'P180D', endDateTime: null }, automatic: false, questions: false }],
          },
          expiration: { type: 'afterDuration', duration: 'P180D', endDateTime: null },
          roles: [{ resourceId: 'r1', resourceName: 'Ledger', originId: 'g1', originSystem: 'AadGroup', roleOriginId: 'Member_g1', roleName: 'Member', approval: 'approved', ownerNames: ['Marta'] }],
        },
      ],
    },
  };
}

test('people come back from their block as they went in', () => {
  expect(decodePeople(deflateRawSync(peopleBytes([ana, ben])))).toEqual([ana, ben]);
});

test('where people stand is told from their block without making everybody out of it, whatever they are called', () => {
  const idOf = (place: number): string => `00000000-0000-4000-8000-${String(place).padStart(12, '0')}`;
  fc.assert(fc.property(fc.array(fc.tuple(fc.stringMatching(/^["\\\\[\],é {}x]*$/), fc.option(fc.stringMatching(/^["\\\\[\],]*$/)), fc.option(fc.boolean())), { minLength: 1 }), fc.nat(), fc.nat(), (rows, one, other) => {
    const people = rows.map(([name, department, external], place) => ({ id: idOf(place), name, userPrincipalName: `${name}],["`, department, external }));
    const ids = [idOf(one % rows.length), idOf(other % (2 * rows.length))];
    expect(placesOfPeople(deflateRawSync(peopleBytes(people)), ids)).toEqual(new Map(people.flatMap(({ id }, place) => (ids.includes(id) ? [[id, place] as const] : []))));
  }));
});

test('the canonical form is the documented one', () => {
  expect([...canonicalParts(aChangeSet())].join('').split('\n')).toEqual([
    'access-rollout rehearsal 3',
    'phase 00000000-0000-4000-8000-000000000001',
    'people 2',
    ana.id,
    `${ben.id} external`,
    'package p1 policy q1',
    'ends afterDuration P180D -',
    'role AadGroup g1 Member_g1',
    'terms q1 ["specificDirectoryUsers",["g2"],true,false,[[["m"],5]],"P180D"]',
    'outcomes 03',
    'exception blocked disabled AQ==',
    'baseline AadGroup g1 Member_g1 hiddenMembership g4 g5',
    'way direct, nested g3 via g2 by rule, package p9',
    'held 34',
    'ways 10',
    '',
  ]);
  expect(hashChangeSet(aChangeSet())).toBe('3e9c6a2ac15a6d648278e8e46b54f6276d4c13e7a57ec22b1f8e2fe3441fee18');
});

test('a name may change under the hash, a person, role, policy, approver, end or what was held before may not', () => {
  const hash = hashChangeSet(aChangeSet());
  const renamed = aChangeSet();
  renamed.people[0] = { ...ana, name: 'Anna' };
  renamed.baseline[0]!.names = { g3: 'Everybody of the ledger' };
  renamed.baseline[0]!.asOf = new Date(1);
  renamed.design.packages[0]!.asRead!.policies[0]!.name = 'Without asking';
  expect(hashChangeSet(renamed)).toBe(hash);

  const changes: ((set: ChangeSet) => void)[] = [
    (set) => void set.people.pop(),
    (set) => void (set.packages[0]!.codes[1] = 0),
    (set) => void (set.packages[0]!.policyId = 'q2'),
    (set) => void (set.baseline[0]!.codes[1] = 0),
    (set) => void (set.baseline[0]!.unknown = null),
    (set) => void (set.baseline[0]!.ways[0] = [{ kind: 'direct' }]),
    (set) => void (set.baseline[0]!.wayOf[1] = 1),
    (set) => void (set.design.packages[0]!.expiration!.duration = 'P365D'),
    (set) => void (set.design.packages[0]!.roles[0]!.roleOriginId = 'Owner_g1'),
    (set) => void (set.people[0]!.external = true),
    (set) => void (set.design.placing = { accessFrom: '2026-12-01T07:00:00.000Z', mornings: false, calendar: null, timeZone: 'UTC' }),
    (set) => void (set.design.placing = { accessFrom: null, mornings: true, calendar: 'Berlin', timeZone: 'Europe/Berlin' }),
    (set) => void (set.design.packages[0]!.asRead!.policies[0]!.stages = []),
  ];
  for (const change of changes) {
    const changed = aChangeSet();
    change(changed);
    expect(hashChangeSet(changed)).not.toBe(hash);
  }
});

test('totals count each person once, by what needs a look first, and add up', () => {
  const first = new Uint8Array([0, 0, 1, 2]);
  const second = new Uint8Array([0, 3, 1, 1]);
  const packages = [first, second].map((codes, index) => ({ packageId: `p${index}`, packageName: '', policyId: '', policyName: '', mode: 'assign' as const, codes, totals: countOutcomes(codes) }));
  expect(countRehearsal(4, packages)).toEqual({
    people: { ...noToldOutcomes(), assign: 1, blocked: 1, alreadyAssigned: 1, inFlight: 1 },
    changes: { ...noToldOutcomes(), assign: 3, blocked: 1, alreadyAssigned: 3, inFlight: 1 },
    gaining: 2,
    asking: 0,
  });
});

test('who may ask is told apart from who gains, and who gains by a rule from who is assigned', () => {
  const [given, ruled, opened] = [new Uint8Array([0, 1, 1, 3, 1]), new Uint8Array([1, 0, 1, 1, 1]), new Uint8Array([0, 0, 0, 0, 0])];
  const packages = ([[given, 'assign'], [ruled, 'automatic'], [opened, 'invite']] as const).map(([codes, mode], index) => ({ packageId: `p${index}`, packageName: '', policyId: '', policyName: '', mode, codes, totals: countOutcomes(codes) }));
  expect(countRehearsal(5, packages)).toEqual({
    people: { ...noToldOutcomes(), assign: 1, byRule: 1, mayAsk: 2, blocked: 1 },
    changes: { ...noToldOutcomes(), assign: 1, byRule: 1, mayAsk: 5, alreadyAssigned: 7, blocked: 1 },
    gaining: 2,
    asking: 3,
  });
});

test('a run makes exactly the requests that were rehearsed as assign', () => {
  expect(assignmentsOf(aChangeSet())).toEqual([{ personId: ana.id, personName: 'Ana', packageId: 'p1', packageName: 'Finance', policyId: 'q1' }]);
});
