import { expect, test } from 'vitest';
import type { CohortPerson } from './cohort';
import { judgeList } from './judge-list';
import type { Match } from './judge-list';
import { readPeopleList } from './people-list';

function aPerson(id: string, more: Partial<CohortPerson> = {}): CohortPerson {
  return { id, name: id.toUpperCase(), userPrincipalName: `${id}@h.example`, department: null, enabled: true, external: false, ...more };
}

test('every line is told with what became of it, and only clear ones are added', () => {
  const matches = new Map<string, Match>([
    ['ana@h.example', { kind: 'person', person: aPerson('ana') }],
    ['ana.k@h.example', { kind: 'person', person: aPerson('ana') }],
    ['ben@h.example', { kind: 'person', person: aPerson('ben', { enabled: false }) }],
    ['cleo@x.example', { kind: 'person', person: aPerson('cleo', { external: true }) }],
    ['in@h.example', { kind: 'person', person: aPerson('in') }],
    ['two@h.example', { kind: 'several', people: [aPerson('t1'), aPerson('t2')] }],
    ['team@h.example', { kind: 'group', name: 'Team' }],
    ['the team', { kind: 'group', name: 'The Team' }],
    ['twin', { kind: 'several', people: [aPerson('t1'), aPerson('t2')] }],
    ['dora d', { kind: 'named', person: aPerson('dora') }],
  ]);
  const list = readPeopleList('UPN\nana@h.example\nANA@h.example\nana.k@h.example\nben@h.example\ncleo@x.example\nin@h.example\ntwo@h.example\nteam@h.example\nnobody@h.example\nnot a name\nThe Team\nTwin\nDora D\ndora d');
  const { rows, people } = judgeList(list, matches, new Set(['in']));
  expect(people.map((person) => person.id)).toEqual(['ana']);
  expect(rows).toEqual([
    { line: 2, text: 'ana@h.example', verdict: 'added', detail: 'ANA', personId: 'ana' },
    { line: 3, text: 'ANA@h.example', verdict: 'duplicate', detail: 'Names the same as line 2.', personId: 'ana' },
    { line: 4, text: 'ana.k@h.example', verdict: 'duplicate', detail: 'Names the same as line 2.', personId: 'ana' },
    { line: 5, text: 'ben@h.example', verdict: 'disabled', detail: 'The account of BEN is disabled.', personId: 'ben' },
    { line: 6, text: 'cleo@x.example', verdict: 'guest', detail: 'CLEO is an external account.', personId: 'cleo' },
    { line: 7, text: 'in@h.example', verdict: 'already', detail: 'IN is in the cohort already.', personId: 'in' },
    { line: 8, text: 'two@h.example', verdict: 'ambiguous', detail: 'Could be T1 (t1@h.example) or T2 (t2@h.example).', personId: null },
    { line: 9, text: 'team@h.example', verdict: 'group', detail: '“Team” is a group. Add its members with “From a group”.', personId: null },
    { line: 10, text: 'nobody@h.example', verdict: 'unknown', detail: 'Nobody in the tenant has this user principal name.', personId: null },
    { line: 11, text: 'not a name', verdict: 'malformed', detail: 'A user principal name has no spaces.', personId: null },
    { line: 12, text: 'The Team', verdict: 'group', detail: '“The Team” is a group. Add its members with “From a group”.', personId: null },
    { line: 13, text: 'Twin', verdict: 'ambiguous', detail: 'Could be T1 (t1@h.example) or T2 (t2@h.example).', personId: null },
    { line: 14, text: 'Dora D', verdict: 'unknown', detail: 'No user principal name. It is the display name of dora@h.example; list that.', personId: null },
    { line: 15, text: 'dora d', verdict: 'duplicate', detail: 'Names the same as line 14.', personId: null },
  ]);
});
