'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { SubmitButton } from '@/components/submit-button';
import { SelectionFields, useTableSelection } from '@/components/table-selection';
import { bringBackAction, takeFromTenantAction } from '../../actions';

const useStyles = makeStyles({ root: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', rowGap: tokens.spacingVerticalXS } });

/** The two ways to settle a deviation: a draft that makes the tenant as the sheet says, or the sheet as the tenant has it. */
export function Settle({ sheetId, rowId, field, policy, chosen, label, takeable }: { sheetId: string; rowId: string; field: string; policy: string | null; chosen: string; label: string; takeable: boolean }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <ActionForm action={bringBackAction} hidden={{ sheetId, chosen }} label={`Bring back ${label}`} inline><SubmitButton size="small" appearance="secondary">Bring the tenant back</SubmitButton></ActionForm>
      {takeable && <ActionForm action={takeFromTenantAction} hidden={{ sheetId, rowId, field, policy: policy ?? '' }} label={`Take ${label}`} inline><SubmitButton size="small" appearance="subtle">{field === 'missing' ? 'Take out of the sheet' : 'Take into the sheet'}</SubmitButton></ActionForm>}
    </div>
  );
}

/** One draft of all that were chosen. */
export function BringBack({ sheetId }: { sheetId: string }) {
  const { count } = useTableSelection();
  return <ActionForm action={bringBackAction} hidden={{ sheetId }} label="Bring back what was chosen" inline><SelectionFields name="chosen" /><SubmitButton size="small">{`Draft to bring back ${count.toLocaleString('en-GB')}`}</SubmitButton></ActionForm>;
}
