import { beforeAll, expect, test } from 'vitest';
import { db, inTransaction } from '@/lib/db/client';
import { findMirrorPeople, markDeleted, markUnmet, writeNewPeople, writePeople } from '@/lib/db/mirror-people';
import { withDatabase } from '@/e2e/testing/with-database';
import type { MirrorPerson } from './mirror';
import { searchPeople } from './search-people';

const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

function person(number: number, name: string, more: Partial<MirrorPerson> = {}): MirrorPerson {
  const address = `${name.toLowerCase().replaceAll(/[^a-z]/g, '.')}@halden.example`;
  return {
    id: idOf(number), name, userPrincipalName: address, mail: address, givenName: null, surname: null, department: null, jobTitle: null, office: null, city: null,
    country: null, company: null, usageLocation: null, employeeId: null, employeeType: null, enabled: true, external: false, synchronised: false, licensed: true, userType: 'Member', managerId: null, ...more,
  };
}

const write = (people: MirrorPerson[], round = 1) => inTransaction((tx) => writePeople(tx, people, round));
const names = async (text: string, take = 10) => (await searchPeople(text, take)).people.map((found) => found.name);

withDatabase();

beforeAll(async () => {
  await write([
    person(1, 'Anna Voss', { employeeId: 'E-100' }), person(2, 'Anna Maria Vossberg'), person(3, 'Joanna Lind'), person(4, 'Łukasz Gößner'), person(5, 'Voss Trading'), person(6, 'Anders Øye'),
  ]);
});

test('who it is exactly comes first, then whose word begins so, then who has it inside a word', async () => {
  expect(await names('anna')).toEqual(['Anna Maria Vossberg', 'Anna Voss', 'Joanna Lind']);
  expect(await names('anna voss')).toEqual(['Anna Voss', 'Anna Maria Vossberg']);
  expect(await names('voss')).toEqual(['Anna Voss', 'Voss Trading', 'Anna Maria Vossberg']);
});

test('words come in any order, each by its beginning, also where others stand between', async () => {
  await write([person(7, 'Ana Luz de Soto')]);
  expect(await names('ana de')).toEqual(['Ana Luz de Soto']);
  expect(await names('vo an')).toEqual(['Anna Voss', 'Anna Maria Vossberg']);
  expect(await names('mar vossb anna')).toEqual(['Anna Maria Vossberg']);
});

test('accents and case do not count', async () => {
  expect([await names('LUKASZ'), await names('gossner'), await names('gößner'), await names('oye')]).toEqual([['Łukasz Gößner'], ['Łukasz Gößner'], ['Łukasz Gößner'], ['Anders Øye']]);
});

test('a sign-in name, a mail address or an employee id finds its person', async () => {
  expect([await names('anna.voss@halden.example'), await names('e-100'), await names('joanna.l')]).toEqual([['Anna Voss'], ['Anna Voss'], ['Joanna Lind']]);
});

test('fewer than three letters are looked for at the beginning of words alone; signs of patterns are plain letters', async () => {
  expect([await names('nn'), await names('nna'), await names('%%%'), await names('___'), await names('  ')]).toEqual([[], ['Anna Maria Vossberg', 'Anna Voss', 'Joanna Lind'], [], [], []]);
});

test('whoever was renamed is found by the new name alone, whoever was deleted by none', async () => {
  await write([person(10, 'Petra Alt')]);
  await write([person(10, 'Petra Neumann')]);
  expect([await names('petra alt'), await names('petra neu')]).toEqual([[], ['Petra Neumann']]);
  await inTransaction((tx) => markDeleted(tx, [idOf(10)]));
  expect(await names('petra')).toEqual([]);
  await write([person(10, 'Petra Neumann')]);
  expect(await names('petra')).toEqual(['Petra Neumann']);
});

test('counting ends at two hundred', async () => {
  const crowd = Array.from({ length: 205 }, (_, index) => person(1000 + index, `Xaver Nummer${String.fromCharCode(97 + (index % 26))}${String.fromCharCode(97 + Math.floor(index / 26))}`));
  await write(crowd);
  const found = await searchPeople('xaver', 3);
  expect({ people: found.people.length, total: found.total, more: found.more }).toEqual({ people: 3, total: 200, more: true });
});

test('a first load writes people as they are, signs of every kind included, and leaves those who are held to be written over', async () => {
  await db().mirrorSetting.updateMany({ data: { scope: 'wholeTenant' } });
  const odd = [
    person(30, 'Renée "Rex" O’Hara', { department: 'A\\B {C}, D', city: '', office: 'NULL', jobTitle: null, enabled: false, managerId: idOf(31) }),
    person(31, 'Rexona, null', { department: '"', city: ' ', office: 'null', employeeId: '\\' }),
  ];
  expect(await writeNewPeople(odd, 1, 'wholeTenant')).toBe(true);
  const held = [...(await findMirrorPeople([idOf(30), idOf(31)])).values()].map(({ deletedAt: _, ...row }) => row).sort((one, other) => (one.id < other.id ? -1 : 1));
  expect(held).toEqual(odd);
  expect([await names('rex'), await names('null rexo')]).toEqual([['Renée "Rex" O’Hara', 'Rexona, null'], ['Rexona, null']]);

  const again = [{ ...person(31, 'Rexona Neu') }, person(32, 'Rexfort Neu')];
  expect([await writeNewPeople(again, 1, 'wholeTenant'), await writeNewPeople([person(32, 'Rexfort Neu')], 1, 'inScope')]).toEqual([false, false]);
  // As if another worker had written one of them in this very moment.
  await db().mirrorPhrase.create({ data: { phrase: 'rexfort neu', personId: idOf(32) } });
  expect(await writeNewPeople([person(32, 'Rexfort Neu'), person(33, 'Rexine Neu')], 1, 'wholeTenant')).toBe(false);
  expect(await names('rex')).toEqual(['Renée "Rex" O’Hara', 'Rexona, null']);
  await db().mirrorPhrase.deleteMany({ where: { personId: idOf(32) } });
});

test('whoever a whole load did not meet is gone', async () => {
  await write([person(20, 'Quirin Meer'), person(21, 'Quirin Sand')], 2);
  await write([person(21, 'Quirin Sand')], 3);
  expect(await inTransaction((tx) => markUnmet(tx, 3, 0))).toBe(null);
  expect(await names('quirin')).toEqual(['Quirin Sand']);
});
