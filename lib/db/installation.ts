import 'server-only';
import { db } from './client';

/** The one tenant this database belongs to. */
export type Installation = { tenantId: string; tenantName: string };

async function findInstallation(): Promise<Installation | null> {
  return db().installation.findFirst({ select: { tenantId: true, tenantName: true } });
}

/** Claims the database for this tenant where it belongs to none yet; answers the tenant it belongs to. */
export async function ensureInstallation(tenantId: string, tenantName: string): Promise<Installation> {
  const known = await findInstallation();
  if (known) return known;
  await db().installation.createMany({ data: [{ tenantId, tenantName }], skipDuplicates: true });
  return db().installation.findFirstOrThrow({ select: { tenantId: true, tenantName: true } });
}

export async function renameInstallation(tenantId: string, tenantName: string): Promise<void> {
  await db().installation.updateMany({ where: { tenantId }, data: { tenantName } });
}
