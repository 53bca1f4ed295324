/**
 * One question to an accountable owner about what a phase does to one resource, and their answer. Pure: read in the
 * browser too.
 */
import type { NamedPerson } from '@/lib/authoring/accountable-owner';
import type { ReversalChoice } from './reversal';
import type { SignedResource } from './signed-content';

/** Of its owner, or of security where the resource guards more than itself. */
export type SignOffKind = 'owner' | 'security';

/** `notice`: inside an envelope the owner signed before. `void`: something widened since, or it was taken back. `replaced`: no longer asked. */
export type SignOffState = 'open' | 'agreed' | 'refused' | 'notice' | 'void' | 'replaced';

/** Those of them that are the last word on a resource of a phase; one of them at a time. */
export const STANDING_STATES: readonly SignOffState[] = ['open', 'agreed', 'refused', 'notice'];

export type SignerPart = 'owner' | 'deputy' | 'manager' | 'sponsor' | 'security' | 'securityDeputy' | 'secondAdmin';

/** Who may answer, and from when on. */
export type Signer = NamedPerson & { part: SignerPart; fromAt: Date };

/** What an owner agrees under. `other` is in words nobody but a person can test: it counts as a refusal until one has. */
export type SignOffCondition = {
  /** Days, as `2026-12-31`. */
  startsBy: string | null;
  endsBy: string | null;
  mostPeople: number | null;
  noExternals: boolean;
  other: string | null;
};

export type SignOff = {
  id: string;
  phaseId: string;
  kind: SignOffKind;
  resource: SignedResource;
  state: SignOffState;
  rehearsalId: string;
  rehearsalHash: string;
  contentHash: string;
  peopleCount: number;
  /** Why security is asked, or why only a second admin can sign; null for an owner like any other. */
  because: string | null;
  followsId: string | null;
  envelopeId: string | null;
  askedBy: string;
  askedByName: string;
  askedAt: Date;
  remindAt: Date;
  dueAt: Date;
  answeredBy: string | null;
  answeredByName: string | null;
  answeredAs: SignerPart | null;
  answeredAt: Date | null;
  reason: string | null;
  condition: SignOffCondition | null;
  /** What becomes of those who had it before, if the phase is taken back, as it was agreed to; null before, and in answers of before. */
  reversalChoice: ReversalChoice | null;
  confirmedBy: string | null;
  confirmedByName: string | null;
  confirmedAt: Date | null;
  unmet: string[];
  /** The newest rehearsal it was held against, other than the one it was given to, and how many gain by that; null before. */
  current: { rehearsal: number; people: number } | null;
  voidedAt: Date | null;
  voidBecause: string[];
  /** Why whoever answered took it back before the phase started; null for what was not taken back. */
  takenBackBecause: string | null;
  signers: Signer[];
};

/** A sign-off with where it belongs, as lists name it. */
export type SignOffLine = SignOff & { phaseName: string; rolloutId: string; rolloutName: string; /** Of the phase's calendar, where it names one. */ timeZone: string | null };

/** True for a condition that a person has to test, and nobody has yet: it counts as a refusal. */
export function isUnconfirmed({ condition, confirmedAt }: Pick<SignOff, 'condition' | 'confirmedAt'>): boolean {
  return Boolean(condition?.other) && confirmedAt === null;
}

/** True when the phase may go on as far as this resource is concerned. */
export function isSigned(signOff: Pick<SignOff, 'state' | 'condition' | 'confirmedAt' | 'unmet'>): boolean {
  if (signOff.state === 'notice') return true;
  return signOff.state === 'agreed' && !isUnconfirmed(signOff) && signOff.unmet.length === 0;
}

/** True for an answer that was a refusal, also once it was taken back: of agreements only a second admin's has a reason. */
export function isRefusal({ reason, answeredAs }: Pick<SignOff, 'reason' | 'answeredAs'>): boolean {
  return reason !== null && answeredAs !== 'secondAdmin';
}

/** Who took an answer back, and why, in a sentence. */
export function takenBackWords(signOff: Pick<SignOff, 'reason' | 'answeredAs' | 'answeredByName'>, reason: string): string {
  return `${signOff.answeredByName ?? 'Whoever answered'} took the ${isRefusal(signOff) ? 'refusal' : 'signature'} back: ${reason.replace(/[.\s]+$/, '')}.`;
}

/** Why an answer stands once its phase has started, and who can stop what it began. */
export function startedWords({ askedByName }: Pick<SignOff, 'askedByName'>, phaseName: string): string {
  return `“${phaseName}” has started, so your answer stands. If it has to stop, ask ${askedByName} at once: an admin can pause or stop its run, stop everything the portal does, and take back what was given.`;
}

/** Who may answer at a moment, the first of them the one it is asked of in the end. */
export function signersAt(signOff: Pick<SignOff, 'signers'>, at: Date): Signer[] {
  return signOff.signers.filter((signer) => signer.fromAt.getTime() <= at.getTime());
}

const ORDER: readonly SignerPart[] = ['owner', 'deputy', 'manager', 'sponsor', 'security', 'securityDeputy', 'secondAdmin'];

/** In the order in which they are asked. */
export function bySignerOrder(a: Signer, b: Signer): number {
  return a.fromAt.getTime() - b.fromAt.getTime() || ORDER.indexOf(a.part) - ORDER.indexOf(b.part);
}

/** Who is being waited for: whoever was asked last. */
export function waitsFor(signOff: Pick<SignOff, 'signers'>, at: Date): Signer | null {
  return signersAt(signOff, at).at(-1) ?? null;
}

export const PART_WORD: Record<SignerPart, string> = {
  owner: 'Owner', deputy: 'Deputy', manager: 'Manager of the owner', sponsor: 'Sponsor', security: 'Security', securityDeputy: 'Deputy of security', secondAdmin: 'Second admin',
};

/** When each is asked, in working days after the question: silence is passed on and never taken for a yes. */
export const SILENCE_STEPS = { remind: 1, due: 2, deputy: 2, manager: 4, sponsor: 6 } as const;
