import { expect, test } from 'vitest';
import type { DraftChange, NewChange, TenantObject } from './draft';
import { mergeVersions, saidIn } from './merge-versions';
import { assignmentsWords, planDraft } from './plan-draft';
import type { TenantNow } from './plan-draft';
import { factsOf } from './step-facts';

const now = (objects: TenantObject[], held: [string, number][] = []): TenantNow => ({ objects, held: new Map(held.map(([id, count]) => [id, { count, failed: 0, more: false }])), unknown: new Map() });

function change(key: string, of: NewChange): DraftChange {
  return { id: key, key, kind: of.kind, operation: of.operation, objectId: of.operation === 'create' ? null : of.objectId, name: key, wanted: of.operation === 'delete' ? null : of.wanted, base: of.operation === 'create' ? null : of.base, version: 0, changedByName: 'Ines', changedAt: new Date(0) };
}

const finance = { name: 'Finance', description: 'Books', published: true, externallyVisible: false };
const FINANCE: TenantObject = { kind: 'catalog', objectId: 'c1', is: finance };
const ledger = { catalog: { id: 'c1' }, name: 'Ledger', description: 'Reads', hidden: true };
const LEDGER: TenantObject = { kind: 'package', objectId: 'p1', is: ledger };

test('what closes goes first and what opens last, whatever order it was drafted in', () => {
  const plan = planDraft([
    change('show', { kind: 'package', operation: 'update', objectId: 'p1', base: ledger, wanted: { ...ledger, hidden: false } }),
    change('new', { kind: 'catalog', operation: 'create', wanted: { ...finance, name: 'Sales' } }),
    change('close', { kind: 'catalog', operation: 'update', objectId: 'c1', base: finance, wanted: { ...finance, published: false } }),
  ], now([FINANCE, LEDGER]));
  expect(plan.steps.map(({ key, position }) => [position, key])).toEqual([[1, 'close'], [2, 'new'], [3, 'show']]);
  expect(plan.steps[0]?.differences).toEqual([{ field: 'State', before: 'published', after: 'unpublished' }]);
});

test('what was made before a draft broke off is not planned again, and what refers to it has its id', () => {
  const changes = [change('c', { kind: 'catalog', operation: 'create', wanted: { ...finance, name: 'Sales' } }), change('p', { kind: 'package', operation: 'create', wanted: { catalog: { key: 'c' }, name: 'Leads', description: '', hidden: true } })];
  const plan = planDraft(changes, now([{ kind: 'catalog', objectId: 'c9', is: { ...finance, name: 'Sales' } }]), new Map([['c', { objectId: 'c9' }]]));
  expect(plan.steps.map(({ key, wanted }) => [key, wanted])).toEqual([['p', { catalog: { id: 'c9', name: 'Sales' }, name: 'Leads', description: '', hidden: true }]]);
});

test('a removal says who loses by it, and one that Entra would refuse is a problem instead of a step', () => {
  const role = { package: { id: 'p1' }, resource: { id: 'r1' }, resourceName: 'Ledger readers', originId: 'g1', originSystem: 'AadGroup', roleOriginId: 'Member_g1', roleName: 'Member' } as const;
  const objects: TenantObject[] = [FINANCE, LEDGER, { kind: 'packageRole', objectId: 'p1/x', is: role }, { kind: 'catalogResource', objectId: 'r1', is: { catalog: { id: 'c1' }, originId: 'g1', originSystem: 'AadGroup', name: 'Ledger readers' } }];
  const drop = change('role', { kind: 'packageRole', operation: 'delete', objectId: 'p1/x', base: role });
  const resource = change('resource', { kind: 'catalogResource', operation: 'delete', objectId: 'r1', base: { catalog: { id: 'c1' }, originId: 'g1', originSystem: 'AadGroup', name: 'Ledger readers' } });
  expect(planDraft([drop, resource], now(objects, [['p1', 12]])).steps.map(({ key, affects }) => [key, affects?.count])).toEqual([['role', 12], ['resource', undefined]]);
  expect(planDraft([resource], now(objects)).problems.map(({ words }) => words)).toEqual(['It is handed out by 1 package (“Ledger”). Take it out of them first.']);

  // People leave a rule by themselves; under any other policy somebody has to take the package from them.
  const policies = ['direct', 'rule'].map((id): Extract<TenantObject, { kind: 'policy' }> => ({ kind: 'policy', objectId: id, is: { package: { id: 'p1' }, document: { displayName: id, ...(id === 'rule' ? { allowedTargetScope: 'specificDirectoryUsers', automaticRequestSettings: {} } : { allowedTargetScope: 'notSpecified' }) } } }));
  const drops = policies.map(({ objectId, is }) => change(objectId, { kind: 'policy', operation: 'delete', objectId, base: is }));
  const held = { ...now([FINANCE, LEDGER, ...policies]), held: new Map([['direct', { count: 70, failed: 1, more: false }], ['rule', { count: 0, failed: 1, more: false }]]) };
  expect(planDraft(drops, held).problems.map(({ words, href }) => [words, href])).toEqual([
    ['Under this policy there are 71 assignments, one of them failed; Microsoft Entra deletes it once there is none. Take back the runs that gave them, or remove them in Microsoft Entra first; whoever was deleted in the last 30 days counts too.', '/packages/p1?tab=assignments'],
    ['Under this policy there is 1 assignment, which failed; Microsoft Entra deletes it once there is none. Change its rule first so that it selects nobody (user.objectId -eq null), and let whoever no longer matches lose the package: Microsoft Entra then takes it from them, which may take a day. Delete the policy after that.', '/packages/p1/policies/rule/edit'],
  ]);
  expect([{ count: 2, failed: 0, more: false }, { count: 1, failed: 0, more: false }, { count: 98, failed: 2, more: true }, { count: 0, failed: 3, more: false }].map(assignmentsWords)).toEqual(['2 assignments', '1 assignment', '100 or more assignments, 2 of them failed', '3 assignments, all of them failed']);
});

test('two versions are merged field by field and person by person; the same place changed twice clashes', () => {
  const person = (userId: string) => ({ '@odata.type': '#microsoft.graph.singleUser', userId });
  const base = { stages: [{ days: 'P7D', who: [person('a'), person('b')] }], text: 'x' };
  const mine = { stages: [{ days: 'P3D', who: [person('a'), person('c')] }], text: 'x' };
  const theirs = { stages: [{ days: 'PT168H', who: [person('a'), person('b'), person('d')] }], text: 'y' };
  expect(mergeVersions(base, mine, theirs)).toEqual({ merged: { stages: [{ days: 'P3D', who: [person('a'), person('d'), person('c')] }], text: 'y' }, clashes: [] });
  expect(mergeVersions(base, { ...base, text: 'mine' }, { ...base, text: 'theirs' }).clashes).toEqual(['text']);
  const calls = (group: string, workflow: string) => ({ endpoint: { kind: 'logicApp', group, workflow } });
  expect(mergeVersions(calls('a', 'tell'), calls('a', 'tell-2'), calls('b', 'tell')).clashes).toEqual(['endpoint']);
  expect(saidIn({ a: 1, list: [{ b: 1 }] }, { a: 1, own: 2, list: [{ b: 1, own: 3 }] })).toEqual({ a: 1, list: [{ b: 1 }] });
});

test('the audit keeps what a change changes by the words of the review, and nobody whom a policy or its rule names', () => {
  const group = (groupId: string) => ({ '@odata.type': '#microsoft.graph.groupMembers', groupId, description: 'Ledger owners' });
  const person = (userId: string) => ({ '@odata.type': '#microsoft.graph.singleUser', userId, description: 'Eva Brandt' });
  const policy = (document: object) => ({ package: { id: 'p1', name: 'Ledger' }, document: { displayName: 'By rule', allowedTargetScope: 'specificDirectoryUsers', ...document } });
  const automatic = (membershipRule: string) => ({ automaticRequestSettings: { requestAccessForAllowedTargets: true }, specificAllowedTargets: [{ '@odata.type': '#microsoft.graph.attributeRuleMembers', membershipRule, description: 'Rule' }] });
  const decided = (...primaryApprovers: object[]) => ({ requestApprovalSettings: { isApprovalRequiredForAdd: true, stages: [{ primaryApprovers }] } });
  const says = (before: object, wanted: object) => {
    const { before: was, after: is } = factsOf({ kind: 'policy', before: policy(before), wanted: policy(wanted) });
    return [was?.says, is?.says];
  };
  const facts = { name: 'By rule', package: { name: 'Ledger', id: 'p1' }, scope: 'specificDirectoryUsers' };
  const [sales, named] = ['user.department -eq "Sales"', 'user.department -eq "IT" -or user.userPrincipalName -in ["eva@haldenvoss.example"] -or user.mail -endsWith "@haldenvoss.example" -or user.otherMails -any (_ -startsWith "eva")'];
  expect(factsOf({ kind: 'policy', before: policy(automatic(sales)), wanted: policy(automatic(named)) })).toEqual({
    before: { facts, says: { Rule: sales } },
    after: { facts, says: { Rule: 'user.department -eq "IT" -or user.userPrincipalName -in ["…"] -or user.mail -endsWith "@haldenvoss.example" -or user.otherMails -any (_ -startsWith "…")' } },
  });
  expect(says(automatic('user.displayName -eq "Eva Brandt" -and'), automatic("user.givenName -eq 'Eva'"))).toEqual([{ Rule: 'user.displayName -eq "…" -and' }, { Rule: 'user.givenName -eq "…"' }]);
  expect(says(decided(person('u1')), decided(person('u2'), person('u3'), group('g1')))).toEqual([{ 'Who decides in stage 1': '1 person' }, { 'Who decides in stage 1': '2 people, 1 group' }]);
  // What is made or removed is told whole.
  const { before } = factsOf({ kind: 'policy', before: policy({ ...decided(group('g1')), expiration: { type: 'afterDuration', duration: 'P30D' } }), wanted: null });
  expect(before).toEqual({ facts, says: { Name: 'By rule', 'Open to': expect.any(String) as string, 'Somebody has to agree before they get it': 'yes', 'Who decides in stage 1': '1 group', 'Access ends': 'after 30 days' } });
  expect(factsOf({ kind: 'package', before: { ...ledger, catalog: { id: 'c1', name: 'Finance' } }, wanted: { ...ledger, hidden: false } })).toEqual({
    before: { facts: { ...ledger, catalog: { name: 'Finance', id: 'c1' } }, says: { 'In My Access': 'hidden, by link only' } }, after: { facts: { ...ledger, hidden: false }, says: { 'In My Access': 'shown' } },
  });
});
