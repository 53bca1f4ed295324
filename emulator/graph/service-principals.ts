import type { AppRole, AppRoleAssignment, ServicePrincipal } from '../model/directory';
import { DIRECTORY_READ, requireScope } from './authority';
import { binnedAt } from './binned-at';
import type { Context, Routes, Show, World } from './context';
import { directoryObject, memberOfRoutes, showAny } from './directory-objects';
import { answerObject, directoryCount, directoryList } from './directory-query';
import { noSuchObject } from './graph-error';
import { listed } from './odata/collection';
import { pinned } from './odata/filter';
import type { Json } from './odata/thing';
import { defineShape } from './odata/thing';
import { unfilled } from './unfilled';
import { asWritten } from './written';

/** An app role as applications and their service principals show it. */
export const showAppRole = (role: AppRole): Json => ({
  allowedMemberTypes: role.allowedMemberTypes ?? ['User'], description: role.description, displayName: role.displayName, id: role.id, isEnabled: role.isEnabled ?? true, origin: 'Application', value: role.value,
});

/** The addresses of an application that names none. */
export const NO_ADDRESSES = { termsOfServiceUrl: null, supportUrl: null, privacyStatementUrl: null, marketingUrl: null, logoUrl: null };

export const showServicePrincipal: Show<ServicePrincipal> = defineShape<ServicePrincipal, World>({
  type: 'servicePrincipal',
  rare: ['createdByAppId', 'customSecurityAttributes', 'isDisabled'],
  properties: asWritten<ServicePrincipal>({
    id: (principal) => principal.id,
    deletedDateTime: (principal, { tenant }) => binnedAt(tenant.deletedPrincipals.get(principal.id)),
    accountEnabled: () => true,
    addIns: () => [],
    alternativeNames: () => [],
    appDescription: (principal) => principal.description,
    appDisplayName: (principal) => principal.displayName,
    appId: (principal) => principal.appId,
    appOwnerOrganizationId: (principal) => principal.appOwnerOrganizationId,
    appRoleAssignmentRequired: (principal) => principal.appRoleAssignmentRequired,
    appRoles: (principal) => principal.appRoles.map(showAppRole),
    description: (principal) => principal.description,
    disabledByMicrosoftStatus: () => null,
    displayName: (principal) => principal.displayName,
    homepage: (principal) => principal.homepage,
    info: () => NO_ADDRESSES,
    keyCredentials: () => [],
    loginUrl: () => null,
    logoutUrl: () => null,
    notes: () => null,
    oauth2PermissionScopes: () => [],
    passwordCredentials: () => [],
    publisherName: (principal) => principal.publisherName,
    replyUrls: () => [],
    servicePrincipalNames: (principal) => [principal.appId],
    servicePrincipalType: () => 'Application',
    signInAudience: () => 'AzureADMyOrg',
    tags: (principal) => principal.tags,
    tokenEncryptionKeyId: () => null,
    ...unfilled('applicationTemplateId createdByAppId customSecurityAttributes isDisabled preferredSingleSignOnMode preferredTokenSigningKeyThumbprint samlSingleSignOnSettings verifiedPublisher', 'notificationEmailAddresses resourceSpecificApplicationPermissions'),
  }),
  navigations: {
    owners: (principal, world) => [...world.tenant.owners.of(principal.id)].flatMap((id) => directoryObject(world, id) ?? []),
    appRoleAssignments: (principal, world) => world.tenant.appRoleGrantsTo(principal.id).map((grant) => showAppRoleAssignment(grant, world)),
    appRoleAssignedTo: (principal, world) => world.tenant.appRoleGrantsOn(principal.id).map((grant) => showAppRoleAssignment(grant, world)),
  },
});

export const showAppRoleAssignment: Show<AppRoleAssignment> = defineShape<AppRoleAssignment, World>({
  type: 'appRoleAssignment',
  properties: {
    id: (grant) => grant.id,
    deletedDateTime: () => null,
    appRoleId: (grant) => grant.appRoleId,
    createdDateTime: (grant) => grant.createdDateTime,
    principalDisplayName: (grant, { tenant }) => (tenant.users.get(grant.principalId) ?? tenant.groups.get(grant.principalId) ?? tenant.servicePrincipals.get(grant.principalId))?.displayName ?? null,
    principalId: (grant) => grant.principalId,
    principalType: (grant) => grant.principalType,
    resourceDisplayName: (grant, { tenant }) => tenant.servicePrincipals.get(grant.resourceId)?.displayName ?? null,
    resourceId: (grant) => grant.resourceId,
  },
});

/** A principal is named by its id, or by `servicePrincipals(appId='…')`. */
export function principalIn({ tenant, at }: Context): ServicePrincipal {
  const id = at.id ?? '';
  const byId = tenant.servicePrincipals.get(id.toLowerCase());
  if (byId) return byId;
  for (const principal of tenant.servicePrincipals.values()) if (principal.appId === at.appId) return principal;
  throw noSuchObject(id || (at.appId ?? ''));
}

const principals = (context: Context) => ({
  metadata: 'servicePrincipals',
  shapes: [showServicePrincipal.shape],
  rows: (filter: Parameters<typeof pinned>[0]) => {
    const ids = pinned(filter, 'id');
    return ids ? listed([...new Set(ids)].flatMap((id) => context.tenant.servicePrincipals.get(id) ?? [])) : (from: number) => context.tenant.servicePrincipals.from(from);
  },
  show: (principal: ServicePrincipal) => showServicePrincipal(principal, context),
});

export const servicePrincipalRoutes: Routes = {
  'GET /servicePrincipals': (context) => {
    requireScope(context, DIRECTORY_READ.applications);
    return directoryList(context, principals(context));
  },
  'GET /servicePrincipals/$count': (context) => {
    requireScope(context, DIRECTORY_READ.applications);
    return directoryCount(context, principals(context));
  },
  ...Object.fromEntries(['/servicePrincipals/{id}', "/servicePrincipals(appId='{appId}')"].flatMap((path) => Object.entries({
    [`GET ${path}`]: (context: Context) => {
      requireScope(context, DIRECTORY_READ.applications);
      return answerObject(context, 'servicePrincipals', showServicePrincipal.shape, showServicePrincipal(principalIn(context), context));
    },
    [`GET ${path}/owners`]: (context: Context) => {
      requireScope(context, DIRECTORY_READ.applications);
      return directoryList(context, { ...showAny(context, [...context.tenant.owners.of(principalIn(context).id)]), advancedOnly: true });
    },
  }))),
  'GET /servicePrincipals/{id}/ownedObjects': (context) => {
    requireScope(context, DIRECTORY_READ.applications);
    return directoryList(context, { ...showAny(context, [...context.tenant.owners.to(principalIn(context).id)]), advancedOnly: true });
  },
  // Who made something is not written down here.
  'GET /servicePrincipals/{id}/createdObjects': (context) => {
    requireScope(context, DIRECTORY_READ.applications);
    principalIn(context);
    return directoryList(context, { ...showAny(context, []), advancedOnly: true });
  },
  ...memberOfRoutes(['/servicePrincipals/{id}'], DIRECTORY_READ.applications, (context) => principalIn(context).id),
};
