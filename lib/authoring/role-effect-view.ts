import 'server-only';
import { listDraftChanges } from '@/lib/db/drafts';
import { HELD_MS } from '@/lib/directory/freshness';
import { roleKey } from '@/lib/directory/route';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { getPackageDesign } from '@/lib/graph/packages';
import { findResource, readRoles } from '@/lib/graph/resources';
import { rolesHeld } from '@/lib/rollout/read-baseline';
import { isKey, saidBy } from './draft';
import type { DraftChange, Wanted } from './draft';
import type { PlannedStep } from './plan-draft';
import { countEffects } from './count-role-effect';
import { loadEffectPage } from './read-role-effect';
import type { GivenThen } from './read-role-effect';
import type { EffectCount, PersonEffect, RoleChange } from './role-effect';

/** Roles of which who stands in their resource has to be read in the tenant; of those that are held of the directory all are looked at. */
const MOST_ROLES = 12;

/** A role of a package that comes or goes, as an address names it. */
export type NamedRoleChange = { packageId: string; operation: RoleChange['operation']; resourceId: string; roleOriginId: string };

export type CountedRole = NamedRoleChange & { key: string; words: string; change: RoleChange; count: EffectCount };

type Said = Pick<DraftChange, 'kind' | 'operation'> & { said: Wanted };

/** What packages of the tenant will hand out otherwise once all of this is done. */
function givenThen(changes: readonly (Said & { objectId: string | null })[]): GivenThen {
  return new Map(changes.flatMap(({ kind, operation, said, objectId }): [string, boolean][] => {
    if (kind === 'package' && operation === 'delete' && objectId) return [[objectId, false]];
    if (kind !== 'packageRole' || !('roleOriginId' in said) || isKey(said.package)) return [];
    return [[`${said.package.id} ${roleKey(said)}`, operation === 'create']];
  }));
}

/**
 * Who gains and who loses by the roles that come and go in these steps, by package, and how many of them were not looked
 * at. What other packages begin or stop to hand out in the same steps counts as they will.
 * @throws AppError Graph's own
 */
export async function countPlannedEffects(graph: Graph, steps: readonly PlannedStep[]): Promise<{ counted: CountedRole[]; left: number }> {
  const changes = steps.flatMap(({ kind, operation, wanted, before, objectId, key, words }) => {
    const said = wanted ?? before;
    return said ? [{ kind, operation, said, objectId, key, words }] : [];
  });
  const then = givenThen(changes);
  const roles = changes.flatMap(({ key, words, operation, said }) => {
    if (!('roleOriginId' in said) || isKey(said.package) || isKey(said.resource)) return [];
    const { originSystem, originId, roleOriginId } = said;
    return [{ key, words, packageId: said.package.id, resourceId: said.resource.id, roleOriginId, operation: operation === 'delete' ? 'remove' as const : 'add' as const, role: { originSystem, originId, roleOriginId } }];
  });
  if (roles.length === 0) return { counted: [], left: 0 };
  const held = await rolesHeld(roles.map(({ role }) => role), HELD_MS);
  const inTenant = new Set(roles.filter(({ role }) => !held.has(role)).slice(0, MOST_ROLES));
  const looked = roles.filter((each) => held.has(each.role) || inTenant.has(each));
  const counts = await countEffects(graph, looked.map(({ packageId, operation, role }) => ({ packageId, change: { operation, role } })), then);
  const counted = looked.flatMap(({ role, ...each }, index): CountedRole[] => {
    const count = counts[index];
    return count ? [{ ...each, change: { operation: each.operation, role }, count }] : [];
  });
  return { counted, left: roles.length - looked.length };
}

type Resolved = { packageName: string; resourceName: string; roleName: string; change: RoleChange };

/** What an address names, as the tenant has it. @throws AppError `notFound` for a role the package does not hand out, or its catalog does not offer */
async function resolve(graph: Graph, named: NamedRoleChange): Promise<Resolved> {
  const { operation, resourceId, roleOriginId } = named;
  const design = await getPackageDesign(graph, named.packageId);
  const given = design.roles.find((role) => role.resourceId === resourceId && role.roleOriginId === roleOriginId);
  if (given) return { packageName: design.name, resourceName: given.resourceName, roleName: given.roleName, change: { operation, role: given } };
  const resource = operation === 'add' ? await findResource(graph, design.catalogId, { id: resourceId }) : null;
  const offered = resource && (await readRoles(graph, design.catalogId, [resource])).get(resourceId)?.find(({ originId }) => originId === roleOriginId);
  if (!resource || !offered) throw new AppError('notFound', `no role ${roleOriginId} of ${resourceId} for ${design.id}`);
  const { originId, originSystem } = resource;
  return { packageName: design.name, resourceName: resource.name, roleName: offered.name, change: { operation, role: { originSystem, originId, roleOriginId } } };
}

/** How many gain each of these roles, were they to come to the package. @throws AppError `notFound` */
export async function countGains(graph: Graph, packageId: string, roles: readonly { resourceId: string; roleOriginId: string }[]): Promise<(CountedRole & { name: string })[]> {
  const resolved = await Promise.all(roles.slice(0, MOST_ROLES).map(async (role) => ({ role, of: await resolve(graph, { ...role, packageId, operation: 'add' }) })));
  const counts = await countEffects(graph, resolved.map(({ of }) => ({ packageId, change: of.change })));
  return resolved.flatMap(({ role, of }, index) => {
    const count = counts[index];
    const name = `${of.roleName} of ${of.resourceName}`;
    return count ? [{ ...role, packageId, operation: 'add' as const, key: `${role.resourceId}|${role.roleOriginId}`, name, words: name, change: of.change, count }] : [];
  });
}

export type RoleEffectView = Resolved & { people: PersonEffect[]; next: string | null; unknown: string | null };

/** A page of the people a role's coming or going concerns. @param draftId whose other changes count as if they were done @throws AppError `notFound` */
export async function loadRoleEffect(graph: Graph, named: NamedRoleChange, draftId: string | null, next: string | null): Promise<RoleEffectView> {
  const [resolved, changes] = await Promise.all([resolve(graph, named), draftId ? listDraftChanges(draftId) : []]);
  const then = givenThen(changes.map((change) => ({ kind: change.kind, operation: change.operation, objectId: change.objectId, said: saidBy(change) })));
  return { ...resolved, ...(await loadEffectPage(graph, { packageId: named.packageId, change: resolved.change, then }, next)) };
}
