import 'server-only';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import type { SignerPart } from '@/lib/rollout/sign-off';
import { db } from './client';
import type { Db } from './client';
import { requireRowId } from './row-id';

/** Whether a run may be taken back with another choice for a resource than its owner signed with the phase, for these people and no others; a refusal has a reason. */
export type ReversalAgreement = {
  originSystem: string; originId: string; resourceName: string; choice: ReversalChoice; agrees: boolean; /** Ids, and a hash of them. */ people: string[]; peopleHash: string;
  agreedBy: string; agreedByName: string; agreedAs: SignerPart; reason: string | null; agreedAt: Date;
};

/** Agreements and refusals of a run, in the order they were given. */
export async function listAgreements(runId: string, tx: Db = db()): Promise<ReversalAgreement[]> {
  const rows = await tx.reversalAgreement.findMany({ where: { runId: requireRowId(runId) }, orderBy: { agreedAt: 'asc' }, omit: { id: true, runId: true } });
  return rows.map((row) => ({ ...row, choice: row.choice as ReversalChoice }));
}

/** Keeps agreements or refusals; what was given before stays as it was. */
export async function insertAgreements(tx: Db, runId: string, agreements: readonly Omit<ReversalAgreement, 'agreedAt'>[]): Promise<void> {
  await tx.reversalAgreement.createMany({ data: agreements.map((agreement) => ({ ...agreement, runId })) });
}
