import type { Application } from '../model/directory';
import { DIRECTORY_READ, requireScope } from './authority';
import type { Context, Routes, Show, World } from './context';
import { showAny } from './directory-objects';
import { answerObject, directoryList } from './directory-query';
import { noSuchObject } from './graph-error';
import { defineShape } from './odata/thing';
import { showAppRole } from './service-principals';

export const showApplication: Show<Application> = defineShape<Application, World>({
  type: 'application',
  properties: {
    id: (application) => application.id,
    deletedDateTime: () => null,
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
  },
});

function applicationIn({ tenant, at }: Context): Application {
  const application = tenant.applications.get(at.id ?? '');
  if (!application) throw noSuchObject(at.id ?? '');
  return application;
}

export const applicationRoutes: Routes = {
  'GET /applications': (context) => {
    requireScope(context, DIRECTORY_READ.applications);
    return directoryList(context, {
      metadata: 'applications', shapes: [showApplication.shape], rows: () => (from) => context.tenant.applications.from(from), show: (application: Application) => showApplication(application, context),
    });
  },
  'GET /applications/{id}': (context) => {
    requireScope(context, DIRECTORY_READ.applications);
    return answerObject(context, 'applications', showApplication.shape, showApplication(applicationIn(context), context));
  },
  'GET /applications/{id}/owners': (context) => {
    requireScope(context, DIRECTORY_READ.applications);
    return directoryList(context, { metadata: 'directoryObjects', ...showAny(context, [...context.tenant.owners.of(applicationIn(context).id)]), advancedOnly: true });
  },
};
