import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { NamedPerson, ResourceId } from '@/lib/authoring/accountable-owner';
import type { Db } from '@/lib/db/client';
import { getPhase, lockPhase } from '@/lib/db/phases';
import { endEnvelopes, listStandingElsewhere, voidSignOff } from '@/lib/db/sign-offs';
import { aboutPhase } from './edit-rollout';
import { settleSignatures } from './settle-signatures';
import type { SignOff } from './sign-off';

/** Locks every phase that waits to start and has a sign-off of a resource, and one more, in one order for everybody. */
export async function lockPhasesWith(tx: Db, resource: ResourceId, phaseId: string | null): Promise<void> {
  const others = (await listStandingElsewhere(tx, resource, phaseId)).map((each) => each.phaseId);
  for (const id of [...new Set([...(phaseId ? [phaseId] : []), ...others])].sort()) await lockPhase(tx, id);
}

/** Who refused what, where, and why: the cause that voids what was signed elsewhere. */
export function refusalWords(by: { name: string }, resourceName: string, where: string, reason: string): string {
  return `${by.name} refused “${resourceName}” in ${where}: ${reason.replace(/[.\s]+$/, '')}.`;
}

/**
 * A refusal is of the resource: what was signed about it in other phases that wait to start, or for later ones, holds no
 * longer. Called with those phases locked (`lockPhasesWith`).
 */
export async function voidForRefusal(tx: Db, by: NamedPerson, resource: ResourceId, because: string, exceptPhaseId: string | null): Promise<void> {
  await endEnvelopes(tx, resource, because);
  const others = (await listStandingElsewhere(tx, resource, exceptPhaseId)).filter((each) => each.state === 'agreed' || each.state === 'notice');
  await voidElsewhere(tx, by, others, because, 'refused');
}

/** Signatures of other phases end with what somebody did in one. Called with those phases locked (`lockPhasesWith`). */
export async function voidElsewhere(tx: Db, by: NamedPerson, others: readonly SignOff[], because: string, what: 'refused' | 'takenBack'): Promise<void> {
  for (const other of others) {
    const phase = await getPhase(other.phaseId, tx);
    await voidSignOff(tx, other.id, [because]);
    await recordAudit(tx, [{ ...aboutPhase(by, phase), action: 'signoff.void', objectType: 'signoff', objectId: other.id, objectName: other.resource.name, before: { state: other.state }, after: { state: 'void' }, detail: [{ what }] }]);
    await settleSignatures(tx, phase, by);
  }
}
