import { setTimeout as pause } from 'node:timers/promises';
import type { Tenant } from '../../model';
import { GraphError } from '../graph-error';

const busy = new WeakSet<Tenant>();

/**
 * Makes a policy. The service cannot make two at the same moment, of whatever packages: the one that comes while another
 * is being made is refused, as https://github.com/hashicorp/terraform-provider-azuread/issues/1239 tells.
 */
export async function makeAlone<Made>(tenant: Tenant, make: () => Made): Promise<Made> {
  if (busy.has(tenant)) throw new GraphError(409, 'DuplicateKey', 'There is already a duplicated entity.');
  const made = make();
  busy.add(tenant);
  await pause(tenant.settings.policyWriteMs);
  busy.delete(tenant);
  return made;
}
