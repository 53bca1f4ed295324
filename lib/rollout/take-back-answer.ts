import 'server-only';
import { recordAudit } from '@/lib/audit';
import type { AuditInput } from '@/lib/audit';
import { listAccountableOwners, listStandingSigners } from '@/lib/db/accountable-owners';
import { databaseNow, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { listPhaseAuthors } from '@/lib/db/phase-authors';
import { getPhase, lockPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { endEnvelopes, findEnvelope, findSignOff, insertSignOff, listStandingElsewhere, voidSignOff } from '@/lib/db/sign-offs';
import { AppError } from '@/lib/errors';
import type { Answerer } from './answer-sign-off';
import { aboutPhase } from './edit-rollout';
import { canChangeCohort } from './phase';
import { lockPhasesWith, voidElsewhere } from './refuse-resource';
import { settleSignatures } from './settle-signatures';
import { bySignerOrder, signersAt, startedWords, takenBackWords } from './sign-off';
import type { SignOff } from './sign-off';
import { candidatesFor } from './signer-candidates';
import type { Accounts } from './signer-candidates';
import { signerChain } from './signer-chain';
import { workingCalendarOf } from './working-calendar';

/**
 * Whoever answered takes their answer back while the phase has not started: it is void and kept, what was signed with it
 * for later phases ends, and the same is asked anew, so that the phase waits until somebody has answered again. Gives the
 * question that is asked now; null where nobody but a second admin is left to ask, or nobody gains the resource any more.
 * @throws AppError `notFound` for who did not answer and was not asked; `forbidden` for who was asked and did not answer,
 * and for who worked on the phase; `conflict` once the phase has started, or when the answer stands no longer
 */
export async function takeBackAnswer(answerer: Answerer, signOffId: string, reason: string): Promise<{ askedAnew: string | null }> {
  const found = await findSignOff(signOffId);
  if (!found) throw new AppError('notFound', `no sign-off ${signOffId}`);
  return inTransaction(async (tx) => {
    await lockPhasesWith(tx, found.resource, found.phaseId);
    const phase = await lockPhase(tx, found.phaseId);
    const signOff = await requireOwnAnswer(tx, answerer, signOffId, phase);

    const because = takenBackWords(signOff, reason);
    await voidSignOff(tx, signOff.id, [because], reason);
    const { asked, event } = await askAnew(tx, answerer, phase, signOff);
    await recordAudit(tx, [
      { ...aboutPhase(answerer, phase), action: 'signoff.takeBack', objectType: 'signoff', objectId: signOff.id, objectName: signOff.resource.name, before: { state: signOff.state, as: signOff.answeredAs, rehearsal: signOff.rehearsalHash }, after: { state: 'void', askedAnew: asked }, reason },
      ...event,
    ]);
    await endOpened(tx, answerer, signOff, because);
    await settleSignatures(tx, await getPhase(phase.id, tx), answerer);
    return { askedAnew: asked && (await findSignOff(asked, tx))?.state === 'open' ? asked : null };
  });
}

/** The answer, of whoever takes it back, while it stands and nothing was started by it. */
async function requireOwnAnswer(tx: Db, answerer: Answerer, signOffId: string, phase: PhaseInRollout): Promise<SignOff> {
  const signOff = await findSignOff(signOffId, tx);
  const isAsked = signOff && signersAt(signOff, await databaseNow(tx)).some(({ personId }) => personId === answerer.personId);
  if (!signOff || !isAsked) throw new AppError('notFound', `no sign-off ${signOffId} of ${answerer.personId}`);
  if (signOff.state !== 'agreed' && signOff.state !== 'refused') throw new AppError('conflict', `sign-off ${signOffId} is ${signOff.state}`, { say: 'There is no answer that stands. Reload the page to see what is asked now.' });
  if (signOff.answeredBy !== answerer.personId) throw new AppError('forbidden', `${signOffId} was answered by ${signOff.answeredBy ?? 'nobody'}`, { say: `${signOff.answeredByName ?? 'Somebody else'} answered, and nobody else takes that back.` });
  if (!canChangeCohort(phase.state)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: startedWords(signOff, phase.name) });
  if (phase.rolloutState === 'abandoned' || phase.rolloutState === 'finished') throw new AppError('conflict', `rollout ${phase.rolloutId} is ${phase.rolloutState}`, { say: `This rollout is ${phase.rolloutState}.` });
  if ((await listPhaseAuthors(phase.id, tx)).has(answerer.personId)) throw new AppError('forbidden', `${answerer.personId} worked on phase ${phase.id}`, { say: 'You worked on this phase since, so an admin settles what you answered.' });
  return signOff;
}

/** What was signed with the answer for later phases ends, and with it every notice of a phase that lies inside. */
async function endOpened(tx: Db, answerer: Answerer, signOff: SignOff, because: string): Promise<void> {
  const envelope = await findEnvelope({ signOffId: signOff.id }, tx);
  if (!envelope || envelope.endedAt) return;
  await endEnvelopes(tx, { signOffId: signOff.id }, because);
  const inside = (await listStandingElsewhere(tx, signOff.resource, signOff.phaseId)).filter((each) => each.envelopeId === envelope.id && each.state === 'notice');
  await voidElsewhere(tx, answerer, inside, because, 'takenBack');
}

/** The same question, to whom the register names now; who was asked by now still is. */
async function askAnew(tx: Db, answerer: Answerer, phase: PhaseInRollout, signOff: SignOff): Promise<{ asked: string | null; event: AuditInput[] }> {
  const { resource, kind, rehearsalId, rehearsalHash, contentHash, peopleCount, because, askedBy, askedByName } = signOff;
  const now = await databaseNow(tx);
  const owners = await listAccountableOwners([resource], tx);
  const accounts = accountsOf(signOff, owners, await listStandingSigners(tx));
  const { signers, leftOut: _leftOut, ...when } = signerChain(candidatesFor({ resource, kind }, owners, accounts), await listPhaseAuthors(phase.id, tx), now, await workingCalendarOf(phase.id, tx));
  if (signers.length === 0) return { asked: null, event: [] };
  const before = new Set(signersAt(signOff, now).map(({ personId }) => personId));
  const anew = signers.map((signer) => (before.has(signer.personId) ? { ...signer, fromAt: now } : signer)).sort(bySignerOrder);
  const asked = await insertSignOff(tx, { phaseId: phase.id, kind, resource, state: 'open', rehearsalId, rehearsalHash, contentHash, peopleCount, because: kind === 'security' ? because : null, followsId: signOff.id, envelopeId: null, askedBy, askedByName, askedAt: now, ...when, signers: anew });
  const [first] = anew;
  return { asked, event: [{ ...aboutPhase(answerer, phase), action: 'signoff.ask', ...(first ? { subject: first } : {}), objectType: 'signoff', objectId: asked, objectName: resource.name, after: { kind, contentHash, rehearsal: rehearsalHash, people: peopleCount, due: when.dueAt, parts: anew.map(({ part }) => part) } }] };
}

/** As the register and the question before name them: owners may not read accounts in Graph, and who has left is passed over by their silence. */
function accountsOf(signOff: SignOff, owners: Awaited<ReturnType<typeof listAccountableOwners>>, standing: Accounts['standing']): Accounts {
  const account = ({ personId, name, userPrincipalName }: { personId: string; name: string; userPrincipalName: string }) => ({ id: personId, name, userPrincipalName, enabled: true, external: false });
  const named = [...owners.flatMap(({ owner, deputy }) => [owner, ...(deputy ? [deputy] : [])]), ...standing];
  const manager = signOff.signers.find(({ part }) => part === 'manager');
  return { people: new Map(named.map((person) => [person.personId, account(person)])), managers: new Map(manager ? owners.map(({ owner }) => [owner.personId, account(manager)] as const) : []), standing };
}
