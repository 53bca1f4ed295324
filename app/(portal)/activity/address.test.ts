import { expect, test } from 'vitest';
import { askedActivity } from './address';

test('what an address names that there is not is neither kept to nor kept in its links', () => {
  const person = '00000000-0000-4000-8000-000000000001';
  expect([
    askedActivity({ q: 'Marta', action: 'signoff.refuse', outcome: 'done', person, graph: '1', cursor: '812', row: '790' }),
    askedActivity({ stands: '9', page: '9', action: 'nothing.known', outcome: 'perhaps', person: '9', cursor: '-9', row: 'x', q: ['a', 'b'] }),
  ]).toEqual([
    { filter: { text: 'Marta', action: 'signoff.refuse', outcome: 'done', subjectPersonId: person, graphOnly: true }, kept: { q: 'Marta', action: 'signoff.refuse', outcome: 'done', person, graph: '1' }, cursor: '812', row: '790' },
    { filter: {}, kept: {}, cursor: null, row: null },
  ]);
});
