import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { listAccountableOwners } from '@/lib/db/accountable-owners';
import { databaseNow, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { listPhaseAuthors } from '@/lib/db/phase-authors';
import { getPhase, lockPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { getRehearsal, latestRehearsal } from '@/lib/db/rehearsals';
import { addSigner, findSignOff, insertSignOff, listSignOffs, listStandingElsewhere, storeSignOffAnswer } from '@/lib/db/sign-offs';
import { AppError } from '@/lib/errors';
import { aboutPhase } from './edit-rollout';
import { neededKey, neededSignatures } from './needed-signatures';
import type { NeededSignature } from './needed-signatures';
import type { Rehearsal } from './rehearsal';
import type { Admin } from './rollout';
import { settleSignatures } from './settle-signatures';
import type { SignOff } from './sign-off';
import { computePart } from './sign-off-view';
import { contentOf, peopleOf } from './signed-content';
import { signedHash } from './signed-hash';

/**
 * A second admin signs, with a reason, what no owner of the phase's resources has answered: nobody they could ask is left,
 * or it cannot wait. Never what an owner refused, took back or agreed to under a condition, and never for security. Bound to the
 * rehearsal like any signature.
 * @throws AppError `notFound`; `forbidden` for who worked on the phase; `conflict` when it is not the newest rehearsal or
 * nothing is missing that a second admin may sign.
 */
export async function signInstead(admin: Admin, phaseId: string, rehearsalHash: string, reason: string): Promise<{ signed: string[] }> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    if ((await listPhaseAuthors(phaseId, tx)).has(admin.personId)) throw new AppError('forbidden', `${admin.personId} worked on phase ${phaseId}`, { say: 'You worked on this phase yourself, so another admin signs instead of the owners.' });
    const newest = await latestRehearsal(phaseId, tx);
    if (phase.state !== 'rehearsed' || newest?.hash !== rehearsalHash || newest.phaseRevision !== phase.revision) throw new AppError('conflict', `phase ${phaseId} is ${phase.state}, rehearsal ${newest?.hash ?? 'none'}`, { say: 'This is not what the phase would do now. Reload the page, look at the newest rehearsal, then sign.' });
    const rehearsal = await getRehearsal(newest.id, tx);
    const missing = await listMissing(tx, rehearsal);
    if (missing.length === 0) throw new AppError('conflict', `nothing is missing for phase ${phaseId}`, { say: 'Nothing is missing that a second admin can sign. What an owner refused, took back, or agreed to under a condition, stays with them, and security signs for itself.' });
    const events: AuditInput[] = [];
    for (const each of missing) events.push(await signOne(tx, admin, phase, rehearsal, each, reason));
    await recordAudit(tx, events);
    await settleSignatures(tx, await getPhase(phaseId, tx), admin);
    return { signed: missing.map(({ needed }) => needed.resource.name) };
  });
}

type Missing = { needed: NeededSignature; last: SignOff | null };

/** What an owner has not answered, and did not refuse in another phase. */
async function listMissing(tx: Db, rehearsal: Rehearsal): Promise<Missing[]> {
  const before = await listSignOffs(rehearsal.phaseId, tx);
  const needed = neededSignatures(rehearsal, await listAccountableOwners([], tx)).filter((each) => each.kind === 'owner');
  const missing: Missing[] = [];
  for (const each of needed) {
    const last = before.find((signOff) => neededKey(signOff) === neededKey(each)) ?? null;
    const answered = last?.state === 'agreed' || last?.state === 'notice' || last?.state === 'refused' || isThoughtOver(last, before);
    const refused = (await listStandingElsewhere(tx, each.resource, rehearsal.phaseId)).some((signOff) => signOff.state === 'refused');
    if (!answered && !refused) missing.push({ needed: each, last });
  }
  return missing;
}

/** Asked anew because an owner took their answer back: that is no silence, so nobody signs over it. */
function isThoughtOver(last: SignOff | null, before: readonly SignOff[]): boolean {
  const answer = last?.state === 'open' ? before.find(({ id }) => id === last.followsId) : undefined;
  return answer !== undefined && answer.takenBackBecause !== null && answer.answeredAs !== 'secondAdmin';
}

async function signOne(tx: Db, admin: Admin, phase: PhaseInRollout, rehearsal: Rehearsal, { needed, last }: Missing, reason: string): Promise<AuditInput> {
  const now = await databaseNow(tx);
  const content = contentOf(rehearsal, needed.resource);
  const contentHash = signedHash(content);
  const id =
    last?.state === 'open'
      ? last.id
      : await insertSignOff(tx, {
          phaseId: phase.id, kind: 'owner', resource: needed.resource, state: 'open', rehearsalId: rehearsal.id, rehearsalHash: rehearsal.hash, contentHash, peopleCount: peopleOf(content).length, because: null,
          followsId: last?.id ?? null, envelopeId: null, askedBy: admin.personId, askedByName: admin.name, askedAt: now, remindAt: now, dueAt: now, signers: [],
        });
  const signOff = await findSignOff(id, tx);
  if (!signOff) throw new AppError('internal', `sign-off ${id} is not there`);
  await addSigner(tx, id, { personId: admin.personId, name: admin.name, userPrincipalName: admin.userPrincipalName, part: 'secondAdmin', fromAt: now });
  const shown = { part: await computePart(signOff, phase, rehearsal, tx), rehearsalHash: rehearsal.hash, phase: phase.name, rollout: phase.rolloutName };
  const stored = await storeSignOffAnswer(tx, { id, contentHash, state: 'agreed', by: { personId: admin.personId, name: admin.name, part: 'secondAdmin' }, reason, condition: null, reversalChoice: rehearsal.design.reversal ?? 'leave', shown });
  if (!stored) throw new AppError('conflict', `sign-off ${id} speaks of ${signOff.contentHash}`, { say: 'What is asked has changed meanwhile. Reload the page.' });
  return { ...aboutPhase(admin, phase), action: 'signoff.instead', objectType: 'signoff', objectId: id, objectName: needed.resource.name, reason, after: { state: 'agreed', as: 'secondAdmin', contentHash, rehearsal: rehearsal.hash, people: peopleOf(content).length } };
}
