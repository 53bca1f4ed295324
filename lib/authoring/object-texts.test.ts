import { expect, test } from 'vitest';
import { checkPolicyForm } from './check-policy-form';
import { withKeptTexts } from './object-texts';
import { formOf, newPolicy } from './policy-form';
import { readCells } from './sheet/cells';

const LONG = { name: 'N'.repeat(300), description: `Made elsewhere\n${'d'.repeat(1200)} ` };

test('what was made elsewhere with longer texts can be changed otherwise, and its texts stay to the letter', () => {
  expect(withKeptTexts(LONG, { name: LONG.name, description: LONG.description.replaceAll('\n', '\r\n').trim(), hidden: true })).toEqual({ ...LONG, hidden: true });
  expect(withKeptTexts(LONG, { name: 'Short', description: LONG.description })).toEqual({ ...LONG, name: 'Short' });
  expect(withKeptTexts(null, { name: 'n'.repeat(256), description: 'd'.repeat(1000) })).toEqual({ name: 'n'.repeat(256), description: 'd'.repeat(1000) });
});

test('a text that is changed, or new, is held to what it may have, by the name of its field', () => {
  expect(() => withKeptTexts(LONG, { ...LONG, name: `${LONG.name}!` })).toThrow(expect.objectContaining({ code: 'invalid', details: { fields: { name: 'Shorten the name to 256 characters; it has 301.' } } }) as Error);
  expect(() => withKeptTexts(null, LONG)).toThrow(expect.objectContaining({ code: 'invalid', details: { fields: { name: 'Shorten the name to 256 characters; it has 300.', description: 'Shorten the description to 1,000 characters; it has 1,216.' } } }) as Error);
});

test('a policy, and a package in a sheet, are held to the same, each by the field that is too long', () => {
  const was = formOf(newPolicy('Initial policy'));
  const wrong = (form: Partial<typeof was>, before: Partial<typeof was> = {}) => checkPolicyForm({ ...was, ...form }, { now: '2030-01-01T00:00', was: { ...was, ...before } }).wrong;
  expect(wrong(LONG)).toEqual({ name: 'Shorten the name to 256 characters; it has 300.', description: 'Shorten the description to 1,000 characters; it has 1,216.' });
  expect(wrong(LONG, LONG)).toEqual({});
  const problems = (role: string) => readCells({ role, catalog: LONG.name, description: LONG.description, resources: ['A'], policies: [{ policy: LONG.name, duration: '8 hours' }] }).problems.map(({ policy, column, what }) => [policy, column, what]);
  const rest = [[null, 'catalog', 'Shorten “Catalog” to 256 characters; it has 300.'], [null, 'description', 'Shorten “Description” to 1,000 characters; it has 1,215.']];
  const last = [1, 'policy', 'Shorten “Policy” to 256 characters; it has 300.'];
  expect(problems('Clerk')).toEqual([...rest, last]);
  // A role may be as long as any text, but not where it is the name of the package too.
  expect(problems(LONG.name)).toEqual([...rest, [null, 'package', 'Shorten “Package” to 256 characters; it has 300.'], last]);
});
