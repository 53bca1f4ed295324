import { expect, test } from 'vitest';
import { approvalHash } from './approval-hash';
import { approvalDifference, approvalSentence, decidedBy, forHowLong, toWhom } from './approval-words';
import type { PackageDesign, PackagePolicy } from './package-design';
import type { ApprovalContent, ResourceApproval } from './resource-approval';
import { approvalContent, approvalVerdict, findingSentence } from './resource-approval';

const LEDGER = { id: 'r-ledger', name: 'Finance – Ledger', originId: 'g-ledger', originSystem: 'AadGroup' };

function aPolicy(change: Partial<PackagePolicy> = {}): PackagePolicy {
  return {
    id: 'policy', name: 'Employees in Finance', description: '', scope: 'specificDirectoryUsers', targets: [{ kind: 'group', id: 'g-finance', name: 'Finance' }], selfRequest: true,
    approvalRequired: true, stages: [{ approvers: [{ kind: 'person', id: 'p-marta', name: 'Marta Lindqvist' }], days: 5 }],
    expiration: { type: 'afterDuration', days: 180, duration: 'P180D', endDateTime: null }, automatic: false, questions: false, ...change,
  };
}

function aPackage(change: Partial<PackageDesign> = {}, roleName = 'Member'): PackageDesign {
  return {
    id: 'package', name: 'Finance essentials', description: '', catalogId: 'catalog', catalogName: 'Finance', hidden: true,
    roles: [{ id: 'role_scope', roleName, roleOriginId: `${roleName}_g-ledger`, resourceId: LEDGER.id, resourceName: LEDGER.name, originId: LEDGER.originId, originSystem: 'AadGroup' }],
    policies: [aPolicy()], ...change,
  };
}

function anApproval(content: ApprovalContent, change: Partial<ResourceApproval> = {}): ResourceApproval {
  return {
    id: 'approval', catalogId: 'catalog', catalogName: 'Finance', resourceId: LEDGER.id, resourceName: LEDGER.name, originId: LEDGER.originId, originSystem: 'AadGroup', ownerId: 'p-marta',
    ownerName: 'Marta Lindqvist', ownerUpn: 'marta.lindqvist@haldenvoss.example', state: 'approved', content, contentHash: approvalHash(content), followsId: null, askedBy: 'p-ines',
    askedByName: 'Ines Aalto', askedAt: '2026-11-23T12:00:00.000Z', answeredAt: '2026-11-23T12:05:00.000Z', reason: null, limits: null, ...change,
  };
}

test('who decides in an approver’s place or after them is part of what is approved, and is told', () => {
  const stage = { approvers: [{ kind: 'person' as const, id: 'p-marta', name: 'Marta Lindqvist' }], days: 5 };
  const standIns = [{ kind: 'person' as const, id: 'p-jonas', name: 'Jonas Weber' }];
  const was = approvalContent(LEDGER, [aPackage()]);
  const now = approvalContent(LEDGER, [aPackage({ policies: [aPolicy({ stages: [{ ...stage, standIns, escalation: { approvers: standIns, standIns: [] } }] })] })]);

  expect(approvalHash(approvalContent(LEDGER, [aPackage({ policies: [aPolicy({ stages: [{ ...stage, standIns: [] }] })] })]))).toBe(approvalHash(was));
  expect(approvalHash(now)).not.toBe(approvalHash(was));
  expect(decidedBy(now.grants[0]!.terms[0]!)).toBe('Marta Lindqvist within 5 days, in their place or after them Jonas Weber');
});

test('a manager further up is another decision than the first one', () => {
  const by = (level?: number) => approvalContent(LEDGER, [aPackage({ policies: [aPolicy({ stages: [{ approvers: [{ kind: 'manager', id: 'requestorManager', name: 'their manager', ...(level ? { level } : {}) }], days: 5 }] })] })]);
  expect([by(), by(2), by(3)].map((content) => content.grants[0]?.terms[0]?.stages[0]?.approvers.map(({ id }) => id))).toEqual([['requestorManager'], ['requestorManager 2'], ['requestorManager 3']]);
  expect(new Set([by(), by(2), by(3)].map(approvalHash)).size).toBe(3);
});

test('the hash holds over new names and another order, and changes with every fact', () => {
  const was = approvalHash(approvalContent(LEDGER, [aPackage()]));
  const two = [{ kind: 'group', id: 'g-a', name: 'A' }, { kind: 'group', id: 'g-b', name: 'B' }] as const;

  expect(approvalHash(approvalContent({ ...LEDGER, name: 'Ledger' }, [aPackage({ name: 'Finance basics', policies: [aPolicy({ name: 'Staff', targets: [{ kind: 'group', id: 'g-finance', name: 'Finance (all)' }] })] })]))).toBe(was);
  expect(approvalHash(approvalContent(LEDGER, [aPackage({ policies: [aPolicy({ targets: [...two] })] })]))).toBe(approvalHash(approvalContent(LEDGER, [aPackage({ policies: [aPolicy({ targets: [...two].reverse() })] })])));

  const others = [aPackage({}, 'Owner'), aPackage({ policies: [aPolicy({ scope: 'allMemberUsers', targets: [] })] }), aPackage({ policies: [aPolicy({ stages: [], approvalRequired: false })] }), aPackage({ policies: [aPolicy({ expiration: { type: 'noExpiration', days: null, duration: null, endDateTime: null } })] }), aPackage({ policies: [aPolicy({ selfRequest: false })] })];
  const hashes = others.map((design) => approvalHash(approvalContent(LEDGER, [design])));
  expect(new Set([was, ...hashes]).size).toBe(others.length + 1);
});

test('an owner reads in plain words to whom, by whom and for how long', () => {
  const content = approvalContent(LEDGER, [aPackage()]);
  const terms = content.grants[0]?.terms[0];

  expect(approvalSentence(content)).toBe('Whoever gets “Finance essentials” becomes Member of “Finance – Ledger”.');
  expect(terms && [toWhom(terms), decidedBy(terms), forHowLong(terms)]).toEqual(['Finance', 'Marta Lindqvist within 5 days', '180 days']);
  expect(['PT12H', 'P1D', 'P30DT5H30M', 'P1Y', 'noExpiration', 'soon'].map((ends) => terms && forHowLong({ ...terms, ends }))).toEqual(['12 hours', '1 day', '30 days, 5 hours and 30 minutes', '1 year', 'Without an end', 'soon']);
});

test('a package is never said to give what only another gives', () => {
  const sentence = (...designs: PackageDesign[]) => approvalSentence(approvalContent(LEDGER, designs));
  const owners = aPackage({ id: 'second', name: 'Ledger owners' }, 'Owner');
  const auditors = aPackage({ id: 'third', name: 'Auditors' });
  expect(sentence(aPackage(), owners)).toBe('Whoever gets “Finance essentials” becomes Member of “Finance – Ledger”; whoever gets “Ledger owners” becomes Owner of “Finance – Ledger”.');
  expect(sentence(aPackage(), auditors)).toMatch(/^Whoever gets “.+” or “.+” becomes Member of “Finance – Ledger”\.$/);
});

test('the difference says what is new, what is gone and what was before', () => {
  const before = approvalContent(LEDGER, [aPackage()]);
  const now = approvalContent(LEDGER, [aPackage({ policies: [aPolicy({ scope: 'allMemberUsers', targets: [], expiration: { type: 'noExpiration', days: null, duration: null, endDateTime: null } })] }), aPackage({ id: 'second', name: 'Auditors' })]);

  expect(approvalDifference(before, now)).toEqual([
    'New: “Member” through “Auditors”',
    'To whom in “Finance essentials”: All members of the organisation, without guests. It was: Finance',
    'For how long in “Finance essentials”: Without an end. It was: 180 days',
  ]);
  expect(approvalDifference(now, before)[0]).toBe('No longer: “Member” through “Auditors”');
  expect(approvalDifference(before, before)).toEqual([]);
});

test('a package may go when its resources are approved as it hands them out now, and says what is missing otherwise', () => {
  const design = aPackage();
  const content = approvalContent(LEDGER, [design]);
  const sentences = (approvals: ResourceApproval[]) => approvalVerdict(design, approvals).findings.map(findingSentence);

  expect(approvalVerdict(design, [anApproval(content)])).toMatchObject({ ok: true, findings: [] });
  expect(sentences([])).toEqual(['Nobody was asked to approve “Finance – Ledger”.']);
  expect(sentences([anApproval(content, { state: 'open' })])).toEqual(['“Finance – Ledger” waits for the approval of Marta Lindqvist.']);
  expect(sentences([anApproval(content, { state: 'refused', reason: 'Too wide.' })])).toEqual(['Marta Lindqvist refused “Finance – Ledger”: Too wide.']);
  expect(sentences([anApproval(approvalContent(LEDGER, [aPackage({}, 'Owner')]))])).toEqual(['“Finance – Ledger” was approved by Marta Lindqvist, but is handed out differently now.']);
});

test('what another package does with the same resource is not held against this one', () => {
  const approved = anApproval(approvalContent(LEDGER, [aPackage(), aPackage({ id: 'second', name: 'Auditors' })]));

  expect(approvalVerdict(aPackage(), [approved]).ok).toBe(true);
});

test('an approval in another catalog, or one that was replaced, says nothing', () => {
  const content = approvalContent(LEDGER, [aPackage()]);

  expect(approvalVerdict(aPackage(), [anApproval(content, { catalogId: 'elsewhere' }), anApproval(content, { state: 'replaced' })]).ok).toBe(false);
});
