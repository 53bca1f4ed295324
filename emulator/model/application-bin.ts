import type { Tenant } from '../model';
import type { DeletedApplication, DeletedPrincipal, ServicePrincipal } from './directory';

/**
 * Puts an application with its service principals into the bin, or a service principal alone, for 30 days; nothing is held
 * there any more. Gives the ids of what was put there. https://learn.microsoft.com/graph/api/application-delete
 */
export function deleteApplication(tenant: Tenant, id: string, now: number): string[] {
  const application = tenant.applications.get(id);
  const principals = [...tenant.servicePrincipals.values()].filter((principal) => principal.id === id || principal.appId === application?.appId);
  principals.forEach((principal) => binPrincipal(tenant, principal, now));
  if (application) {
    tenant.deletedApplications.set(id, { application, deleted: now, owners: [...tenant.owners.of(id)] });
    tenant.owners.forget(id);
    tenant.applications.remove(id);
  }
  return [...(application ? [id] : []), ...principals.map((principal) => principal.id)];
}

function binPrincipal(tenant: Tenant, principal: ServicePrincipal, now: number): void {
  const { id } = principal;
  const appRoleAssignments = [...tenant.appRoleGrantsOn(id), ...tenant.appRoleGrantsTo(id)];
  tenant.deletedPrincipals.set(id, { principal, deleted: now, owners: [...tenant.owners.of(id)], owns: [...tenant.owners.to(id)], memberOf: [...tenant.members.to(id)], appRoleAssignments });
  appRoleAssignments.forEach((grant) => tenant.revokeAppRole(grant.id));
  tenant.members.forget(id);
  tenant.owners.forget(id);
  tenant.servicePrincipals.remove(id);
}

/** Takes an application, or a service principal, out of the bin; each for itself, as Entra does. False when the bin has neither of that id. */
export function restoreApplication(tenant: Tenant, id: string): boolean {
  const application = tenant.deletedApplications.get(id);
  const principal = tenant.deletedPrincipals.get(id);
  if (application) putApplication(tenant, application);
  if (principal) putPrincipal(tenant, principal);
  return application !== undefined || principal !== undefined;
}

function putApplication(tenant: Tenant, { application, owners }: DeletedApplication): void {
  tenant.deletedApplications.delete(application.id);
  tenant.applications.add(application);
  for (const owner of owners) if (isThere(tenant, owner)) tenant.owners.add(application.id, owner);
}

function putPrincipal(tenant: Tenant, { principal, owners, owns, memberOf, appRoleAssignments }: DeletedPrincipal): void {
  const { id } = principal;
  tenant.deletedPrincipals.delete(id);
  tenant.servicePrincipals.add(principal);
  for (const owner of owners) if (isThere(tenant, owner)) tenant.owners.add(id, owner);
  for (const owned of owns) if (isThere(tenant, owned)) tenant.owners.add(owned, id);
  for (const groupId of memberOf) if (tenant.groups.has(groupId)) tenant.members.add(groupId, id);
  for (const grant of appRoleAssignments) if (isThere(tenant, grant.principalId) && isThere(tenant, grant.resourceId)) tenant.grantAppRole(grant);
}

const isThere = ({ users, groups, servicePrincipals, applications }: Tenant, id: string): boolean => users.has(id) || groups.has(id) || servicePrincipals.has(id) || applications.has(id);
