'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { TextField } from '@/components/form-fields';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { WEEK, WEEKDAYS, windowWords } from '@/lib/rollout/calendar-words';
import type { CalendarView } from '@/lib/rollout/calendar-view';
import { countWords } from '@/lib/rollout/count-words';
import { addWindowAction, removeWindowAction } from '../actions';
import { DayBoxes } from '../calendar-head-form';

const useStyles = makeStyles({
  form: { maxWidth: '760px', marginTop: tokens.spacingVerticalM },
  row: { display: 'grid', gridTemplateColumns: '140px 140px max-content', columnGap: tokens.spacingHorizontalM, alignItems: 'start', [phone]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)', rowGap: tokens.spacingVerticalS } },
  button: { paddingTop: '26px', [phone]: { paddingTop: 0 } },
});

type WindowsProps = { calendar: CalendarView['calendar']; canChange: boolean };

/** When changes may be made, week by week. */
export function Windows({ calendar, canChange }: WindowsProps) {
  const styles = useStyles();
  const ordered = WEEK.flatMap((day) => calendar.windows.filter((window) => window.weekday === day));
  return (
    <Section title="Change windows" caption={ordered.length === 0 ? 'none: open all day on working days' : countWords(ordered.length, 'window a week', 'windows a week')}>
      <DataTable
        label="Change windows"
        columns={[{ key: 'day', header: 'Day', width: '180px' }, { key: 'time', header: 'Open' }, ...(canChange ? [{ key: 'remove', header: 'Remove', width: '110px', hiddenHeader: true, align: 'end' as const }] : [])]}
        rows={ordered.map((window) => {
          const says = `${WEEKDAYS[window.weekday] ?? ''} ${windowWords(window)}`;
          return {
            key: window.id,
            label: says,
            cells: {
              day: WEEKDAYS[window.weekday],
              time: windowWords(window),
              remove: <ConfirmDialog trigger="Remove…" triggerAppearance="subtle" triggerSize="small" title={`Remove ${says}?`} loss={`Nothing starts then any more; a run under way waits for the next window.${ordered.length === 1 ? ' It is the last one: without any, the calendar is open all day on working days.' : ''}`} confirm="Remove the window" keep="Keep it" action={removeWindowAction} hidden={{ calendarId: calendar.id, windowId: window.id }} />,
            },
          };
        })}
        empty={{ icon: 'calendar', title: 'No window', why: 'Runs may start at any time of a working day. With a window they start inside it alone.' }}
      />
      {canChange && (
        <div className={styles.form}>
          <ActionForm action={addWindowAction} hidden={{ calendarId: calendar.id }} label="Add a window" resetOnDone>
            <DayBoxes name="weekday" label="Every" chosen={[]} />
            <div className={styles.row}>
              <TextField name="from" label="From" type="time" required />
              <TextField name="until" label="Until" type="time" required hint="Earlier than from: the next day." />
              <div className={styles.button}><SubmitButton appearance="secondary" icon="add">Add window</SubmitButton></div>
            </div>
          </ActionForm>
        </div>
      )}
    </Section>
  );
}
