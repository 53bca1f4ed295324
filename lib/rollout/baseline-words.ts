/** What was held before, as people read it. Pure: read in the browser too. */
import type { Unknown } from '@/lib/directory/route';
import { waysIn } from './baseline';
import type { BaselineRoute, Holding } from './baseline';

type Names = Readonly<Record<string, string>>;

/** Said wherever somebody's baseline is unknown. */
export const NEVER_BY_ITSELF = 'A person of unknown baseline is never restored or removed automatically.';

const named = (names: Names, id: string): string => (names[id] ? `“${names[id]}”` : 'a group that is gone');

/** One route: `directly`, `through “Sales EMEA”`, `through the package “Ledger reader”`. */
function routeWords(route: BaselineRoute, names: Names): string {
  switch (route.kind) {
    case 'direct':
    case 'appRole':
      return 'directly';
    case 'activated':
      return 'by an activation, which ends by itself';
    case 'perhapsActivated':
      return 'directly or by an activation, which cannot be told apart';
    case 'dynamic':
      return 'by the group’s own rule';
    case 'synchronised':
      return 'from the directory on premises';
    case 'nested': {
      const inside = route.viaId === route.groupId ? '' : ` in ${named(names, route.viaId)}`;
      const decided = route.by === 'rule' ? ', which follows a rule' : route.by === 'synchronisation' ? ', which is synchronised' : route.by === 'activation' ? ' by an activation, which ends by itself' : '';
      return `through ${named(names, route.groupId)}${inside}${decided}`;
    }
    case 'appRoleOfGroup':
      return `through ${named(names, route.groupId)}`;
    case 'package':
      return names[route.packageId] ? `through the package “${names[route.packageId]}”` : 'through a package that is gone';
  }
}

/**
 * All routes of somebody: `directly and through “Sales EMEA”`. Beside a package a place by name is not told as a way of its own:
 * the tenant keeps no origin on it, and it may be what the package itself put there.
 */
export function wayWords(routes: readonly BaselineRoute[], names: Names): string {
  const { byName, throughPackage } = waysIn(routes);
  const told = throughPackage ? routes.filter(({ kind }) => kind !== 'direct' && kind !== 'appRole') : routes;
  const words = told.map((route) => routeWords(route, names));
  const last = words.pop() ?? '';
  return `${words.length > 0 ? `${words.join(', ')} and ${last}` : last}${byName && throughPackage ? ', which may itself have put their name there' : ''}`;
}

/** Why it cannot be told of everybody, as a sentence. */
export function unknownWords({ reason, groupIds }: Unknown, originId: string, names: Names): string {
  const others = groupIds.filter((id) => id !== originId);
  const inside = others.map((id) => named(names, id)).join(' and ');
  switch (reason) {
    case 'hiddenMembership':
      return others.length === groupIds.length ? `${inside} in it ${others.length === 1 ? 'hides its' : 'hide their'} members.` : 'The group hides its members.';
    case 'noPermission':
      return others.length > 0 ? `Whoever rehearsed may not read the members of ${inside}.` : 'Whoever rehearsed may not read who holds it.';
    case 'notRead':
      return 'It has not been read.';
    case 'notListed':
      return AS_REPORTED;
  }
}

/** Said of every role of a site, beside that it is as Entra reports. */
export const AS_REPORTED = 'Microsoft Graph does not tell who holds this role.';

/** What one person held of a role: `directly`, `nothing`, `unknown`, `as Entra reports: …`. */
export function heldWords(holding: Holding, routes: readonly BaselineRoute[], names: Names): string {
  switch (holding) {
    case 'none':
      return 'not held';
    case 'unknown':
      return routes.length > 0 ? `unknown: ${wayWords(routes, names)}` : 'unknown';
    case 'asReported':
      return routes.length > 0 ? `as Entra reports: ${wayWords(routes, names)}` : 'as Entra reports: not delivered';
    case 'direct':
    case 'other':
    case 'both':
      return wayWords(routes, names);
  }
}
