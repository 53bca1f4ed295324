import 'server-only';
import { recordAudit } from '@/lib/audit';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { inTransaction } from '@/lib/db/client';
import { lockNamed } from '@/lib/db/lock-named';
import { readSecondAdminAbove, saveSecondAdminAbove } from '@/lib/db/run-control';
import { readOfficeHours, readWriteLimit, saveOfficeHours } from '@/lib/db/write-limit';
import { assertAsSeen, madeOf } from './as-seen';
import type { Kept } from './as-seen';
import type { Admin } from './rollout';
import type { OfficeHours, WriteLimit } from './write-limit';

export type RunSettingsView = { limit: WriteLimit; hours: OfficeHours; timeZone: string; /** A run of more people than this begins once a second admin agrees. */ secondAdminAbove: number };

/** How runs write: what is known of the tenant's limit, and when only a part of it is used. */
export async function loadRunSettings(): Promise<RunSettingsView> {
  const [limit, hours, timeZone, secondAdminAbove] = await Promise.all([readWriteLimit(), readOfficeHours(), readTimeZone(), readSecondAdminAbove()]);
  return { limit, hours, timeZone, secondAdminAbove };
}

/** Says from when until when runs use only a part of the tenant's limit, and which. Runs under way follow within seconds. @param seen what the form was made of @throws AppError `conflict` where they were changed since */
export async function changeOfficeHours(admin: Admin, hours: OfficeHours, seen?: string): Promise<Kept> {
  return inTransaction(async (tx) => {
    await lockNamed(tx, 'business hours');
    const before = await readOfficeHours(tx);
    await assertAsSeen(tx, seen, before, { action: 'settings.officeHours', objectType: 'settings', objectId: 'officeHours', what: 'the business hours' });
    await saveOfficeHours(tx, hours, admin.name);
    const { personId, name, userPrincipalName } = admin;
    await recordAudit(tx, [{ outcome: 'done', actor: { personId, name, userPrincipalName }, objectType: 'settings', objectId: 'officeHours', objectName: 'Business hours of runs', action: 'settings.officeHours', before, after: hours }]);
    return madeOf(await readOfficeHours(tx));
  });
}

/** Says above how many people a run begins only once a second admin agrees. @param seen what the form was made of @throws AppError `conflict` where it was changed since */
export async function changeSecondAdmin(admin: Admin, above: number, seen?: string): Promise<Kept> {
  await inTransaction(async (tx) => {
    await lockNamed(tx, 'second admin');
    const before = await readSecondAdminAbove(tx);
    await assertAsSeen(tx, seen, { above: before }, { action: 'settings.secondAdmin', objectType: 'settings', objectId: 'secondAdmin', what: 'this number' });
    await saveSecondAdminAbove(tx, above);
    const { personId, name, userPrincipalName } = admin;
    await recordAudit(tx, [{ outcome: 'done', actor: { personId, name, userPrincipalName }, objectType: 'settings', objectId: 'secondAdmin', objectName: 'Second admin of runs', action: 'settings.secondAdmin', before: { above: before }, after: { above } }]);
  });
  return madeOf({ above });
}
