'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { RadioField, SelectField, TextAreaField, TextField } from '@/components/form-fields';
import { FormButtons } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { REVIEW_WORDS, SILENCE_WORDS } from '@/lib/authoring/sheet/cells';
import { columnRules, isListColumn } from '@/lib/authoring/sheet/columns';
import type { SheetCells, SheetColumn } from '@/lib/authoring/sheet/columns';
import { saveSheetRowAction } from '../../actions';

const useStyles = makeStyles({
  root: { maxWidth: '960px' },
  fields: { display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', alignItems: 'start', columnGap: tokens.spacingHorizontalXL, rowGap: tokens.spacingVerticalM, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  stage: { display: 'grid', gridTemplateColumns: 'minmax(0, 2fr) minmax(0, 2fr) minmax(0, 1fr)', alignItems: 'start', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalS, marginBottom: tokens.spacingVerticalM, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
});

export type RowFormProps = {
  sheetId: string;
  cells: SheetCells;
  /** Null for a new row. */
  row: { id: string; version: number } | null;
  nextId: string | null;
};

/** A row of the sheet: the same columns as in a file, a name a line. What is wrong stands at its field. */
export function RowForm({ sheetId, cells, row, nextId }: RowFormProps) {
  const styles = useStyles();
  const field = (column: SheetColumn) => <CellField key={column} column={column} cells={cells} />;
  return (
    <div className={styles.root}>
      <ActionForm action={saveSheetRowAction} hidden={{ sheetId, rowId: row?.id ?? 'new', version: row?.version ?? 0, nextId: nextId ?? '' }} label={row ? 'Row' : 'New row'}>
        <Section title="Package"><div className={styles.fields}>{(['role', 'package', 'catalog', 'description', 'resources'] as const).map(field)}<ShownField cells={cells} /></div></Section>
        <Section title="Who may ask"><div className={styles.fields}>{(['ask', 'prerequisite', 'prerequisiteNote', 'policy'] as const).map(field)}</div></Section>
        <Section title="Who decides" caption="up to three, one after the other">
          {([1, 2, 3] as const).map((number) => <div key={number} className={styles.stage}>{([`approvers${number}`, `standIns${number}`, `days${number}`] as const).map(field)}</div>)}
        </Section>
        <Section title="For how long"><div className={styles.fields}>{field('duration')}<ReviewField cells={cells} />{field('reviewers')}<SilenceField cells={cells} /></div></Section>
        <Section title="Beside it"><div className={styles.fields}>{(['incompatible', 'exceptions'] as const).map(field)}</div></Section>
        <FormButtons>
          <SubmitButton name="then" value="table">{row ? 'Save row' : 'Add row'}</SubmitButton>
          {nextId && <SubmitButton name="then" value="next" appearance="secondary">Save and go to the next row</SubmitButton>}
          <LinkButton href={`/sheets/${sheetId}`}>Leave without saving</LinkButton>
        </FormButtons>
      </ActionForm>
    </div>
  );
}

const LONG: ReadonlySet<SheetColumn> = new Set(['description', 'exceptions', 'prerequisiteNote']);

function CellField({ column, cells }: { column: SheetColumn; cells: SheetCells }) {
  const { header, hint, required = false } = columnRules(column);
  if (isListColumn(column)) return <TextAreaField name={column} label={header} hint={`One a line. ${hint}`} required={required} defaultValue={cells[column].join('\n')} rows={Math.min(6, Math.max(2, cells[column].length))} />;
  if (LONG.has(column)) return <TextAreaField name={column} label={header} hint={hint} required={required} defaultValue={cells[column]} rows={2} />;
  return <TextField name={column} label={header} hint={hint} required={required} defaultValue={cells[column]} />;
}

function ShownField({ cells }: { cells: SheetCells }) {
  return <RadioField name="shown" label={columnRules('shown').header} defaultValue={cells.shown || 'no'} options={[{ value: 'no', label: 'No, by link only' }, { value: 'yes', label: 'Yes' }]} horizontal />;
}

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

function ReviewField({ cells }: { cells: SheetCells }) {
  return <SelectField name="review" label={columnRules('review').header} defaultValue={cells.review || 'never'} options={['never', ...Object.keys(REVIEW_WORDS)].map((value) => ({ value, label: capital(value) }))} />;
}

function SilenceField({ cells }: { cells: SheetCells }) {
  return <SelectField name="silence" label={columnRules('silence').header} defaultValue={cells.silence || 'remove'} options={Object.keys(SILENCE_WORDS).map((value) => ({ value, label: capital(value) }))} />;
}
