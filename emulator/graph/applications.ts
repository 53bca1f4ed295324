import type { Application } from '../model/directory';
import { DIRECTORY_READ, requireScope } from './authority';
import { binnedAt } from './binned-at';
import type { Context, Routes, Show, World } from './context';
import { directoryObject, showAny } from './directory-objects';
import { answerObject, directoryCount, directoryList } from './directory-query';
import { noSuchObject } from './graph-error';
import { listed } from './odata/collection';
import { pinned } from './odata/filter';
import type { Filter } from './odata/filter-parser';
import type { Json } from './odata/thing';
import { defineShape } from './odata/thing';
import { NO_ADDRESSES, showAppRole } from './service-principals';
import { unfilled } from './unfilled';
import { asWritten } from './written';

/** What a registration has that this organisation never fills in, as the directory then shows it. */
const REGISTRATION: Record<string, () => Json> = {
  addIns: () => [],
  api: () => ({ requestedAccessTokenVersion: 2, acceptMappedClaims: null, knownClientApplications: [], oauth2PermissionScopes: [], preAuthorizedApplications: [] }),
  applicationTemplateId: () => null,
  disabledByMicrosoftStatus: () => null,
  info: () => NO_ADDRESSES,
  isDeviceOnlyAuthSupported: () => null,
  isFallbackPublicClient: () => null,
  keyCredentials: () => [],
  optionalClaims: () => null,
  parentalControlSettings: () => ({ countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' }),
  passwordCredentials: () => [],
  publicClient: () => ({ redirectUris: [] }),
  requiredResourceAccess: () => [],
  tokenEncryptionKeyId: () => null,
  web: () => ({ redirectUris: [], homePageUrl: null, logoutUrl: null, implicitGrantSettings: { enableIdTokenIssuance: false, enableAccessTokenIssuance: false } }),
};

export const showApplication: Show<Application> = defineShape<Application, World>({
  type: 'application',
  rare: ['authenticationBehaviors', 'createdByAppId', 'isDisabled', 'managerApplications', 'nativeAuthenticationApisEnabled', 'uniqueName'],
  properties: asWritten<Application>({
    id: (application) => application.id,
    deletedDateTime: (application, { tenant }) => binnedAt(tenant.deletedApplications.get(application.id)),
    appId: (application) => application.appId,
    appRoles: (application) => application.appRoles.map(showAppRole),
    createdDateTime: (application) => application.createdDateTime,
    description: (application) => application.description,
    displayName: (application) => application.displayName,
    groupMembershipClaims: () => null,
    identifierUris: (application) => [`api://${application.appId}`],
    notes: () => null,
    publisherDomain: (application) => application.publisherDomain,
    signInAudience: () => 'AzureADMyOrg',
    tags: () => [],
    ...REGISTRATION,
    ...unfilled('authenticationBehaviors certification createdByAppId defaultRedirectUri isDisabled nativeAuthenticationApisEnabled oauth2RequirePostResponse requestSignatureVerification samlMetadataUrl serviceManagementReference servicePrincipalLockConfiguration spa uniqueName verifiedPublisher', 'managerApplications'),
  }),
  navigations: {
    owners: (application, world) => [...world.tenant.owners.of(application.id)].flatMap((id) => directoryObject(world, id) ?? []),
  },
});

/** An application is named by its id, or by `applications(appId='…')`. */
export function applicationIn({ tenant, at }: Context): Application {
  const byId = tenant.applications.get((at.id ?? '').toLowerCase());
  if (byId) return byId;
  for (const application of tenant.applications.values()) if (application.appId === at.appId) return application;
  throw noSuchObject(at.id ?? at.appId ?? '');
}

const applications = (context: Context) => ({
  metadata: 'applications', shapes: [showApplication.shape],
  rows: (filter: Filter | null) => {
    const ids = pinned(filter, 'id');
    return ids ? listed([...new Set(ids)].flatMap((id) => context.tenant.applications.get(id) ?? [])) : (from: number) => context.tenant.applications.from(from);
  },
  show: (application: Application) => showApplication(application, context),
});

export const applicationRoutes: Routes = {
  'GET /applications': (context) => {
    requireScope(context, DIRECTORY_READ.applications);
    return directoryList(context, applications(context));
  },
  'GET /applications/$count': (context) => {
    requireScope(context, DIRECTORY_READ.applications);
    return directoryCount(context, applications(context));
  },
  ...Object.fromEntries(['/applications/{id}', "/applications(appId='{appId}')"].flatMap((path) => Object.entries({
    [`GET ${path}`]: (context: Context) => {
      requireScope(context, DIRECTORY_READ.applications);
      return answerObject(context, 'applications', showApplication.shape, showApplication(applicationIn(context), context));
    },
    [`GET ${path}/owners`]: (context: Context) => {
      requireScope(context, DIRECTORY_READ.applications);
      return directoryList(context, { ...showAny(context, [...context.tenant.owners.of(applicationIn(context).id)]), advancedOnly: true });
    },
  }))),
};
