'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { TextAreaField, TextField } from '@/components/form-fields';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { ChosenPackage } from '@/lib/rollout/package-choices';
import type { CalendarChoice } from '@/lib/rollout/calendar-view';
import { chosenOf } from '@/lib/rollout/rollout';
import type { Rollout } from '@/lib/rollout/rollout';
import { abandonRolloutAction, changePackagesAction, changeRolloutAction } from '../../actions';
import { PackageFields } from '../../new/package-fields';
import type { OfferedPackage } from '../../new/package-fields';
import { ROLLOUT_STATE, countWords } from '../../phase-words';
import { EditPhases } from './edit-phases';
import type { EditedPhase } from './edit-phases';

const useStyles = makeStyles({
  root: { maxWidth: '760px' },
  fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, maxWidth: '480px', marginBottom: tokens.spacingVerticalM },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

type EditRolloutProps = { rollout: Rollout; calendars: CalendarChoice[]; phases: EditedPhase[]; choices: { found: OfferedPackage[]; more: boolean; chosen: ChosenPackage[] } | null };

/** Everything about a rollout that may still change. */
export function EditRollout({ rollout, calendars, phases, choices }: EditRolloutProps) {
  const styles = useStyles();
  const [reading, setReading] = useState(false);
  const over = rollout.state === 'abandoned' || rollout.state === 'finished';
  const address = `/rollouts/${rollout.id}`;
  return (
    <div className={styles.root}>
      <PageHead
        crumbs={[{ label: 'Rollouts', href: '/rollouts' }, { label: rollout.name, href: address }]}
        title={`Edit ${rollout.name}`}
        state={[{ text: ROLLOUT_STATE[rollout.state].word, state: ROLLOUT_STATE[rollout.state].state }, ...(over ? [{ text: 'takes no more changes' }] : [])]}
        actions={<LinkButton href={address}>Back to the rollout</LinkButton>}
      />
      {!over && (
        <Section title="What it is">
          <ActionForm action={changeRolloutAction} hidden={{ rolloutId: rollout.id }} madeOf={{ seen: JSON.stringify({ name: rollout.name, description: rollout.description }) }} label="Name and description" done="Saved.">
            <div className={styles.fields}>
              <TextField name="name" label="Name" required maxLength={120} defaultValue={rollout.name} />
              <TextAreaField name="description" label="Why" hint="Helpdesk and auditors read this." maxLength={2000} rows={2} defaultValue={rollout.description} />
            </div>
            <SubmitButton appearance="secondary">Save name and description</SubmitButton>
          </ActionForm>
        </Section>
      )}
      <EditPhases rolloutId={rollout.id} calendars={calendars} phases={phases} open={!over} />
      <Section title="Packages" caption={choices ? 'a change sends rehearsed phases back to draft' : 'they stay as they are, since a phase has started'}>
        {choices ? (
          <ActionForm action={changePackagesAction} hidden={{ rolloutId: rollout.id }} madeOf={{ seen: JSON.stringify(chosenOf(rollout.packages)) }} label="Packages" done="Saved." doneHref={address}>
            <PackageFields found={choices.found} more={choices.more} chosen={choices.chosen} policies={Object.fromEntries(rollout.packages.map((each) => [each.packageId, each.policyId]))} onReading={setReading} />
            <SubmitButton appearance="secondary" disabled={reading}>{`Save ${countWords(choices.chosen.length, 'package', 'packages')}`}</SubmitButton>
          </ActionForm>
        ) : (
          <ul className={styles.list}>
            {rollout.packages.map((each) => <li key={each.packageId}>{`${each.packageName}, under “${each.policyName}”`}</li>)}
          </ul>
        )}
      </Section>
      {!over && (
        <Section title="Give it up" flush>
          <ConfirmDialog
            trigger="Abandon this rollout…"
            title={`Abandon ${rollout.name}?`}
            loss="Its phases can no longer be rehearsed or started. Whoever was given access keeps it; rehearsals, runs and the audit stay to be read."
            confirm="Abandon the rollout"
            keep="Keep it"
            reason={{ label: 'Why', required: true }}
            action={abandonRolloutAction}
            hidden={{ rolloutId: rollout.id }}
            doneHref={address}
          />
        </Section>
      )}
    </div>
  );
}
