import type { GovernanceGrant, GovernanceRole } from '../model/governance';
import { GOVERNANCE_ROLES } from '../model/governance';
import { guidOf } from '../model/guid';
import { auditTarget, recordChange } from './audit-trail';
import { isGovernanceAdministrator, mayReadCatalog, noRole, readsAllGovernance, requireScope, requireWritesCatalog } from './authority';
import type { Context, Routes, Show, World } from './context';
import { bodyIn, neededIn } from './directory-body';
import { directoryObject } from './directory-objects';
import { answerObject, createdObject, NO_CONTENT } from './directory-query';
import { badRequest, GraphError, noSuchObject } from './graph-error';
import { checkDocumentedFilter } from './documented-filter';
import { answerList, listed } from './odata/collection';
import { defineShape } from './odata/thing';
import { objectById } from './references';

/** https://learn.microsoft.com/graph/api/rbacapplication-list-roleassignments */
const READ = ['EntitlementManagement.Read.All', 'EntitlementManagement.ReadWrite.All', 'RoleManagement.Read.All', 'RoleManagement.Read.EntitlementManagement', 'RoleManagement.ReadWrite.EntitlementManagement'];
const WRITE = ['EntitlementManagement.ReadWrite.All', 'RoleManagement.ReadWrite.EntitlementManagement'];
const ROLES = '/roleManagement/entitlementManagement';
const PAGE = 100;
const METADATA = 'roleManagement/entitlementManagement';

type Definition = { id: string; name: GovernanceRole };

const DEFINITIONS = Object.entries(GOVERNANCE_ROLES).map(([name, id]) => ({ id, name: name as GovernanceRole })) satisfies Definition[];

const showDefinition: Show<Definition> = defineShape<Definition, World>({
  type: 'unifiedRoleDefinition',
  properties: {
    id: ({ id }) => id,
    displayName: ({ name }) => name,
    description: ({ name }) => name,
    isBuiltIn: () => true,
    isEnabled: () => true,
    templateId: ({ id }) => id,
    version: () => '1',
    resourceScopes: () => ['/'],
    rolePermissions: () => [],
  },
});

const CATALOG = '/AccessPackageCatalog/';
/** The scope over the whole tenant is one of the directory, that over a catalog one of entitlement management's own. */
const WHOLE_TENANT = '/';
const idOf = ({ principalId, role, catalogId }: GovernanceGrant): string => guidOf(`grant:${principalId}:${role}:${catalogId ?? ''}`);

const showGrant: Show<GovernanceGrant> = defineShape<GovernanceGrant, World>({
  type: 'unifiedRoleAssignment',
  properties: {
    id: idOf,
    principalId: ({ principalId }) => principalId,
    roleDefinitionId: ({ role }) => GOVERNANCE_ROLES[role],
    directoryScopeId: ({ catalogId }) => (catalogId === null ? WHOLE_TENANT : null),
    appScopeId: ({ catalogId }) => (catalogId === null ? null : `${CATALOG}${catalogId}`),
  },
  navigations: {
    principal: ({ principalId }, world) => directoryObject(world, principalId),
    roleDefinition: ({ role }, world) => {
      const definition = DEFINITIONS.find(({ name }) => name === role);
      return definition ? showDefinition(definition, world) : null;
    },
  },
});

/** Catalog owners see the roles of their catalogs, everybody their own. */
const mayRead = (world: World, { principalId, catalogId }: GovernanceGrant): boolean =>
  readsAllGovernance(world) || principalId === world.caller.userId || catalogId !== null && mayReadCatalog(world, catalogId);

function requireGives(context: Context, catalogId: string | null): void {
  if (catalogId === null) {
    if (!isGovernanceAdministrator(context)) throw noRole();
  } else requireWritesCatalog(context, catalogId, 'catalog');
}

function grantIn(context: Context): GovernanceGrant {
  const grant = context.tenant.governance.allGrants().find((one) => idOf(one) === (context.at.id ?? '').toLowerCase());
  if (!grant || !mayRead(context, grant)) throw noSuchObject(context.at.id ?? '');
  return grant;
}

function record(context: Context, { principalId, role, catalogId }: GovernanceGrant, activity: string, operation: 'Assign' | 'Unassign'): void {
  const catalog = catalogId === null ? [] : [{ id: catalogId, type: 'Other' as const, displayName: context.tenant.governance.catalogs.get(catalogId)?.displayName ?? null, userPrincipalName: null, changes: [] }];
  const change = { name: 'Role', before: operation === 'Unassign' ? JSON.stringify(role) : null, after: operation === 'Assign' ? JSON.stringify(role) : null };
  recordChange(context, { category: 'EntitlementManagement', service: 'Entitlement Management', activity, operation, targets: [auditTarget(context, principalId, [change]), ...catalog] });
}

function create(context: Context) {
  requireScope(context, WRITE);
  const body = bodyIn(context, 'UnifiedRoleAssignment', ['principalId', 'roleDefinitionId', 'appScopeId', 'directoryScopeId']);
  const { governance } = context.tenant;
  const roleId = neededIn(body, 'roleDefinitionId', 'UnifiedRoleAssignment').toLowerCase();
  const definition = DEFINITIONS.find(({ id }) => id === roleId);
  if (!definition) throw badRequest('Request_BadRequest', `The role definition '${roleId}' does not exist.`);
  // The right to create catalogs is one over the whole tenant, every other role one over a catalog.
  const creates = definition.name === 'Catalog creator';
  const scope = neededIn(body, creates ? 'directoryScopeId' : 'appScopeId', 'UnifiedRoleAssignment');
  const [, named] = /^\/AccessPackageCatalog\/([0-9a-f-]{36})$/i.exec(scope) ?? [];
  const catalogId = creates ? null : (named?.toLowerCase() ?? null);
  if (creates ? scope !== WHOLE_TENANT : catalogId === null) throw badRequest('Request_BadRequest', `The scope '${scope}' is not valid for the role '${definition.name}'.`);
  if (catalogId !== null && !governance.catalogs.has(catalogId)) throw noSuchObject(catalogId);
  requireGives(context, catalogId);
  const principalId = neededIn(body, 'principalId', 'UnifiedRoleAssignment').toLowerCase();
  const principal = objectById(context, principalId);
  if (!principal || principal.kind === 'application') throw noSuchObject(principalId);
  const grant: GovernanceGrant = { principalId, role: definition.name, catalogId };
  if (governance.allGrants().some((one) => idOf(one) === idOf(grant))) throw new GraphError(409, 'RoleAssignmentExists', 'The role assignment already exists.');
  governance.grant(principalId, definition.name, catalogId);
  record(context, grant, 'Add Entitlement Management role assignment', 'Assign');
  return createdObject(`${METADATA}/roleAssignments`, showGrant(grant, context));
}

/** https://learn.microsoft.com/graph/api/rbacapplication-post-roleassignments and its siblings */
export const governanceRoleRoutes: Routes = {
  [`GET ${ROLES}/roleDefinitions`]: (context) => {
    requireScope(context, READ);
    return answerList(context, {
      metadata: `${METADATA}/roleDefinitions`, shapes: [showDefinition.shape], rows: () => listed(DEFINITIONS), show: (definition: Definition) => showDefinition(definition, context), pageSize: PAGE, maxTop: PAGE, capsTop: true,
      check: ({ filter }) => checkDocumentedFilter(filter, { id: ['eq'], displayname: ['eq', 'startswith'], isbuiltin: ['eq'] }),
    });
  },
  [`GET ${ROLES}/roleDefinitions/{id}`]: (context) => {
    requireScope(context, READ);
    const definition = DEFINITIONS.find(({ id }) => id === (context.at.id ?? '').toLowerCase());
    if (!definition) throw noSuchObject(context.at.id ?? '');
    return answerObject(context, `${METADATA}/roleDefinitions`, showDefinition.shape, showDefinition(definition, context));
  },
  [`GET ${ROLES}/roleAssignments`]: (context) => {
    requireScope(context, READ);
    const grants = context.tenant.governance.allGrants().filter((grant) => mayRead(context, grant));
    return answerList(context, {
      metadata: `${METADATA}/roleAssignments`, shapes: [showGrant.shape], rows: () => listed(grants), show: (grant: GovernanceGrant) => showGrant(grant, context), pageSize: PAGE, maxTop: PAGE, capsTop: true,
      check: ({ filter }) => checkDocumentedFilter(filter, { id: ['eq'], appscopeid: ['eq'], principalid: ['eq'], roledefinitionid: ['eq'], directoryscopeid: ['eq'] }),
    });
  },
  [`GET ${ROLES}/roleAssignments/{id}`]: (context) => {
    requireScope(context, READ);
    return answerObject(context, `${METADATA}/roleAssignments`, showGrant.shape, showGrant(grantIn(context), context));
  },
  [`POST ${ROLES}/roleAssignments`]: create,
  [`DELETE ${ROLES}/roleAssignments/{id}`]: (context) => {
    requireScope(context, WRITE);
    const grant = grantIn(context);
    requireGives(context, grant.catalogId);
    context.tenant.governance.revoke(grant);
    record(context, grant, 'Remove Entitlement Management role assignment', 'Unassign');
    return NO_CONTENT;
  },
};
