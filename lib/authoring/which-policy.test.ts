import { expect, test } from 'vitest';
import { newPolicy } from './policy-form';
import type { PolicyDocument } from './policy-document';
import { subjectNamed } from './policy-subject';
import { whichPolicy } from './which-policy';
import type { Somebody } from './which-policy';

const NOW = new Date('2026-11-26T12:00:00Z');
const OPEN = { published: true, externallyVisible: true };

function policy(name: string, scope: string, targets: PolicyDocument['specificAllowedTargets'] = [], ask = true): { id: string; document: PolicyDocument } {
  return { id: name, document: { ...newPolicy(name), allowedTargetScope: scope, specificAllowedTargets: targets, requestorSettings: { enableTargetsToSelfAddAccess: ask } } };
}

function automatic(name: string, rule: string): { id: string; document: PolicyDocument } {
  return { id: name, document: { ...newPolicy(name), allowedTargetScope: 'specificDirectoryUsers', specificAllowedTargets: [subjectNamed('rule', rule, 'r')], automaticRequestSettings: { requestAccessForAllowedTargets: true } } };
}

const ana: Somebody = { id: 'ana', name: 'Ana', external: false, userType: 'Member', groups: new Set(['PILOT']), organization: null, attributes: { department: 'Finance' } };
const gus: Somebody = { id: 'gus', name: 'Gus', external: true, userType: 'Guest', groups: new Set(), organization: { id: 'org', configured: true }, attributes: { department: null } };

const all = [
  policy('Direct', 'notSpecified'), policy('Everyone', 'allDirectoryUsers'), policy('Members', 'allMemberUsers'), policy('Pilot', 'specificDirectoryUsers', [subjectNamed('group', 'pilot', 'Pilot group')]),
  policy('Partner', 'specificConnectedOrganizationUsers', [subjectNamed('organization', 'org', 'Partner')]), policy('Partners', 'allConfiguredConnectedOrganizationUsers'), automatic('Rule', 'user.department -eq "Finance"'),
];

const outcomes = (verdicts: ReturnType<typeof whichPolicy>) => verdicts.map(({ name, outcome }) => `${name}: ${outcome}`);

test('the strictest class that fits counts, what a rule gives comes first, and what only administrators give stays theirs', () => {
  expect(outcomes(whichPolicy(all, ana, OPEN, NOW))).toEqual(['Rule: itself', 'Pilot: mayAsk', 'Members: silenced', 'Everyone: silenced', 'Direct: byAdministrator', 'Partner: notTheirs', 'Partners: notTheirs']);
  expect(outcomes(whichPolicy(all, { ...ana, groups: new Set(), attributes: { department: 'Sales' } }, OPEN, NOW))).toEqual(['Members: mayAsk', 'Everyone: silenced', 'Direct: byAdministrator', 'Partner: notTheirs', 'Pilot: notTheirs', 'Partners: notTheirs', 'Rule: notTheirs']);
  expect(outcomes(whichPolicy(all, gus, OPEN, NOW))).toEqual(['Partner: mayAsk', 'Everyone: silenced', 'Partners: silenced', 'Direct: byAdministrator', 'Pilot: notTheirs', 'Members: notTheirs', 'Rule: notTheirs']);
  expect(whichPolicy(all, ana, OPEN, NOW).map(({ name, why }) => [name, why]).slice(0, 3)).toEqual([['Rule', 'Ana matches its rule.'], ['Pilot', 'Ana is a member of “Pilot group”.'], ['Members', 'Ana is a member of the organisation. A stricter policy fits them, so this one does not count.']]);
});

test('within a class people choose, and one by which nobody may ask silences nothing', () => {
  const named = policy('Named', 'specificDirectoryUsers', [subjectNamed('person', 'ANA', 'Ana')]);
  expect(outcomes(whichPolicy([...all.slice(1, 4), named], ana, OPEN, NOW))).toEqual(['Named: mayChoose', 'Pilot: mayChoose', 'Members: silenced', 'Everyone: silenced']);
  expect(outcomes(whichPolicy([policy('Members', 'allMemberUsers'), policy('Given', 'specificDirectoryUsers', [subjectNamed('person', 'ana', 'Ana')], false)], ana, OPEN, NOW))).toEqual(['Members: mayAsk', 'Given: byAdministrator']);
});

test('a catalog that is closed to them lets them ask by nothing', () => {
  expect(outcomes(whichPolicy(all, gus, { published: true, externallyVisible: false }, NOW)).slice(0, 2)).toEqual(['Partner: byAdministrator', 'Everyone: byAdministrator']);
  expect(outcomes(whichPolicy([policy('Members', 'allMemberUsers')], ana, { published: false, externallyVisible: true }, NOW))).toEqual(['Members: byAdministrator']);
});

test('what may not be read is not known, and neither is what stands behind it', () => {
  const unread: Somebody = { ...ana, groups: null, attributes: null };
  expect(whichPolicy(all, unread, OPEN, NOW).map(({ name, outcome, why }) => [name, outcome, why]).slice(0, 4)).toEqual([
    ['Pilot', 'unknown', 'It names groups, and which they are in may not be read.'],
    ['Members', 'unknown', 'Ana is a member of the organisation. Whether a stricter policy fits them is not known.'],
    ['Rule', 'unknown', 'It has a rule, and what the rule speaks of may not be read.'],
    ['Everyone', 'silenced', 'It is open to everyone in the directory. A stricter policy fits them, so this one does not count.'],
  ]);
});

test('by a policy whose end has passed nobody gets it, and it silences none; one that asks for nothing, or assigns nobody at present, says so', () => {
  const ending = (of: { id: string; document: PolicyDocument }, endDateTime: string) => ({ ...of, document: { ...of.document, expiration: { type: 'afterDateTime', endDateTime, duration: null } } });
  const pilot = policy('Pilot', 'specificDirectoryUsers', [subjectNamed('group', 'pilot', 'Pilot group')]);
  const [members, rule, direct] = [policy('Members', 'allMemberUsers'), automatic('Rule', 'user.department -eq "Finance"'), policy('Direct', 'notSpecified')];
  const over = '2026-11-26T11:59:00Z';
  expect(outcomes(whichPolicy([ending(pilot, over), members, ending(rule, over), ending(direct, over)], ana, OPEN, NOW))).toEqual(['Members: mayAsk', 'Pilot: notTheirs', 'Direct: notTheirs', 'Rule: notTheirs']);
  expect(whichPolicy([ending(pilot, over)], ana, OPEN, NOW).map(({ fit, why }) => [fit, why])).toEqual([['no', 'Access by it ended on 26 November 2026: nobody gets the package by it any more.']]);
  expect(outcomes(whichPolicy([ending(pilot, '2026-11-26T12:01:00Z'), members], ana, OPEN, NOW))).toEqual(['Pilot: mayAsk', 'Members: silenced']);
  const off = { ...rule, document: { ...rule.document, automaticRequestSettings: { requestAccessForAllowedTargets: false } } };
  expect(whichPolicy([off, policy('Members', 'allMemberUsers', [], false)], ana, OPEN, NOW).map(({ name, outcome, why }) => [name, outcome, why])).toEqual([['Members', 'byAdministrator', 'Ana is a member of the organisation. Nobody may ask by it themselves.'], ['Rule', 'notTheirs', 'Ana matches its rule. It gives nobody the package at present.']]);
});
