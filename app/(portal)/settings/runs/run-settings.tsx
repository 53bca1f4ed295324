'use client';

import { Body1, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { FactList } from '@/components/fact-list';
import { TextField } from '@/components/form-fields';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { RunSettingsView } from '@/lib/rollout/run-settings';
import { saveOfficeHoursAction, saveSecondAdminAction } from './actions';

const useStyles = makeStyles({
  narrow: { maxWidth: '880px' },
  fields: { display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))', gap: tokens.spacingHorizontalM, maxWidth: '640px' },
  says: { marginBottom: tokens.spacingVerticalM, maxWidth: '720px' },
});

/** The tenant's limit as it was learned, and what of it is used while people work. */
export function RunSettingsScreen({ view, canChange }: { view: RunSettingsView; canChange: boolean }) {
  const styles = useStyles();
  const { limit, hours, secondAdminAbove } = view;
  const percent = Math.round(hours.part * 100);
  return (
    <div className={styles.narrow}>
      <PageHead crumbs={[{ label: 'Settings', href: '/settings' }]} title="How runs write" state={[{ text: limit.perSecond === null ? 'The tenant’s limit is not known yet' : `The tenant takes about ${Math.max(1, Math.round(limit.perSecond))} writes a second` }]} />
      <Section title="Rate">
        <Body1 block className={styles.says}>Microsoft publishes no limit for access packages. The first run feels for it: it sends more until something is refused, and keeps just under that from then on. All runs share it, also those of other servers of this portal.</Body1>
        <FactList
          facts={[
            { label: 'Limit', value: limit.perSecond === null ? 'Not known until the tenant refuses a request' : `about ${limit.perSecond.toFixed(limit.perSecond < 10 ? 1 : 0)} writes a second` },
            { label: 'Learned', value: limit.learnedAt ? <AgeText at={limit.learnedAt.toISOString()} as="moment" /> : 'Not yet' },
            { label: 'Right now', value: limit.rate < 0.5 ? 'Nothing is sent' : `${Math.round(limit.rate)} writes a second` },
          ]}
        />
      </Section>
      <Section title="Business hours" caption={canChange ? undefined : `${percent} % from ${hours.from}:00 to ${hours.until}:00`}>
        <Body1 block className={styles.says}>The same limit serves whatever else provisions people in this tenant, joiners above all. On working days between these hours runs use only a part of it, by the calendar of their phase, or by {view.timeZone} where it has none.</Body1>
        {canChange && (
          <ActionForm action={saveOfficeHoursAction} madeOf={{ seen: JSON.stringify(hours) }} label="Business hours" done="Saved. Runs under way follow within a few seconds.">
            <div className={styles.fields}>
              <TextField name="percent" label="Part of the limit" type="number" min={5} max={100} unit="%" defaultValue={percent} required />
              <TextField name="from" label="From" type="number" min={0} max={23} unit="o’clock" defaultValue={hours.from} required />
              <TextField name="until" label="Until" type="number" min={1} max={24} unit="o’clock" defaultValue={hours.until} required />
            </div>
            <SubmitButton appearance="secondary">Save business hours</SubmitButton>
          </ActionForm>
        )}
      </Section>
      <Section title="Second admin" caption={canChange ? undefined : `above ${secondAdminAbove.toLocaleString('en-GB')} people`}>
        <Body1 block className={styles.says}>A run of more people than this sends nothing until an admin other than who started it agrees on its page.</Body1>
        {canChange && (
          <ActionForm action={saveSecondAdminAction} madeOf={{ seen: JSON.stringify({ above: secondAdminAbove }) }} label="Second admin" done="Saved. It holds for runs that are started from now on.">
            <div className={styles.fields}>
              <TextField name="above" label="Above" type="number" min={1} max={1_000_000} unit="people" defaultValue={secondAdminAbove} required />
            </div>
            <SubmitButton appearance="secondary">Save the number</SubmitButton>
          </ActionForm>
        )}
      </Section>
    </div>
  );
}
