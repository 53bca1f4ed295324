import 'server-only';
import type { Db } from '@/lib/db/client';
import { findEnvelope, findSignOff, listStandingSignOffs } from '@/lib/db/sign-offs';
import { listAgreements } from '@/lib/db/reversal-agreements';
import type { ReversalAgreement } from '@/lib/db/reversal-agreements';
import type { Reversal } from '@/lib/db/reversals';
import { mostCareful } from './reversal';
import type { DiffersFromSigned, HeldRole, ReversalChoice, ReversalWay } from './reversal';
import type { SignOff } from './sign-off';
import { resourceKey } from './signed-content';

/** What the owner of a resource signed for those who had it before, and in which letter. */
export type SignedChoice = { resource: SignOff['resource']; signOffId: string; choice: ReversalChoice; signer: string | null };

/** By resource what was signed with a phase. Signatures of before said nothing of it: to leave them is what changes nothing. */
export async function loadSignedChoices(phaseId: string, tx?: Db): Promise<Map<string, SignedChoice>> {
  const signed = (await listStandingSignOffs(phaseId, tx)).filter(({ kind, state }) => kind === 'owner' && (state === 'agreed' || state === 'notice'));
  const choices = await Promise.all(signed.map(async (signOff) => ({ signOff, from: await answeredIn(signOff, tx) })));
  return new Map(choices.map(({ signOff, from }) => [resourceKey(signOff.resource), { resource: signOff.resource, signOffId: signOff.id, choice: from.reversalChoice ?? 'leave', signer: from.answeredByName }]));
}

/** What lies inside of what was signed beforehand is signed there. */
async function answeredIn(signOff: SignOff, tx?: Db): Promise<SignOff> {
  if (signOff.state !== 'notice' || !signOff.envelopeId) return signOff;
  const envelope = await findEnvelope({ id: signOff.envelopeId }, tx);
  return (envelope && (await findSignOff(envelope.signOffId, tx))) ?? signOff;
}

/** What becomes of somebody who held these roles before: with one way for all, that; else what their owners signed. */
export function choiceFor(way: ReversalWay, signed: ReadonlyMap<string, SignedChoice>, held: readonly Pick<HeldRole, 'originSystem' | 'originId'>[]): ReversalChoice {
  return way === 'signed' ? mostCareful(held.map((role) => signed.get(resourceKey(role))?.choice ?? 'leave')) : way;
}

/** The resources for which a way is another than was signed, each with how many people it concerns. */
export function differencesFromSigned(way: ReversalWay, signed: ReadonlyMap<string, SignedChoice>, held: readonly (readonly HeldRole[])[]): DiffersFromSigned[] {
  if (way === 'signed') return [];
  const found = new Map<string, DiffersFromSigned>();
  for (const roles of held) {
    for (const [key, role] of new Map(roles.map((each) => [resourceKey(each), each]))) {
      const choice = signed.get(key)?.choice ?? 'leave';
      if (choice === way) continue;
      const known = found.get(key);
      if (known) known.people += 1;
      else found.set(key, { originSystem: role.originSystem, originId: role.originId, name: role.resourceName, signed: choice, people: 1 });
    }
  }
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
}

/** A resource of which another agreement is needed, and the one that was given. */
export type NeededAgreement = DiffersFromSigned & { agreed: ReversalAgreement | null };

/** Whose agreement a reversal needs beyond what was signed with the phase. */
export async function loadNeededAgreements({ runId, choice, differs }: Pick<Reversal, 'runId' | 'choice' | 'differs'>, tx?: Db): Promise<NeededAgreement[]> {
  if (differs.length === 0) return [];
  const given = await listAgreements(runId, tx);
  return differs.map((each) => ({ ...each, agreed: given.find((agreement) => resourceKey(agreement) === resourceKey(each) && agreement.choice === choice) ?? null }));
}
