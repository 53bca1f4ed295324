import 'server-only';
import { recordAudit } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { lockPhase } from '@/lib/db/phases';
import { insertAgreements } from '@/lib/db/reversal-agreements';
import { findReversal, getReversal } from '@/lib/db/reversals';
import type { Reversal } from '@/lib/db/reversals';
import { findRunOfPhase, getRun } from '@/lib/db/runs';
import { findSignOff } from '@/lib/db/sign-offs';
import { AppError } from '@/lib/errors';
import { aboutPhase } from './edit-rollout';
import type { DiffersFromSigned, ReversalChoice } from './reversal';
import type { Admin } from './rollout';
import { signersAt } from './sign-off';
import type { SignerPart, SignOff } from './sign-off';
import { resourceKey } from './signed-content';
import { hashOfPeople, isAwaited, loadDiffering, loadNeededAgreements } from './signed-reversal';
import type { NeededAgreement } from './signed-reversal';

/** What an owner is asked once a reversal is rehearsed otherwise than they signed; `open` until it is started, `awaited` while nobody has answered. */
export type AskedReversal = { reversalId: string; hash: string; choice: ReversalChoice; open: boolean; awaited: boolean; needed: NeededAgreement };

/** What the reversal of a letter's phase asks its signers beyond what they signed; null where it asks nothing. */
export async function findAskedReversal(signOff: SignOff, tx?: Db): Promise<AskedReversal | null> {
  if (signOff.kind !== 'owner' || (signOff.state !== 'agreed' && signOff.state !== 'notice')) return null;
  const runId = await findRunOfPhase(signOff.phaseId, tx);
  const reversal = runId ? await findReversal(runId, tx) : null;
  if (!reversal || reversal.choice === 'signed') return null;
  const needed = (await loadNeededAgreements(reversal, tx)).find((each) => resourceKey(each) === resourceKey(signOff.resource));
  return needed ? { reversalId: reversal.id, hash: reversal.hash, choice: reversal.choice, open: reversal.state === 'rehearsed', awaited: reversal.state === 'rehearsed' && isAwaited(needed), needed } : null;
}

/**
 * Whoever was asked to sign for a resource agrees that a reversal treats those who had it before otherwise than was signed.
 * @throws AppError `notFound` for a stranger; `conflict` when it is not what is asked any more
 */
export async function agreeToReversal(signer: Admin, signOffId: string, hash: string): Promise<void> {
  await answerAsked(signer, signOffId, hash, null);
}

/**
 * Whoever was asked to sign for a resource refuses that: what was signed holds, until one of them agrees after all. An
 * agreement of before ends with it.
 * @throws AppError `notFound` for a stranger; `conflict` when it is not what is asked any more
 */
export async function refuseReversal(signer: Admin, signOffId: string, hash: string, reason: string): Promise<void> {
  await answerAsked(signer, signOffId, hash, reason);
}

/** `refusal` is why it is refused; null for an agreement. */
async function answerAsked(signer: Admin, signOffId: string, hash: string, refusal: string | null): Promise<void> {
  const found = await findSignOff(signOffId);
  if (!found) throw new AppError('notFound', `no sign-off ${signOffId}`);
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, found.phaseId);
    const asked = signersAt(found, await databaseNow(tx)).find((each) => each.personId === signer.personId);
    if (!asked) throw new AppError('notFound', `sign-off ${signOffId} was not asked of ${signer.personId}`);
    const wanted = await findAskedReversal(found, tx);
    const answered = refusal === null ? wanted?.needed.agreed : wanted?.needed.refused;
    if (wanted?.hash !== hash || answered) throw new AppError('conflict', `${hash} asks nothing of sign-off ${signOffId}`, { say: `What you are asked has changed, or was ${refusal === null ? 'agreed to' : 'refused'} already. Reload the page.` });
    const reversal = await getReversal(wanted.reversalId, tx);
    assertNotStarted(reversal);
    const concerned = await keep(tx, reversal, [wanted.needed], signer, asked.part, { agrees: refusal === null, reason: refusal });
    await recordAudit(tx, [{ ...aboutPhase(signer, phase), action: refusal === null ? 'reversal.agree' : 'reversal.refuse', objectType: 'signoff', objectId: found.id, objectName: found.resource.name, runId: reversal.runId, ...(refusal === null ? {} : { reason: refusal }), before: { signed: wanted.needed.signed }, after: { choice: wanted.choice, reversal: reversal.number, hash, as: asked.part, ...concerned[0] } }]);
  });
}

/**
 * A second admin agrees with a reason instead of the owners, for all that is still missing. Never who rehearsed it.
 * @throws AppError `notFound`; `forbidden` for who rehearsed it; `conflict` when it is not the newest, nothing is missing, or an owner refused
 */
export async function agreeInstead(admin: Admin, reversalId: string, hash: string, reason: string): Promise<void> {
  const run = await getRun((await getReversal(reversalId)).runId);
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, run.phaseId);
    const reversal = await findReversal(run.id, tx);
    if (reversal?.id !== reversalId || reversal.hash !== hash) throw new AppError('conflict', `${hash} is not the newest reversal of run ${run.id}`, { say: 'The reversal was rehearsed again since. Look at the newest, then agree.' });
    if (reversal.createdBy === admin.personId) throw new AppError('forbidden', `${admin.personId} rehearsed reversal ${reversalId}`, { say: 'You rehearsed this reversal, so another admin or the owner agrees to it.' });
    assertNotStarted(reversal);
    const missing = (await loadNeededAgreements(reversal, tx)).filter(({ agreed }) => !agreed);
    if (missing.length === 0) throw new AppError('conflict', `reversal ${reversalId} needs no agreement`, { say: 'Nothing is missing any more. Reload the page.' });
    const refused = missing.find((each) => each.refused);
    if (refused?.refused) throw new AppError('conflict', `reversal ${reversalId} was refused for ${refused.originId}`, { say: `${refused.refused.agreedByName} refused this for “${refused.name}”, and a refusal is not agreed over. Rehearse the reversal as it was signed, or settle it with them.` });
    const concerned = await keep(tx, reversal, missing, admin, 'secondAdmin', { agrees: true, reason });
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'reversal.agreeInstead', runId: run.id, reason, before: { signed: missing.map(({ name, signed }) => ({ resource: name, signed })) }, after: { choice: reversal.choice, reversal: reversal.number, hash, as: 'secondAdmin', resources: missing.map(({ name }, index) => ({ resource: name, ...concerned[index] })) } }]);
  });
}

function assertNotStarted({ id, state }: Reversal): void {
  if (state !== 'rehearsed') throw new AppError('conflict', `reversal ${id} is ${state}`, { say: 'It has been started already.' });
}

/** Keeps the same answer for each; gives for how many people, and whom. */
async function keep(tx: Db, { id, runId, choice }: Reversal, resources: readonly DiffersFromSigned[], by: Admin, agreedAs: SignerPart, answer: { agrees: boolean; reason: string | null }): Promise<{ people: number; who: string }[]> {
  if (choice === 'signed') throw new AppError('internal', 'what is taken back as it was signed needs no agreement');
  const differing = await loadDiffering(id, tx);
  const agreements = resources.map(({ originSystem, originId, name }) => {
    const people = differing.get(resourceKey({ originSystem, originId })) ?? [];
    return { originSystem, originId, resourceName: name, choice, people, peopleHash: hashOfPeople(people), agreedBy: by.personId, agreedByName: by.name, agreedAs, ...answer };
  });
  await insertAgreements(tx, runId, agreements);
  return agreements.map(({ people, peopleHash }) => ({ people: people.length, who: peopleHash }));
}
