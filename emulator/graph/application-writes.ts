import { applicationIn, showApplication } from './applications';
import { auditTarget, changesOf, recordChange } from './audit-trail';
import { DIRECTORY_WRITE, requireScope } from './authority';
import type { Context, Routes } from './context';
import { bodyIn, neededIn } from './directory-body';
import { createdObject, NO_CONTENT } from './directory-query';
import { owners } from './registration-owners';
import { byEither, removeRegistration, requireAdministers, requireRolesMayGo, rolesIn, textsIn, writable } from './registrations';

const OF_APPLICATIONS = writable(showApplication.shape.usual);

function createApplication(context: Context) {
  requireScope(context, DIRECTORY_WRITE.applications);
  const body = bodyIn(context, 'Application', OF_APPLICATIONS);
  const { tenant, now, caller } = context;
  const { written, description = null } = textsIn(body, 'Application');
  const application = tenant.applications.add({
    id: tenant.newId(), appId: tenant.newId(), displayName: neededIn(body, 'displayName', 'Application'), description, publisherDomain: tenant.info.tenantDomain,
    appRoles: rolesIn(body, 'Application') ?? [], createdDateTime: new Date(now).toISOString(), written,
  });
  // Whoever registers an application owns it: https://learn.microsoft.com/graph/api/application-post-applications
  tenant.owners.add(application.id, caller.userId);
  recordChange(context, { category: 'ApplicationManagement', activity: 'Add application', operation: 'Add', targets: [auditTarget(context, application.id, changesOf(body))] });
  return createdObject('applications', showApplication(application, context));
}

function changeApplication(context: Context) {
  requireScope(context, DIRECTORY_WRITE.applications);
  const application = applicationIn(context);
  requireAdministers(context, application);
  const { tenant } = context;
  const body = bodyIn(context, 'Application', OF_APPLICATIONS);
  const appRoles = rolesIn(body, 'Application');
  if (appRoles) requireRolesMayGo(application.appRoles, appRoles);
  const { written, ...texts } = textsIn(body, 'Application');
  tenant.applications.add({ ...application, ...texts, ...(appRoles ? { appRoles } : {}), written: { ...application.written, ...written } });
  const principal = [...tenant.servicePrincipals.values()].find(({ appId }) => appId === application.appId);
  // The principal shows the roles and the name its application has.
  if (principal) tenant.servicePrincipals.add({ ...principal, ...(texts.displayName === undefined ? {} : { displayName: texts.displayName }), ...(appRoles ? { appRoles } : {}) });
  recordChange(context, { category: 'ApplicationManagement', activity: 'Update application', operation: 'Update', targets: [auditTarget(context, application.id, changesOf(body, application))] });
  return NO_CONTENT;
}

/** https://learn.microsoft.com/graph/api/application-post-applications and its siblings */
export const applicationWriteRoutes: Routes = {
  'POST /applications': createApplication,
  ...byEither('applications', (path) => ({
    [`PATCH ${path}`]: changeApplication,
    [`DELETE ${path}`]: (context) => removeRegistration(context, applicationIn(context), 'Delete application'),
    ...owners(path, applicationIn, 'application'),
  })),
};
