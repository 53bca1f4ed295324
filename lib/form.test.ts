import { expect, test } from 'vitest';
import { z } from 'zod';
import { formFields, MostPeople, readForm, typedValues } from './form';

function form(...entries: [string, string][]): FormData {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  return data;
}

const Wanted = z.object({
  name: z.string().min(1, 'Give it a name.'),
  packageIds: z.array(z.string()).min(1),
  notes: z.array(z.string()).optional(),
  answers: z.preprocess((text) => (typeof text === 'string' ? (JSON.parse(text) as unknown) : text), z.array(z.object({ id: z.number() }))),
});

test('a field wanted as a list is one, however often it came', () => {
  const read = readForm(form(['$ACTION_ID_7', ''], ['name', 'Pilot'], ['packageIds', 'a'], ['answers', '[{"id":1}]']), Wanted);
  expect(read).toEqual({ success: true, data: { name: 'Pilot', packageIds: ['a'], notes: [], answers: [{ id: 1 }] } });
});

test('a NUL, which no database holds, is left out of what came', () => {
  const read = readForm(form(['name', 'Pi\0lot'], ['packageIds', 'a\0'], ['answers', '[]']), Wanted);
  expect(read).toEqual({ success: true, data: { name: 'Pilot', packageIds: ['a'], notes: [], answers: [] } });
});

test('a limit of people says what is wrong with it: no number, a part of a person, nobody or too many', () => {
  const said = (text: string) => {
    const read = readForm(form(['mostPeople', text]), z.object({ mostPeople: MostPeople }));
    return read.success ? read.data.mostPeople : formFields(read.error).fields.mostPeople;
  };
  expect(['', '10', '-5', '0', '2.5', 'ten', '1000001'].map(said)).toEqual([null, 10, 'Say at least 1.', 'Say at least 1.', 'Whole people only.', 'Say it as a number.', 'Say at most 1,000,000.']);
});

test('one text is wanted and two came: refused, not guessed', () => {
  expect(readForm(form(['name', 'a'], ['name', 'b'], ['packageIds', 'a'], ['answers', '[]']), Wanted).success).toBe(false);
});

test('every field in need of another look has its sentence, the schema’s own first', () => {
  const read = readForm(form(['name', ''], ['answers', '[{"id":"x"}]']), Wanted);
  if (read.success) throw new Error('read');
  expect(formFields(read.error)).toEqual({
    message: null,
    fields: { name: 'Give it a name.', packageIds: 'Choose at least one.', answers: 'This does not look right.', 'answers.0.id': 'This does not look right.' },
  });
});

test('what was typed comes back', () => {
  expect(typedValues(form(['name', 'Pilot'], ['packageIds', 'a'], ['packageIds', 'b'], ['$ACTION_KEY', 'k']))).toEqual({ name: ['Pilot'], packageIds: ['a', 'b'] });
});
