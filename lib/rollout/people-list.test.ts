import { expect, test } from 'vitest';
import { readPeopleList } from './people-list';

test('a plain list is one name a line, with its own line number, and signs that nobody sees are no part of it', () => {
  expect(readPeopleList('\uFEFFana@h.example\r\n\r\n  \u200Bben@h\u00AD.example\u2060 \r\n')).toEqual({
    lines: [
      { line: 1, place: 0, text: 'ana@h.example' },
      { line: 3, place: 0, text: 'ben@h.example' },
    ],
    malformed: [],
  });
});

test.each([
  ['commas', 'Name,UserPrincipalName\n"Aalto, Ines",ines@h.example\nBen,ben@h.example'],
  ['semicolons', 'Name;User principal name;Office\n"Aalto; Ines";ines@h.example;Oslo\nBen;ben@h.example;'],
  ['tabs', 'Name\tUPN\nInes\tines@h.example\nBen\tben@h.example'],
  ['a mail column', 'E-mail,Name\nines@h.example,Ines\nben@h.example,Ben'],
])('a table with %s is read by its header', (_what, text) => {
  expect(readPeopleList(text)).toEqual({
    lines: [
      { line: 2, place: 0, text: 'ines@h.example' },
      { line: 3, place: 0, text: 'ben@h.example' },
    ],
    malformed: [],
  });
});

test('without a header the column is the one that has addresses', () => {
  expect(readPeopleList('Ines;ines@h.example\nBen;ben@h.example').lines.map((line) => line.text)).toEqual(['ines@h.example', 'ben@h.example']);
});

test('what cannot be read is told by line and spoils no other', () => {
  const { lines, malformed } = readPeopleList(`ana@h.example\nAna Kowalczyk\n"ben@h.example\nnobody\na@b@c\n${'long'.repeat(100)}\ncleo@h.example`);
  expect(lines).toEqual([
    { line: 1, place: 0, text: 'ana@h.example' },
    { line: 2, place: 0, text: 'Ana Kowalczyk', fault: 'A user principal name has no spaces.' },
    { line: 4, place: 0, text: 'nobody', fault: 'A user principal name has the form name@domain.' },
    { line: 5, place: 0, text: 'a@b@c', fault: 'A user principal name has the form name@domain.' },
    { line: 7, place: 0, text: 'cleo@h.example' },
  ]);
  expect(malformed.map((row) => [row.line, row.text, row.detail])).toEqual([
    [3, '"ben@h.example', 'A quote does not close, or there are characters that no user principal name has.'],
    [6, 'long'.repeat(80), 'The value is too long to be a user principal name.'],
  ]);
});

test('a missing cell is told, an empty line is not', () => {
  expect(readPeopleList('name,upn\nInes\n,\nBen,ben@h.example').malformed).toEqual([
    { line: 2, place: 0, text: 'Ines', verdict: 'malformed', detail: 'The line has too few columns.', personId: null },
  ]);
});

test('people in one line are read one by one; a line among others that names more than one is told', () => {
  const read = (text: string) => {
    const { lines, malformed } = readPeopleList(text);
    return [lines.map(({ line, place, text: name }) => [line, place, name]), malformed.map(({ line, place, text: name, detail }) => [line, place, name, detail])];
  };
  const inLine = 'The line names more than one. Put each on a line of its own, or say in a first line which column is the user principal name.';
  const inCell = 'The cell holds more than one address. Put each on a line of its own.';
  const beside = 'The line has more columns than the header, and another address in them. Put each on a line of its own.';
  expect([
    'ana@h.example,ben@h.example; cleo@h.example',
    'ana@h.example; ben@h.example;',
    '\n"ana@h.example" , ben@h.example',
    'ana@h.example\nben@h.example,cleo@h.example\nana@h.example,ANA@h.example',
    '"ana@h.example; ben@h.example"\ncleo@h.example',
    '"ana@h.example, ben@h.example"',
    'ana@h.example\r\n"ben@h.example\r\ncleo@h.example"\r\ndora@h.example',
    "ana@h.example, o'brien@h.example brien@h.example",
    'Ana,ana@h.example,kowalczyk@h.example',
    'Ana,ana@h.example\nBen,ben@h.example,cleo@h.example,Oslo',
    'Name,upn,mail\nAna,ana@h.example,kowalczyk@h.example',
    'Name,upn\nAna,"ana@h.example; ben@h.example"\nBen,ben@h.example',
    'upn\nana@h.example,ben@h.example\nben@h.example,Oslo,BEN@h.example',
  ].map(read)).toEqual([
    [[[1, 1, 'ana@h.example']], [[1, 2, 'ben@h.example; cleo@h.example', inCell]]],
    [[[1, 1, 'ana@h.example'], [1, 2, 'ben@h.example']], []],
    [[[2, 1, 'ana@h.example'], [2, 2, 'ben@h.example']], []],
    [[[1, 0, 'ana@h.example'], [3, 0, 'ana@h.example']], [[2, 0, 'ben@h.example, cleo@h.example', inLine]]],
    [[[2, 0, 'cleo@h.example']], [[1, 0, 'ana@h.example; ben@h.example', inCell]]],
    [[], [[1, 0, 'ana@h.example, ben@h.example', inCell]]],
    [[[1, 0, 'ana@h.example'], [4, 0, 'dora@h.example']], [[2, 0, 'ben@h.example\ncleo@h.example', inCell]]],
    [[[1, 1, 'ana@h.example']], [[1, 2, "o'brien@h.example brien@h.example", inCell]]],
    [[], [[1, 0, 'Ana, ana@h.example, kowalczyk@h.example', inLine]]],
    [[[1, 0, 'ana@h.example']], [[2, 0, 'Ben, ben@h.example, cleo@h.example, Oslo', inLine]]],
    [[[2, 0, 'ana@h.example']], []],
    [[[3, 0, 'ben@h.example']], [[2, 0, 'Ana, ana@h.example; ben@h.example', inCell]]],
    [[[3, 0, 'ben@h.example']], [[2, 0, 'ana@h.example, ben@h.example', beside]]],
  ]);
});

test('a line has the number of where it begins, whatever ends the lines and stands inside quotes', () => {
  const read = (text: string) => readPeopleList(text).lines.map(({ line, text: name }) => [line, name]);
  expect(['ana@h.example\r\nben@h.example\n\rcleo@h.example', 'Name;upn\r\n"Aalto\r\nInes";ines@h.example\r\n\r\nBen;ben@h.example'].map(read)).toEqual([
    [[1, 'ana@h.example'], [2, 'ben@h.example'], [4, 'cleo@h.example']],
    [[2, 'ines@h.example'], [5, 'ben@h.example']],
  ]);
});

test('addresses as mail programs write them are read without the name before them', () => {
  const read = (text: string) => readPeopleList(text).lines.map(({ line, place, text: name }) => [line, place, name]);
  expect(['Ines Aalto <ines@h.example>, Ben <ben@h.example>', 'Aalto, Ines <ines@h.example>; Ito, Ben <ben@h.example>;', 'Ines Aalto <ines@h.example>\nBen <ben@h.example>', '"Aalto, Ines" <ines@h.example>', 'Name;Mail\nInes;Aalto, Ines <ines@h.example>', "'ines@h.example' <Ines@h.example>; ben@h.example <ben@h.example>", 'ana@h.example <ines@h.example>\n"ana@h.example" <ines@h.example>\nben@h.example'].map(read)).toEqual([
    [[1, 1, 'ines@h.example'], [1, 2, 'ben@h.example']],
    [[1, 1, 'ines@h.example'], [1, 2, 'ben@h.example']],
    [[1, 0, 'ines@h.example'], [2, 0, 'ben@h.example']],
    [[1, 0, 'ines@h.example']],
    [[2, 0, 'ines@h.example']],
    [[1, 1, 'Ines@h.example'], [1, 2, 'ben@h.example']],
    [[3, 0, 'ben@h.example']],
  ]);
});

test('the first line of Excel that names the separator is understood, and the others keep their numbers', () => {
  const said = ['sep=;', '"sep=;"', '"SEP=;" ', '\uFEFF"sep=;"', ' Sep=; \u00A0\t', '"sep=;";', 'sep=;;;'];
  expect(said.map((first) => readPeopleList(`${first}\r\nName;userPrincipalName\r\nAna;ana@h.example`))).toEqual(said.map(() => ({ lines: [{ line: 3, place: 0, text: 'ana@h.example' }], malformed: [] })));
  expect(['sep=,\nana@h.example', `sep=\t${'\t'.repeat(60)}\nUPN\tName\nana@h.example\tAna`].map((text) => readPeopleList(text))).toEqual([2, 3].map((line) => ({ lines: [{ line, place: 0, text: 'ana@h.example' }], malformed: [] })));
});
