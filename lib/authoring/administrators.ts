import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError } from '@/lib/errors';
import { readAdministrators } from '@/lib/graph/catalog-roles';
import type { CatalogAdministrator } from '@/lib/graph/catalog-roles';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { groupFacts } from '@/lib/graph/groups';
import { findUser } from '@/lib/graph/users';
import type { CatalogDesign } from './catalog';
import { CATALOG_ROLES, catalogRoleName } from './catalog-roles';
import { addToDraft } from './edit-draft';
import type { ToDraft } from './edit-draft';
import { orNotYetVisible } from './made-lately';

export type AdministratorsView = { catalog: CatalogDesign; administrators: CatalogAdministrator[] };

/** Who administers a catalog, by role and name. @throws AppError `notFound` */
export async function loadAdministrators(graph: Graph, catalogId: string): Promise<AdministratorsView> {
  const [catalog, administrators] = await orNotYetVisible({ kind: 'catalog', id: catalogId }, Promise.all([getCatalog(graph, catalogId), readAdministrators(graph, [catalogId])]));
  const order = CATALOG_ROLES.map(({ id }): string => id);
  return { catalog, administrators: administrators.sort((a, b) => order.indexOf(a.roleId) - order.indexOf(b.roleId) || a.principalName.localeCompare(b.principalName)) };
}

/**
 * Has somebody administer a catalog, by a draft: a person, or a group with everybody in it.
 * @throws AppError `invalid` naming `principalId` where nobody has the id, or they have the role
 */
export async function draftAdministrator(actor: Actor, graph: Graph, wanted: { catalogId: string; principalId: string; roleId: string }, into: ToDraft): Promise<{ draftId: string }> {
  const [{ catalog, administrators }, person, groups] = await Promise.all([loadAdministrators(graph, wanted.catalogId), findUser(graph, wanted.principalId), groupFacts(graph, [wanted.principalId])]);
  const name = person?.name ?? groups.get(wanted.principalId)?.name;
  const say = !name ? 'The tenant does not have them any more. Choose somebody else.' : administrators.some(({ principalId, roleId }) => principalId === wanted.principalId && roleId === wanted.roleId) ? `${name} is ${catalogRoleName(wanted.roleId)} of it already.` : null;
  if (!name || say) throw new AppError('invalid', `${wanted.principalId} cannot administer ${wanted.catalogId}`, { fields: { principalId: say ?? '' } });
  return addToDraft(actor, into, [
    { kind: 'catalogRole', operation: 'create', wanted: { catalog: { id: catalog.id, name: catalog.name }, principalId: wanted.principalId, principalName: name, roleId: wanted.roleId } },
  ]);
}

/** Takes a role over a catalog from somebody, by a draft. @throws AppError `notFound` where nobody has it any more; `invalid` for the last owner */
export async function draftRoleRemoval(actor: Actor, graph: Graph, { catalogId, assignmentId }: { catalogId: string; assignmentId: string }, into: ToDraft): Promise<{ draftId: string }> {
  const { catalog, administrators } = await loadAdministrators(graph, catalogId);
  const found = administrators.find(({ id }) => id === assignmentId);
  if (!found) throw new AppError('notFound', `no role ${assignmentId} over ${catalogId}`);
  const [owner] = CATALOG_ROLES;
  if (found.roleId === owner.id && administrators.filter(({ roleId }) => roleId === owner.id).length === 1) throw new AppError('invalid', `${assignmentId} is the last owner of ${catalogId}`, { say: `${found.principalName} is the last owner of the catalog. Make somebody else an owner first.` });
  const { id, principalId, principalName, roleId } = found;
  return addToDraft(actor, into, [
    { kind: 'catalogRole', operation: 'delete', objectId: id, base: { catalog: { id: catalog.id, name: catalog.name }, principalId, principalName, roleId } },
  ]);
}
