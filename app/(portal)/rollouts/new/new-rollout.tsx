'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { TextAreaField, TextField } from '@/components/form-fields';
import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { ChosenPackage } from '@/lib/rollout/package-choices';
import { createRolloutAction } from '../actions';
import { PackageFields } from './package-fields';
import type { OfferedPackage } from './package-fields';
import { PhaseNames } from './phase-names';

const useStyles = makeStyles({
  root: { maxWidth: '760px' },
  fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, maxWidth: '480px' },
  ways: { display: 'flex', columnGap: tokens.spacingHorizontalS },
});

type NewRolloutProps = { found: OfferedPackage[]; more: boolean; chosen: ChosenPackage[] };

/** The form of a new rollout. */
export function NewRollout({ found, more, chosen }: NewRolloutProps) {
  const styles = useStyles();
  const [reading, setReading] = useState(false);
  return (
    <div className={styles.root}>
      <ActionForm action={createRolloutAction} label="New rollout">
        <Section title="What it is">
          <div className={styles.fields}>
            <TextField name="name" label="Name" required maxLength={120} placeholder="Finance essentials" />
            <TextAreaField name="description" label="Why" hint="Helpdesk and auditors read this." maxLength={2000} rows={2} />
          </div>
        </Section>
        <Section title="Packages" caption="what people get, and the policy it is assigned under">
          <PackageFields found={found} more={more} chosen={chosen} onReading={setReading} />
        </Section>
        <Section title="Phases" caption="in their order, each with what it asks before it passes; people are added afterwards">
          <PhaseNames />
        </Section>
        <div className={styles.ways}>
          <SubmitButton disabled={reading}>Create rollout</SubmitButton>
          <LinkButton href="/rollouts" appearance="subtle">Leave without creating</LinkButton>
        </div>
      </ActionForm>
    </div>
  );
}
