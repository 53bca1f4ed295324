import { expect, test } from 'vitest';
import { safeReturnTo } from './return-to';

test('goes back to the page and search it came from', () => {
  expect(safeReturnTo('/phases/7?tab=people&q=a%20b#list')).toBe('/phases/7?tab=people&q=a%20b#list');
});

test.each([
  undefined,
  null,
  '',
  'https://elsewhere.example/',
  '//elsewhere.example/',
  '/\\elsewhere.example/',
  '/\t/elsewhere.example/',
  '/./\\elsewhere.example',
  '/.//elsewhere.example',
  'javascript:alert(1)',
  '/sign-in?returnTo=/sign-in',
  '/auth/sign-out',
])('does not leave the portal or go in circles: %j', (wanted) => {
  expect(safeReturnTo(wanted)).toBe('/');
});
