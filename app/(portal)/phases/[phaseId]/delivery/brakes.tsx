'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { FactList } from '@/components/fact-list';
import { TextField } from '@/components/form-fields';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { Brake, PhaseBrakes } from '@/lib/rollout/run-hold';
import { changeBrakesAction } from './actions';

const useStyles = makeStyles({ fields: { display: 'grid', gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', gap: tokens.spacingHorizontalM, alignItems: 'start', maxWidth: '640px', '& input': { minWidth: 0 }, [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } } });

const brakeWords = ({ people, percent }: Brake): string => `Above ${people.toLocaleString('en-GB')} people or ${percent} %, whichever is more`;

/** When the run of a phase stops by itself and asks an admin. Changes nothing that was signed. */
export function Brakes({ phaseId, brakes, canChange }: { phaseId: string; brakes: PhaseBrakes; canChange: boolean }) {
  const styles = useStyles();
  const { failures, removals } = brakes;
  return (
    <Section title="Brakes">
      {canChange ? (
        <ActionForm action={changeBrakesAction} hidden={{ phaseId }} madeOf={{ seen: JSON.stringify(brakes) }} label="Brakes" done="Saved. What was rehearsed and signed stands.">
          <div className={styles.fields}>
            <TextField name="failedPeople" required label="Failures: people" type="number" min={0} unit="people" hint="The run stops by itself above this, or above the part beside it, whichever is more." defaultValue={failures.people} />
            <TextField name="failedPercent" required label="Failures: part" type="number" min={0} max={100} step={0.1} unit="%" hint="What a person’s own account or an approver caused does not count." defaultValue={failures.percent} />
            <TextField name="removedPeople" required label="Removals: people" type="number" min={0} unit="people" hint="The same for people who lose the package by a step." defaultValue={removals.people} />
            <TextField name="removedPercent" required label="Removals: part" type="number" min={0} max={100} step={0.1} unit="%" defaultValue={removals.percent} />
          </div>
          <SubmitButton appearance="secondary">Save brakes</SubmitButton>
        </ActionForm>
      ) : (
        <FactList facts={[{ label: 'Failures', value: brakeWords(failures) }, { label: 'Removals', value: brakeWords(removals) }]} />
      )}
    </Section>
  );
}
