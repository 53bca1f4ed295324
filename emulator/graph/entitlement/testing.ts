import { expect } from 'vitest';
import type { Office } from '../testing';
import { EM } from '../testing';

/** A policy for direct assignments of anybody, without an end. */
export const DIRECT = { displayName: 'Direct', description: 'Direct assignment', allowedTargetScope: 'notSpecified', specificAllowedTargets: [], expiration: { type: 'noExpiration', endDateTime: null, duration: null } };

/** The rules of a policy under which people may ask, extend and leave by themselves. */
export const SELF_SERVICE = {
  enableTargetsToSelfAddAccess: true, enableTargetsToSelfUpdateAccess: true, enableTargetsToSelfRemoveAccess: true, allowCustomAssignmentSchedule: true,
  enableOnBehalfRequestorsToAddAccess: false, enableOnBehalfRequestorsToUpdateAccess: false, enableOnBehalfRequestorsToRemoveAccess: false, onBehalfRequestors: [],
};

/** A stage of a fortnight, decided by the given approvers. */
export const stage = (primaryApprovers: object[], more: object = {}) => ({
  durationBeforeAutomaticDenial: 'P14D', isApproverJustificationRequired: false, isEscalationEnabled: false, durationBeforeEscalation: 'PT0S',
  primaryApprovers, fallbackPrimaryApprovers: [], escalationApprovers: [], fallbackEscalationApprovers: [], ...more,
});

export const person = (userId: string) => ({ '@odata.type': '#microsoft.graph.singleUser', userId });
export const membersOf = (groupId: string) => ({ '@odata.type': '#microsoft.graph.groupMembers', groupId });

/** Approval of new access by the given stages. */
export const approval = (stages: object[], more: object = {}) => ({ isApprovalRequiredForAdd: true, isApprovalRequiredForUpdate: false, isRequestorJustificationRequired: false, stages, ...more });

/** Takes a group, application or site into a catalog, and gives the resource's id. */
export async function addResource(office: Office, catalogId: string, originSystem: string, originId: string): Promise<string> {
  const added = await office.post(`${EM}/resourceRequests`, { requestType: 'adminAdd', resource: { originId, originSystem }, catalog: { id: catalogId } });
  expect(added.status).toBe(201);
  office.wait(300);
  const request = await office.get(`${EM}/resourceRequests/${String(added.body.id)}?$expand=resource`);
  expect(request.body.state).toBe('delivered');
  return String((request.body.resource as { id: string }).id);
}

export const addRole = (office: Office, packageId: string, resourceId: string, originSystem: string, roleOriginId: string, scopeOriginId: string) =>
  office.post(`${EM}/accessPackages/${packageId}/resourceRoleScopes`, {
    role: { displayName: 'Role', originSystem, originId: roleOriginId, resource: { id: resourceId } },
    scope: { originSystem, originId: scopeOriginId, isRootScope: true },
  });

export async function addPolicy(office: Office, packageId: string, policy: object): Promise<string> {
  const made = await office.post(`${EM}/assignmentPolicies`, { ...policy, accessPackage: { id: packageId } });
  if (made.status !== 201) throw new Error(`the policy was refused: ${made.body.error.message}`);
  return String(made.body.id);
}

/** A package of a catalog of its own with one group, under one policy. */
export async function makeGroupPackage(office: Office, { policy = DIRECT, group = 'Finance – Payments', name = 'Payments' }: { policy?: object; group?: string; name?: string } = {}) {
  const catalog = await office.post(`${EM}/catalogs`, { displayName: `Pilot ${name}`, description: 'The pilot' });
  const catalogId = String(catalog.body.id);
  const groupId = office.groupId(group);
  const resourceId = await addResource(office, catalogId, 'AadGroup', groupId);
  const created = await office.post(`${EM}/accessPackages`, { displayName: name, description: 'For the pilot', isHidden: false, catalog: { id: catalogId } });
  const packageId = String(created.body.id);
  expect((await addRole(office, packageId, resourceId, 'AadGroup', `Member_${groupId}`, groupId)).status).toBe(201);
  return { catalogId, packageId, policyId: await addPolicy(office, packageId, policy), groupId, resourceId };
}

/** A package with a group, an application and a site. */
export async function makePackage(office: Office, policy: object) {
  const catalog = await office.post(`${EM}/catalogs`, { displayName: 'Pilot', description: 'The pilot' });
  expect(catalog.status).toBe(201);
  const catalogId = String(catalog.body.id);
  const groupId = office.groupId('Finance – Payments');
  const principalId = office.principalId('Relata CRM');
  const group = await addResource(office, catalogId, 'AadGroup', groupId);
  const application = await addResource(office, catalogId, 'AadApplication', principalId);
  const site = await addResource(office, catalogId, 'SharePointOnline', 'https://haldenvoss.sharepoint.example/sites/audit-room');
  const created = await office.post(`${EM}/accessPackages`, { displayName: 'Payments', description: 'Release payments', isHidden: false, catalog: { id: catalogId } });
  expect(created.status).toBe(201);
  const packageId = String(created.body.id);
  const roles = await office.get(`${EM}/catalogs/${catalogId}/resourceRoles?$filter=(originSystem eq 'AadApplication' and resource/id eq '${application}')&$expand=resource`);
  const [salesUser] = roles.body.value;
  expect((await addRole(office, packageId, group, 'AadGroup', `Member_${groupId}`, groupId)).status).toBe(201);
  expect((await addRole(office, packageId, application, 'AadApplication', String(salesUser?.originId), principalId)).status).toBe(201);
  expect((await addRole(office, packageId, site, 'SharePointOnline', '4', 'https://haldenvoss.sharepoint.example/sites/audit-room')).status).toBe(201);
  const policyId = await addPolicy(office, packageId, policy);
  return { catalogId, packageId, policyId, groupId, principalId, appRoleId: String(salesUser?.originId), groupResourceId: group };
}

/** A direct assignment in the name of the administrator. */
export const assignTo = (office: Office, of: { packageId: string; policyId: string }, targetId: string, more: object = {}) =>
  office.post(`${EM}/assignmentRequests`, { requestType: 'adminAdd', assignment: { targetId, assignmentPolicyId: of.policyId, accessPackageId: of.packageId }, ...more });

/** What somebody asks for themselves, by their first name. */
export const askFor = (office: Office, as: string, packageId: string, more: object = {}) =>
  office.post(`${EM}/assignmentRequests`, { requestType: 'userAdd', assignment: { accessPackageId: packageId }, ...more }, { as });

export const remove = (office: Office, assignmentId: string) => office.post(`${EM}/assignmentRequests`, { requestType: 'adminRemove', assignment: { id: assignmentId } });

/** Requests and assignments of a package as the snapshot has them, oldest first. */
export function rowsOf(office: Office, packageId: string) {
  const { assignments, assignmentRequests } = office.tenant.snapshot();
  return { assignments: assignments.filter((row) => row.packageId === packageId), requests: assignmentRequests.filter((row) => row.packageId === packageId) };
}

export const isMember = (office: Office, groupId: string, userId: string): boolean =>
  office.tenant.snapshot().groups.find((group) => group.id === groupId)?.members.includes(userId) ?? false;
