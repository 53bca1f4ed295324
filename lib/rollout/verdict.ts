/**
 * What a reading of the tenant makes of a person and package of a run, held against what was signed. Pure: read in the
 * browser too.
 */

import { causeOf, whatToDo } from './run-failures';
import { policyCauseOf, whatToDoAbout } from './run-policy';

export const VERDICTS = ['asSigned', 'onItsWay', 'notAsked', 'failed', 'different', 'unknown', 'asReported', 'skipped'] as const;

export type Verdict = (typeof VERDICTS)[number];

export type VerdictCounts = Record<Verdict, number>;

/** How each is called, and what it says. */
export const VERDICT_WORDS: Record<Verdict, { word: string; says: string }> = {
  asSigned: { word: 'As signed', says: 'Assigned under the policy and with the end that were signed, and seen on every resource.' },
  onItsWay: { word: 'On its way', says: 'Not all there yet, and within the 24 hours that Microsoft allows, or waiting for an approver.' },
  notAsked: { word: 'Has not asked', says: 'May ask for it and has not.' },
  failed: { word: 'Failed', says: 'Does not have it, and will not by itself.' },
  different: { word: 'Different', says: 'There, but otherwise than it was signed.' },
  unknown: { word: 'Unknown', says: 'Assigned; whether the resource has them cannot be read.' },
  asReported: { word: 'As Entra reports', says: 'Delivered by Entra’s own word; nothing else tells who holds a role of a site.' },
  skipped: { word: 'Skipped', says: 'Nothing was asked for: it no longer applied.' },
};

export type Cause =
  | 'waitingForApproval' | 'delivering' | 'placedAhead' | 'notShown' | 'notJoined' | 'notSent'
  | 'notAsked'
  | `item:${string}` | `policy:${string}` | 'stuck' | 'partly' | 'deliveryFailed' | 'denied' | 'canceled' | 'neverJoined' | 'notRedeemed'
  | 'roleMissing' | 'otherPolicy' | 'otherEnd' | 'gone' | 'notSigned' | 'joinedSince' | 'leaves' | 'stayed'
  | 'movedByHandover' | 'handingOver'
  | 'hiddenMembers' | 'mayNotRead' | 'siteRole' | 'notApplied';

/** What a cause means, the documented way to mend it, who may do that, and where it is described. */
export type CauseWords = { says: string; fix: string | null; who: string | null; doc: string | null };

const DOCS = 'https://learn.microsoft.com/entra/id-governance/';
const REPROCESS_DOC = `${DOCS}entitlement-management-reprocess-access-package-assignments`;
const ASSIGNMENTS_DOC = `${DOCS}entitlement-management-access-package-assignments`;
const TROUBLESHOOT_DOC = `${DOCS}entitlement-management-troubleshoot`;
const RESOURCES_DOC = `${DOCS}entitlement-management-access-package-resources`;
const AUTOMATIC_DOC = `${DOCS}entitlement-management-access-package-auto-assignment-policy`;
const ASSIGNERS = 'An Identity Governance Administrator, or an owner or assignment manager of the catalog’s packages';

const NOTHING = { fix: null, who: null, doc: null };

const WORDS: Record<Exclude<Cause, `${'item' | 'policy'}:${string}`>, CauseWords> = {
  waitingForApproval: { says: 'Waits for an approver', fix: 'The approver decides in My Access; it is denied by itself when the time the policy gives is over', who: 'The approvers of the policy', doc: `${DOCS}entitlement-management-request-approve` },
  delivering: { says: 'Entra is delivering it', ...NOTHING },
  placedAhead: { says: 'Asked for, and access begins on a later day', ...NOTHING },
  notShown: { says: 'Assigned, and the resource does not show it yet', ...NOTHING },
  notJoined: { says: 'The rule selects them, and Entra has not given it to them yet', ...NOTHING },
  notSent: { says: 'The run has not sent it yet', ...NOTHING },
  notAsked: { says: 'May ask, and has not', ...NOTHING },
  stuck: { says: 'Entra has been delivering it for more than 24 hours', fix: 'Reprocess the request in the admin center, or the assignment', who: ASSIGNERS, doc: `${DOCS}entitlement-management-reprocess-access-package-requests` },
  notRedeemed: { says: 'The guest has not taken the invitation, and Entra gives nothing before that', fix: 'Send the invitation again; what was asked for is delivered once it is taken', who: 'A Guest Inviter, or whoever invited them', doc: 'https://learn.microsoft.com/entra/external-id/redemption-experience' },
  partly: { says: 'Not every resource of the package took them', fix: 'Mend the resource that refused, then reprocess the request', who: ASSIGNERS, doc: TROUBLESHOOT_DOC },
  deliveryFailed: { says: 'No resource of the package took them', fix: 'Look at the package’s resources, then reprocess the request', who: ASSIGNERS, doc: TROUBLESHOOT_DOC },
  denied: { says: 'An approver denied it', fix: 'Talk to the approver; the person may ask again', who: 'The person, in My Access', doc: `${DOCS}entitlement-management-request-access` },
  canceled: { says: 'The request was cancelled', fix: 'The person may ask again', who: 'The person, in My Access', doc: `${DOCS}entitlement-management-request-access` },
  neverJoined: { says: 'The rule was saved more than 24 hours ago and Entra has not given it to them', fix: 'Look whether the rule still selects them, and whether something excludes them; then reprocess the assignments', who: 'An Identity Governance Administrator', doc: AUTOMATIC_DOC },
  roleMissing: { says: 'Assigned for more than 24 hours, and a resource does not have them', fix: 'Reprocess the assignment: Entra puts back what was taken away outside of it', who: ASSIGNERS, doc: REPROCESS_DOC },
  otherPolicy: { says: 'Has it under another policy than was signed', fix: 'Remove the assignment and assign under the signed policy, by bridge where there may be no gap', who: ASSIGNERS, doc: ASSIGNMENTS_DOC },
  otherEnd: { says: 'Ends on another day than was signed', fix: 'Change the end of the assignment', who: ASSIGNERS, doc: `${DOCS}entitlement-management-access-package-lifecycle-policy` },
  gone: { says: 'Was delivered, and has been taken away since', fix: 'Find out who removed it in the audit log; assign again only if that was not on purpose', who: ASSIGNERS, doc: ASSIGNMENTS_DOC },
  notSigned: { says: 'Was not among those who were signed, and has it through this run', fix: 'Remove the assignment, or have the owners sign it', who: ASSIGNERS, doc: ASSIGNMENTS_DOC },
  joinedSince: { says: 'The rule selects them since it was signed', fix: 'Narrow the rule, or let them keep it: the growth that was signed with the rule allows for some', who: 'An Identity Governance Administrator', doc: AUTOMATIC_DOC },
  leaves: { says: 'The rule selects them no more, and they lose it when the grace period is over', fix: null, who: null, doc: AUTOMATIC_DOC },
  stayed: { says: 'The rule selects them no more, and they still have it after the grace period', fix: 'Look at the automatic policy, then reprocess the assignment or remove it', who: 'An Identity Governance Administrator', doc: AUTOMATIC_DOC },
  movedByHandover: { says: 'Moved by the handover to the policy they shall live under', ...NOTHING },
  handingOver: { says: 'A handover is moving it to the policy they shall live under', ...NOTHING },
  hiddenMembers: { says: 'Assigned; the members of the group are hidden', fix: 'Read the members as somebody who may see them', who: 'An owner of the group, or a Groups Administrator', doc: RESOURCES_DOC },
  mayNotRead: { says: 'Assigned; whoever the verification runs for may not read the resource', fix: 'Grant the permission that Settings names, or let somebody with the role take it over', who: 'A Global Administrator', doc: RESOURCES_DOC },
  siteRole: { says: 'Entra reports it delivered', ...NOTHING },
  notApplied: { says: 'No longer applied when the run came to them', ...NOTHING },
};

/** A cause that begins with `item:` or `policy:` is a failure of the run, told in its words. */
export function causeWords(cause: string): CauseWords {
  const [of, code = ''] = cause.split(':');
  const run = { who: 'An identity admin who signed no part of the phase, on the run’s page', doc: TROUBLESHOOT_DOC };
  if (of === 'item') return { says: causeOf(code, null), fix: whatToDo(code), ...run };
  if (of === 'policy') return { says: policyCauseOf(code), fix: whatToDoAbout(code), ...run };
  return (WORDS as Partial<Record<string, CauseWords>>)[cause] ?? { says: cause, ...NOTHING };
}

export function noVerdicts(): VerdictCounts {
  return { asSigned: 0, onItsWay: 0, notAsked: 0, failed: 0, different: 0, unknown: 0, asReported: 0, skipped: 0 };
}

/** One person and package, compared. `detail` is what is particular to it, in a sentence. */
export type Finding = { personId: string; personName: string; packageId: string; packageName: string; verdict: Verdict; cause: Cause | null; detail: string };

/** What is read again until it is something else. */
export function isOpen(counts: VerdictCounts): boolean {
  return counts.onItsWay > 0;
}

export function countVerdicts(findings: Iterable<Pick<Finding, 'verdict'>>): VerdictCounts {
  const counts = noVerdicts();
  for (const { verdict } of findings) counts[verdict] += 1;
  return counts;
}

/** Everything that was compared. */
export function comparedOf(counts: VerdictCounts): number {
  return VERDICTS.reduce((sum, verdict) => sum + counts[verdict], 0);
}
