import { expect, test } from 'vitest';
import type { CohortPerson } from './cohort';
import { judgeList } from './judge-list';
import type { Match } from './judge-list';
import { readPeopleList } from './people-list';

function aPerson(id: string, more: Partial<CohortPerson> = {}): CohortPerson {
  return { id, name: id.toUpperCase(), userPrincipalName: `${id}@h.example`, department: null, country: null, office: null, jobTitle: null, enabled: true, external: false, ...more };
}

test('every line is told with what became of it, and only clear ones are added', () => {
  const matches = new Map<string, Match>([
    ['ana@h.example', { kind: 'person', person: aPerson('ana'), special: null }],
    ['ana.k@h.example', { kind: 'person', person: aPerson('ana'), special: null }],
    ['ben@h.example', { kind: 'person', person: aPerson('ben', { enabled: false }), special: { kind: 'disabled', basis: 'Sign-in is blocked' } }],
    ['cleo@x.example', { kind: 'person', person: aPerson('cleo', { external: true }), special: { kind: 'external', basis: 'Signs in at another organisation' } }],
    ['room@h.example', { kind: 'person', person: aPerson('room'), special: { kind: 'room', basis: 'user.userPrincipalName -match "^room"' } }],
    ['in@h.example', { kind: 'person', person: aPerson('in'), special: null }],
    ['two@h.example', { kind: 'several', people: [aPerson('t1'), aPerson('t2')] }],
    ['team@h.example', { kind: 'group', name: 'Team' }],
    ['the team', { kind: 'group', name: 'The Team' }],
    ['twin', { kind: 'several', people: [aPerson('t1'), aPerson('t2')] }],
    ['dora d', { kind: 'named', person: aPerson('dora') }],
  ]);
  const list = readPeopleList('UPN\nana@h.example\nANA@h.example\nana.k@h.example\nben@h.example\ncleo@x.example\nin@h.example\nroom@h.example\ntwo@h.example\nteam@h.example\nnobody@h.example\nnot a name\nThe Team\nTwin\nDora D\ndora d');
  const { rows, people } = judgeList(list, matches, new Set(['in']));
  expect(people.map(({ person, special, line }) => [person.id, special?.kind ?? null, line])).toEqual([['ana', null, 2], ['ben', 'disabled', 5], ['cleo', 'external', 6], ['in', null, 7], ['room', 'room', 8]]);
  expect(rows).toEqual([
    { line: 2, place: 0, text: 'ana@h.example', verdict: 'added', detail: 'ANA', personId: 'ana' },
    { line: 3, place: 0, text: 'ANA@h.example', verdict: 'duplicate', detail: 'Names the same as line 2.', personId: 'ana' },
    { line: 4, place: 0, text: 'ana.k@h.example', verdict: 'duplicate', detail: 'Names the same as line 2.', personId: 'ana' },
    { line: 5, place: 0, text: 'ben@h.example', verdict: 'disabled', detail: 'BEN: disabled. Sign-in is blocked.', personId: 'ben' },
    { line: 6, place: 0, text: 'cleo@x.example', verdict: 'guest', detail: 'CLEO: external. Signs in at another organisation.', personId: 'cleo' },
    { line: 7, place: 0, text: 'in@h.example', verdict: 'already', detail: 'IN is in the cohort already.', personId: 'in' },
    { line: 8, place: 0, text: 'room@h.example', verdict: 'special', detail: 'ROOM: room. user.userPrincipalName -match "^room".', personId: 'room' },
    { line: 9, place: 0, text: 'two@h.example', verdict: 'ambiguous', detail: 'Could be T1 (t1@h.example) or T2 (t2@h.example).', personId: null },
    { line: 10, place: 0, text: 'team@h.example', verdict: 'group', detail: '“Team” is a group. Add its members with “From a group”.', personId: null },
    { line: 11, place: 0, text: 'nobody@h.example', verdict: 'unknown', detail: 'Nobody in the tenant has this user principal name.', personId: null },
    { line: 12, place: 0, text: 'not a name', verdict: 'malformed', detail: 'A user principal name has no spaces.', personId: null },
    { line: 13, place: 0, text: 'The Team', verdict: 'group', detail: '“The Team” is a group. Add its members with “From a group”.', personId: null },
    { line: 14, place: 0, text: 'Twin', verdict: 'ambiguous', detail: 'Could be T1 (t1@h.example) or T2 (t2@h.example).', personId: null },
    { line: 15, place: 0, text: 'Dora D', verdict: 'unknown', detail: 'No user principal name. It is the display name of dora@h.example; list that.', personId: null },
    { line: 16, place: 0, text: 'dora d', verdict: 'duplicate', detail: 'Names the same as line 15.', personId: null },
  ]);

  const one = judgeList(readPeopleList('ana@h.example, nobody@h.example, ANA@h.example'), matches, new Set());
  expect([one.people.map(({ line, place }) => [line, place]), one.rows]).toEqual([[[1, 1]], [
    { line: 1, place: 1, text: 'ana@h.example', verdict: 'added', detail: 'ANA', personId: 'ana' },
    { line: 1, place: 2, text: 'nobody@h.example', verdict: 'unknown', detail: 'Nobody in the tenant has this user principal name.', personId: null },
    { line: 1, place: 3, text: 'ANA@h.example', verdict: 'duplicate', detail: 'Names the same as line 1, address 1.', personId: 'ana' },
  ]]);
});
