/** What groups say of whoever stands in them: whether their members are told at all, and who decides about them. Pure. */
import type { Route, Unknown } from './route';

type Decided = { dynamic: boolean; synchronised: boolean };

/** How somebody stands who is a member of the role's own group by name. */
export function routeInto(group: Decided | undefined): Route {
  return group?.dynamic ? { kind: 'dynamic' } : group?.synchronised ? { kind: 'synchronised' } : { kind: 'direct' };
}

/** How somebody stands who is a member of a group within the role's group. */
export function nestedRoute(groupId: string, viaId: string, group: Decided | undefined): Route {
  return { kind: 'nested', groupId, viaId, ...(group?.dynamic ? { by: 'rule' as const } : group?.synchronised ? { by: 'synchronisation' as const } : {}) };
}

type Told = { hiddenMembership: boolean; deleted: boolean; mayNotRead?: boolean };

/** Whether the members of all these groups are told, and as of when. A deleted group has none, and that is known. */
export function standingOf<T extends Told>(groupIds: readonly string[], standings: ReadonlyMap<string, T>, asOfGroup: (group: T) => Date | null): { unknown: Unknown | null; asOf: Date | null } {
  const hidden: string[] = [];
  const refused: string[] = [];
  const unread: string[] = [];
  let asOf: Date | null = null;
  for (const id of groupIds) {
    const group = standings.get(id);
    if (group?.deleted) continue;
    const read = group ? asOfGroup(group) : null;
    if (group?.hiddenMembership) hidden.push(id);
    else if (group?.mayNotRead) refused.push(id);
    else if (!read) unread.push(id);
    if (read && (!asOf || read < asOf)) asOf = read;
  }
  const reasons: Unknown[] = [{ reason: 'notRead', groupIds: unread }, { reason: 'noPermission', groupIds: refused }, { reason: 'hiddenMembership', groupIds: hidden }];
  return { unknown: reasons.find((each) => each.groupIds.length > 0) ?? null, asOf };
}
