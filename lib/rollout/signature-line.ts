/** How each signature a phase needs stands, as its page and what comes next say it. Pure: read in the browser too. */
import { dayWords } from './count-words';
import { neededKey } from './needed-signatures';
import type { NeededSignature } from './needed-signatures';
import { conditionWords } from './sign-off-condition';
import { isSigned, isUnconfirmed, PART_WORD, takenBackWords, waitsFor } from './sign-off';
import type { SignOff, SignOffKind } from './sign-off';
import type { SignedResource } from './signed-content';
import { dayAt } from './working-days';

/** `void` was signed and holds no longer; `nobody` may sign but a second admin; `noOwner` is named in the register. */
export type SignatureStanding = 'signed' | 'notice' | 'waiting' | 'overdue' | 'nobody' | 'refused' | 'void' | 'unmet' | 'unconfirmed' | 'notAsked' | 'noOwner';

export type SignatureLine = {
  key: string;
  resource: SignedResource;
  kind: SignOffKind;
  standing: SignatureStanding;
  signOffId: string | null;
  /** Who gains the resource, as it was asked; 0 where nobody was. */
  people: number;
  /** Who signed, refused or is waited for; who would be asked; null for nobody. */
  person: string | null;
  since: Date | null;
  /** The day an answer is due, as `2026-11-25`. */
  dueDay: string | null;
  /** What there is to know: a refusal's reason, what voided a signature, a condition. */
  says: string[];
};

/** Said of a resource wherever no owner is named for it. */
export const NOBODY_ANSWERS = 'Nobody answers for it';

type Known = { signOffs: SignOff[]; ownerOf: (needed: NeededSignature) => string | null; now: Date; timeZone: string };

/** One line for each needed signature. `signOffs` are all of the phase, the newest of each resource first. */
export function signatureLines(needed: NeededSignature[], known: Known): SignatureLine[] {
  return needed.map((each) => {
    const last = known.signOffs.find((signOff) => neededKey(signOff) === neededKey(each));
    const owner = known.ownerOf(each);
    const line = { key: neededKey(each), resource: each.resource, kind: each.kind };
    if (!last || last.state === 'replaced') return { ...line, standing: owner ? 'notAsked' : 'noOwner', signOffId: null, people: 0, person: owner, since: null, dueDay: null, says: each.because ? [each.because] : [] };
    return { ...line, signOffId: last.id, people: last.peopleCount, ...lineOf(last, owner, known) };
  });
}

/** What was answered before and taken back, where the question is asked anew for that. */
function takenBackBefore({ followsId }: SignOff, { signOffs }: Known): string[] {
  const before = followsId ? signOffs.find(({ id }) => id === followsId) : undefined;
  return before?.takenBackBecause ? [takenBackWords(before, before.takenBackBecause)] : [];
}

function lineOf(signOff: SignOff, owner: string | null, known: Known): Pick<SignatureLine, 'standing' | 'person' | 'since' | 'dueDay' | 'says'> {
  const { now, timeZone } = known;
  const answered = { person: signOff.answeredByName, since: signOff.answeredAt, dueDay: null };
  switch (signOff.state) {
    case 'notice':
      return { standing: 'notice', person: waitsFor(signOff, now)?.name ?? owner, since: signOff.askedAt, dueDay: null, says: ['Inside what was signed for later phases.'] };
    case 'refused':
      return { ...answered, standing: 'refused', says: signOff.reason ? [signOff.reason] : [] };
    case 'void':
      return { standing: owner ? 'void' : 'noOwner', person: owner, since: signOff.voidedAt, dueDay: null, says: signOff.voidBecause };
    case 'agreed': {
      const instead = signOff.answeredAs === 'secondAdmin' && signOff.reason ? [`Signed instead of the owner: ${signOff.reason}`] : [];
      const condition = signOff.condition ? conditionWords(signOff.condition) : [];
      if (signOff.unmet.length > 0) return { ...answered, standing: 'unmet', says: signOff.unmet };
      if (isUnconfirmed(signOff)) return { ...answered, standing: 'unconfirmed', says: condition };
      return { ...answered, standing: isSigned(signOff) ? 'signed' : 'unmet', says: [...instead, ...condition] };
    }
    default: {
      const signer = waitsFor(signOff, now);
      if (!signer) return { standing: 'nobody', person: null, since: signOff.askedAt, dueDay: null, says: [...takenBackBefore(signOff, known), ...(signOff.because ? [signOff.because] : [])] };
      const late = now.getTime() > signOff.dueAt.getTime();
      const next = signOff.signers.find((each) => each.fromAt.getTime() > now.getTime());
      const asked = signer.part === 'owner' || signer.part === 'security' ? [] : [`${PART_WORD[signer.part]}, asked because nobody before answered.`];
      const then = next ? [`${next.name} is asked from ${dayWords(dayAt(next.fromAt, { timeZone }))} on.`] : late ? ['Nobody further is asked; silence stays silence.'] : [];
      return { standing: late ? 'overdue' : 'waiting', person: signer.name, since: signOff.askedAt, dueDay: dayAt(signOff.dueAt, { timeZone }), says: [...takenBackBefore(signOff, known), ...(signOff.kind === 'owner' && signOff.because ? [signOff.because] : []), ...asked, ...then] };
    }
  }
}

/** True where the phase may go on as far as this one is concerned. */
export function isSettled({ standing }: Pick<SignatureLine, 'standing'>): boolean {
  return standing === 'signed' || standing === 'notice';
}

/** True where an admin can ask now. */
export function isToAsk({ standing }: Pick<SignatureLine, 'standing'>): boolean {
  return standing === 'notAsked' || standing === 'void';
}

/** One sentence for what is missing. */
export function missingWords(line: SignatureLine): string {
  const what = line.kind === 'security' ? `“${line.resource.name}”, for security` : `“${line.resource.name}”`;
  switch (line.standing) {
    case 'waiting':
    case 'overdue':
      return `${what} waits for ${line.person ?? 'its owner'}.`;
    case 'refused':
      return `${line.person ?? 'Its owner'} refused ${what}${line.says[0] ? `: ${line.says[0].replace(/[.\s]+$/, '')}` : ''}.`;
    case 'void':
      return `What was signed for ${what} holds no longer: ${line.says.join(' ')}`;
    case 'unmet':
      return `The condition for ${what} is not kept: ${line.says.join(' ')}`;
    case 'unconfirmed':
      return `The condition for ${what} was not confirmed yet: ${line.says.join(' ')}`;
    case 'nobody':
      return `Nobody who answers for ${what} may sign; a second admin can.`;
    case 'noOwner':
      return `Nobody answers for ${what} yet.`;
    case 'notAsked':
      return `Nobody was asked to sign ${what}.`;
    case 'signed':
    case 'notice':
      return `${what} is signed.`;
  }
}
