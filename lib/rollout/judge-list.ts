/** What becomes of each line of an imported list. Pure. */
import { KIND_WORD } from '@/lib/directory/account-kind';
import type { Special } from '@/lib/directory/account-kind';
import { placeWords } from './cohort';
import type { CohortPerson, ImportRow, ImportVerdict, ListPlace } from './cohort';
import type { PeopleList } from './people-list';

/** What the directory knows of a name: nobody, one account and what kind of a special one it is, one by the display name alone, several, or a group. */
export type Match = { kind: 'nobody' } | { kind: 'person'; person: CohortPerson; special: Special | null } | { kind: 'named'; person: CohortPerson } | { kind: 'several'; people: CohortPerson[] } | { kind: 'group'; name: string };

/** `people` are the accounts that lines name, each once; those of a special kind are left out, those in the cohort already get one more why. */
export type JudgedList = { rows: ImportRow[]; people: (ListPlace & { person: CohortPerson; special: Special | null })[] };

/**
 * Each line with its verdict, in the order of the list, and the accounts it names. Special, disabled and external ones
 * are left out until somebody takes them in one by one: a list is easily older than the tenant.
 * @param matches by the name in lower case
 * @param members ids of those who are in the cohort already
 */
export function judgeList(list: PeopleList, matches: ReadonlyMap<string, Match>, members: ReadonlySet<string>): JudgedList {
  const firstOf = new Map<string, string>();
  const people: JudgedList['people'] = [];
  const rows = list.lines.map(({ line, place, text, fault }): ImportRow => {
    const match = matches.get(text.toLowerCase()) ?? { kind: 'nobody' };
    const key = match.kind === 'person' ? match.person.id : text.toLowerCase();
    const row = (verdict: ImportVerdict, detail: string): ImportRow => ({ line, place, text, verdict, detail, personId: match.kind === 'person' ? match.person.id : null });

    const first = firstOf.get(key);
    if (first !== undefined) return row('duplicate', `Names the same as line ${first}.`);
    firstOf.set(key, placeWords({ line, place }));

    if (match.kind === 'nobody') return fault ? row('malformed', fault) : row('unknown', 'Nobody in the tenant has this user principal name.');
    // Nobody gets access by a name that somebody else may have tomorrow.
    if (match.kind === 'named') return row('unknown', `No user principal name. It is the display name of ${match.person.userPrincipalName}; list that.`);
    if (match.kind === 'several') return row('ambiguous', `Could be ${namesOf(match.people)}.`);
    if (match.kind === 'group') return row('group', `“${match.name}” is a group. Add its members with “From a group”.`);
    const { person, special } = match;
    people.push({ person, special, line, place });
    if (members.has(person.id)) return row('already', `${person.name} is in the cohort already.`);
    if (special) return row(verdictOf(special), `${person.name}: ${KIND_WORD[special.kind].toLowerCase()}. ${special.basis}.`);
    return row('added', person.name);
  });
  return { rows: [...rows, ...list.malformed].sort((a, b) => a.line - b.line || a.place - b.place), people };
}

function verdictOf({ kind }: Special): ImportVerdict {
  return kind === 'disabled' ? 'disabled' : kind === 'external' ? 'guest' : 'special';
}

function namesOf(people: CohortPerson[]): string {
  const named = people.slice(0, 3).map((person) => `${person.name} (${person.userPrincipalName})`);
  return people.length > 3 ? `${named.join(', ')} and ${people.length - 3} more` : named.join(' or ');
}
