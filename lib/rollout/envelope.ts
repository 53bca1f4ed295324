/**
 * What an owner signed for later phases beforehand. Inside it a phase needs notice, not a new signature. Pure: read in
 * the browser too.
 */
import { peopleWords } from './count-words';
import { peopleOf } from './signed-content';
import type { SignedContent } from './signed-content';
import { widenings } from './widenings';

export type Envelope = {
  id: string;
  signOffId: string;
  rolloutId: string;
  /** Everybody who comes to the resource in later phases, taken together. */
  mostPeople: number;
  /** None means any. */
  departments: string[];
  /** The last day, as `2027-03-31`. */
  until: string;
  endedAt: Date | null;
};

/** What of a phase decides whether it is inside. `before` are those who came by this envelope in other phases. */
export type EnvelopeFacts = { signed: SignedContent; now: SignedContent; departmentOf: (personId: string) => string | null; before: number; today: string };

/** Why a phase is not inside an envelope, in sentences; empty where it is. Nobody external ever is. */
export function outsideEnvelope(envelope: Envelope, { signed, now, departmentOf, before, today }: EnvelopeFacts): string[] {
  if (envelope.endedAt) return ['What was signed for later phases was taken back.'];
  if (today > envelope.until) return ['What was signed for later phases has run out.'];
  const said: string[] = [];
  const people = peopleOf(now);
  if (people.length + before > envelope.mostPeople) said.push(`${peopleWords(people.length + before)} in all; ${peopleWords(envelope.mostPeople)} were signed for later phases.`);
  if (now.external.length > 0) said.push(`${peopleWords(now.external.length)} of another organisation.`);
  if (envelope.departments.length > 0) {
    const known = new Set(envelope.departments);
    const strangers = people.filter((id) => !known.has(departmentOf(id) ?? ''));
    if (strangers.length > 0) said.push(`${peopleWords(strangers.length)} of other departments than ${envelope.departments.join(', ')}.`);
  }
  // People are what it was signed for; anything else that is more than was signed then is not inside.
  const more = widenings(signed, now).filter(({ what }) => what !== 'people' && what !== 'external');
  if (more.length > 0) said.push('More than people would be different from what was signed.');
  return said;
}
