import 'server-only';
import { renameInstallation } from '@/lib/db/installation';
import { graphFor } from '@/lib/graph/graph-for';
import { getOrganization } from '@/lib/graph/organization';
import { log, messageOf } from '@/lib/log';

/** Keeps the tenant's own name beside its id, read in the name of whoever just signed in. A name can wait: failing is logged only. */
export async function nameTenant(session: { tokenCacheId: string; tenantId: string }): Promise<void> {
  try {
    const { name } = await getOrganization(graphFor(session));
    await renameInstallation(session.tenantId, name);
  } catch (error) {
    log('warn', 'tenant.not-named', { message: messageOf(error) });
  }
}
