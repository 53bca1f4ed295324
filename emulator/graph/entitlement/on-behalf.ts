import type { Tenant } from '../../model';
import type { Policy } from '../../model/governance';
import { peopleOf } from './approvers';

/**
 * Whether a policy lets somebody ask in the name of another person: to get the package, change it, or leave it.
 * https://learn.microsoft.com/graph/api/resources/accesspackageassignmentrequestorsettings
 */
export function mayAskFor(tenant: Tenant, { requestorSettings }: Policy, requestorId: string, targetId: string, what: 'Add' | 'Update' | 'Remove'): boolean {
  if (!tenant.settings.onBehalfRequests || !requestorSettings[`enableOnBehalfRequestorsTo${what}Access`]) return false;
  // Seen from the one who gets the access, both kinds of manager are theirs.
  return requestorSettings.onBehalfRequestors.some((set) => peopleOf(tenant, set, { targetId, requestorId: targetId }).includes(requestorId));
}
