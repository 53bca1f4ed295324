import type { ErrorCode } from '@/lib/errors';

/** A part of Graph: who may call it by their role in Entra, and by which permission the portal does; writing may take more. */
type Area = { at: RegExp; who: string; writing?: string; scope: string; writeScope?: string };

const GOVERNANCE = 'EntitlementManagement.ReadWrite.All';
const ADMINISTRATOR = 'Identity Governance Administrator';

/** The role of whoever names the catalog creators: that over one catalog does not reach it, and the call does not tell the two apart. */
export const NAMES_CREATORS = `Microsoft Entra refused this: it takes the Entra role ${ADMINISTRATOR}. A Privileged Role Administrator gives the Entra role.`;

/** The first that fits. https://learn.microsoft.com/entra/id-governance/entitlement-management-delegate */
const AREAS: readonly Area[] = [
  { at: /^\/identityGovernance\/entitlementManagement\/(settings|connectedOrganizations)\b/, who: `the Entra role ${ADMINISTRATOR} or Global Reader`, writing: `the Entra role ${ADMINISTRATOR}`, scope: GOVERNANCE },
  { at: /^\/identityGovernance\/entitlementManagement\/catalogs(\?|$)/, who: `the Entra role ${ADMINISTRATOR}, or a role in a catalog`, writing: `the Entra role ${ADMINISTRATOR}, or Catalog creator`, scope: GOVERNANCE },
  { at: /^\/roleManagement\/entitlementManagement\/roleAssignments\?.*roleDefinitionId/, who: `the Entra role ${ADMINISTRATOR} or Global Reader`, scope: GOVERNANCE },
  { at: /^\/(identityGovernance|roleManagement)\/entitlementManagement\b/, who: `the Entra role ${ADMINISTRATOR}, or a role in the catalog`, writing: `the Entra role ${ADMINISTRATOR}, or Catalog owner of the catalog`, scope: GOVERNANCE },
  { at: /^\/identityGovernance\/privilegedAccess\b/, who: 'the Entra role Global Reader or Security Reader', scope: 'PrivilegedEligibilitySchedule.Read.AzureADGroup' },
  { at: /^\/auditLogs\b/, who: 'an Entra role that reads reports, such as Reports Reader', scope: 'AuditLog.Read.All' },
  { at: /^\/groups\b/, who: 'an Entra role that reads groups, such as Directory Readers', writing: 'the Entra role Groups Administrator, or ownership of the group', scope: 'Group.Read.All', writeScope: 'Group.ReadWrite.All' },
  { at: /^\/users\b/, who: 'an Entra role that reads people, such as Directory Readers', scope: 'User.Read.All' },
  { at: /^\/servicePrincipals\b/, who: 'an Entra role that reads applications, such as Directory Readers', writing: 'the Entra role Application Administrator', scope: 'Application.Read.All', writeScope: 'AppRoleAssignment.ReadWrite.All' },
  { at: /^\/sites\b/, who: 'to be let into the site', scope: 'Sites.Read.All' },
  { at: /^\/subscribedSkus\b/, who: 'an Entra role that reads licences, such as Directory Readers', scope: 'LicenseAssignment.Read.All' },
];

/**
 * What people read of a call that was refused for want of a right: which, and who has or gives it.
 * @param call method and address, as `GET /groups`
 */
export function refusedWords(code: ErrorCode, call: string): string | undefined {
  const [method = '', whole = ''] = call.split(' ');
  const address = whole.replace(/^https?:\/\/[^/]+\/v1\.0/, '');
  const area = AREAS.find(({ at }) => at.test(address));
  if (!area) return undefined;
  const writes = method !== 'GET';
  if (code === 'consentMissing') return `The portal was not granted the permission ${(writes ? area.writeScope : undefined) ?? area.scope}, which this needs. A Global Administrator can grant it in the app registration; Settings tells which others are missing.`;
  if (code !== 'noPermission') return undefined;
  const who = (writes ? area.writing : undefined) ?? area.who;
  const givers = [...(/Entra role/.test(who) ? ['a Privileged Role Administrator gives the Entra role'] : []), ...(/catalog\b/.test(who) ? ['an owner of the catalog the one in it'] : [])];
  return `Microsoft Entra refused this: it takes ${who}.${givers.length > 0 ? ` ${givers.join(', ').replace(/^./, (first) => first.toUpperCase())}.` : ''}`;
}
