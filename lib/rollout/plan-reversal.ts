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
  choice: ReversalChoice;
  /** Removes also where nothing tells what of a site was held before. */
  sites: boolean;
  /** The portal may put members back into groups. */
  mayRestore: boolean;
};

export type PlannedItem = { action: ReversalAction; why: ReversalWhy; held: HeldRole[] };

/**
 * Takes back what the run gave and nothing that was there before: an assignment's end takes a place that was held by name,
 * unless another package gives it too (learn.microsoft.com/entra/id-governance/entitlement-management-access-package-resources).
 * What cannot be told is left as it is.
 */
export function planItem(personId: string, roles: readonly RoleBefore[], person: PersonNow, wish: ReversalWish): PlannedItem {
  if (roles.some(({ holding }) => holding === 'unknown')) return { action: 'leave', why: 'unknown', held: [] };
  const untold = roles.some(({ holding, routes }) => holding === 'asReported' && routes.length === 0);
  if (untold && !wish.sites) return { action: 'leave', why: 'site', held: [] };
  const byName = roles.filter(({ routes }) => waysIn(routes).byName && !waysIn(routes).throughPackage);
  const held = byName.filter(({ role, now }) => isThere(personId, role, now)).map(({ role }) => role);
  if (byName.length === 0) return { action: 'remove', why: roles.some(({ routes }) => waysIn(routes).throughPackage) ? 'otherPackage' : roles.some(({ routes }) => routes.length > 0) ? 'otherWay' : 'given', held: [] };
  if (held.length === 0) return { action: 'remove', why: 'takenSince', held: [] };
  if (person === 'gone') return { action: 'remove', why: 'gone', held: [] };
  // Who had a part of it keeps the rest as well: an assignment ends whole or not at all.
  if (wish.choice === 'leave') return { action: 'leave', why: held.length === roles.length ? 'hadBefore' : 'hadPart', held };
  if (person === 'moved') return { action: 'remove', why: 'moved', held: [] };
  if (wish.choice === 'bridge') return { action: 'bridge', why: 'hadBefore', held };
  if (held.some((role) => roleKind(role) !== 'member')) return { action: 'leave', why: 'notRestorable', held };
  return wish.mayRestore ? { action: 'restore', why: 'hadBefore', held } : { action: 'leave', why: 'notGranted', held };
}

/** Whether they stand there by name now; where that cannot be read, it is taken for as it was. */
function isThere(personId: string, role: HeldRole, { routes, unknown }: { routes: RoleRoutes['routes']; unknown: Unknown | null }): boolean {
  return Boolean(unknown) || roleKind(role) === 'notListed' || (routes.get(personId) ?? []).some(({ kind }) => kind === 'direct' || kind === 'appRole');
}
