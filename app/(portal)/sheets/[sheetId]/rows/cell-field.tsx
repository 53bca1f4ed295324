'use client';

import { SelectField, TextAreaField, TextField } from '@/components/form-fields';
import { REVIEW_WORDS, SILENCE_WORDS } from '@/lib/authoring/sheet/cells';
import { columnRules, isListColumn } from '@/lib/authoring/sheet/columns';
import type { SheetColumn } from '@/lib/authoring/sheet/columns';

const LONG: ReadonlySet<SheetColumn> = new Set(['description', 'exceptions', 'prerequisiteNote']);

const CHOICES: Partial<Record<SheetColumn, readonly string[]>> = { review: ['never', ...Object.keys(REVIEW_WORDS)], silence: Object.keys(SILENCE_WORDS) };

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** One cell of a row as a field: a list has a name a line. */
export function CellField({ name, column, cell }: { name: string; column: SheetColumn; cell: string | readonly string[] }) {
  const { header, hint: says, orAs, required: has = false, otherwise = '' } = columnRules(column);
  const [hint, required] = orAs ? [`${says} Empty: as under ${columnRules(orAs).header}.`, false] : [says, has];
  const choices = CHOICES[column];
  if (choices) return <SelectField name={name} label={header} defaultValue={cell.length > 0 ? String(cell) : otherwise} options={choices.map((value) => ({ value, label: capital(value) }))} />;
  if (isListColumn(column)) return <TextAreaField name={name} label={header} hint={`One on each line. ${hint}`} required={required} defaultValue={[cell].flat().join('\n')} rows={Math.min(6, Math.max(2, cell.length))} />;
  if (LONG.has(column)) return <TextAreaField name={name} label={header} hint={hint} required={required} defaultValue={String(cell)} rows={2} />;
  return <TextField name={name} label={header} hint={hint} required={required} defaultValue={String(cell)} />;
}
