import 'server-only';
import { listAccountableOwners, listStandingSigners } from '@/lib/db/accountable-owners';
import { databaseNow, db } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { packageTotals } from '@/lib/db/rehearsals';
import { listSignOffs } from '@/lib/db/sign-offs';
import { neededSignatures } from './needed-signatures';
import type { RehearsalHead } from './rehearsal';
import { resourceKey, resourcesOf } from './signed-content';
import { signatureLines } from './signature-line';
import type { SignatureLine } from './signature-line';
import { workingCalendarOf } from './working-calendar';

/** How every signature that a rehearsal needs stands. Reads the database only, and nobody's names among its people. */
export async function loadSignatures(rehearsal: Pick<RehearsalHead, 'id' | 'phaseId' | 'design'>, tx: Db = db()): Promise<SignatureLine[]> {
  const counted = { packages: await packageTotals(rehearsal.id, tx), design: rehearsal.design };
  // One after another: a transaction has one connection, which takes one statement at a time.
  const signOffs = await listSignOffs(rehearsal.phaseId, tx);
  const owners = await listAccountableOwners(resourcesOf(counted), tx);
  const standing = await listStandingSigners(tx);
  const { timeZone } = await workingCalendarOf(rehearsal.phaseId, tx);
  const now = await databaseNow(tx);
  const security = standing.find((each) => each.part === 'security')?.name ?? null;
  const ownerOf = (key: string) => owners.find((each) => resourceKey(each) === key)?.owner.name ?? null;
  return signatureLines(neededSignatures(counted, owners), { signOffs, ownerOf: ({ resource, kind }) => (kind === 'security' ? security : ownerOf(resourceKey(resource))), now, timeZone });
}
