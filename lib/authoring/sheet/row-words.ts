/** What a policy of a sheet and the tenant's policy say, in the same words for both. Pure: read in the browser too. */
import { amountWords } from '../policy-amount';
import type { PolicyForm, Scope } from '../policy-form';
import { kindOf, nameOf } from '../policy-subject';
import type { Subject } from '../policy-subject';
import { ASK_WORDS, endsText, REVIEW_WORDS } from './cells';
import type { Ends } from './cells';
import { daysOfStage, mayAsk, openTo, POLICY_FIELDS, sameEnds, sameRule, sameSubjects } from './wanted-row';
import type { PolicyField, WantedPolicy, WantedPrerequisite } from './wanted-row';

/** What people and groups are called, by id, for those a policy names by their id alone. */
export type Names = Readonly<Record<string, string>>;

const MOST_WORDS = 6;

/** “A, B and C”; of many the first, and how many more. */
export function listWords(words: readonly string[]): string {
  if (words.length === 0) return 'nothing';
  const shown = words.length > MOST_WORDS ? [...words.slice(0, MOST_WORDS - 1), `${words.length - MOST_WORDS + 1} more`] : words;
  return shown.length === 1 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
}

export function roleWords({ resourceName, roleName }: { resourceName: string; roleName: string }): string {
  return `${roleName} of ${resourceName}`;
}

const subjectWords = (subject: Subject, names: Names): string => (kindOf(subject) === 'group' ? `members of ${nameOf(subject, names)}` : nameOf(subject, names));

/** The sheet's word for a scope, or one for what no sheet says. */
function scopeWord(scope: string): string {
  const known = (Object.entries(ASK_WORDS) as [string, Scope][]).find(([, of]) => of === scope)?.[0];
  return known ?? (scope === 'automatic' ? 'everybody its rule selects, without asking' : scope.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase());
}

export function askWords({ scope, targets, rule }: { scope: string; targets: readonly Subject[]; rule?: string }, may: boolean, names: Names): string {
  const who = scope === 'specificDirectoryUsers' ? listWords(targets.map((subject) => subjectWords(subject, names))) : scope === 'specificConnectedOrganizationUsers' ? listWords(targets.map((subject) => nameOf(subject, names))) : scope === 'automatic' && rule ? `${scopeWord(scope)}: ${rule}` : scopeWord(scope);
  return may ? who : `${who}, but they may not ask`;
}

type StageWords = { approvers: readonly Subject[]; standIns: readonly Subject[]; days: number | null };

export function approvalWords(stages: readonly StageWords[], names: Names): string {
  if (stages.length === 0) return 'nobody has to agree';
  return stages.map(({ approvers, standIns, days }) => `${listWords(approvers.map((subject) => subjectWords(subject, names)))}${standIns.length > 0 ? `, in their place ${listWords(standIns.map((subject) => subjectWords(subject, names)))}` : ''}${days === null ? '' : `, within ${days} ${days === 1 ? 'day' : 'days'}`}`).join('; then ');
}

/** Who decides by a policy. */
export function stagesOf({ approval }: PolicyForm): StageWords[] {
  return approval.toGet ? approval.stages.map((stage) => ({ approvers: stage.approvers, standIns: stage.fallbacks, days: daysOfStage(stage) })) : [];
}

export function durationWords(ends: PolicyForm['ends']): string {
  if (ends.how === 'notSpecified') return 'never ends';
  return ends.after.unit === 'written' && ends.how === 'afterDuration' ? amountWords(ends.after.count) : endsText(ends as Ends);
}

const wordFor = (words: Record<string, string>, value: string): string | undefined => Object.entries(words).find(([, of]) => of === value)?.[0];

export function reviewWords(review: { every: string; reviewers: readonly Subject[] | null; silence: string } | null, names: Names): string {
  if (!review) return 'never';
  const silence = { removeAccess: 'removed', keepAccess: 'kept', acceptAccessRecommendation: 'as recommended' }[review.silence] ?? review.silence;
  return `${wordFor(REVIEW_WORDS, review.every) ?? (review.every === 'once' ? 'once' : 'at other times')}, by ${review.reviewers === null ? 'themselves' : listWords(review.reviewers.map((subject) => subjectWords(subject, names)))}; without an answer ${silence}`;
}

/** The parts of a policy in which the tenant is not as the sheet says. */
export function differsIn(policy: WantedPolicy, prerequisite: WantedPrerequisite, form: PolicyForm): PolicyField[] {
  const differs: Record<PolicyField, () => boolean> = {
    ask: () => {
      const { scope, targets, rule } = openTo(policy, prerequisite);
      const named = scope === 'specificDirectoryUsers' || scope === 'specificConnectedOrganizationUsers';
      return form.scope !== scope || !mayAsk(form) || (named && !sameSubjects(form.targets, targets)) || (scope === 'automatic' && !sameRule(form.rule, rule ?? ''));
    },
    approval: () => {
      const has = stagesOf(form);
      return has.length !== policy.stages.length || policy.stages.some(({ approvers, standIns, days }, index) => !sameSubjects(has[index]?.approvers ?? [], approvers) || !sameSubjects(has[index]?.standIns ?? [], standIns) || has[index]?.days !== days);
    },
    duration: () => !sameEnds(form.ends, policy.ends),
    review: () => {
      if (!policy.review || !form.review.on) return (policy.review !== null) !== form.review.on;
      const { every, reviewers, silence } = policy.review;
      return form.review.every !== every || form.review.self !== (reviewers === null) || (reviewers !== null && !sameSubjects(form.review.reviewers, reviewers)) || form.review.silence !== silence;
    },
  };
  return POLICY_FIELDS.filter((field) => differs[field]());
}
