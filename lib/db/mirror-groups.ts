import 'server-only';
import type { MirrorGroup } from '@/lib/directory/mirror';
import { db } from './client';
import type { Db } from './client';

const GROUP = {
  id: true, name: true, description: true, mail: true, mailEnabled: true, securityEnabled: true, microsoft365: true, dynamic: true, membershipRule: true, rulePaused: true, synchronised: true,
  roleAssignable: true, hiddenMembership: true, licences: true, membersAsOf: true, ownersAsOf: true, deletedAt: true,
} as const;

/** These groups as they are held; one that is not, or was never read, is missing. */
export async function findMirrorGroups(ids: readonly string[], tx: Db = db()): Promise<Map<string, MirrorGroup>> {
  const rows = await tx.mirrorGroup.findMany({ where: { id: { in: ids.map((id) => id.toLowerCase()) }, round: { gt: 0 } }, select: GROUP });
  return new Map(rows.map((row) => [row.id, row]));
}

/** Which of these groups' members were not read yet. */
export async function listUnreadGroups(ids: readonly string[], tx: Db = db()): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx.mirrorGroup.findMany({ where: { id: { in: [...ids] }, OR: [{ membersAsOf: { not: null } }, { deletedAt: { not: null } }] }, select: { id: true } });
  const read = new Set(rows.map((row) => row.id));
  return ids.filter((id) => !read.has(id));
}
