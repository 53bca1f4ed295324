import { expect, test } from 'vitest';
import { csvCell, csvText } from './csv-cell';

test.each([
  ['=1+1', "'=1+1"],
  ['+49 40 123', "'+49 40 123"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['  =1+1', "'  =1+1"],
  ['\t=1', '"\'\t=1"'],
  ['Aalto, Ines', '"Aalto, Ines"'],
  ['the "Ledger"', '"the ""Ledger"""'],
  ['Zoë', 'Zoë'],
])('a cell %j is written as %j', (value, written) => {
  expect(csvCell(value)).toBe(written);
});

test('a file has a mark, lines that end as RFC 4180 says, and numbers as numbers', () => {
  expect(csvText([['Person', 'Line'], ['Ines', -3]])).toBe('\uFEFFPerson,Line\r\nInes,-3\r\n');
});
