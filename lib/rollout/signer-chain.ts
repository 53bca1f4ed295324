/** Who is asked about a resource, in which order, and from when on. Pure: read in the browser too. */
import type { NamedPerson } from '@/lib/authoring/accountable-owner';
import type { Person } from '@/lib/directory/person';
import { SILENCE_STEPS } from './sign-off';
import type { Signer, SignerPart } from './sign-off';
import { endOfDay, hourOf, workingDayAfter } from './working-days';
import type { WorkCalendar } from './working-days';

/** When people at work read their mail. */
const MORNING = 8;

/** Somebody who could be asked, with their account as the tenant has it now: null where it is gone. */
export type Candidate = { part: Exclude<SignerPart, 'secondAdmin'>; named: NamedPerson; account: Pick<Person, 'enabled' | 'external'> | null };

export type SignerChain = { signers: Signer[]; remindAt: Date; dueAt: Date; /** Why each who is left out was, in sentences. */ leftOut: string[] };

/** Why somebody does not sign this phase, in a sentence, or null where they may. */
export function mayNotSign({ named, account }: Omit<Candidate, 'part'>, authors: ReadonlySet<string>): string | null {
  if (!account) return `${named.name} has left.`;
  if (!account.enabled) return `The account of ${named.name} is disabled.`;
  if (account.external) return `${named.name} belongs to another organisation.`;
  if (authors.has(named.personId)) return `${named.name} worked on this phase, and nobody signs their own work.`;
  return null;
}

/**
 * Who is asked when: the first who may sign at once, the others each in their time, so that silence is passed on. Nobody
 * is asked twice. Empty where nobody may sign.
 */
export function signerChain(candidates: Candidate[], authors: ReadonlySet<string>, askedAt: Date, calendar: WorkCalendar): SignerChain {
  const after = (days: number) => endOfDay(workingDayAfter(askedAt, days, calendar), calendar);
  const leftOut: string[] = [];
  const signers: Signer[] = [];
  for (const candidate of candidates) {
    if (signers.some((signer) => signer.personId === candidate.named.personId)) continue;
    const why = mayNotSign(candidate, authors);
    if (why) leftOut.push(why);
    else signers.push({ ...candidate.named, part: candidate.part, fromAt: signers.length === 0 ? askedAt : after(DAYS[candidate.part]) });
  }
  const dueAt = new Date(after(SILENCE_STEPS.due).getTime() - 1);
  return { signers, dueAt, remindAt: hourOf(workingDayAfter(askedAt, SILENCE_STEPS.remind, calendar), MORNING, calendar), leftOut: [...new Set(leftOut)] };
}

const DAYS: Record<Candidate['part'], number> = { owner: 0, security: 0, deputy: SILENCE_STEPS.deputy, securityDeputy: SILENCE_STEPS.deputy, manager: SILENCE_STEPS.manager, sponsor: SILENCE_STEPS.sponsor };
