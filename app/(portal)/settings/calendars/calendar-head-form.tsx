'use client';

import { Field, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { CheckboxesField, SelectField, TextField } from '@/components/form-fields';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { SubmitButton } from '@/components/submit-button';
import { WEEK, WEEKDAYS } from '@/lib/rollout/calendar-words';
import { countryName } from '@/lib/rollout/country';
import { changeCalendarAction, createCalendarAction } from './actions';

const useStyles = makeStyles({
  days: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS },
});

export type CalendarHeadFields = { id?: string; name: string; timeZone: string; countries: string[]; workingDays: number[] };

/** Name, time zone, countries and working days: of a new calendar, or of one that is there. */
export function CalendarHeadForm({ head, zones }: { head: CalendarHeadFields; zones: string[] }) {
  const all = zones.includes(head.timeZone) ? zones : [head.timeZone, ...zones];
  const fields = (
    <>
      <TextField name="name" label="Name" required maxLength={80} defaultValue={head.name} placeholder="Finance Europe" />
      <SelectField name="timeZone" label="Time zone" hint="Windows, freezes and holidays go by its clock." defaultValue={head.timeZone} options={all.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))} />
      <TextField name="countries" label="Countries" hint="Whose people it is for: English names or two letters, separated by commas. Their access ends on its working mornings." maxLength={2000} defaultValue={head.countries.map(countryName).join(', ')} placeholder="Germany, Austria" />
      <DayBoxes name="workingDay" label="Working days" chosen={head.workingDays} />
    </>
  );
  return (
    <FormColumn>
      {head.id ? (
        <ActionForm action={changeCalendarAction} hidden={{ calendarId: head.id }} madeOf={{ seen: JSON.stringify({ name: head.name, timeZone: head.timeZone, countries: head.countries, workingDays: head.workingDays }) }} label="What it is" done="Saved.">
          {fields}
          <FormButtons><SubmitButton appearance="secondary">Save</SubmitButton></FormButtons>
        </ActionForm>
      ) : (
        <ActionForm action={createCalendarAction} label="New calendar">
          {fields}
          <FormButtons>
            <SubmitButton>Make the calendar</SubmitButton>
            <LinkButton href="/settings/calendars">Leave it</LinkButton>
          </FormButtons>
        </ActionForm>
      )}
    </FormColumn>
  );
}

/** Days of the week, each to be ticked. */
export function DayBoxes({ name, label, chosen }: { name: string; label: string; chosen: readonly number[] }) {
  const styles = useStyles();
  return (
    <Field label={label}>
      <CheckboxesField name={name} label={label} className={styles.days} options={WEEK.map((day) => ({ value: String(day), label: WEEKDAYS[day] ?? '' }))} chosen={chosen.map(String)} />
    </Field>
  );
}
