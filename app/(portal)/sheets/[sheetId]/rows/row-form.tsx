'use client';

import { ActionForm } from '@/components/action-form';
import { RadioField } from '@/components/form-fields';
import { FormButtons } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { columnRules } from '@/lib/authoring/sheet/columns';
import type { PackageColumn, SheetCells } from '@/lib/authoring/sheet/columns';
import { saveSheetRowAction } from '../../actions';
import { CellField } from './cell-field';
import { useRowStyles } from './row-styles';
import { RowPolicies } from './row-policies';

export type RowFormProps = {
  sheetId: string;
  cells: SheetCells;
  /** Null for a new row. */
  row: { id: string; version: number } | null;
  nextId: string | null;
};

/** A row of the sheet: the same columns as in a file, a name a line. What is wrong stands at its field. */
export function RowForm({ sheetId, cells, row, nextId }: RowFormProps) {
  const styles = useRowStyles();
  const field = (column: PackageColumn) => <CellField key={column} name={column} column={column} cell={cells[column]} />;
  return (
    <div className={styles.root}>
      <ActionForm action={saveSheetRowAction} hidden={{ sheetId, rowId: row?.id ?? 'new', nextId: nextId ?? '' }} madeOf={{ version: row?.version ?? 0 }} label={row ? 'Row' : 'New row'}>
        <Section title="Package"><div className={styles.fields}>{(['role', 'package', 'catalog', 'description', 'resources'] as const).map(field)}<ShownField cells={cells} /></div></Section>
        <Section title="Before and beside it" caption="whichever policy gives it"><div className={styles.fields}>{(['prerequisite', 'prerequisiteNote', 'incompatible', 'exceptions'] as const).map(field)}</div></Section>
        <RowPolicies policies={cells.policies} />
        <FormButtons>
          <SubmitButton name="then" value="table">{row ? 'Save row' : 'Add row'}</SubmitButton>
          {nextId && <SubmitButton name="then" value="next" appearance="secondary">Save and go to the next row</SubmitButton>}
          <LinkButton href={`/sheets/${sheetId}`}>Leave without saving</LinkButton>
        </FormButtons>
      </ActionForm>
    </div>
  );
}

function ShownField({ cells }: { cells: SheetCells }) {
  return <RadioField name="shown" label={columnRules('shown').header} defaultValue={cells.shown || 'no'} options={[{ value: 'no', label: 'No, by link only' }, { value: 'yes', label: 'Yes' }]} horizontal />;
}
