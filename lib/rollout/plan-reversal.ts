/** What is done about one person and package that a run gave. Pure. */
import type { RoleRoutes, Unknown } from '@/lib/directory/route';
import { roleKind } from '@/lib/directory/route';
import type { BaselineRoute, Holding } from './baseline';
import { waysIn } from './baseline';
import type { HeldRole, ReversalAction, ReversalChoice, ReversalWhy } from './reversal';

/** A role of the package: what the person held of it before, and how it is with them now. */
export type RoleBefore = { role: HeldRole; holding: Holding; routes: readonly BaselineRoute[]; now: RoleRoutes };

/** How somebody stands now: there as they were, moved, or gone or blocked. */
export type PersonNow = 'same' | 'moved' | 'gone';

export type ReversalWish = {
  /** What becomes of who held these roles by name before. */
  choiceOf: (held: readonly HeldRole[]) => ReversalChoice;
  /** Removes also where nothing tells what of a site was held before. */
  sites: boolean;
  /** The portal was granted what gives this kind of place back; null for a kind that nothing gives by name. */
  mayRestore: (role: HeldRole) => boolean | null;
};

/** `decided` are the roles over which the choice decided what is done; none where it did not. */
export type PlannedItem = { action: ReversalAction; why: ReversalWhy; held: HeldRole[]; decided: HeldRole[] };

/**
 * Takes back what the run gave and nothing that was there before: an assignment's end takes a place that was held by name,
 * unless another package gives it too (learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources).
 * What cannot be told is left as it is.
 * @param failed Entra says that no resource took them
 */
export function planItem(personId: string, roles: readonly RoleBefore[], person: PersonNow, wish: ReversalWish, failed = false): PlannedItem {
  const held = roles.filter(({ routes }) => isOwnPlace(routes)).filter(({ role, now }) => isThere(personId, role, now)).map(({ role }) => role);
  const planned = planWithoutChoice(roles, held, person, wish);
  if (planned?.action === 'remove' && failed && !roles.some((role) => hasArrived(personId, role))) return { action: 'clear', why: 'neverArrived', held: [], decided: [] };
  return planned ? { ...planned, held: [], decided: [] } : { ...planByChoice(roles, held, person, wish), decided: held };
}

/** Whether they stand there by name now and did not before: Entra's word that it failed is not the whole of it. */
function hasArrived(personId: string, { routes, now }: RoleBefore): boolean {
  return !waysIn(routes).byName && isByName(personId, now.routes);
}

/** By name, and by no other package that goes on giving it. */
function isOwnPlace(routes: readonly BaselineRoute[]): boolean {
  const { byName, throughPackage } = waysIn(routes);
  return byName && !throughPackage;
}

/** Where nothing was held that an end of the assignment takes, or it cannot be told, or nobody is there to keep it. */
function planWithoutChoice(roles: readonly RoleBefore[], held: readonly HeldRole[], person: PersonNow, wish: ReversalWish): Pick<PlannedItem, 'action' | 'why'> | null {
  if (roles.some(({ holding }) => holding === 'unknown')) return { action: 'leave', why: 'unknown' };
  const untold = roles.some(({ holding, routes }) => holding === 'asReported' && routes.length === 0);
  if (untold && !wish.sites) return { action: 'leave', why: 'site' };
  if (!roles.some(({ routes }) => isOwnPlace(routes))) return { action: 'remove', why: roles.some(({ routes }) => waysIn(routes).throughPackage) ? 'otherPackage' : roles.some(({ routes }) => routes.length > 0) ? 'otherWay' : 'given' };
  // Whoever left lost their places by that, and not on purpose.
  if (person === 'gone') return { action: 'remove', why: 'gone' };
  return held.length === 0 ? { action: 'remove', why: 'takenSince' } : null;
}

/** Who had it before and is there still. */
function planByChoice(roles: readonly RoleBefore[], held: HeldRole[], person: PersonNow, wish: ReversalWish): Omit<PlannedItem, 'decided'> {
  const choice = wish.choiceOf(held);
  // Who had a part of it keeps the rest as well: an assignment ends whole or not at all.
  if (choice === 'leave') return { action: 'leave', why: held.length === roles.length ? 'hadBefore' : 'hadPart', held };
  if (person === 'moved') return { action: 'remove', why: 'moved', held: [] };
  if (choice === 'bridge') return { action: 'bridge', why: 'hadBefore', held };
  const may = held.map(wish.mayRestore);
  if (may.includes(null)) return { action: 'leave', why: 'notRestorable', held };
  return may.every(Boolean) ? { action: 'restore', why: 'hadBefore', held } : { action: 'leave', why: 'notGranted', held };
}

/** Whether they stand there by name now; where that cannot be read, it is taken for as it was. */
function isThere(personId: string, role: HeldRole, { routes, unknown }: { routes: RoleRoutes['routes']; unknown: Unknown | null }): boolean {
  return Boolean(unknown) || roleKind(role) === 'notListed' || isByName(personId, routes);
}

function isByName(personId: string, routes: RoleRoutes['routes']): boolean {
  return (routes.get(personId) ?? []).some(({ kind }) => kind === 'direct' || kind === 'appRole');
}
