import 'server-only';
import { recordAudit } from '@/lib/audit';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { inTransaction } from '@/lib/db/client';
import { readOfficeHours, readWriteLimit, saveOfficeHours } from '@/lib/db/write-limit';
import type { Admin } from './rollout';
import type { OfficeHours, WriteLimit } from './write-limit';

export type RunSettingsView = { limit: WriteLimit; hours: OfficeHours; timeZone: string };

/** How runs write: what is known of the tenant's limit, and when only a part of it is used. */
export async function loadRunSettings(): Promise<RunSettingsView> {
  const [limit, hours, timeZone] = await Promise.all([readWriteLimit(), readOfficeHours(), readTimeZone()]);
  return { limit, hours, timeZone };
}

/** Says from when until when runs use only a part of the tenant's limit, and which. Runs under way follow within seconds. */
export async function changeOfficeHours(admin: Admin, hours: OfficeHours): Promise<void> {
  await inTransaction(async (tx) => {
    const before = await readOfficeHours(tx);
    await saveOfficeHours(tx, hours, admin.name);
    const { personId, name, userPrincipalName } = admin;
    await recordAudit(tx, [{ outcome: 'done', actor: { personId, name, userPrincipalName }, objectType: 'settings', objectId: 'officeHours', objectName: 'Business hours of runs', action: 'settings.officeHours', before, after: hours }]);
  });
}
