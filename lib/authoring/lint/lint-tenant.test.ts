import { expect, test } from 'vitest';
import { NO_LIMITS } from '../approval-limits';
import type { ApprovalLimits } from '../approval-limits';
import type { PackageDesign, PackagePolicy, PackageRole, PolicySubject } from '../package-design';
import { LINT_RULES } from './finding';
import type { LintFinding, LintFix, LintRule, NotKnown } from './finding';
import { LINT_BOOK } from './lint-book';
import { lintTenant, verdictsOf } from './lint-tenant';
import type { LintedConflict, LintedPackage, LintedResource, LintedRollout, LintedTenant, OwnersLimits } from './linted';
import { resourceKey } from './linted';

const DAYS: PackagePolicy['expiration'] = { type: 'afterDuration', days: 90, duration: 'P90D', endDateTime: null };
const NEVER: PackagePolicy['expiration'] = { type: 'noExpiration', days: null, duration: null, endDateTime: null };
const UNSAID: PackagePolicy['expiration'] = { ...NEVER, type: 'notSpecified' };
const MANAGER: PolicySubject = { kind: 'manager', id: 'requestorManager', name: 'their manager' };
const SPONSOR: PolicySubject = { kind: 'sponsor', id: 'internalSponsors', name: 'their sponsors' };
const MARTA: PolicySubject = { kind: 'person', id: 'marta', name: 'Marta Lindqvist' };
const OWNERS: PolicySubject = { kind: 'group', id: 'owners', name: 'Ledger owners' };
const REVIEW: NonNullable<PackagePolicy['review']> = { from: null, every: { unit: 'month', count: 3 }, silence: 'removeAccess' };
const GUESTS: Partial<PackagePolicy> = { scope: 'specificConnectedOrganizationUsers', selfRequest: true, requestable: true, approvalRequired: true, stages: [{ approvers: [MARTA], days: 14, standIns: [] }] };
const GROUP = { synchronised: false, distribution: false, dynamic: false, roleAssignable: false };

function aPolicy(change: Partial<PackagePolicy> = {}): PackagePolicy {
  return { id: 'q', name: 'Direct', description: '', scope: 'notSpecified', targets: [], selfRequest: false, requestable: false, approvalRequired: false, stages: [], expiration: DAYS, automatic: false, questions: false, review: null, ...change };
}

function aRole(change: Partial<PackageRole> = {}): PackageRole {
  return { id: 'member_root', resourceId: 'r', resourceName: 'Ledger', originId: 'ledger', originSystem: 'AadGroup', roleOriginId: 'Member_ledger', roleName: 'Member', ...change };
}

type Change = { design?: Partial<PackageDesign>; conflicts?: LintedConflict[] | null; rollouts?: LintedRollout[] | null };

/** A package that nothing stands out about, changed. */
function aPackage({ design, conflicts = [], rollouts = [{ policyId: 'q', loads: true, livePhase: 'Pilot' }] }: Change = {}): LintedPackage {
  return { design: { id: 'p', name: 'Essentials', description: '', hidden: false, catalogId: 'c', catalogName: 'Finance', roles: [aRole()], policies: [aPolicy()], ...design }, conflicts, rollouts };
}

/** The tenant around it, of which everything is known and fine. */
function aTenant(packages: LintedPackage[], change: Partial<LintedTenant> = {}): LintedTenant {
  return {
    packages,
    catalogs: new Map([['c', { id: 'c', name: 'Finance', published: true, general: false }]]),
    resources: new Map<string, LintedResource>([['AadGroup ledger', { ...GROUP, longestDays: 365 }], ['AadApplication books', { assignmentRequired: true }]]),
    accounts: new Map([['marta', 'enabled']]), groupSizes: new Map([['owners', 3]]),
    scopes: new Map([['q', { people: 12, withoutManager: 0 }], ['other', { people: 12, withoutManager: 0 }]]),
    now: new Date('2026-11-26T12:00:00Z'), ...change,
  };
}

const policies = (...changes: Partial<PackagePolicy>[]): LintedTenant => aTenant([aPackage({ design: { policies: changes.map(aPolicy) } })]);
const beside = (change: Partial<PackagePolicy>): LintedTenant => policies({}, { id: 'other', name: 'Other', ...change });
const roles = (...changes: Partial<PackageRole>[]): LintedTenant => aTenant([aPackage({ design: { roles: changes.map(aRole) } })]);
const group = (says: Partial<LintedResource>, role: Partial<PackageRole> = {}, policy: Partial<PackagePolicy> = {}): LintedTenant =>
  aTenant([aPackage({ design: { roles: [aRole(role)], policies: [aPolicy(policy)] } })], { resources: new Map([['AadGroup ledger', { ...GROUP, longestDays: 365, ...says }]]) });
const books = { resourceName: 'Books', originId: 'books', originSystem: 'AadApplication' };
const people = (count: number): PolicySubject[] => Array.from({ length: count }, (_, index) => ({ kind: 'person', id: `person-${index}`, name: `Person ${index}` }));
const excludes = (id: string, otherId: string | null, many = 0): LintedPackage => aPackage({ design: { id, name: id }, conflicts: otherId ? [{ kind: 'package', otherId, name: otherId, people: many }] : [] });
const automatic = (change: Partial<PackagePolicy> = {}): Partial<PackagePolicy> => ({ automatic: true, scope: 'specificDirectoryUsers', expiration: NEVER, leaving: { removed: true, grace: 'P7D' }, ...change });
const decided = (change: Partial<PackagePolicy['stages'][number]> = {}, policy: Partial<PackagePolicy> = {}): LintedTenant => beside({ approvalRequired: true, stages: [{ approvers: [MARTA], days: 14, standIns: [], ...change }], ...policy });

const allowing = (limits: Partial<ApprovalLimits>, catalogId = 'c'): LintedTenant => group({ limits: [{ catalogId, limits: { ...NO_LIMITS, ...limits } }], gets: { people: 12, externals: 1 } });

const BY_MARTA = { source: { title: 'What Marta Lindqvist approved on 26 November 2026', address: '/approvals/a' } };
const allowed = (limits: Partial<ApprovalLimits>, has: Partial<NonNullable<OwnersLimits['has']>> = {}): LintedTenant =>
  group({ limits: [{ catalogId: 'c', limits: { ...NO_LIMITS, ...limits }, approval: { id: 'a', ownerName: 'Marta Lindqvist', day: '2026-11-26' }, has: { people: 9, more: false, externals: 0, then: false, ...has } }] });

const fixPolicy = (says: string, set: LintFix['set'], objectId = 'other'): LintFix => ({ says, objectKind: 'policy', objectId, operation: 'change', set });
const A_YEAR = { expiration: { type: 'afterDuration', duration: 'P365D', endDateTime: null } };

const AT_PACKAGE = { packageId: 'p', packageName: 'Essentials', catalogId: 'c', catalogName: 'Finance' };
type Found = Omit<LintFinding, keyof typeof AT_PACKAGE | 'rule' | 'key' | 'verdicts' | 'fix' | 'source'> & Partial<Pick<LintFinding, 'packageId' | 'packageName' | 'verdicts' | 'fix' | 'source'>> & { part?: string };

function found(rule: LintRule, { part, ...finding }: Found): LintFinding {
  const at = { ...AT_PACKAGE, ...finding };
  return { key: [rule, at.packageId, finding.objectKind, finding.objectId, ...(part ? [part] : [])].join(' '), rule, fix: null, verdicts: null, source: null, ...at };
}

const policyAt = (property: string, objectId = 'other', objectName = 'Other') => ({ objectKind: 'policy' as const, objectId, objectName, property });
const packageAt = (property: string) => ({ objectKind: 'package' as const, objectId: 'p', objectName: 'Essentials', property });
const groupAt = (property: string) => ({ objectKind: 'resource' as const, objectId: 'ledger', objectName: 'Ledger', property });
const stage = (property: string, index = 0): string => `requestApprovalSettings.stages[${index}].${property}`;

const ASSIGNED = 'requestApprovalSettings.isApprovalRequiredForAdd';

/** For each rule the tenants that break it with the whole finding, and those next to them that do not. */
const CASES: Record<LintRule, { breaks: [LintedTenant, LintFinding][]; keeps: LintedTenant[] }> = {
  Z1: {
    breaks: [
      [beside({ expiration: NEVER }), found('Z1', { ...policyAt('expiration'), severity: 'note', what: '“Other” has no expiration date. Nor is access under it reviewed.', verdicts: { tool: 'fail', meant: 'fail' }, fix: fixPolicy('End access after a year', A_YEAR) })],
      [beside({ expiration: UNSAID, review: REVIEW }), found('Z1', { ...policyAt('expiration'), severity: 'note', what: '“Other” has no expiration date. Access under it is reviewed, so nobody keeps it unseen.', verdicts: { tool: 'fail', meant: 'pass' }, fix: fixPolicy('End access after a year', A_YEAR) })],
      [beside(automatic()), found('Z1', { ...policyAt('expiration'), severity: 'note', what: '“Other” has no expiration date. It ends with the rule that gives it, so nothing is to be done.', verdicts: { tool: 'fail', meant: 'pass' } })],
    ],
    keeps: [beside({ expiration: { ...NEVER, type: 'afterDateTime', endDateTime: '2027-06-01T00:00:00Z' } })],
  },
  Z2: {
    breaks: [[beside({ ...GUESTS, approvalRequired: false, stages: [] }), found('Z2', { ...policyAt(ASSIGNED), severity: 'warning', what: '“Other” gives access to people of other organisations, and nobody here decides on it.', verdicts: { tool: 'pass', meant: 'fail' } })]],
    keeps: [beside(GUESTS), beside({ ...GUESTS, approvalRequired: false, stages: [], selfRequest: false, requestable: false })],
  },
  Z3: {
    breaks: [
      [beside({ ...GUESTS, expiration: NEVER }), found('Z3', { ...policyAt('expiration'), severity: 'warning', what: 'People of other organisations keep what “Other” gives them without an end and without a review that recurs.', verdicts: { tool: 'fail', meant: 'fail' }, fix: fixPolicy('End access after a year', A_YEAR) })],
      [beside({ ...GUESTS, expiration: UNSAID }), found('Z3', { ...policyAt('expiration'), severity: 'warning', what: 'People of other organisations keep what “Other” gives them without an end and without a review that recurs.', verdicts: { tool: 'pass', meant: 'fail' }, fix: fixPolicy('End access after a year', A_YEAR) })],
      [beside({ ...GUESTS, expiration: NEVER, selfRequest: false, requestable: false }), found('Z3', { ...policyAt('expiration'), severity: 'warning', what: 'People of other organisations keep what “Other” gives them without an end and without a review that recurs.', verdicts: { tool: 'pass', meant: 'fail' }, fix: fixPolicy('End access after a year', A_YEAR) })],
    ],
    keeps: [beside(GUESTS), beside({ ...GUESTS, expiration: NEVER, review: REVIEW })],
  },
  Z4: {
    breaks: [
      [beside({ ...GUESTS, scope: 'allExternalUsers' }), found('Z4', { ...policyAt('allowedTargetScope'), severity: 'warning', what: '“Other” is open to all external users, known or not.', verdicts: { tool: 'fail', meant: 'fail' }, fix: fixPolicy('Open it to connected organisations alone', { allowedTargetScope: 'allConfiguredConnectedOrganizationUsers' }) })],
      [beside({ ...GUESTS, scope: 'allConfiguredConnectedOrganizationUsers' }), found('Z4', { ...policyAt('allowedTargetScope'), severity: 'note', what: '“Other” is open to every connected organisation, also to those that are connected later.', verdicts: { tool: 'investigate', meant: 'investigate' } })],
    ],
    keeps: [beside(GUESTS)],
  },
  L1: {
    breaks: [[beside({ expiration: NEVER }), found('L1', { ...policyAt('expiration'), severity: 'warning', what: '“Other” gives access without an end and without a review.', fix: fixPolicy('End access after a year', A_YEAR) })]],
    keeps: [beside({ expiration: NEVER, review: REVIEW }), beside(automatic())],
  },
  L2: {
    breaks: [[aTenant([aPackage()], { catalogs: new Map([['c', { id: 'c', name: 'General', published: true, general: true }]]) }), found('L2', { ...packageAt('catalog'), severity: 'note', what: 'It lies in the General catalog, which everybody’s packages share.' })]],
    keeps: [aTenant([aPackage()])],
  },
  L3: {
    breaks: [[policies({ scope: 'allMemberUsers' }), found('L3', {
      ...packageAt('assignmentPolicies'), severity: 'warning', what: 'Rollouts assign people directly, and none of its policies is for direct assignment alone.',
      fix: { says: 'Add a policy for direct assignment', objectKind: 'policy', objectId: null, operation: 'create', set: { displayName: 'Direct assignment', description: 'For people who are assigned in bulk; nobody can ask under it.', allowedTargetScope: 'notSpecified', specificAllowedTargets: [], ...A_YEAR, accessPackage: { id: 'p' },
        requestorSettings: { enableTargetsToSelfAddAccess: false, enableTargetsToSelfUpdateAccess: false, enableTargetsToSelfRemoveAccess: false, allowCustomAssignmentSchedule: true, enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [] },
        requestApprovalSettings: { isApprovalRequiredForAdd: false, isApprovalRequiredForUpdate: false, stages: [] } } },
    })]],
    keeps: [beside({ scope: 'allMemberUsers' }), aTenant([aPackage({ rollouts: [], design: { policies: [aPolicy({ scope: 'allMemberUsers' })] } })]), aTenant([aPackage({ rollouts: [{ policyId: 'q', loads: false, livePhase: null }], design: { policies: [aPolicy({ scope: 'allMemberUsers' })] } })])],
  },
  L4: {
    breaks: [
      [beside({ targets: people(501) }), found('L4', { ...policyAt('specificAllowedTargets'), severity: 'error', what: '“Other” names 501 people and groups; 500 are allowed.' })],
      [aTenant([aPackage({ design: { policies: [aPolicy(), aPolicy({ id: 'other', name: 'Other', ...automatic({ expiration: DAYS }) })] } })], { scopes: new Map([['other', { people: 15_001, disabled: 12 }]]) }), found('L4', { ...policyAt('specificAllowedTargets'), severity: 'error', what: 'The rule of “Other” selects 15,001 people, 12 of them disabled accounts; an automatic policy serves 15,000.' })],
    ],
    keeps: [beside({ targets: people(500) })],
  },
  L5: {
    breaks: [[policies({}, { id: 'other', ...automatic({ expiration: DAYS }) }, { id: 'other', ...automatic({ expiration: DAYS }) }), found('L5', { ...packageAt('assignmentPolicies'), severity: 'error', what: 'It has two automatic policies; Entra takes one.' })]],
    keeps: [beside(automatic({ expiration: DAYS }))],
  },
  L6: {
    breaks: [[beside({ scope: 'specificDirectoryUsers', selfRequest: true }), found('L6', { ...packageAt('isHidden'), severity: 'warning', what: 'It is not hidden: everybody sees it in My Access, also who may not ask for it.', fix: { says: 'Hide the package', objectKind: 'package', objectId: 'p', operation: 'change', set: { isHidden: true } } })]],
    keeps: [aTenant([aPackage({ design: { hidden: true, policies: [aPolicy(), aPolicy({ id: 'other', scope: 'specificDirectoryUsers', selfRequest: true })] } })]), beside({ scope: 'specificDirectoryUsers' }), beside({ scope: 'allMemberUsers', selfRequest: true })],
  },
  L7: {
    breaks: [
      [aTenant([aPackage()], { catalogs: new Map([['c', { id: 'c', name: 'Finance', published: false, general: false }]]) }), found('L7', { objectKind: 'catalog', objectId: 'c', objectName: 'Finance', property: 'state', severity: 'error', what: '“Pilot” is under way, and the catalog “Finance” is not published: whatever is asked for is refused.', fix: { says: 'Publish the catalog', objectKind: 'catalog', objectId: 'c', operation: 'change', set: { state: 'published' } } })],
      [policies({ id: 'other' }), found('L7', { ...packageAt('assignmentPolicies'), severity: 'error', what: '“Pilot” is under way, and the policy it assigns under is gone.', part: 'q' })],
      [policies({ expiration: { ...NEVER, type: 'afterDateTime', endDateTime: '2026-11-26T11:59:00Z' } }), found('L7', { ...policyAt('expiration.endDateTime', 'q', 'Direct'), severity: 'error', what: '“Pilot” is under way, and access under “Direct” ended already.' })],
    ],
    keeps: [aTenant([aPackage({ rollouts: [{ policyId: 'gone', loads: true, livePhase: null }] })], { catalogs: new Map([['c', { id: 'c', name: 'Finance', published: false, general: false }]]) })],
  },
  L8: {
    breaks: [
      [decided({ approvers: [MANAGER] }), found('L8', { ...policyAt(stage('fallbackPrimaryApprovers')), severity: 'error', part: '0 manager', what: '“Other” has managers decide and names nobody for people without one: their requests are refused by themselves.' })],
      [decided({ approvers: [SPONSOR] }), found('L8', { ...policyAt(stage('fallbackPrimaryApprovers')), severity: 'error', part: '0 sponsor', what: '“Other” has sponsors decide and names nobody for people without one: their requests are refused by themselves.' })],
      [{ ...decided({ approvers: [MANAGER] }), scopes: new Map([['other', { withoutManager: 4 }]]) }, found('L8', { ...policyAt(stage('fallbackPrimaryApprovers')), severity: 'error', part: '0 manager', what: '“Other” has managers decide and names nobody for people without one: their requests are refused by themselves. Of the people it is for, 4 have none.' })],
      [decided({ approvers: [] }), found('L8', { ...policyAt(stage('primaryApprovers')), severity: 'error', part: '0 nobody', what: '“Other” has nobody who decides.' })],
      [decided({}, { stages: [] }), found('L8', { ...policyAt('requestApprovalSettings.stages'), severity: 'error', what: '“Other” asks for an approval and names nobody who gives it.' })],
      [{ ...decided(), accounts: new Map([['marta', 'disabled']]) }, found('L8', { ...policyAt(stage('primaryApprovers')), severity: 'error', part: '0 marta', what: '“Other” has Marta Lindqvist decide, whose account is disabled.' })],
      [{ ...decided({}, { stages: [{ approvers: [OWNERS], days: 14, standIns: [] }, { approvers: [MARTA], days: 14, standIns: [] }] }), accounts: new Map([['marta', 'gone']]) }, found('L8', { ...policyAt(stage('primaryApprovers', 1)), severity: 'error', part: '1 marta', what: 'The second stage of “Other” has Marta Lindqvist decide, whose account no longer exists.' })],
      [{ ...decided({ approvers: [OWNERS] }), groupSizes: new Map([['owners', 0]]) }, found('L8', { ...policyAt(stage('primaryApprovers')), severity: 'error', part: '0 owners', what: '“Other” has the group “Ledger owners” decide, and nobody is in it.' })],
      [decided({ approvers: [OWNERS] }, { scope: 'specificDirectoryUsers', targets: [OWNERS] }), found('L8', { ...policyAt(stage('primaryApprovers')), severity: 'error', part: '0 requestors', what: '“Other” has the same group decide that asks, “Ledger owners”.' })],
    ],
    keeps: [decided(), decided({ approvers: [MANAGER], standIns: [MARTA] }), decided({ approvers: [OWNERS] }, { scope: 'specificDirectoryUsers', targets: [{ ...OWNERS, id: 'clerks' }] })],
  },
  L9: {
    breaks: [[decided({ days: 3, escalation: { approvers: [MARTA], standIns: [] } }), found('L9', { ...policyAt(stage('durationBeforeAutomaticDenial')), severity: 'warning', part: '0', what: '“Other” gives 3 days to decide, so its alternate approvers are never asked.', fix: fixPolicy('Give fourteen days to decide', { [stage('durationBeforeAutomaticDenial')]: 'P14D' }) })]],
    keeps: [decided({ days: 4, escalation: { approvers: [MARTA], standIns: [] } }), decided({ days: 3 })],
  },
  L10: {
    breaks: [[aTenant([excludes('Buyer', 'Approver'), excludes('Approver', null)]), found('L10', { packageId: 'Buyer', packageName: 'Buyer', objectKind: 'incompatibility', objectId: 'Approver', objectName: 'Approver', property: 'incompatibleAccessPackages', severity: 'warning', what: 'It excludes “Approver”, but “Approver” does not exclude it: whoever has it can still be given the other.', fix: { says: 'Have “Approver” exclude it too', objectKind: 'incompatibility', objectId: 'Approver', operation: 'add', set: { incompatibleAccessPackageId: 'Buyer' } } })]],
    keeps: [aTenant([excludes('Buyer', 'Approver'), excludes('Approver', 'Buyer')]), aTenant([aPackage({ conflicts: [{ kind: 'group', otherId: 'auditors', name: 'Auditors', people: 0 }] })])],
  },
  L11: {
    breaks: [[aTenant([excludes('Buyer', 'Approver', 4), excludes('Approver', 'Buyer')]), found('L11', { packageId: 'Buyer', packageName: 'Buyer', objectKind: 'incompatibility', objectId: 'Approver', objectName: 'Approver', property: 'incompatibleAccessPackages', severity: 'warning', what: '4 people of its cohorts have “Approver”, which excludes it, and get nothing.' })]],
    keeps: [aTenant([excludes('Buyer', 'Approver'), excludes('Approver', 'Buyer')])],
  },
  L12: {
    breaks: [
      [group({ synchronised: true }), found('L12', { ...groupAt('onPremisesSyncEnabled'), severity: 'error', part: 'synchronised', what: '“Ledger” is synchronised from on-premises: its members can be changed there alone.' })],
      [group({ distribution: true }), found('L12', { ...groupAt('securityEnabled'), severity: 'error', part: 'distribution', what: '“Ledger” is a distribution list, which Entra does not hand out.' })],
      [group({ dynamic: true }), found('L12', { ...groupAt('groupTypes'), severity: 'error', part: 'dynamic', what: 'A rule names the members of “Ledger”, so only its owner role can be handed out.' })],
    ],
    keeps: [group({})],
  },
  L13: {
    breaks: [
      [group({ dynamic: true }, { roleOriginId: 'Owner_ledger' }), found('L13', { ...groupAt('role'), severity: 'error', part: 'owner', what: 'It makes people owners of “Ledger”, who can add others past this package.' })],
      [group({ roleAssignable: true }), found('L13', { ...groupAt('isAssignableToRole'), severity: 'error', part: 'roleAssignable', what: '“Ledger” can hold Entra roles.' })],
      [roles({ originSystem: 'DirectoryRole', originId: 'reader', resourceName: 'Reports Reader' }), found('L13', { objectKind: 'resource', objectId: 'reader', objectName: 'Reports Reader', property: 'originSystem', severity: 'error', part: 'entraRole', what: '“Reports Reader” is an Entra role.' })],
    ],
    keeps: [roles({ ...books, roleOriginId: 'Owner_books' })],
  },
  L14: {
    breaks: [[roles({ ...books, roleOriginId: 'reader' }, { ...books, roleOriginId: 'poster' }), found('L14', { objectKind: 'resource', objectId: 'books', objectName: 'Books', property: 'role', severity: 'note', what: 'It gives several roles of “Books” at once.' })]],
    keeps: [roles({ ...books, roleOriginId: 'reader' }), roles({}, { roleOriginId: 'Eligible Member_ledger' })],
  },
  L15: {
    breaks: [
      [group({ longestDays: 40 }, { roleOriginId: 'Eligible Member_ledger' }), found('L15', { ...groupAt('eligibility'), severity: 'error', part: 'q', what: '“Direct” gives eligible membership of “Ledger” for 90 days, and Privileged Identity Management ends it after 40.' })],
    ],
    keeps: [group({ longestDays: 90 }, { roleOriginId: 'Eligible Member_ledger' }), group({ longestDays: null }, { roleOriginId: 'Eligible Member_ledger' }), group({ longestDays: 40 })],
  },
  L16: {
    breaks: [[aTenant([aPackage({ design: { roles: [aRole(books)] } })], { resources: new Map([['AadApplication books', { assignmentRequired: false }]]) }), found('L16', { objectKind: 'resource', objectId: 'books', objectName: 'Books', property: 'appRoleAssignmentRequired', severity: 'warning', what: '“Books” lets everybody in the tenant sign in, with this package or without.' })]],
    keeps: [roles(books)],
  },
  L21: {
    breaks: [null, 'P0D'].map((grace) => [beside(automatic({ expiration: DAYS, leaving: { removed: true, grace } })), found('L21', { ...policyAt('automaticRequestSettings.gracePeriodBeforeAccessRemoval'), severity: 'warning', what: '“Other” takes the package away as soon as somebody leaves its rule, without days of grace.', fix: fixPolicy('Give seven days of grace', { 'automaticRequestSettings.gracePeriodBeforeAccessRemoval': 'P7D' }) })]),
    keeps: [beside(automatic({ expiration: DAYS, leaving: { removed: false, grace: null } }))],
  },
  L22: {
    breaks: [[policies({ approvalRequired: true, stages: [{ approvers: [MARTA], days: 14, standIns: [] }] }), found('L22', { ...policyAt(ASSIGNED, 'q', 'Direct'), severity: 'error', what: '“Direct” asks for an approval, so direct assignments would wait for it.' })]],
    keeps: [decided()],
  },
  L23: {
    breaks: [[policies({ questions: true }), found('L23', { ...policyAt('questions', 'q', 'Direct'), severity: 'error', what: '“Direct” asks questions, which nobody can answer for many people at once.' })]],
    keeps: [beside({ questions: true })],
  },
  A1: {
    breaks: [
      [allowing({ roles: [{ originId: 'Owner_ledger', name: 'Owner' }] }), found('A1', { ...groupAt('roles'), severity: 'error', part: '“Essentials” makes people Member, which is not among the roles allowed', what: 'Beyond what the owner allows of “Ledger”: “Essentials” makes people Member, which is not among the roles allowed.' })],
      [allowing({ days: 30 }), found('A1', { ...groupAt('days'), severity: 'error', part: '“Direct” of “Essentials” gives it for 90 days, and 30 days are allowed', what: 'Beyond what the owner allows of “Ledger”: “Direct” of “Essentials” gives it for 90 days, and 30 days are allowed.' })],
      [allowing({ people: 11 }), found('A1', { ...groupAt('people'), severity: 'error', part: 'people counted', what: 'Beyond what the owner allows of “Ledger”: 12 people would have it, and 11 are allowed.' })],
      [allowing({ externals: false }), found('A1', { ...groupAt('externals'), severity: 'error', part: 'externals counted', what: 'Beyond what the owner allows of “Ledger”: 1 external person would get it, and none are allowed.' })],
      [allowed({ days: 30 }), found('A1', { ...groupAt('days'), ...BY_MARTA, severity: 'error', part: '“Direct” of “Essentials” gives it for 90 days, and 30 days are allowed', what: 'Beyond what Marta Lindqvist allows of “Ledger”: “Direct” of “Essentials” gives it for 90 days, and 30 days are allowed.' })],
      [allowed({ people: 5 }), found('A1', { ...groupAt('people'), ...BY_MARTA, severity: 'error', part: 'people counted', what: 'Beyond what Marta Lindqvist allows of “Ledger”: 9 people have it by packages, and 5 are allowed.' })],
      [allowed({ people: 5 }, { more: true, then: true }), found('A1', { ...groupAt('people'), ...BY_MARTA, severity: 'error', part: 'people counted', what: 'Beyond what Marta Lindqvist allows of “Ledger”: 9 or more people would have it by packages, and 5 are allowed.' })],
      [allowed({ externals: false }, { externals: 1 }), found('A1', { ...groupAt('externals'), ...BY_MARTA, severity: 'error', part: 'externals counted', what: 'Beyond what Marta Lindqvist allows of “Ledger”: 1 external person has it by packages, and none are allowed.' })],
    ],
    keeps: [allowed({ people: 9, days: 90, externals: false }), allowing({ people: 12, days: 90, roles: [{ originId: 'Member_ledger', name: 'Member' }] }), allowing({ days: 1 }, 'another catalog')],
  },
  L27: {
    breaks: [[beside({ scope: 'allExternalUsers' }), found('L27', { ...policyAt(ASSIGNED), severity: 'error', what: '“Other” is open to all external users without an approval.' })]],
    keeps: [beside({ ...GUESTS, scope: 'allExternalUsers' }), beside({ scope: 'allMemberUsers' })],
  },
};

const by = (rule: LintRule, tenant: LintedTenant): LintFinding[] => lintTenant(tenant).findings.filter((finding) => finding.rule === rule);

test('nothing stands out about an ordinary package, and nothing of it is unknown', () => {
  expect(lintTenant(aTenant([aPackage()]))).toEqual({ findings: [], notKnown: [] });
});

test.each(LINT_RULES)('%s is found where it is broken, whole, and nowhere next to that', (rule) => {
  const { breaks, keeps } = CASES[rule];
  expect(breaks.map(([tenant]) => by(rule, tenant))).toEqual(breaks.map(([, finding]) => [finding]));
  expect(keeps.map((tenant) => by(rule, tenant))).toEqual(keeps.map(() => []));
});

test.each(LINT_RULES)('the tenant that breaks %s says nothing of another kind beside what follows from it', (rule) => {
  // An endless policy is also what Z1 and L1 name together, and what is open to anybody is so for all of Z2, Z4 and L27.
  const together: Partial<Record<LintRule, LintRule[]>> = { Z1: ['L1'], Z2: [], Z3: ['Z1', 'L1'], L1: ['Z1'], L27: ['Z4'] };
  const others = CASES[rule].breaks.flatMap(([tenant]) => lintTenant(tenant).findings).filter((finding) => finding.rule !== rule && !together[rule]?.includes(finding.rule));
  expect(others).toEqual([]);
});

/** A package of which nothing beside its own design is known, and that has every kind of thing rules ask about. */
test('what is not known is said, and never taken for fine', () => {
  const { review: _review, requestable: _requestable, ...guests } = aPolicy({ ...GUESTS, expiration: NEVER, selfRequest: false, approvalRequired: false, stages: [] });
  const { leaving: _leaving, ...ruled } = aPolicy({ ...automatic({ expiration: DAYS }), id: 'other', approvalRequired: true, stages: [{ approvers: [MARTA, OWNERS, MANAGER], days: 14 }] });
  const design: Partial<PackageDesign> = { roles: [aRole({ roleOriginId: 'Eligible Member_ledger' }), aRole(books)], policies: [guests, ruled] };
  const blank = (id: string): LintedPackage => aPackage({ design: { ...design, id }, conflicts: null, rollouts: null });
  const { findings, notKnown } = lintTenant(aTenant([blank('one'), blank('two')], { catalogs: new Map(), resources: new Map(), accounts: new Map(), groupSizes: new Map(), scopes: new Map() }));
  const open = (rule: LintRule, missing: string): NotKnown => ({ rule, missing, packages: 2 });

  expect(findings.map(({ rule, verdicts }) => [rule, verdicts])).toEqual([['Z1', { tool: 'fail', meant: 'notKnown' }], ['Z1', { tool: 'fail', meant: 'notKnown' }]]);
  expect(notKnown).toEqual([
    open('Z1', 'whether access under its policies is reviewed'), open('Z2', 'who may ask under its policies'), open('Z3', 'whether access under its policies is reviewed'),
    open('L1', 'whether access under its policies is reviewed'), open('L2', 'its catalog'), open('L3', 'which rollouts bring it'), open('L4', 'how many people its rule selects'), open('L7', 'which phases are under way'),
    open('L8', 'who decides for people without a manager'), open('L8', 'the accounts of those who decide'), open('L8', 'who is in the groups that decide'), open('L10', 'what it excludes'), open('L11', 'what it excludes'),
    open('L12', 'of what kind its groups are'), open('L13', 'whether its groups can hold Entra roles'), open('L15', 'for how long Privileged Identity Management makes people eligible for its groups'), open('L16', 'whether its applications ask for an assignment'),
    open('L21', 'what becomes of who leaves its rule'), open('L22', 'which policies rollouts assign under'), open('L23', 'which policies rollouts assign under'),
  ]);
});

test('a package that the reader does not have leaves open whether both exclude each other', () => {
  expect(lintTenant(aTenant([excludes('Buyer', 'of another catalog')])).notKnown).toEqual([{ rule: 'L10', missing: 'what packages that it excludes exclude themselves', packages: 1 }]);
});

test('how many people have what an owner limits, and who of them is external, is said where it was not counted', () => {
  const open = { people: 9, externals: false };
  const more = allowed(open, { more: true, externals: null });
  expect(lintTenant(more).notKnown).toEqual([{ rule: 'A1', missing: 'how many people have its resources', packages: 1 }, { rule: 'A1', missing: 'who of the people who have its resources is external', packages: 1 }]);
});

test('of the whole tenant the worst verdict counts, for the tool and as it is meant', () => {
  const [guests] = CASES.Z2.breaks[0] ?? [];
  const [connected] = CASES.Z4.breaks[1] ?? [];
  const result = lintTenant(aTenant([...(guests?.packages ?? []), ...(connected?.packages ?? [])]));
  expect((['Z1', 'Z2', 'Z3', 'Z4'] as const).map((rule) => verdictsOf(rule, result))).toEqual([
    { tool: 'pass', meant: 'pass' }, { tool: 'pass', meant: 'fail' }, { tool: 'pass', meant: 'pass' }, { tool: 'investigate', meant: 'investigate' },
  ]);
});

test('keys tell findings of one run apart, and are the same in the next', () => {
  const tenant = aTenant(LINT_RULES.flatMap((rule, place) => CASES[rule].breaks.flatMap(([each], index) => each.packages.map((linted) => ({ ...linted, design: { ...linted.design, id: `${linted.design.id} ${place} ${index}` } })))));
  const keys = lintTenant(tenant).findings.map(({ key }) => key);
  expect([new Set(keys).size, lintTenant(tenant).findings.map(({ key }) => key)]).toEqual([keys.length, keys]);
});

test('each rule names the page it stands on', () => {
  expect(LINT_RULES.filter((rule) => !/^https:\/\/(learn\.microsoft\.com\/entra\/id-governance|github\.com\/microsoft\/zerotrustassessment)\/\S+$/.test(LINT_BOOK[rule].source.address))).toEqual([]);
  expect(resourceKey({ originSystem: 'AadGroup', originId: 'ABC' })).toBe('AadGroup abc');
});
