import type { AuditEntry, AuditTarget } from '../model/audit-log';
import type { Context, World } from './context';

type Tenant = Context['tenant'];

/** What a change is called in the audit log: https://learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities */
export type Change = Pick<AuditEntry, 'category' | 'activity' | 'operation' | 'targets'> & { service?: string; details?: AuditEntry['details'] };

const DIRECTORY = 'Core Directory';

/** Writes a change the caller made into the audit log. */
export function recordChange({ tenant, now, caller, request }: Context, change: Change): void {
  const { id: userId, displayName = '', userPrincipalName = '' } = tenant.users.get(caller.userId) ?? { id: caller.userId };
  tenant.audits.add({
    at: now, service: DIRECTORY, details: [], ...change, result: 'success', reason: '', correlationId: request.headers['client-request-id'] ?? '', by: { userId, displayName, userPrincipalName }, app: null,
  });
}

/** The name under which entitlement management changes the directory. */
const DELIVERS = 'Azure AD Identity Governance - Entitlement Management';

/** Writes into the audit log what a delivery, or the end of an assignment, changed in the directory: the objects by id, as the log orders them. */
export function recordDelivery(tenant: Tenant, at: number, activity: string, operation: 'Assign' | 'Unassign', ids: readonly string[]): void {
  tenant.audits.add({
    at, category: activity.includes('group') ? 'GroupManagement' : 'UserManagement', service: DIRECTORY, activity, operation, details: [], result: 'success', reason: '',
    correlationId: '', by: null, app: DELIVERS, targets: ids.map((id) => auditTarget({ tenant }, id)),
  });
}

/** Writes into the audit log that a package was delivered to somebody, in whole or in part. */
export function recordFulfilment(tenant: Tenant, at: number, { id, displayName }: { id: string; displayName: string }, targetId: string, state: 'delivered' | 'partiallyDelivered'): void {
  tenant.audits.add({
    at, category: 'EntitlementManagement', service: 'Entitlement Management', operation: 'Update', details: [], result: 'success', reason: '', correlationId: '', by: null, app: DELIVERS,
    activity: state === 'delivered' ? 'Fulfill access package assignment request' : 'Partially fulfill access package assignment request',
    targets: [auditTarget({ tenant }, targetId), { id, type: 'Other', displayName, userPrincipalName: null, changes: [] }],
  });
}

type Changes = AuditTarget['changes'];

/** A target as the log names it: by what stands in the directory now, so ask before a deletion. */
export function auditTarget({ tenant }: Pick<World, 'tenant'>, id: string, changes: Changes = []): AuditTarget {
  const user = tenant.users.get(id);
  if (user) return { id, type: 'User', displayName: user.displayName, userPrincipalName: user.userPrincipalName, changes };
  const kinds = [['Group', tenant.groups], ['ServicePrincipal', tenant.servicePrincipals], ['Application', tenant.applications]] as const;
  for (const [type, table] of kinds) {
    const found = table.get(id);
    if (found) return { id, type, displayName: found.displayName, userPrincipalName: null, changes };
  }
  return { id, type: 'Other', displayName: null, userPrincipalName: null, changes };
}

/** The values of a body as the log shows them: each as JSON text. */
export const changesOf = (after: Record<string, unknown>, before: Record<string, unknown> = {}): Changes =>
  Object.entries(after).filter(([name]) => !name.includes('@')).map(([name, value]) => ({ name, before: before[name] === undefined ? null : JSON.stringify(before[name]), after: JSON.stringify(value) ?? null }));
