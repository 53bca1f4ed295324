import 'server-only';
import { createHash } from 'node:crypto';
import type { Db } from '@/lib/db/client';
import { findEnvelope, findSignOff, listStandingSignOffs } from '@/lib/db/sign-offs';
import { listAgreements } from '@/lib/db/reversal-agreements';
import type { ReversalAgreement } from '@/lib/db/reversal-agreements';
import { listDiffering } from '@/lib/db/reversals';
import type { Reversal } from '@/lib/db/reversals';
import { mostCareful } from './reversal';
import type { Differing, DiffersFromSigned, HeldRole, ReversalChoice, ReversalWay } from './reversal';
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

/** The resources for which a way is another than was signed, each with the people it concerns. */
export function differencesFromSigned(way: ReversalWay, signed: ReadonlyMap<string, SignedChoice>, held: readonly { personId: string; roles: readonly HeldRole[] }[]): Differing[] {
  if (way === 'signed') return [];
  const found = new Map<string, { about: Omit<Differing, 'who'>; who: Set<string> }>();
  for (const { personId, roles } of held) {
    for (const role of roles) {
      const key = resourceKey(role);
      const choice = signed.get(key)?.choice ?? 'leave';
      if (choice === way) continue;
      const known = found.get(key) ?? { about: { originSystem: role.originSystem, originId: role.originId, name: role.resourceName, signed: choice }, who: new Set() };
      found.set(key, { ...known, who: known.who.add(personId) });
    }
  }
  return [...found.values()].map(({ about, who }) => ({ ...about, who: [...who].sort() })).sort((a, b) => a.name.localeCompare(b.name));
}

/** Names these people, whatever their order. */
export function hashOfPeople(ids: readonly string[]): string {
  return createHash('sha256').update([...ids].sort().join('\n')).digest('hex');
}

/** An agreement as it is told: for how many people it was given. */
export type GivenAgreement = Omit<ReversalAgreement, 'people' | 'peopleHash'> & { people: number };

/** A resource of which another agreement is needed: the one that was given, the refusal that stands, and the last that was given for fewer or others. */
export type NeededAgreement = DiffersFromSigned & { agreed: GivenAgreement | null; refused: GivenAgreement | null; outgrown: GivenAgreement | null };

/** True while somebody is waited for. */
export function isAwaited({ agreed, refused }: Pick<NeededAgreement, 'agreed' | 'refused'>): boolean {
  return !agreed && !refused;
}

/**
 * Whose agreement a reversal needs beyond what was signed. An agreement is an upper bound: it holds for the people it was
 * given for and for fewer of them, and has to be given anew for more or for others. A refusal is of the choice, for whomever it
 * is made, and ends what was agreed to before it; it stands until somebody who is asked agrees after all.
 */
export async function loadNeededAgreements({ id, runId, choice, differs }: Pick<Reversal, 'id' | 'runId' | 'choice' | 'differs'>, tx?: Db): Promise<NeededAgreement[]> {
  if (differs.length === 0) return [];
  const [given, differing] = await Promise.all([listAgreements(runId, tx), loadDiffering(id, tx)]);
  return differs.map((each): NeededAgreement => {
    const who = differing.get(resourceKey(each)) ?? [];
    const ofChoice = given.filter((answer) => resourceKey(answer) === resourceKey(each) && answer.choice === choice);
    const refusedAt = ofChoice.findLastIndex(({ agrees }) => !agrees);
    const since = ofChoice.slice(refusedAt + 1);
    const agreed = who.length === each.people ? since.find(({ people }) => isWithin(who, people)) : undefined;
    const [refusal, last] = [since.length === 0 ? ofChoice[refusedAt] : undefined, since.at(-1)];
    return { ...each, agreed: agreed ? told(agreed) : null, refused: refusal ? told(refusal) : null, outgrown: !agreed && last ? told(last) : null };
  });
}

/** By resource, the ids of those of whom a reversal does otherwise than was signed. */
export async function loadDiffering(reversalId: string, tx?: Db): Promise<Map<string, string[]>> {
  return new Map((await listDiffering(reversalId, tx)).map(({ who, ...resource }) => [resourceKey(resource), who]));
}

function isWithin(who: readonly string[], agreed: readonly string[]): boolean {
  const all = new Set(agreed);
  return who.every((id) => all.has(id));
}

function told({ people, peopleHash: _peopleHash, ...agreement }: ReversalAgreement): GivenAgreement {
  return { ...agreement, people: people.length };
}
