/**
 * Policies of Conditional Access as an admin brought them, and how they name groups and applications: the portal does not
 * ask for Policy.Read.All, so an export of them is all it has. Pure: read in the browser too.
 */

export const ACCESS_STATES = ['enabled', 'reportOnly', 'disabled'] as const;
export type AccessState = (typeof ACCESS_STATES)[number];

/** What is kept of a policy; `blocks` where it lets nobody in whom it is about. Ids of groups, and application ids or names of suites such as `Office365`. */
export type AccessPolicy = {
  policyId: string;
  name: string;
  state: AccessState;
  blocks: boolean;
  includeGroups: readonly string[];
  excludeGroups: readonly string[];
  allApplications: boolean;
  includeApplications: readonly string[];
  excludeApplications: readonly string[];
};

/** The export that is there; another has another id. */
export type AccessExport = { id: string; policies: number; broughtByName: string; broughtAt: Date };

/** An export is taken for true for so many days; then it may be out of date. */
export const EXPORT_HOLDS_DAYS = 30;

const DAY_MS = 24 * 60 * 60 * 1000;

/** For how many days an export has been there. */
export function daysOld(broughtAt: Date): number {
  return Math.floor((Date.now() - broughtAt.getTime()) / DAY_MS);
}

/** How a policy names a resource: by itself, or through a group that it stands in, since policies reach nested groups too. */
export type AccessUse = { name: string; state: AccessState; blocks: boolean; how: 'include' | 'exclude'; through?: string };

/** What the export says of a resource. `day` is when it was brought, `2026-11-24`. */
export type AccessFacts = { day: string; daysOld: number; uses: readonly AccessUse[]; /** Its outer groups could not be read. */ nestedUnread: boolean };

/** What policies name: the resource's own id first, then those of groups it stands in, with their names. */
export type NamedBy = { id: string; through?: string };

/**
 * How these policies name a resource. Who is left out of a policy is so whatever else includes them
 * (learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-users-groups). A policy for all
 * applications names none: it would be told of every one alike.
 */
export function usesIn(policies: readonly AccessPolicy[], of: 'groups' | 'applications', names: readonly NamedBy[]): AccessUse[] {
  return policies.flatMap(({ name, state, blocks, ...policy }): AccessUse[] => {
    const [include, exclude] = of === 'groups' ? [policy.includeGroups, policy.excludeGroups] : [policy.includeApplications, policy.excludeApplications];
    const named = (ids: readonly string[]): NamedBy | undefined => names.find(({ id }) => ids.includes(id.toLowerCase()));
    const [out, within] = [named(exclude), named(include)];
    const by = out ?? within;
    return by ? [{ name, state, blocks, how: out ? 'exclude' : 'include', ...(by.through === undefined ? {} : { through: by.through }) }] : [];
  });
}

/** `12 policies`. */
export function policiesWords(count: number): string {
  return count === 1 ? '1 policy' : `${count.toLocaleString('en-GB')} policies`;
}

export const ACCESS_STATE_WORDS: Record<AccessState, string> = { enabled: 'Enabled', reportOnly: 'Report-only', disabled: 'Disabled' };

/** The policies of these uses by name, each with what makes it less, or other, than one in force: `“Require MFA” (report-only)`. */
export function usesWords(uses: readonly AccessUse[], { blocks: tellsBlocks = true }: { blocks?: boolean } = {}): string {
  return uses.map(({ name, state, blocks, through }) => {
    const more = [state === 'enabled' ? '' : ACCESS_STATE_WORDS[state].toLowerCase(), blocks && tellsBlocks ? 'blocks' : '', through === undefined ? '' : `through “${through}”`].filter(Boolean);
    return `“${name}”${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
  }).join(', ');
}

/** Those that leave somebody out of a policy that is in force. */
export function leftOutNow(uses: readonly AccessUse[]): AccessUse[] {
  return uses.filter(({ how, state }) => how === 'exclude' && state === 'enabled');
}
