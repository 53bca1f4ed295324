import 'server-only';
import type { Actor } from '@/lib/action';
import { AppError, orNotKnown } from '@/lib/errors';
import { readAdministrators, readCatalogCreators } from '@/lib/graph/catalog-roles';
import type { CatalogAdministrator, CatalogCreator } from '@/lib/graph/catalog-roles';
import { getCatalog } from '@/lib/graph/catalogs';
import type { Graph } from '@/lib/graph/client';
import { groupFacts } from '@/lib/graph/groups';
import { findApplication } from '@/lib/graph/service-principals';
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
 * Has somebody administer a catalog, by a draft: a person, a group with everybody in it, or an application.
 * @throws AppError `invalid` naming `principalId` where nobody has the id, or they have the role
 */
export async function draftAdministrator(actor: Actor, graph: Graph, wanted: { catalogId: string; principalId: string; roleId: string }, into: ToDraft): Promise<{ draftId: string }> {
  const [{ catalog, administrators }, name] = await Promise.all([loadAdministrators(graph, wanted.catalogId), nameOfPrincipal(graph, wanted.principalId)]);
  const say = !name ? GONE : administrators.some(({ principalId, roleId }) => principalId === wanted.principalId && roleId === wanted.roleId) ? `${name} is ${catalogRoleName(wanted.roleId)} of it already.` : null;
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

const GONE = 'The tenant does not have them any more. Choose somebody else.';

/** What a person, group or application is called; null where nobody has the id. Without the right to read applications people and groups are found still. */
async function nameOfPrincipal(graph: Graph, id: string): Promise<string | null> {
  const [person, groups, application] = await Promise.all([findUser(graph, id), groupFacts(graph, [id]), orNotKnown(findApplication(graph, id))]);
  return person?.name ?? groups.get(id)?.name ?? application?.name ?? null;
}

/** Who may create catalogs, by name. @throws AppError Graph's own */
export async function loadCreators(graph: Graph): Promise<CatalogCreator[]> {
  return (await readCatalogCreators(graph)).sort((a, b) => a.principalName.localeCompare(b.principalName));
}

/**
 * Lets somebody create catalogs, by a draft: a person, a group with everybody in it, or an application.
 * @throws AppError `invalid` naming `principalId` where nobody has the id, or they may already
 */
export async function draftCreator(actor: Actor, graph: Graph, principalId: string, into: ToDraft): Promise<{ draftId: string }> {
  const [creators, name] = await Promise.all([loadCreators(graph), nameOfPrincipal(graph, principalId)]);
  const say = !name ? GONE : creators.some((creator) => creator.principalId === principalId) ? `${name} may create catalogs already.` : null;
  if (!name || say) throw new AppError('invalid', `${principalId} cannot be made catalog creator`, { fields: { principalId: say ?? '' } });
  return addToDraft(actor, into, [{ kind: 'catalogCreator', operation: 'create', wanted: { principalId, principalName: name } }]);
}

/** Takes the right to create catalogs from somebody, by a draft. @throws AppError `notFound` where nobody has it any more */
export async function draftCreatorRemoval(actor: Actor, graph: Graph, assignmentId: string, into: ToDraft): Promise<{ draftId: string }> {
  const found = (await loadCreators(graph)).find(({ id }) => id === assignmentId);
  if (!found) throw new AppError('notFound', `no role ${assignmentId} to create catalogs`);
  const { id, ...base } = found;
  return addToDraft(actor, into, [{ kind: 'catalogCreator', operation: 'delete', objectId: id, base }]);
}
