'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { TextField } from '@/components/form-fields';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { CalendarView } from '@/lib/rollout/calendar-view';
import { countWords, dayWords } from '@/lib/rollout/count-words';
import { addFreezeAction, removeFreezeAction } from '../actions';

const useStyles = makeStyles({
  form: { maxWidth: '720px', marginTop: tokens.spacingVerticalM },
  row: { display: 'grid', gridTemplateColumns: '150px 150px minmax(0, 1fr) max-content', columnGap: tokens.spacingHorizontalM, alignItems: 'start', [phone]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)', rowGap: tokens.spacingVerticalS } },
  wide: { [phone]: { gridColumn: '1 / -1' } },
  button: { paddingTop: '26px', [phone]: { paddingTop: 0 } },
});

type FreezesProps = { calendar: CalendarView['calendar']; canChange: boolean };

/** Days on which nothing is changed: month close, year end. */
export function Freezes({ calendar, canChange }: FreezesProps) {
  const styles = useStyles();
  return (
    <Section title="Freezes" caption={calendar.freezes.length === 0 ? 'none' : countWords(calendar.freezes.length, 'freeze', 'freezes')}>
      <DataTable
        label="Freezes"
        columns={[{ key: 'days', header: 'Days', width: '320px' }, { key: 'reason', header: 'Why' }, ...(canChange ? [{ key: 'remove', header: 'Remove', width: '110px', hiddenHeader: true, align: 'end' as const }] : [])]}
        rows={calendar.freezes.map((freeze) => {
          const days = freeze.from === freeze.until ? dayWords(freeze.from) : `${dayWords(freeze.from)} to ${dayWords(freeze.until)}`;
          return {
            key: freeze.id,
            label: days,
            cells: {
              days,
              reason: freeze.reason,
              remove: <ConfirmDialog trigger="Remove…" triggerAppearance="subtle" triggerSize="small" title={`Remove the freeze of ${days}?`} loss={`“${freeze.reason}” no longer holds anything up: windows on these days open.`} confirm="Remove the freeze" keep="Keep it" action={removeFreezeAction} hidden={{ calendarId: calendar.id, freezeId: freeze.id }} />,
            },
          };
        })}
        empty={{ icon: 'lock', title: 'No freeze', why: 'Add the days nothing may be changed on: a month close, the turn of the year.' }}
      />
      {canChange && (
        <div className={styles.form}>
          <ActionForm action={addFreezeAction} hidden={{ calendarId: calendar.id }} label="Add a freeze" resetOnDone>
            <div className={styles.row}>
              <TextField name="from" label="First day" type="date" required />
              <TextField name="until" label="Last day" type="date" required />
              <div className={styles.wide}><TextField name="freezeReason" label="Why" required maxLength={200} placeholder="Month close" /></div>
              <div className={styles.button}><SubmitButton appearance="secondary" icon="add">Add freeze</SubmitButton></div>
            </div>
          </ActionForm>
        </div>
      )}
    </Section>
  );
}
