import { isWrite } from './fault-rule';

/** Base costs that are not 1 (learn.microsoft.com/graph/throttling-limits, identity and access). */
const BASE: [pattern: RegExp, units: number][] = [
  [/^\/users$/i, 2],
  [/^\/applications$/i, 2],
  [/^\/groups\/[^/]+\/members$/i, 3],
  [/^\/groups\/[^/]+\/transitiveMembers(\/|$)/i, 5],
  [/^\/(me|users\/[^/]+)\/memberOf$/i, 2],
  [/^\/(me|users\/[^/]+)\/transitiveMemberOf$/i, 2],
  [/^\/servicePrincipals\/[^/]+\/appRoleAssignments$/i, 2],
  [/^\/directoryObjects\/getByIds$/i, 3],
];

/** Whether the resource units and throttle headers are documented for what a path names. */
export const isDirectory = (path: string): boolean => /^\/(me|users|groups|servicePrincipals|applications|directoryObjects|organization)(\/|$)/i.test(path);

/** What a call costs in resource units: `$select` saves one, `$expand` costs one, `$top` under 20 saves one, never below one. */
export function unitsOf(method: string, path: string, query: URLSearchParams): number {
  if (isWrite(method, path)) return 1;
  const base = BASE.find(([pattern]) => pattern.test(path))?.[1] ?? 1;
  const top = query.get('$top');
  const change = (query.has('$expand') ? 1 : 0) - (query.has('$select') ? 1 : 0) - (top !== null && Number(top) < 20 ? 1 : 0);
  return Math.max(1, base + change);
}
