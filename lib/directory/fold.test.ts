import { expect, test } from 'vitest';
import { afterAll, fold, nameWords, phrasesOf } from './fold';

test('a name is compared without case, accents and doubled blanks', () => {
  expect(['Łukasz  Gößner', ' Anna  Maria VOSS', 'Bo Ek ', 'Ångström', 'İpek Çağlar', 'Søren Ærø', 'Nguyễn Thị Đào'].map(fold)).toEqual(['lukasz gossner', 'anna maria voss', 'bo ek', 'angstrom', 'ipek caglar', 'soren aero', 'nguyen thi dao']);
});

test('a person is found by the beginning of any word of the name, and by sign-in name, mail and employee id', () => {
  const anna = { name: 'Voss, Anna María', userPrincipalName: 'Anna.Voss@halden.example', mail: 'anna.voss@halden.example', employeeId: 'E-104' };
  expect(phrasesOf(anna)).toEqual(['voss anna maria', 'anna maria voss', 'maria voss anna', '@anna.voss@halden.example', '@e-104']);
  expect(nameWords(anna.name)).toEqual(['voss', 'anna', 'maria']);
});

test('the text after every text that begins alike ends a range of them', () => {
  expect([afterAll('an'), afterAll('z'), afterAll(''), afterAll('\ud7ff'), afterAll('x\u{10ffff}')]).toEqual(['ao', '{', null, '\ue000', null]);
});
