'use client';

import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { FactList } from '@/components/fact-list';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import type { PagerProps } from '@/components/pager';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { WEEK, WEEKDAYS } from '@/lib/rollout/calendar-words';
import type { CalendarView } from '@/lib/rollout/calendar-view';
import { countWords } from '@/lib/rollout/count-words';
import { countryName } from '@/lib/rollout/country';
import { removeCalendarAction } from '../actions';
import { CalendarHeadForm } from '../calendar-head-form';
import { StandingLabel } from '../calendars';
import { Freezes } from './freezes';
import { Holidays } from './holidays';
import { Windows } from './windows';

const useStyles = makeStyles({
  narrow: { maxWidth: '880px' },
  now: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalM, rowGap: tokens.spacingVerticalXS },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

type Pages = Omit<PagerProps, 'noun'>;
type CalendarScreenProps = { view: CalendarView; pagers: { holidays: Pages; phases: Pages }; zones: string[]; canChange: boolean };

/** One calendar. What it says now stands first; under it what it is made of, changed in place. */
export function CalendarScreen({ view: { calendar, standing, holidays, holidayCount, phases, phaseCount }, pagers, zones, canChange }: CalendarScreenProps) {
  const styles = useStyles();
  return (
    <div className={styles.narrow}>
      <PageHead
        crumbs={[{ label: 'Settings', href: '/settings' }, { label: 'Calendars', href: '/settings/calendars' }]}
        title={calendar.name}
        state={[{ text: calendar.timeZone.replaceAll('_', ' ') }, { text: phaseCount === 0 ? 'no phase goes by it' : `${countWords(phaseCount, 'phase goes', 'phases go')} by it` }, { text: `changed by ${calendar.changedByName}`, at: new Date(calendar.changedAt).toISOString() }]}
      />
      <Section title="Now">
        <div className={styles.now}><StandingLabel {...standing} /><span>{standing.says}</span></div>
      </Section>
      <Windows calendar={calendar} canChange={canChange} />
      <Freezes calendar={calendar} canChange={canChange} />
      <Holidays calendarId={calendar.id} holidays={holidays} total={holidayCount} pager={pagers.holidays} canChange={canChange} />
      <Section title="What it is">
        {canChange ? <CalendarHeadForm head={calendar} zones={zones} /> : (
          <FactList facts={[{ label: 'Time zone', value: calendar.timeZone.replaceAll('_', ' ') }, { label: 'Countries', value: calendar.countries.map(countryName).join(', ') || 'None' }, { label: 'Working days', value: WEEK.filter((day) => calendar.workingDays.includes(day)).map((day) => WEEKDAYS[day]).join(', ') }]} />
        )}
      </Section>
      <Section title="Phases that go by it" flush={!canChange}>
        {phaseCount === 0 ? <Body1>None yet. A phase names its calendar where the rollout is edited.</Body1> : (
          <ul className={styles.list}>
            {phases.map((phase) => <li key={phase.id}><TextLink href={`/rollouts/${phase.rolloutId}?phase=${phase.id}`}>{`${phase.rolloutName}, ${phase.name}`}</TextLink></li>)}
          </ul>
        )}
        {phaseCount > phases.length && <Pager {...pagers.phases} noun="phases" />}
      </Section>
      {canChange && (
        <Section title="Remove it" flush>
          <ConfirmDialog
            trigger="Remove this calendar…"
            title={`Remove ${calendar.name}?`}
            loss={`${countWords(calendar.windows.length, 'window', 'windows')}, ${countWords(calendar.freezes.length, 'freeze', 'freezes')} and ${countWords(holidayCount, 'holiday', 'holidays')} go with it. A calendar that a phase names is not removed.`}
            confirm="Remove the calendar"
            keep="Keep it"
            action={removeCalendarAction}
            hidden={{ calendarId: calendar.id }}
          />
        </Section>
      )}
    </div>
  );
}
