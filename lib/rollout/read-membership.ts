import 'server-only';
import { readFeed } from '@/lib/db/mirror-feed';
import { listRulesOfMembership } from '@/lib/db/mirror-phase';
import { HELD_MS, isWithin } from '@/lib/directory/freshness';
import { PACKAGES_FEED } from '@/lib/directory/mirror';
import { orNotKnown } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { appRoleNames, groupsRuledByMembership, readWhatGroupsSay, readWhatHangsOn } from '@/lib/graph/group-effects';
import type { GroupSays, HangsOnGroup } from '@/lib/graph/group-effects';
import type { Product } from '@/lib/graph/licences';
import { packagesWithPolicies } from '@/lib/graph/packages';
import type { MembershipEffect, MembershipEffectKind, ResourceEffects } from './effects';
import { effectKey } from './effects';

type Role = { originSystem: string; originId: string; roleOriginId: string };

/** Something that takes the members of groups by its rule. */
type Ruled = { id: string; name: string; rule: string; of: 'group' | 'package' };

/**
 * What else membership of the groups these roles are of does, each group read once, in batches. What the reader may not read
 * is told as such, and never as nothing. An owner of a group is no member by that.
 * @param products null where the organisation's products cannot be read
 * @throws AppError Graph's own, but for what the reader may not read
 */
export async function readMembership(graph: Graph, roles: readonly Role[], products: readonly Product[] | null, now: Date): Promise<ResourceEffects[]> {
  const ids = [...new Set(roles.filter((role) => role.originSystem === 'AadGroup' && !role.roleOriginId.startsWith('Owner_')).map((role) => role.originId))].sort();
  if (ids.length === 0) return [];
  const [says, hangs, groups, packages] = await Promise.all([readWhatGroupsSay(graph, ids), readWhatHangsOn(graph, ids), orNotKnown(groupsRuledByMembership(graph)), orNotKnown(packagesRuledByMembership(graph, now))]);
  const names = (await orNotKnown(appRoleNames(graph, [...hangs.values()].flatMap(({ appRoles }) => (appRoles ?? []).map((role) => role.applicationId))))) ?? new Map<string, string>();
  const ruled = groups && packages ? [...groups.map((each): Ruled => ({ ...each, of: 'group' })), ...packages] : null;
  return ids.map((id) => effectsOf(id, says.get(id), hangs.get(id), { names, ruled, products }));
}

type Around = { names: ReadonlyMap<string, string>; ruled: readonly Ruled[] | null; products: readonly Product[] | null };

function effectsOf(id: string, says: GroupSays | undefined, hangs: HangsOnGroup | undefined, { names, ruled, products }: Around): ResourceEffects {
  const effects: MembershipEffect[] = [];
  const unread: MembershipEffectKind[] = [];
  if (!says) unread.push('licence', 'entraRoles', 'mail');
  for (const skuId of says?.licences ?? []) {
    const product = products?.find((each) => each.skuId === skuId);
    effects.push({ kind: 'licence', id: skuId, name: product?.name ?? 'a product whose name cannot be read', seatsLeft: product ? Math.max(0, product.seats - product.used) : null });
  }
  if (says?.roleAssignable) effects.push({ kind: 'entraRoles', id, name: says.name });
  if (says?.microsoft365) effects.push({ kind: 'mail', id, name: says.name, team: says.team });
  if (!hangs?.appRoles) unread.push('appRole');
  for (const { applicationId, applicationName, appRoleId } of hangs?.appRoles ?? []) {
    const role = names.get(appRoleId);
    effects.push({ kind: 'appRole', id: `${applicationId} ${appRoleId}`, name: role ? `the role “${role}” of ${applicationName}` : `access to ${applicationName}` });
  }
  if (!hangs?.outer) unread.push('group');
  for (const outer of hangs?.outer ?? []) {
    effects.push({ kind: 'group', id: outer.id, name: outer.name });
    if (outer.roleAssignable) effects.push({ kind: 'entraRoles', id: outer.id, name: outer.name });
  }
  if (!ruled) unread.push('rule');
  const inside = [id, ...(hangs?.outer ?? []).map((outer) => outer.id)].map((each) => each.toLowerCase());
  for (const { rule, ...by } of ruled ?? []) if (inside.some((each) => rule.toLowerCase().includes(each))) effects.push({ kind: 'rule', ...by });
  return { originSystem: 'AadGroup', originId: id, effects: effects.sort((a, b) => (effectKey(a) < effectKey(b) ? -1 : 1)), unread };
}

/** Packages that an automatic policy gives to the members of groups: as they are held where that is fresh, else from the tenant. */
async function packagesRuledByMembership(graph: Graph, now: Date): Promise<Ruled[]> {
  const { asOf } = await readFeed(PACKAGES_FEED);
  if (isWithin(HELD_MS, asOf, now)) return (await listRulesOfMembership()).map((each) => ({ ...each, of: 'package' }));
  const found: Ruled[] = [];
  for await (const items of packagesWithPolicies(graph)) {
    for (const { id, name, policies } of items) {
      for (const target of policies.filter((policy) => policy.automatic).flatMap((policy) => policy.targets)) if (target.kind === 'rule' && /memberof/i.test(target.id)) found.push({ id, name, rule: target.id, of: 'package' });
    }
  }
  return found;
}
