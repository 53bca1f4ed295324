import { expect, test } from 'vitest';
import { withKeptTexts } from './object-texts';

const LONG = { name: 'N'.repeat(200), description: `Made elsewhere\n${'d'.repeat(1200)} ` };

test('what was made elsewhere with longer texts can be changed otherwise, and its texts stay to the letter', () => {
  expect(withKeptTexts(LONG, { name: LONG.name, description: LONG.description.replaceAll('\n', '\r\n').trim(), hidden: true })).toEqual({ ...LONG, hidden: true });
  expect(withKeptTexts(LONG, { name: 'Short', description: LONG.description })).toEqual({ ...LONG, name: 'Short' });
  expect(withKeptTexts(null, { name: 'n'.repeat(120), description: 'd'.repeat(1000) })).toEqual({ name: 'n'.repeat(120), description: 'd'.repeat(1000) });
});

test('a text that is changed, or new, is held to what it may have, by the name of its field', () => {
  expect(() => withKeptTexts(LONG, { ...LONG, name: `${LONG.name}!` })).toThrow(expect.objectContaining({ code: 'invalid', details: { fields: { name: 'At most 120 characters; this has 201.' } } }) as Error);
  expect(() => withKeptTexts(null, LONG)).toThrow(expect.objectContaining({ code: 'invalid', details: { fields: { name: 'At most 120 characters; this has 200.', description: 'At most 1,000 characters; this has 1,216.' } } }) as Error);
});
