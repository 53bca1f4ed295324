'use client';

import { Body1, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import type { CalendarLine } from '@/lib/rollout/calendar-view';
import { countryName } from '@/lib/rollout/country';
import { countWords } from '@/lib/rollout/count-words';

const useStyles = makeStyles({
  note: { marginTop: 0, marginBottom: tokens.spacingVerticalM, maxWidth: '880px' },
  lines: { display: 'flex', flexDirection: 'column', minWidth: 0 },
});

type CalendarsScreenProps = { calendars: CalendarLine[]; total: number; pager: Omit<PagerProps, 'noun'>; canChange: boolean };

/** Every calendar: where it holds, and whether changes may be made now. */
export function CalendarsScreen({ calendars, total, pager, canChange }: CalendarsScreenProps) {
  const styles = useStyles();
  const open = calendars.filter((each) => each.standing.open).length;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Settings', href: '/settings' }]}
        title="Calendars"
        state={total === 0 ? [{ text: 'Runs start at any time' }] : [{ text: countWords(total, 'calendar', 'calendars') }, ...(total > calendars.length ? [] : [{ text: open === 0 ? 'no window is open now' : `${open.toLocaleString('en-GB')} open now` }])]}
        actions={canChange && total > 0 && <LinkButton href="/settings/calendars/new" appearance="primary">New calendar</LinkButton>}
      />
      <Body1 as="p" block className={styles.note}>A phase that names a calendar sends its requests inside the windows alone: not in a freeze, not on a holiday, and the first of them not on the last working day of a week. Its due dates count the calendar’s working days.</Body1>
      <DataTable
        label="Calendars"
        twoLine
        columns={[{ key: 'name', header: 'Calendar', width: '26%' }, { key: 'now', header: 'Now' }, { key: 'countries', header: 'Countries', width: '22%' }, { key: 'phases', header: 'Phases', width: '90px', align: 'end', named: true }]}
        rows={calendars.map((calendar) => ({
          key: calendar.id,
          label: calendar.name,
          href: `/settings/calendars/${calendar.id}`,
          cells: {
            name: <span className={styles.lines}><TextLink href={`/settings/calendars/${calendar.id}`}>{calendar.name}</TextLink><Caption1>{calendar.timeZone.replaceAll('_', ' ')}</Caption1></span>,
            now: <span className={styles.lines}><StandingLabel {...calendar.standing} /><Caption1>{calendar.standing.says}</Caption1></span>,
            countries: calendar.countries.length === 0 ? 'None' : calendar.countries.map(countryName).join(', '),
            phases: calendar.phases.toLocaleString('en-GB'),
          },
        }))}
        empty={{ icon: 'calendar', title: 'No calendar yet', why: 'Without one, runs start whenever an admin starts them, and working days are Monday to Friday.', ...(canChange ? { action: <LinkButton href="/settings/calendars/new" appearance="primary">New calendar</LinkButton> } : {}) }}
      />
      <Pager {...pager} noun="calendars" />
    </>
  );
}

/** Open, frozen or closed. */
export function StandingLabel({ open, frozen }: { open: boolean; frozen: boolean }) {
  return open ? <StateLabel state="delivered">Open</StateLabel> : frozen ? <StateLabel state="held">Frozen</StateLabel> : <StateLabel state="notStarted">Closed</StateLabel>;
}
