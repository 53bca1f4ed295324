/**
 * A row of a policy sheet with every name as what it means in the tenant, and the policies that come of it. Only what the
 * sheet speaks of is written into a policy: whatever else the tenant has of it stays. Pure: read in the browser too.
 */
import type { OriginSystem } from '../package-design';
import type { PolicyDocument } from '../policy-document';
import { subjectKey } from '../policy-differences';
import { formOf, newPolicy, newStage, withScope } from '../policy-form';
import type { PolicyForm, Scope, StageForm } from '../policy-form';
import { reviewOf } from '../policy-review';
import type { Frequency, ReviewForm } from '../policy-review';
import { subjectNamed } from '../policy-subject';
import type { Subject } from '../policy-subject';
import { documentOf } from '../write-policy-form';
import type { Ends } from './cells';

export type WantedRole = { originSystem: OriginSystem; originId: string; resourceName: string; roleOriginId: string; roleName: string };

export type WantedStage = { approvers: Subject[]; standIns: Subject[]; days: number };

/** Null where people review themselves. */
export type WantedReview = { every: Frequency; reviewers: Subject[] | null; silence: string };

/** A package of the sheet by catalog and name, one of the tenant by its id, or a group. */
export type WantedIncompatible = { kind: 'row'; catalog: string; name: string } | { kind: 'package'; id: string; name: string } | { kind: 'group'; id: string; name: string };

export type WantedPolicy = {
  name: string;
  /** `rule` of one that gives the package to whoever its rule selects. */
  ask: { scope: Scope; targets: Subject[]; rule?: string };
  stages: WantedStage[];
  ends: Ends;
  review: WantedReview | null;
};

export type WantedRow = {
  /** The id where the tenant had the catalog. */
  catalog: { id: string | null; name: string };
  package: string;
  description: string;
  hidden: boolean;
  roles: WantedRole[];
  /** Groups, one of which somebody must be in. */
  prerequisite: WantedPrerequisite;
  incompatible: WantedIncompatible[];
  /** Each of another name. */
  policies: WantedPolicy[];
};

export type WantedPrerequisite = { id: string; name: string }[];

/** The parts of a policy that a sheet speaks of. */
export const POLICY_FIELDS = ['ask', 'approval', 'duration', 'review'] as const;
export type PolicyField = (typeof POLICY_FIELDS)[number];

/** Whom the policy is open to in Entra: where a group is the prerequisite of everybody, its members alone. */
export function openTo({ ask }: Pick<WantedPolicy, 'ask'>, prerequisite: WantedPrerequisite): WantedPolicy['ask'] {
  const limited = prerequisite.length > 0 && (ask.scope === 'allMemberUsers' || ask.scope === 'allDirectoryUsers');
  return limited ? { scope: 'specificDirectoryUsers', targets: prerequisite.map(({ id, name }) => subjectNamed('group', id, name)) } : ask;
}

/** What becomes of a prerequisite in Entra, which knows none: who may ask is limited, or nothing enforces it. */
export function prerequisiteWords({ ask }: Pick<WantedPolicy, 'ask'>, prerequisite: WantedPrerequisite): { enforced: boolean; words: string } | null {
  if (prerequisite.length === 0) return null;
  const names = prerequisite.map(({ name }) => `“${name}”`).join(' or ');
  switch (ask.scope) {
    case 'allMemberUsers':
    case 'allDirectoryUsers':
      return { enforced: true, words: `Only members of ${names} may ask.` };
    case 'notSpecified':
      return { enforced: false, words: `Administrators give it, and nothing in Microsoft Entra checks that somebody is in ${names}.` };
    case 'automatic':
      return { enforced: false, words: `Its rule gives it, and nothing in Microsoft Entra checks that they are in ${names} too. Say so in the rule.` };
    default:
      return { enforced: false, words: `Whoever is named may ask, and nothing in Microsoft Entra checks that they are in ${names} too. Name a group of those who are both.` };
  }
}

/** The group by which it is known who has a package: the first whose membership it gives. */
export function groupGivenBy(roles: readonly { originSystem: string; originId: string; resourceName: string; roleOriginId: string }[]): { id: string; name: string } | null {
  const role = roles.find(({ originSystem, roleOriginId }) => originSystem === 'AadGroup' && roleOriginId.startsWith('Member_'));
  return role ? { id: role.originId, name: role.resourceName } : null;
}

/** Whether people of other organisations may ask, for which the catalog has to let them see it. */
export function isForExternals({ policies }: Pick<WantedRow, 'policies'>): boolean {
  return policies.some(({ ask: { scope } }) => scope === 'specificConnectedOrganizationUsers' || scope === 'allConfiguredConnectedOrganizationUsers' || scope === 'allExternalUsers');
}

/** The same people and groups, in any order and by whatever they are called. */
export function sameSubjects(one: readonly Subject[], other: readonly Subject[]): boolean {
  const keys = (list: readonly Subject[]): string => [...new Set(list.map(subjectKey))].sort().join(' ');
  return keys(one) === keys(other);
}

/**
 * A policy of a row.
 * @param base the tenant's, or null where it is made
 * @param today the day on which a review that is new begins, `YYYY-MM-DD`
 * @param fields what of the sheet is written into it; all unless told
 */
export function policyOfRow({ description, prerequisite }: Pick<WantedRow, 'description' | 'prerequisite'>, policy: WantedPolicy, base: PolicyDocument | null, today: string, fields: ReadonlySet<PolicyField> = new Set(POLICY_FIELDS)): PolicyDocument {
  const document = base ?? { ...newPolicy(policy.name), description };
  let form = formOf(document);
  if (fields.has('ask')) form = withAsk(form, openTo(policy, prerequisite));
  if (fields.has('approval')) form = withStages(form, policy.stages);
  form = withSameForLonger(form, formOf(document));
  if (fields.has('duration') && !sameEnds(form.ends, policy.ends)) form = { ...form, ends: policy.ends };
  if (fields.has('review')) form = { ...form, review: withReview(form.review, policy.review, today) };
  return documentOf(form, document);
}

/** Whether a policy lets those ask whom its scope names. */
export function mayAsk(form: PolicyForm): boolean {
  return form.scope === 'notSpecified' || form.scope === 'automatic' || form.requests.add;
}

function withAsk(form: PolicyForm, { scope, targets, rule }: WantedPolicy['ask']): PolicyForm {
  const opened = form.scope === scope ? form : withScope(form, scope);
  const named = sameSubjects(opened.targets, targets) ? opened.targets : targets;
  if (scope === 'automatic') return { ...opened, rule: sameRule(opened.rule, rule ?? '') ? opened.rule : (rule ?? '') };
  return { ...opened, targets: named, ...(mayAsk(opened) ? {} : { requests: { ...opened.requests, add: true } }) };
}

/** The same but for space around it. */
export function sameRule(one: string, other: string): boolean {
  return one.trim() === other.trim();
}

function withStages(form: PolicyForm, stages: readonly WantedStage[]): PolicyForm {
  const { approval } = form;
  if (stages.length === 0) return approval.toGet ? { ...form, approval: { ...approval, toGet: false, toExtend: false, stages: [] } } : form;
  const kept = approval.toGet ? approval.stages : [];
  return { ...form, approval: { ...approval, toGet: true, stages: stages.map((stage, index) => stageOf(stage, kept[index] ?? newStage(`new${index}`))) } };
}

/** Whoever the sheet has decide decides too on having it longer, where that is first approved or first open by it; what a policy has of both stays. */
function withSameForLonger(form: PolicyForm, was: PolicyForm): PolicyForm {
  const isNew = !was.approval.toGet || !was.requests.extend;
  return form.approval.toGet && form.requests.extend && isNew ? { ...form, approval: { ...form.approval, toExtend: true } } : form;
}

function stageOf({ approvers, standIns, days }: WantedStage, before: StageForm): StageForm {
  return {
    ...before,
    approvers: sameSubjects(before.approvers, approvers) ? before.approvers : approvers,
    fallbacks: sameSubjects(before.fallbacks, standIns) ? before.fallbacks : standIns,
    deadline: daysOfStage(before) === days ? before.deadline : { count: String(days), unit: 'days' },
  };
}

/** Within how many days a stage decides; null where that is no whole number. */
export function daysOfStage({ deadline: { count, unit } }: StageForm): number | null {
  const days = Number(count) / (unit === 'hours' ? 24 : 1);
  return unit !== 'written' && count !== '' && Number.isInteger(days) ? days : null;
}

/** Whether access ends at the same time, however it is written. */
export function sameEnds(one: PolicyForm['ends'], other: PolicyForm['ends']): boolean {
  const never = (how: string): boolean => how === 'noExpiration' || how === 'notSpecified';
  if (never(one.how) || never(other.how)) return never(one.how) && never(other.how);
  if (one.how !== other.how) return false;
  // A sheet names days: the time of day on which they end is nobody's deviation.
  if (one.how === 'afterDateTime') return one.on.slice(0, 10) === other.on.slice(0, 10);
  const hours = ({ after: { count, unit } }: PolicyForm['ends']): number => Number(count) * (unit === 'days' ? 24 : 1);
  return one.after.unit !== 'written' && other.after.unit !== 'written' ? hours(one) === hours(other) : one.after.count === other.after.count;
}

/** A review that has to be over before the next one begins. */
const lengthFor = (every: Frequency): ReviewForm['length'] => ({ count: every === 'weekly' ? '5' : '14', unit: 'days' });

function withReview(before: ReviewForm, wanted: WantedReview | null, today: string): ReviewForm {
  if (!wanted) return before.on ? { ...before, on: false } : before;
  const { every, reviewers, silence } = wanted;
  const form: ReviewForm = before.on ? before : { ...reviewOf(undefined), start: today, length: lengthFor(every) };
  return {
    ...form, on: true, every, silence, self: reviewers === null,
    ...(form.every === every ? {} : { length: lengthFor(every) }),
    reviewers: reviewers === null || sameSubjects(form.reviewers, reviewers) ? form.reviewers : reviewers,
  };
}
