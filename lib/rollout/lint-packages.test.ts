import { expect, test } from 'vitest';
import type { PackageDesign, PackagePolicy, PackageRole, PolicySubject } from '@/lib/authoring/package-design';
import { lintPackages } from './lint-packages';
import type { LintedPackage, LintRule } from './lint-packages';

const DAYS: PackagePolicy['expiration'] = { type: 'afterDuration', days: 90, duration: 'P90D', endDateTime: null };
const NEVER: PackagePolicy['expiration'] = { type: 'noExpiration', days: null, duration: null, endDateTime: null };
const MANAGER: PolicySubject = { kind: 'manager', id: 'requestorManager', name: 'their manager' };
const MARTA: PolicySubject = { kind: 'person', id: 'marta', name: 'Marta Lindqvist' };

function aPolicy(change: Partial<PackagePolicy> = {}): PackagePolicy {
  return { id: 'q', name: 'Direct assignment', description: '', scope: 'notSpecified', targets: [], selfRequest: false, approvalRequired: false, stages: [], expiration: DAYS, automatic: false, questions: false, review: null, ...change };
}

function aRole(change: Partial<PackageRole> = {}): PackageRole {
  return { id: 'member_root', resourceId: 'r', resourceName: 'Ledger', originId: 'ledger', originSystem: 'AadGroup', roleOriginId: 'Member_ledger', roleName: 'Member', ...change };
}

/** A package that nothing stands out about, changed. */
function aPackage(design: Partial<PackageDesign> = {}, change: Partial<LintedPackage> = {}): LintedPackage {
  return {
    packageId: 'p', packageName: 'Finance essentials', policyId: 'q', conflicts: [], roleAssignable: new Set(),
    design: { id: 'p', name: 'Finance essentials', description: '', hidden: false, catalogId: 'c', catalogName: 'Finance', roles: [aRole()], policies: [aPolicy()], ...design },
    ...change,
  };
}

const policies = (...changes: Partial<PackagePolicy>[]): LintedPackage => aPackage({ policies: changes.map(aPolicy) });
const roles = (...changes: Partial<PackageRole>[]): LintedPackage => aPackage({ roles: changes.map(aRole) });
const people = (count: number): PolicySubject[] => Array.from({ length: count }, (_, index) => ({ kind: 'person', id: `person-${index}`, name: `Person ${index}` }));
const excludes = (packageId: string, otherId: string): LintedPackage => aPackage({}, { packageId, packageName: packageId, conflicts: [{ kind: 'package', otherId, name: otherId }] });
const automatic = (grace: string | null, removed = true): Partial<PackagePolicy> => ({ automatic: true, leaving: { removed, grace } });
const decided = (standIns: PolicySubject[] | undefined, by = MANAGER): Partial<PackagePolicy> => ({ id: 'other', approvalRequired: true, stages: [{ approvers: [by], days: 5, ...(standIns ? { standIns } : {}) }] });

/** For each rule the packages that break it, and those next to them that do not. */
const CASES: Record<LintRule, { breaks: LintedPackage[][]; keeps: LintedPackage[][] }> = {
  L1: {
    breaks: [[policies({ expiration: NEVER })], [policies({ expiration: { ...NEVER, type: 'notSpecified' } })]],
    keeps: [[policies({ expiration: NEVER, review: { from: null, every: null, silence: 'keepAccess' } })], [policies({ expiration: NEVER, automatic: true })]],
  },
  L2: { breaks: [[aPackage({ catalogName: 'General' })]], keeps: [[aPackage({ catalogName: 'General ledger' })]] },
  L4: { breaks: [[policies({ targets: people(501) })]], keeps: [[policies({ targets: people(500) })]] },
  L5: { breaks: [[policies({ automatic: true }, { id: 'other', automatic: true })]], keeps: [[policies({ automatic: true }, { id: 'other' })]] },
  L6: {
    breaks: [[policies({ scope: 'specificDirectoryUsers', selfRequest: true })]],
    keeps: [[aPackage({ hidden: true, policies: [aPolicy({ scope: 'specificDirectoryUsers', selfRequest: true })] })], [policies({ scope: 'specificDirectoryUsers' })], [policies({ scope: 'allMemberUsers', selfRequest: true })]],
  },
  L8: {
    breaks: [[policies({}, decided([]))], [policies({}, decided([], { kind: 'sponsor', id: 'internalSponsors', name: 'their sponsors' }))]],
    keeps: [[policies({}, decided([MARTA]))], [policies({}, decided([], MARTA))], [policies({}, decided(undefined))]],
  },
  L10: { breaks: [[excludes('Buyer', 'Approver'), aPackage({}, { packageId: 'Approver' })]], keeps: [[excludes('Buyer', 'Approver'), excludes('Approver', 'Buyer')], [excludes('Buyer', 'of no rollout')]] },
  L13: {
    breaks: [[roles({ roleOriginId: 'Owner_ledger', roleName: 'Owner' })], [aPackage({}, { roleAssignable: new Set(['ledger']) })]],
    keeps: [[roles({ originSystem: 'AadApplication', roleOriginId: 'Owner_ledger', roleName: 'Owner' })], [aPackage({}, { roleAssignable: new Set(['another']) })]],
  },
  L14: {
    breaks: [[roles({ originSystem: 'AadApplication', roleOriginId: 'reader' }, { originSystem: 'AadApplication', roleOriginId: 'poster' })]],
    keeps: [[roles({ originSystem: 'AadApplication', originId: 'ledger', roleOriginId: 'reader' }, { originSystem: 'AadApplication', originId: 'travel', roleOriginId: 'poster' })], [roles({}, { roleOriginId: 'Eligible Member_ledger' })]],
  },
  L21: { breaks: [[policies(automatic(null))], [policies(automatic('P0D'))]], keeps: [[policies(automatic('P7D'))], [policies(automatic(null, false))]] },
  L22: { breaks: [[policies({ approvalRequired: true })]], keeps: [[policies({}, { id: 'other', approvalRequired: true })]] },
  L23: { breaks: [[policies({ questions: true })]], keeps: [[policies({}, { id: 'other', questions: true })]] },
  L27: { breaks: [[policies({}, { id: 'other', scope: 'allExternalUsers' })]], keeps: [[policies({}, { id: 'other', scope: 'allExternalUsers', approvalRequired: true })], [policies({}, { id: 'other', scope: 'allMemberUsers' })]] },
};

const found = (packages: LintedPackage[]): LintRule[] => lintPackages(packages).map(({ rule }) => rule);

test('nothing stands out about an ordinary package, nor about one that is gone', () => {
  expect([found([aPackage()]), found([aPackage({}, { design: null })])]).toEqual([[], []]);
});

test.each(Object.entries(CASES))('%s is found where it is broken, alone, and nowhere next to that', (rule, { breaks, keeps }) => {
  expect(breaks.map(found)).toEqual(breaks.map(() => [rule]));
  expect(keeps.map(found)).toEqual(keeps.map(() => []));
});

test('a finding names the package, and what in it is meant', () => {
  expect(lintPackages([policies({ questions: true }), excludes('Buyer', 'p')])).toEqual([
    { rule: 'L23', packageName: 'Finance essentials', text: '“Direct assignment” asks questions, which nobody can answer for many people at once.' },
    { rule: 'L10', packageName: 'Buyer', text: 'It excludes “p”, but “p” does not exclude it: whoever has it can still be given the other.' },
  ]);
});
