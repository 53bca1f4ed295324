import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { GrantTerms } from '@/lib/authoring/resource-approval';
import { durationMs, endOfPolicy, endOfTerms, endsAt, isLater } from './access-end';
import { effectKey } from './effects';
import type { MembershipEffect } from './effects';
import type { SignedContent, SignedPackage } from './signed-content';
import { widenings } from './widenings';

const DAYS = [1, 30, 90, 180, 365];
const SCOPES = ['notSpecified', 'specificDirectoryUsers', 'allMemberUsers', 'allDirectoryUsers'];
const PEOPLE = Array.from({ length: 12 }, (_, index) => `person-${String(index).padStart(2, '0')}`);
const EFFECTS: MembershipEffect[] = [
  { kind: 'appRole', id: 'a r', name: 'the role “Reader” of Reports' }, { kind: 'group', id: 'g-7', name: 'All of Finance' }, { kind: 'licence', id: 's-1', name: 'POWER BI PRO', seatsLeft: 3 },
];
const named = (ids: string[]) => [...ids].sort().map((id) => ({ id, name: `Name of ${id}` }));
const policyEnd = (days: number | null) => (days === null ? { type: 'noExpiration', duration: null, endDateTime: null } : { type: 'afterDuration', duration: `P${days}D`, endDateTime: null });
const days = fc.option(fc.constantFrom(...DAYS), { nil: null });

const terms = (policyId: string) =>
  fc.record({ scope: fc.constantFrom(...SCOPES), targets: fc.subarray(['g-1', 'g-2', 'g-3'], { minLength: 1 }), selfRequest: fc.boolean(), stages: fc.array(fc.tuple(fc.subarray(['a-1', 'a-2', 'a-3'], { minLength: 1 }), fc.subarray(['b-1', 'b-2'])), { maxLength: 3 }), days }).map(
    (drawn): GrantTerms => ({
      policyId, policyName: policyId, scope: drawn.scope, targets: drawn.scope === 'specificDirectoryUsers' ? named(drawn.targets) : [], selfRequest: drawn.selfRequest, automatic: false,
      stages: drawn.stages.map(([approvers, beside]) => ({ approvers: named(approvers), days: 5, ...(beside.length > 0 ? { beside: named(beside) } : {}) })), ends: drawn.days === null ? 'noExpiration' : `P${drawn.days}D`,
    }),
  );

const packageOf = (packageId: string) =>
  fc.record({ people: fc.subarray(PEOPLE, { minLength: 1 }), roles: fc.subarray(['Member', 'Owner', 'Reader'], { minLength: 1 }), days, first: terms('q-1'), second: fc.option(terms('q-2'), { nil: null }) }).map(
    (drawn): SignedPackage => ({
      packageId, packageName: packageId, policyId: 'q-1', policyName: 'q-1', ends: policyEnd(drawn.days), roles: [...drawn.roles].sort().map((name) => ({ roleOriginId: name, roleName: name })),
      terms: [{ ...drawn.first, ends: drawn.days === null ? 'noExpiration' : `P${drawn.days}D` }, ...(drawn.second ? [drawn.second] : [])], people: [...drawn.people].sort(),
    }),
  );

const content: fc.Arbitrary<SignedContent> = fc
  .tuple(fc.subarray(['p-1', 'p-2', 'p-3'], { minLength: 1 }).chain((ids) => fc.tuple(...ids.map(packageOf))), fc.subarray(PEOPLE), fc.subarray(EFFECTS))
  .map(([packages, external, effects]) => {
    const all = new Set(packages.flatMap((each) => each.people));
    return { resource: { originSystem: 'AadGroup', originId: 'ledger', name: 'Finance – Ledger' }, packages, external: external.filter((id) => all.has(id)).sort(), effects: effects.map((effect) => ({ key: effectKey(effect), effect })) };
  });

type Change = (of: SignedContent, pick: number) => SignedContent | null;

const at = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(list.length, 1)];
const without = <T>(list: readonly T[], gone: T): T[] => list.filter((each) => each !== gone);

/** The content with one of its packages changed; null where nothing came of it. */
function inPackage(of: SignedContent, pick: number, change: (each: SignedPackage) => SignedPackage | null): SignedContent | null {
  const chosen = at(of.packages, pick);
  const changed = chosen && change(chosen);
  if (!chosen || !changed) return null;
  const packages = of.packages.map((each) => (each === chosen ? changed : each));
  const all = new Set(packages.flatMap((each) => each.people));
  return { ...of, packages, external: of.external.filter((id) => all.has(id)) };
}

const inTerms = (of: SignedContent, pick: number, change: (terms: GrantTerms) => GrantTerms | null): SignedContent | null =>
  inPackage(of, pick, (each) => {
    const chosen = at(each.terms, pick >> 2);
    const changed = chosen && change(chosen);
    return chosen && changed ? { ...each, terms: each.terms.map((one) => (one === chosen ? changed : one)) } : null;
  });

const setDays = (each: SignedPackage, to: number | null): SignedPackage => ({ ...each, ends: policyEnd(to) });
const daysOf = (each: SignedPackage): number | null => (each.ends?.duration ? Number(/\d+/.exec(each.ends.duration)) : null);

/** Less than was signed. */
const SHRINKING: Record<string, Change> = {
  'a person fewer': (of, pick) => inPackage(of, pick, (each) => ({ ...each, people: without(each.people, at(each.people, pick >> 2) ?? '') })),
  'a package fewer': (of, pick) => (of.packages.length > 1 ? { ...of, packages: without(of.packages, at(of.packages, pick)!) } : null),
  'a role fewer': (of, pick) => inPackage(of, pick, (each) => ({ ...each, roles: each.roles.slice(1) })),
  'an earlier end': (of, pick) => inPackage(of, pick, (each) => setDays(each, daysOf(each) === null ? 365 : Math.max(1, (daysOf(each) ?? 1) - 1))),
  'a policy fewer': (of, pick) => inPackage(of, pick, (each) => ({ ...each, terms: each.terms.slice(0, 1) })),
  'an approver fewer': (of, pick) => inTerms(of, pick, (one) => ({ ...one, stages: one.stages.map((stage) => ({ ...stage, approvers: stage.approvers.slice(0, 1) })) })),
  'nobody decides in an approver’s place': (of, pick) => inTerms(of, pick, (one) => ({ ...one, stages: one.stages.map(({ approvers, days }) => ({ approvers, days })) })),
  'nobody may ask any more': (of, pick) => inTerms(of, pick, (one) => ({ ...one, selfRequest: false })),
  'for those an admin assigns only': (of, pick) => inTerms(of, pick, (one) => ({ ...one, scope: 'notSpecified', targets: [] })),
  'a target fewer': (of, pick) => inTerms(of, pick, (one) => (one.targets.length > 1 ? { ...one, targets: one.targets.slice(1) } : null)),
  'another name': (of, pick) => inPackage({ ...of, resource: { ...of.resource, name: 'Ledger' } }, pick, (each) => ({ ...each, packageName: 'Renamed', policyName: 'Renamed', terms: each.terms.map((one) => ({ ...one, policyName: 'Renamed' })) })),
  'external no more': (of, pick) => ({ ...of, external: without(of.external, at(of.external, pick) ?? '') }),
  'an effect of membership fewer': (of) => ({ ...of, effects: (of.effects ?? []).slice(1) }),
  'fewer seats of a licence': (of) => ({ ...of, effects: (of.effects ?? []).map(({ key, effect }) => ({ key, effect: effect.kind === 'licence' ? { ...effect, seatsLeft: 0 } : effect })) }),
  'nothing': (of) => structuredClone(of),
};

/** More than was signed, in one respect. */
const WIDENING: Record<string, Change> = {
  'a person more': (of, pick) => inPackage(of, pick, (each) => ({ ...each, people: [...each.people, 'somebody else'].sort() })),
  'a person of one package in another too': (of, pick) => {
    const all = new Set(of.packages.flatMap((each) => each.people));
    return inPackage(of, pick, (each) => {
      const more = [...all].find((id) => !each.people.includes(id));
      return more ? { ...each, people: [...each.people, more].sort() } : null;
    });
  },
  'a role more': (of, pick) => inPackage(of, pick, (each) => ({ ...each, roles: [...each.roles, { roleOriginId: 'Everything', roleName: 'Everything' }] })),
  'a package more': (of, pick) => ({ ...of, packages: [...of.packages, { ...at(of.packages, pick)!, packageId: 'p-9' }] }),
  'another policy': (of, pick) => inPackage(of, pick, (each) => ({ ...each, policyId: 'q-9' })),
  'a policy more': (of, pick) => inPackage(of, pick, (each) => ({ ...each, terms: [...each.terms, { ...each.terms[0]!, policyId: 'q-9' }] })),
  'a later end': (of, pick) => inPackage(of, pick, (each) => (daysOf(each) === null ? null : setDays(each, pick % 2 ? null : (daysOf(each) ?? 0) + 1))),
  'an end that cannot be compared': (of, pick) => inPackage(of, pick, (each) => (daysOf(each) === null ? null : { ...each, ends: { type: 'afterDateTime', duration: null, endDateTime: '2026-11-26T00:00:00Z' } })),
  'an approver more': (of, pick) => inTerms(of, pick, (one) => (one.stages.length > 0 ? { ...one, stages: one.stages.map((stage, index) => (index === 0 ? { ...stage, approvers: named([...stage.approvers.map(({ id }) => id), 'a-9']) } : stage)) } : null)),
  'somebody more who decides in an approver’s place': (of, pick) => inTerms(of, pick, (one) => (one.stages.length > 0 ? { ...one, stages: one.stages.map((stage, index) => (index === 0 ? { ...stage, beside: named([...(stage.beside ?? []).map(({ id }) => id), 'b-9']) } : stage)) } : null)),
  'a decision fewer': (of, pick) => inTerms(of, pick, (one) => (one.stages.length > 0 ? { ...one, stages: one.stages.slice(0, -1) } : null)),
  'for everybody': (of, pick) => inTerms(of, pick, (one) => (one.scope === 'allDirectoryUsers' ? null : { ...one, scope: 'allDirectoryUsers', targets: [] })),
  'a target more': (of, pick) => inTerms(of, pick, (one) => (one.scope === 'specificDirectoryUsers' ? { ...one, targets: named([...one.targets.map(({ id }) => id), 'g-9']) } : null)),
  'people may ask': (of, pick) => inTerms(of, pick, (one) => (one.selfRequest ? null : { ...one, selfRequest: true })),
  'assigned by a rule': (of, pick) => inTerms(of, pick, (one) => ({ ...one, automatic: true })),
  'a policy that ends later': (of, pick) => inTerms(of, pick, (one) => (one.ends.startsWith('P') ? { ...one, ends: 'noExpiration' } : null)),
  'an effect of membership more': (of) => ({ ...of, effects: [...(of.effects ?? []), { key: 'licence s-9', effect: { kind: 'licence', id: 's-9', name: 'Visio', seatsLeft: null } }] }),
  'somebody became external': (of) => {
    const more = of.packages.flatMap((each) => each.people).find((id) => !of.external.includes(id));
    return more ? { ...of, external: [...of.external, more].sort() } : null;
  },
};

const picks = fc.integer({ min: 0, max: 1000 });
const shrinks = fc.array(fc.tuple(fc.constantFrom(...Object.values(SHRINKING)), picks), { maxLength: 6 });
const shrink = (of: SignedContent, changes: [Change, number][]) => changes.reduce((now, [change, pick]) => change(now, pick) ?? now, of);

describe('a signature is an upper bound', () => {
  test.each(Object.entries(SHRINKING))('%s does not void it', (_what, change) => {
    fc.assert(
      fc.property(content, picks, (signed, pick) => {
        const now = change(signed, pick);
        fc.pre(now !== null);
        expect(widenings(signed, now)).toEqual([]);
      }),
    );
  });

  test.each(Object.entries(WIDENING))('%s voids it, whatever shrank beside', (_what, change) => {
    fc.assert(
      fc.property(content, shrinks, picks, (signed, less, pick) => {
        const before = shrink(signed, less);
        fc.pre(before.packages.every((each) => each.people.length > 0));
        const now = change(before, pick);
        // What is more than the shrunk may still be within what was signed: a person put back.
        fc.pre(now !== null && widenings(before, now).length > 0);
        const beyond = change(signed, pick);
        fc.pre(beyond !== null);
        expect(widenings(signed, beyond)).not.toEqual([]);
        expect(widenings(before, now)).not.toEqual([]);
      }),
    );
  });

  test('what stays within what stays within it stays within it, in any number of steps', () => {
    fc.assert(
      fc.property(content, shrinks, shrinks, (signed, first, second) => {
        const later = shrink(signed, first);
        const last = shrink(later, second);
        expect([widenings(signed, later), widenings(later, last), widenings(signed, last)]).toEqual([[], [], []]);
      }),
    );
  });

  test('of any two contents, whatever is in the later alone is told', () => {
    fc.assert(
      fc.property(content, content, (signed, now) => {
        const told = widenings(signed, now);
        const more = now.packages.some((each) => {
          const was = signed.packages.find(({ packageId }) => packageId === each.packageId);
          return !was || each.people.some((id) => !was.people.includes(id)) || each.roles.some(({ roleOriginId }) => !was.roles.some((role) => role.roleOriginId === roleOriginId)) || (daysOf(each) ?? Infinity) > (daysOf(was) ?? Infinity);
        });
        if (more || now.external.some((id) => !signed.external.includes(id))) expect(told).not.toEqual([]);
      }),
    );
  });
});

test('each widening is told once, by what it is', () => {
  const signed: SignedContent = {
    resource: { originSystem: 'AadGroup', originId: 'ledger', name: 'Finance – Ledger' }, external: [], effects: null,
    packages: [{ packageId: 'p-1', packageName: 'Finance essentials', policyId: 'q-1', policyName: 'Direct', ends: policyEnd(90), roles: [{ roleOriginId: 'Member', roleName: 'Member' }], terms: [{ policyId: 'q-1', policyName: 'Direct', scope: 'notSpecified', targets: [], selfRequest: false, automatic: false, stages: [], ends: 'P90D' }], people: ['ana'] }],
  };
  const [was] = signed.packages;
  const now: SignedContent = {
    ...signed, external: ['ben'], effects: [...EFFECTS, { kind: 'mail' as const, id: 'ledger', name: 'Finance – Ledger', team: true }].slice(1).map((effect) => ({ key: effectKey(effect), effect })),
    packages: [{ ...was!, ends: policyEnd(180), roles: [...was!.roles, { roleOriginId: 'Owner', roleName: 'Owner' }], people: ['ana', 'ben'], terms: [{ ...was!.terms[0]!, ends: 'P180D', stages: [{ approvers: named(['jonas']), days: 3 }] }] }],
  };

  expect(widenings(signed, now)).toEqual([
    { what: 'role', packageName: 'Finance essentials', roleName: 'Owner' },
    { what: 'people', packageName: 'Finance essentials', personIds: ['ben'] },
    { what: 'end', packageName: 'Finance essentials', policyName: 'Direct' },
    { what: 'approver', packageName: 'Finance essentials', policyName: 'Direct', names: ['Name of jonas'] },
    { what: 'external', personIds: ['ben'] },
    { what: 'effect', effect: EFFECTS[1] },
    { what: 'effect', effect: EFFECTS[2] },
  ]);
});

test('a begin that is earlier than signed widens, and a later one does where access lasts for a time', () => {
  const end = (ends: SignedPackage['ends'], accessFrom?: string): SignedContent => ({
    resource: { originSystem: 'AadGroup', originId: 'ledger', name: 'Finance – Ledger' }, external: [], effects: null, ...(accessFrom ? { accessFrom } : {}),
    packages: [{ packageId: 'p-1', packageName: 'Finance essentials', policyId: 'q-1', policyName: 'Direct', ends, roles: [], terms: [], people: ['ana'] }],
  });
  const [first, second] = ['2026-12-01T07:00:00.000Z', '2026-12-08T07:00:00.000Z'];
  const until = { type: 'afterDateTime', duration: null, endDateTime: '2027-06-30T00:00:00Z' };

  expect([widenings(end(until, second), end(until, first)), widenings(end(until, first), end(until))]).toEqual([[{ what: 'start' }], [{ what: 'start' }]]);
  expect(widenings(end(policyEnd(90), first), end(policyEnd(90), second))).toEqual([{ what: 'end', packageName: 'Finance essentials', policyName: 'Direct' }]);
  expect([widenings(end(until, first), end(until, second)), widenings(end(until), end(until, first)), widenings(end(policyEnd(90), first), end(policyEnd(90), first))]).toEqual([[], [], []]);
});

test('ends are held against each other by their time, and one that cannot be read is none', () => {
  expect(['P180D', 'P1Y', 'PT8H', 'P1M2DT3H', 'P', '180'].map(durationMs)).toEqual([180 * 86_400_000, 365 * 86_400_000, 8 * 3_600_000, 32 * 86_400_000 + 3 * 3_600_000, null, null]);
  expect(isLater(endOfTerms('PT9H'), endOfTerms('PT8H'))).toBe(true);
  expect(isLater(endOfTerms('2027-01-01'), endOfTerms('2026-12-31'))).toBe(true);
  expect([endOfTerms('notSpecified'), endOfTerms(''), endOfPolicy(null), endOfPolicy({ type: 'afterDuration', duration: 'soon', endDateTime: null })]).toEqual(Array(4).fill({ kind: 'never' }));
  expect(endsAt(endOfTerms('P10D'), new Date('2026-11-25T08:00:00Z'))).toEqual(new Date('2026-12-05T08:00:00Z'));
  expect(endsAt(endOfTerms('noExpiration'), new Date())).toBeNull();
});
