/** What keeps somebody from asking for a package whatever its policies say. Pure. */
import type { Assignment, PackageRequest } from './assignment';
import { isHeld } from './assignment';
import type { Direction } from './incompatibility';

/** What is known of somebody and a package; null where it may not be read. */
export type Standing = {
  packageId: string;
  name: string;
  enabled: boolean;
  assignments: readonly Pick<Assignment, 'packageId' | 'state'>[] | null;
  /** Of theirs, for this package, still on their way. */
  requests: readonly Pick<PackageRequest, 'requestType' | 'state'>[] | null;
  /** Every group they are in, nested ones too, in small letters. */
  groups: ReadonlySet<string> | null;
  /** What the package names: whoever has it or is in it is kept out. The other direction keeps nobody from asking for this one. */
  conflicts: readonly (Pick<Direction, 'kind' | 'otherId'> & { name: string })[];
};

/** `sure` are reasons why they could not ask, `unknown` what could be one and may not be read; in sentences. */
export type Barriers = { sure: string[]; unknown: string[] };

/** https://learn.microsoft.com/entra/id-governance/entitlement-management-access-package-incompatible */
export function barriersTo({ packageId, name, enabled, assignments, requests, groups, conflicts }: Standing): Barriers {
  const held = assignments?.filter(({ state }) => isHeld(state));
  const own = held?.filter((each) => each.packageId === packageId).map(({ state }) => state) ?? [];
  const packages = conflicts.filter(({ kind }) => kind === 'package');
  const named = conflicts.filter(({ kind }) => kind === 'group');
  const asked = requests?.find(({ requestType }) => !/remove/i.test(requestType));
  const sure = [
    ...(enabled ? [] : [`${name}’s account is disabled, so they cannot sign in to ask.`]),
    ...(own.length === 0 ? [] : own.includes('delivering') && own.length === 1 ? [`${name} is being given it already.`] : [`${name} has it already.`]),
    ...(asked && own.length === 0 ? [asked.state === 'pendingApproval' ? 'A request for it waits for approval already.' : 'A request for it is on its way already.'] : []),
    ...packages.filter(({ otherId }) => held?.some((each) => each.packageId === otherId)).map((other) => `${name} has “${other.name}”, and whoever has that is kept from getting this one.`),
    ...named.filter(({ otherId }) => groups?.has(otherId.toLowerCase())).map((other) => `${name} is a member of “${other.name}”, and its members are kept from getting this one.`),
  ];
  const unknown = [
    ...(assignments ? [] : ['Whether they have it, or something it is kept apart from, may not be read.']),
    ...(requests ? [] : ['Whether a request of theirs is open may not be read.']),
    ...(groups || named.length === 0 ? [] : ['Whether they are in a group it is kept apart from may not be read.']),
  ];
  return { sure, unknown };
}
