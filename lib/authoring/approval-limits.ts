/**
 * What an accountable owner allows of a resource, beside approving it: which roles, for how many people at most, for how long
 * at most, and whether externals. Held by lint, rehearsal and sign-off; only the owner widens it. Pure: read in the browser too.
 */
import { daysOf } from './package-design';
import { hoursOf } from './policy-amount';
import type { ApprovalContent, GrantTerms, ResourceApproval } from './resource-approval';

/** `roles` null allows every role, `people` and `days` null any number. */
export type ApprovalLimits = { roles: { originId: string; name: string }[] | null; people: number | null; days: number | null; externals: boolean };

/** The limits as an owner asks for them: the roles by their origin ids alone. */
export type AskedLimits = Omit<ApprovalLimits, 'roles'> & { roleIds: string[] | null };

export const NO_LIMITS: ApprovalLimits = { roles: null, people: null, days: null, externals: true };

export function isLimited(limits: ApprovalLimits | null): limits is ApprovalLimits {
  return limits !== null && (limits.roles !== null || limits.people !== null || limits.days !== null || !limits.externals);
}

type RoleLimit = NonNullable<ApprovalLimits['roles']>[number];

/** The roles an owner can choose among: those that are handed out as they are asked now, and those they allowed before. Each once, by name. */
export function limitableRoles({ content, limits }: Pick<ResourceApproval, 'content' | 'limits'>, before: Pick<ResourceApproval, 'limits'> | null): RoleLimit[] {
  const roles = [...content.grants.map(({ roleOriginId, roleName }): RoleLimit => ({ originId: roleOriginId, name: roleName })), ...(limits?.roles ?? []), ...(before?.limits?.roles ?? [])];
  return [...new Map(roles.map((role) => [role.originId, role])).values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** What was asked for, with the names of its roles; null where it limits nothing. A role that could not be chosen is left out, so it is not allowed either. */
export function limitsOf({ roleIds, ...rest }: AskedLimits, choice: readonly RoleLimit[]): ApprovalLimits | null {
  const limits = { ...rest, roles: roleIds && choice.filter(({ originId }) => roleIds.includes(originId)) };
  return isLimited(limits) ? limits : null;
}

const count = (value: number, one: string, many: string): string => `${value.toLocaleString('en-GB')} ${value === 1 ? one : many}`;

/** The limits in words, one each; none where there are none. */
export function limitWords(limits: ApprovalLimits | null): string[] {
  if (!limits) return [];
  return [
    ...(limits.roles ? [`Only as ${limits.roles.map(({ name }) => name).join(' or ')}`] : []),
    ...(limits.people === null ? [] : [`For at most ${count(limits.people, 'person', 'people')}`]),
    ...(limits.days === null ? [] : [`For at most ${count(limits.days, 'day', 'days')}`]),
    ...(limits.externals ? [] : ['No external people']),
  ];
}

/** Something that goes beyond a limit, and which of them. */
export type Beyond = { limit: keyof ApprovalLimits; words: string };

/** Scopes that let externals in. */
const EXTERNAL_SCOPES: ReadonlySet<string> = new Set(['allDirectoryUsers', 'allExternalUsers', 'specificConnectedOrganizationUsers', 'allConfiguredConnectedOrganizationUsers']);

const DAY_MS = 86_400_000;
const HOURS_A_DAY = 24;

/** Days access may last under these terms from now on; null for ever, or where no end is set. */
function longestDays({ ends }: GrantTerms, now: Date): number | null {
  if (/^\d{4}-\d\d-\d\d$/.test(ends)) return Math.max(0, Math.ceil((Date.parse(`${ends}T23:59:59Z`) - now.getTime()) / DAY_MS));
  const [days = '', time] = ends.split('T');
  const hours = time ? hoursOf({ count: `PT${time}`, unit: 'written' }) : 0;
  // A day that has begun is a day.
  const total = (daysOf(days) ?? 0) + Math.ceil((hours ?? 0) / HOURS_A_DAY);
  return hours !== null && total > 0 ? total : null;
}

/** What of these grants goes beyond the limits. How many people get it is judged by `beyondPeople`. */
export function beyondLimits(limits: ApprovalLimits | null, { grants }: Pick<ApprovalContent, 'grants'>, now: Date): Beyond[] {
  if (!isLimited(limits)) return [];
  const allowed = limits.roles && new Set(limits.roles.map(({ originId }) => originId));
  const found = grants.flatMap((grant): Beyond[] => [
    ...(allowed && !allowed.has(grant.roleOriginId) ? [{ limit: 'roles' as const, words: `“${grant.packageName}” makes people ${grant.roleName}, which is not among the roles allowed` }] : []),
    ...grant.terms.flatMap((terms): Beyond[] => {
      const days = longestDays(terms, now);
      return [
        ...(limits.days !== null && (days === null || days > limits.days) ? [{ limit: 'days' as const, words: `“${terms.policyName}” of “${grant.packageName}” gives it ${days === null ? 'without an end' : `for ${count(days, 'day', 'days')}`}, and ${count(limits.days, 'day is', 'days are')} allowed` }] : []),
        ...(!limits.externals && EXTERNAL_SCOPES.has(terms.scope) ? [{ limit: 'externals' as const, words: `“${terms.policyName}” of “${grant.packageName}” is open to external people` }] : []),
      ];
    }),
  ]);
  return [...new Map(found.map((each) => [each.words, each])).values()];
}

/**
 * What goes beyond the limits by who has it as things are, or will by a draft (`then`). `people` counts those who have it by packages,
 * `more` where there are others; `externals` the external among them, null where that is not known.
 */
export function beyondHeld(limits: ApprovalLimits | null, { people, more, externals, then }: { people: number; more: boolean; externals: number | null; then: boolean }): Beyond[] {
  if (!isLimited(limits)) return [];
  const have = (many: number, noun: string, nouns: string, orMore = false): string => `${many.toLocaleString('en-GB')}${orMore ? ' or more' : ''} ${many === 1 && !orMore ? noun : nouns} ${then ? 'would have' : many === 1 && !orMore ? 'has' : 'have'} it by packages`;
  return [
    ...(limits.people !== null && people > limits.people ? [{ limit: 'people' as const, words: `${have(people, 'person', 'people', more)}, and ${count(limits.people, 'is', 'are')} allowed` }] : []),
    ...(!limits.externals && externals ? [{ limit: 'externals' as const, words: `${have(externals, 'external person', 'external people')}, and none are allowed` }] : []),
  ];
}

/** What goes beyond the limits by who gets it. `people` counts those who have it by packages afterwards, `externals` the external among those who gain it. */
export function beyondPeople(limits: ApprovalLimits | null, { people, externals }: { people: number; externals: number }): Beyond[] {
  if (!isLimited(limits)) return [];
  return [
    ...(limits.people !== null && people > limits.people ? [{ limit: 'people' as const, words: `${count(people, 'person', 'people')} would have it, and ${count(limits.people, 'is', 'are')} allowed` }] : []),
    ...(!limits.externals && externals > 0 ? [{ limit: 'externals' as const, words: `${count(externals, 'external person', 'external people')} would get it, and none are allowed` }] : []),
  ];
}
