import 'server-only';
import { isAppError } from '@/lib/errors';
import type { Graph, Warrant, Written } from './client';

/** Of the built-in roles over a catalog (learn.microsoft.com/entra/id-governance/entitlement-management-delegate). */
const CATALOG_OWNER = 'ae79f266-94d4-4dab-b730-feca7e132178';

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
