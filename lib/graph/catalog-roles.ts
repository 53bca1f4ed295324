import 'server-only';
import { CATALOG_CREATOR, CATALOG_ROLES } from '@/lib/authoring/catalog-roles';
import { isAppError } from '@/lib/errors';
import { readLists } from './batch-reads';
import type { BatchCall, Graph, Warrant, Written } from './client';
import { odataText } from './client';

const [{ id: CATALOG_OWNER }] = CATALOG_ROLES;

export const ASSIGN_CATALOG_ROLE = 'POST /roleManagement/entitlementManagement/roleAssignments';

/**
 * Makes somebody an owner of a catalog; null where they are one already.
 * https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignments
 */
export async function addCatalogOwner(graph: Graph, catalogId: string, personId: string, warrant: Warrant): Promise<Written<null> | null> {
  try {
    const { requestId } = await graph.write(ASSIGN_CATALOG_ROLE, { body: { principalId: personId, roleDefinitionId: CATALOG_OWNER, appScopeId: `/AccessPackageCatalog/${catalogId}` }, warrant });
    return { value: null, requestId };
  } catch (error) {
    if (isAppError(error, 'conflict') || isAppError(error, 'nameTaken')) return null;
    throw error;
  }
}

/** Who administers a catalog, in which role. */
export type CatalogAdministrator = { id: string; catalogId: string; principalId: string; principalName: string; roleId: string };

type GraphRoleAssignment = { id?: string; principalId?: string; roleDefinitionId?: string; principal?: { displayName?: string | null } | null };

/** Who administers these catalogs (rbacapplication-list-roleassignments), in batches. */
export async function readAdministrators(graph: Graph, catalogIds: readonly string[]): Promise<CatalogAdministrator[]> {
  const calls = [...new Set(catalogIds)].map((id): BatchCall => ({ id, operation: 'GET /roleManagement/entitlementManagement/roleAssignments', query: { $filter: `appScopeId eq ${odataText(`/AccessPackageCatalog/${id}`)}`, $expand: 'principal' } }));
  const lists = await readLists<GraphRoleAssignment>(graph, calls, [404]);
  return [...lists].flatMap(([catalogId, list]) => (list ?? []).flatMap(({ id, principalId, roleDefinitionId, principal }): CatalogAdministrator[] => (id && principalId && roleDefinitionId ? [{ id, catalogId, principalId, principalName: principal?.displayName ?? principalId, roleId: roleDefinitionId }] : [])));
}

/** Who may create catalogs: a person, a group with everybody in it, or an application. */
export type CatalogCreator = Pick<CatalogAdministrator, 'id' | 'principalId' | 'principalName'>;

/**
 * Who may create catalogs, of those whom the reader may see: all of them for whoever reads the whole of entitlement management
 * (learn.microsoft.com/entra/id-governance/entitlement-management-delegate-catalog).
 */
export async function readCatalogCreators(graph: Graph): Promise<CatalogCreator[]> {
  const creators: CatalogCreator[] = [];
  for await (const items of graph.pages<GraphRoleAssignment>('GET /roleManagement/entitlementManagement/roleAssignments', { query: { $filter: `roleDefinitionId eq ${odataText(CATALOG_CREATOR.id)}`, $expand: 'principal' } })) {
    for (const { id, principalId, principal } of items) if (id && principalId) creators.push({ id, principalId, principalName: principal?.displayName ?? principalId });
  }
  return creators;
}
