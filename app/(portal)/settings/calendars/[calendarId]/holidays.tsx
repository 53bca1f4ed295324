'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { TextAreaField } from '@/components/form-fields';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { Holiday } from '@/lib/rollout/change-calendar';
import { countWords, dayWords } from '@/lib/rollout/count-words';
import { countryName } from '@/lib/rollout/country';
import { importHolidaysAction, removeHolidayAction } from '../actions';

const useStyles = makeStyles({
  form: { maxWidth: '640px', marginTop: tokens.spacingVerticalM },
});

type HolidaysProps = { calendarId: string; holidays: Holiday[]; total: number; pager: Omit<PagerProps, 'noun'>; canChange: boolean };

/** Days without work, by country, pasted as a list. */
export function Holidays({ calendarId, holidays, total, pager, canChange }: HolidaysProps) {
  const styles = useStyles();
  return (
    <Section title="Holidays" caption={total === 0 ? 'none' : countWords(total, 'holiday', 'holidays')}>
      <DataTable
        label="Holidays"
        columns={[{ key: 'day', header: 'Day', width: '180px' }, { key: 'name', header: 'Name' }, { key: 'country', header: 'Country', width: '200px' }, ...(canChange ? [{ key: 'remove', header: 'Remove', width: '110px', hiddenHeader: true, align: 'end' as const }] : [])]}
        rows={holidays.map(({ day, name, country }) => ({
          key: `${day} ${country}`,
          label: `${name}, ${dayWords(day)}`,
          cells: {
            day: dayWords(day),
            name,
            country: country === '' ? 'Every country' : countryName(country),
            remove: <ConfirmDialog trigger="Remove…" triggerAppearance="subtle" triggerSize="small" title={`Remove ${name}?`} loss={`${dayWords(day)} is a day like any other then, and its windows open.`} confirm="Remove the holiday" keep="Keep it" action={removeHolidayAction} hidden={{ calendarId, day, country }} />,
          },
        }))}
        empty={{ icon: 'calendar', title: 'No holiday', why: 'Paste them as a list: windows stay closed on them, and due dates pass over them.' }}
      />
      {total > holidays.length && <Pager {...pager} noun="holidays" />}
      {canChange && (
        <div className={styles.form}>
          <ActionForm action={importHolidaysAction} hidden={{ calendarId }} label="Add holidays" done={addedWords} resetOnDone>
            <TextAreaField name="holidays" label="Add holidays" required code rows={5} placeholder={'2026-12-25,Christmas Day,DE\n2026-12-26,Boxing Day'} hint="A line each: date, name, country; without a country it holds for all. An iCalendar file pasted as text will do too. A list with a wrong line adds none." />
            <SubmitButton appearance="secondary" icon="add">Add holidays</SubmitButton>
          </ActionForm>
        </div>
      )}
    </Section>
  );
}

/** What became of a list; one that says what is known already adds nothing. */
function addedWords({ added, renamed }: { added: number; renamed: number }): string {
  if (added + renamed === 0) return 'All of them are there already.';
  return `${added > 0 ? `${countWords(added, 'holiday', 'holidays')} added` : ''}${added > 0 && renamed > 0 ? ', ' : ''}${renamed > 0 ? `${countWords(renamed, 'name', 'names')} changed` : ''}.`;
}
