import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { databaseNow, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { listPhaseAuthors } from '@/lib/db/phase-authors';
import { getPhase, lockPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { getRehearsal } from '@/lib/db/rehearsals';
import { findSignOff, insertEnvelope, storeSignOffAnswer } from '@/lib/db/sign-offs';
import { AppError } from '@/lib/errors';
import { aboutPhase } from './edit-rollout';
import { beyondApproval } from './beyond-approval';
import type { Rehearsal } from './rehearsal';
import type { ReversalChoice } from './reversal';
import type { Admin } from './rollout';
import { lockPhasesWith, refusalWords, voidForRefusal } from './refuse-resource';
import { settleSignatures } from './settle-signatures';
import { signersAt } from './sign-off';
import type { Signer, SignOff, SignOffCondition } from './sign-off';
import type { LetterPart } from './sign-off-letter';
import { computePart } from './sign-off-view';
import { contentOf, reachOf } from './signed-content';

/** What a signer looked at: the question and the hash of what it said. */
export type SeenSignOff = { signOffId: string; contentHash: string };

/** What may be signed for later phases with an agreement. */
export type WantedEnvelope = { mostPeople: number; departments: string[]; until: string };

/** `reversal` is the answerer's choice for those who had it before; without one they agree to the phase's. */
export type SignOffReply = { kind: 'agree'; envelope: WantedEnvelope | null; reversal?: ReversalChoice | null } | { kind: 'condition'; condition: SignOffCondition; reversal?: ReversalChoice | null } | { kind: 'refuse'; reason: string };

/** Whoever answers: anyone signed in who was asked. */
export type Answerer = Admin;

/**
 * An answer to exactly what was seen, for one resource or for several of a phase at once: all are stored, or none. Only
 * who was asked by now can answer; for everybody else there is nothing here. A refusal ends what was signed about the
 * resource in other phases that have not started.
 * @throws AppError `notFound` for a stranger; `forbidden` for who worked on the phase; `conflict` when what is asked
 * changed meanwhile, was answered, or the phase has started
 */
export async function answerSignOffs(answerer: Answerer, seen: SeenSignOff[], reply: SignOffReply): Promise<void> {
  const [first] = await Promise.all(seen.map(({ signOffId }) => findSignOff(signOffId)));
  if (!first) throw new AppError('notFound', `no sign-off ${seen[0]?.signOffId ?? ''}`);
  await inTransaction(async (tx) => {
    const phase = await lockWith(tx, first, reply);
    const signOffs: ({ seen: SeenSignOff } & Asked)[] = [];
    for (const each of seen) signOffs.push({ seen: each, ...(await requireAsked(tx, answerer, each.signOffId, phase.id)) });
    await assertMayAnswer(tx, answerer, phase);
    const events: AuditInput[] = [];
    for (const { seen: each, signOff, signer } of signOffs) events.push(await storeOne(tx, answerer, phase, signOff, signer, each.contentHash, reply));
    await recordAudit(tx, events);
    if (reply.kind === 'refuse') {
      const where = `${phase.rolloutName}, ${phase.name}`;
      for (const { signOff } of signOffs) await voidForRefusal(tx, answerer, signOff.resource, refusalWords(answerer, signOff.resource.name, where, reply.reason), phase.id);
    }
    await settleSignatures(tx, await getPhase(phase.id, tx), answerer);
  });
}

/** The phase, locked; with a refusal also those others it reaches. */
async function lockWith(tx: Db, signOff: SignOff, reply: SignOffReply): Promise<PhaseInRollout> {
  if (reply.kind === 'refuse') await lockPhasesWith(tx, signOff.resource, signOff.phaseId);
  return lockPhase(tx, signOff.phaseId);
}

type Asked = { signOff: SignOff; signer: Signer };

async function requireAsked(tx: Db, answerer: Answerer, signOffId: string, phaseId: string): Promise<Asked> {
  const signOff = await findSignOff(signOffId, tx);
  const signer = signOff && signersAt(signOff, await databaseNow(tx)).find((each) => each.personId === answerer.personId);
  if (!signOff || !signer || signOff.phaseId !== phaseId) throw new AppError('notFound', `no sign-off ${signOffId} of ${answerer.personId}`);
  return { signOff, signer };
}

async function assertMayAnswer(tx: Db, answerer: Answerer, phase: PhaseInRollout): Promise<void> {
  if ((await listPhaseAuthors(phase.id, tx)).has(answerer.personId)) throw new AppError('forbidden', `${answerer.personId} worked on phase ${phase.id}`, { say: 'You worked on this phase yourself, so somebody else signs it.' });
  if (phase.state === 'rehearsed' || phase.state === 'signed') return;
  throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: phase.state === 'draft' ? 'The phase is being changed. You are asked again when it was rehearsed anew.' : 'This phase has started already, so there is nothing to sign any more.' });
}

async function storeOne(tx: Db, answerer: Answerer, phase: PhaseInRollout, signOff: SignOff, signer: Signer, contentHash: string, reply: SignOffReply): Promise<AuditInput> {
  const rehearsal = await getRehearsal(signOff.rehearsalId, tx);
  const part = await computePart(signOff, phase, rehearsal, tx);
  const reach = reachOf(contentOf(rehearsal, signOff.resource), answerer.personId);
  if (reply.kind !== 'refuse') await assertWithinLimits(tx, signOff, rehearsal, part);
  const state = reply.kind === 'refuse' ? 'refused' : 'agreed';
  const reason = reply.kind === 'refuse' ? reply.reason : null;
  const condition = reply.kind === 'condition' ? reply.condition : null;
  const envelope = reply.kind === 'agree' ? reply.envelope : null;
  // Security signs for what the resource guards, not for what becomes of its people.
  const reversalChoice = reply.kind === 'refuse' ? null : ((signOff.kind === 'owner' ? reply.reversal : null) ?? rehearsal.design.reversal ?? 'leave');
  const shown = { part, rehearsalHash: signOff.rehearsalHash, phase: phase.name, rollout: phase.rolloutName, plannedFor: phase.plannedFor?.toISOString().slice(0, 10) ?? null, ...(envelope ? { envelope } : {}) };
  const stored = await storeSignOffAnswer(tx, { id: signOff.id, contentHash, state, by: { personId: answerer.personId, name: answerer.name, part: signer.part }, reason, condition, reversalChoice, shown });
  if (!stored) {
    const changed = signOff.state === 'open' && signOff.contentHash !== contentHash;
    throw new AppError('conflict', `${signOff.id} is ${signOff.state} with ${signOff.contentHash}`, { say: changed ? 'What you are asked has changed while you read it. Reload the page to see what is asked now.' : 'This was answered already. Reload the page.' });
  }
  if (envelope) await insertEnvelope(tx, { ...envelope, signOffId: signOff.id, rolloutId: phase.rolloutId, resource: signOff.resource });
  return {
    ...aboutPhase(answerer, phase), action: ACTION[reply.kind], objectType: 'signoff', objectId: signOff.id, objectName: signOff.resource.name, before: { state: signOff.state },
    after: { state, as: signer.part, kind: signOff.kind, contentHash: signOff.contentHash, rehearsal: signOff.rehearsalHash, people: signOff.peopleCount, ...(condition ? { condition } : {}), ...(envelope ? { envelope } : {}), ...(reversalChoice ? { reversal: reversalChoice } : {}), ...(reach ? { signerGains: reach } : {}) },
    ...(reason ? { reason } : {}),
  };
}

/** Nobody signs beyond what the owner allowed when approving the resource; they may widen it, and are asked again then. */
async function assertWithinLimits(tx: Db, { id, resource }: SignOff, rehearsal: Rehearsal, part: LetterPart): Promise<void> {
  const beyond = await beyondApproval(rehearsal.design, resource, { people: part.people + part.already, externals: part.external }, await databaseNow(tx), tx);
  if (beyond.length > 0) throw new AppError('conflict', `${id} is beyond the limits of ${resource.originId}`, { say: `This goes beyond the limits set when “${resource.name}” was approved: ${beyond.join('; ')}. Whoever approved it can widen them; then sign.` });
}

const ACTION: Record<SignOffReply['kind'], string> = { agree: 'signoff.agree', condition: 'signoff.condition', refuse: 'signoff.refuse' };

