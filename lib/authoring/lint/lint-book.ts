/** Each rule in words: what it asks, why, how much it weighs, and the page it stands on. Pure: read in the browser too. */
import type { LintRule, LintSource, Severity } from './finding';

export type LintEntry = { title: string; why: string; severity: Severity; source: LintSource };

const PAGES = 'https://learn.microsoft.com/entra/id-governance/';
const TESTS = 'https://github.com/microsoft/zerotrustassessment/blob/main/src/powershell/tests/';

const page = (title: string, name: string): LintSource => ({ title, address: `${PAGES}${name}` });
const assessment = (number: string): LintSource => ({ title: `Zero Trust assessment, test ${number}`, address: `${TESTS}Test-Assessment.${number}.md` });

const APPROVAL = page('Approval settings of an access package', 'entitlement-management-access-package-approval-policy');
const RESOURCES = page('Resource roles of an access package', 'entitlement-management-access-package-resources');
const AUTOMATIC = page('Automatic assignment policies', 'entitlement-management-access-package-auto-assignment-policy');
const INCOMPATIBLE = page('Separation of duties', 'entitlement-management-access-package-incompatible');
const ASSIGNMENTS = page('Assignments of an access package', 'entitlement-management-access-package-assignments');

export const LINT_BOOK: Readonly<Record<LintRule, LintEntry>> = {
  Z1: {
    title: 'Every policy has an expiration date', severity: 'note', source: assessment('21878'),
    why: 'The tool fails every policy without an expiration, also automatic ones, which end with their rule, and those whose access is reviewed. What it means to say is that no access lasts without anybody looking at it; where that is so, rule L1 weighs it.',
  },
  Z2: {
    title: 'External people need an approval', severity: 'warning', source: assessment('21879'),
    why: 'The tool reads names of Graph’s beta in an answer of v1.0, so it examines no policy and passes. What it means to say is that somebody here decides before anybody outside gets access.',
  },
  Z3: {
    title: 'Access of guests expires or is reviewed', severity: 'warning', source: assessment('21929'),
    why: 'The tool takes an expiration that is not said for one, and does not look at policies for direct assignment alone. What it means to say is that no guest keeps access without an end or a review.',
  },
  Z4: {
    title: 'External people come from connected organisations', severity: 'warning', source: assessment('21875'),
    why: 'A policy open to all external users takes anybody with a mail address. One open to all connected organisations the tool passes and asks to investigate: it grows with each organisation that is connected later.',
  },
  L1: {
    title: 'Access has an end or a review', severity: 'warning', source: page('Best practices to secure identity governance', 'best-practices-secure-id-governance'),
    why: 'Without either, whoever got it keeps it for good, also after changing jobs.',
  },
  L2: {
    title: 'Packages lie in a catalog of their own', severity: 'note', source: page('Deploy policies for applications', 'identity-governance-applications-deploy'),
    why: 'The General catalog is everybody’s: whoever may work in it reaches all packages there, and a package never moves to another catalog.',
  },
  L3: {
    title: 'Who is loaded has a policy for direct assignment', severity: 'warning', source: page('Create an access package', 'entitlement-management-access-package-create'),
    why: 'People who are assigned in bulk belong under a policy that nobody can ask under, or a later change for those who ask changes it for them.',
  },
  L4: {
    title: 'A policy stays within what Entra serves', severity: 'error', source: page('Service limits', 'governance-service-limits'),
    why: 'A policy takes 500 people and groups by name and 15,000 by its rule. Whoever is beyond may get nothing, and nobody is told.',
  },
  L5: {
    title: 'One automatic policy a package', severity: 'error', source: AUTOMATIC,
    why: 'Entra takes one automatic policy for each package; which of two moves people is not documented.',
  },
  L6: {
    title: 'A pilot’s package is hidden', severity: 'warning', source: page('Visibility of access packages', 'entitlement-management-access-package-visibility'),
    why: 'Since October 2025 a package for specific people and groups is shown to all members in My Access: those outside click it, are refused, and call the helpdesk.',
  },
  L7: {
    title: 'What a phase under way needs is switched on', severity: 'error', source: page('Request process', 'entitlement-management-process'),
    why: 'In a catalog that is not published, and under a policy that is gone or over, requests and assignments are refused.',
  },
  L8: {
    title: 'Somebody can decide', severity: 'error', source: APPROVAL,
    why: 'A request that nobody decides on is refused by itself when its time is over, and nobody may approve their own.',
  },
  L9: {
    title: 'Alternate approvers come in time', severity: 'warning', source: APPROVAL,
    why: 'A request is forwarded a day after half of the time to decide, and not on its last day: with fewer than four days the alternates are never asked.',
  },
  L10: {
    title: 'What excludes each other does so both ways', severity: 'warning', source: INCOMPATIBLE,
    why: 'Entra holds to the one direction that is set: whoever has the other package first can still be given this one.',
  },
  L11: {
    title: 'Nobody in a cohort would hold what excludes each other', severity: 'warning', source: INCOMPATIBLE,
    why: 'Entra refuses the assignment of whoever has the other, so they are left without what the rollout promises.',
  },
  L12: {
    title: 'A resource can be handed out', severity: 'error', source: RESOURCES,
    why: 'Entra does not take synchronised groups and distribution lists, and of a group with a membership rule only the owner role: assignments stay partly delivered.',
  },
  L13: {
    title: 'Nobody becomes an owner or gets Entra roles on the way', severity: 'error', source: RESOURCES,
    why: 'Owners add others past the package, and whoever manages the catalog of a role-assignable group controls the Entra roles it has.',
  },
  L14: {
    title: 'One role of an application a package', severity: 'note', source: RESOURCES,
    why: 'People get all of them at once. Roles that are alternatives belong in packages of their own that exclude each other.',
  },
  L15: {
    title: 'Eligibility lasts as long as the package', severity: 'error', source: page('Eligible membership of groups', 'entitlement-management-access-package-pim-reference'),
    why: 'Where Privileged Identity Management ends it sooner, access is lost while the assignment still says delivered.',
  },
  L16: {
    title: 'An application asks for an assignment', severity: 'warning', source: page('Integrate an application', 'identity-governance-applications-integrate'),
    why: 'Without it everybody in the tenant may sign in, with the package or without.',
  },
  L21: {
    title: 'Whoever leaves a rule has days of grace', severity: 'warning', source: AUTOMATIC,
    why: 'A department that is written wrong for a night takes access away at once.',
  },
  L22: {
    title: 'Direct assignments wait for nobody', severity: 'error', source: ASSIGNMENTS,
    why: 'A direct assignment no longer bypasses approval: each one waits for somebody who decides.',
  },
  L23: {
    title: 'Direct assignments have nothing to answer', severity: 'error', source: ASSIGNMENTS,
    why: 'Under a policy with questions people can be assigned one at a time only, and their answers are theirs to give.',
  },
  A1: {
    title: 'Resources are handed out as their owners allow', severity: 'error', source: page('Delegation to those who own resources', 'entitlement-management-delegate'),
    why: 'Whoever answers for a resource set how it may be handed out at most. Beyond that nothing is signed, and no phase starts.',
  },
  L27: {
    title: 'All external users need an approval', severity: 'error', source: page('External users', 'entitlement-management-external-users'),
    why: 'Anybody with a mail address gets what the package gives by asking.',
  },
};

/** `Zero Trust assessment` rules, which have two verdicts. */
export function isOfAssessment(rule: LintRule): boolean {
  return rule.startsWith('Z');
}
