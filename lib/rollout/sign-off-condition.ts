/** What an owner agreed under, held against what a phase does. Pure: read in the browser too. */
import { endOfPolicy, endsAt } from './access-end';
import { dayWords, peopleWords } from './count-words';
import type { SignOff, SignOffCondition } from './sign-off';
import { peopleOf } from './signed-content';
import type { SignedContent } from './signed-content';
import { dayAt, endOfDay } from './working-days';
import type { WorkCalendar } from './working-days';

export const NO_CONDITION: SignOffCondition = { startsBy: null, endsBy: null, mostPeople: null, noExternals: false, other: null };

/** True where it says nothing. */
export function isEmptyCondition({ startsBy, endsBy, mostPeople, noExternals, other }: SignOffCondition): boolean {
  return !startsBy && !endsBy && mostPeople === null && !noExternals && !other;
}

/** The condition in sentences, as its signer meant it. */
export function conditionWords(condition: SignOffCondition): string[] {
  return [
    ...(condition.startsBy ? [`It starts on ${dayWords(condition.startsBy)} at the latest.`] : []),
    ...(condition.endsBy ? [`Access ends on ${dayWords(condition.endsBy)} at the latest.`] : []),
    ...(condition.mostPeople === null ? [] : [`At most ${peopleWords(condition.mostPeople)}.`]),
    ...(condition.noExternals ? ['Nobody external.'] : []),
    ...(condition.other ? [condition.other] : []),
  ];
}

/** What of a condition is not kept if the phase starts at that moment, in sentences; empty where all the system can test is. */
export function unmetConditions(condition: SignOffCondition, content: SignedContent, at: Date, calendar: WorkCalendar): string[] {
  const said: string[] = [];
  const from = content.accessFrom ? new Date(Math.max(at.getTime(), Date.parse(content.accessFrom))) : at;
  if (condition.startsBy && dayAt(from, calendar) > condition.startsBy) said.push(`It was to start on ${dayWords(condition.startsBy)} at the latest.`);
  if (condition.endsBy) {
    const latest = endOfDay(condition.endsBy, calendar);
    const later = content.packages.filter((each) => {
      const end = endsAt(endOfPolicy(each.ends), from);
      return end === null || end.getTime() > latest.getTime();
    });
    for (const each of later) said.push(`Access through “${each.packageName}” would last longer than until ${dayWords(condition.endsBy)}.`);
  }
  const people = peopleOf(content).length;
  if (condition.mostPeople !== null && people > condition.mostPeople) said.push(`It would be for ${peopleWords(people)}; at most ${condition.mostPeople.toLocaleString('en-GB')} were agreed to.`);
  if (condition.noExternals && content.external.length > 0) said.push(`${peopleWords(content.external.length)} of another organisation ${content.external.length === 1 ? 'is' : 'are'} among them.`);
  return said;
}

/** How many people an owner agreed to: those they were asked for, or as many at most as their condition says. */
export function mostAgreed({ peopleCount, state, condition }: Pick<SignOff, 'peopleCount' | 'state' | 'condition'>): { people: number; atMost: boolean } {
  const most = state === 'agreed' ? condition?.mostPeople ?? null : null;
  return most !== null && most < peopleCount ? { people: most, atMost: true } : { people: peopleCount, atMost: false };
}

/** The same in words, with what the newest rehearsal brings where that is another number. */
export function agreedWords(signOff: Pick<SignOff, 'peopleCount' | 'state' | 'condition' | 'current'>): string {
  const { people, atMost } = mostAgreed(signOff);
  const now = currentWords(signOff);
  return `${atMost ? 'At most ' : ''}${peopleWords(people)}${now ? `; ${now}` : ''}`;
}

/** What the newest rehearsal brings under a signature that stands for it, where that is another number than was asked. */
export function currentWords({ state, current, peopleCount }: Pick<SignOff, 'state' | 'current' | 'peopleCount'>): string | null {
  return state === 'agreed' && current && current.people !== peopleCount ? `rehearsal ${current.rehearsal.toLocaleString('en-GB')} brings ${peopleWords(current.people)}` : null;
}
