'use client';

import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { FactList } from '@/components/fact-list';
import { CheckboxField, RadioField, SelectField, TextField } from '@/components/form-fields';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import { AUTOMATIC_STEPS } from '@/lib/rollout/automatic-step';
import { DELIVERY_MODES, MODE_WORDS, MOST_GRACE_HOURS, MOST_TOLERANCE_PERCENT } from '@/lib/rollout/delivery';
import type { DeliverySettings } from '@/lib/rollout/delivery';
import type { DeliveryMode, PhaseState } from '@/lib/rollout/phase';
import { CHOICE_WORDS, REVERSAL_CHOICES } from '@/lib/rollout/reversal';
import { phaseCrumbs } from '../../phase-crumbs';
import { chooseDeliveryAction } from './actions';

const useStyles = makeStyles({
  root: { maxWidth: '760px', marginBottom: tokens.spacingVerticalXXL },
  fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, marginBottom: tokens.spacingVerticalM },
  narrow: { maxWidth: '320px', display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM },
});

type DeliveryScreenProps = {
  phase: { id: string; name: string; state: PhaseState; rolloutId: string; rolloutName: string };
  packages: { id: string; name: string }[];
  settings: Omit<DeliverySettings, 'packageModes'> & { packageModes: Record<string, DeliveryMode> };
  notAutomatic: string | null;
  /** What is missing for automatic delivery is the rollout’s target. */
  needsTarget: boolean;
  /** From when on its access holds, in words; null where it holds once it is given. */
  begins: string | null;
  mayAct: boolean;
};

const CHOICES = DELIVERY_MODES.map((mode) => ({ value: mode, label: MODE_WORDS[mode].name, hint: `${MODE_WORDS[mode].does} ${MODE_WORDS[mode].afterwards}` }));

const TAKEN_BACK = REVERSAL_CHOICES.map((value) => ({ value, label: CHOICE_WORDS[value].name, hint: CHOICE_WORDS[value].does }));

const STEP_WORDS: Record<DeliverySettings['step'], { label: string; hint: string }> = {
  widen: { label: 'Widen', hint: 'Those of the target whom the phase selects are added to the rule. Nobody falls out, and Entra removes nobody.' },
  target: { label: 'The target alone', hint: 'The last step, and a removal: the rule becomes the target of the rollout, and whoever is outside loses the package.' },
};

/** How the packages of a phase come to its people: one mode for all, or one for each. */
export function DeliveryScreen({ phase, packages, settings, notAutomatic, needsTarget, begins, mayAct }: DeliveryScreenProps) {
  const styles = useStyles();
  const several = packages.length > 1;
  const [mode, setMode] = useState<string>(settings.mode);
  const [modes, setModes] = useState<Record<string, string>>(settings.packageModes);
  const used = new Set(packages.map(({ id }) => modes[id] || mode));
  return (
    <div className={styles.root}>
      <PageHead
        crumbs={phaseCrumbs(phase)}
        title={`Delivery of ${phase.name}`}
        state={[{ text: [...new Set(packages.map(({ id }) => MODE_WORDS[settings.packageModes[id] ?? settings.mode].name))].join(', '), state: phase.state }, { text: mayAct ? 'Nothing has been changed yet.' : 'stays as it is' }]}
        actions={<LinkButton href={`/rollouts/${phase.rolloutId}/edit`}>Back to the phases</LinkButton>}
      />
      {mayAct ? (
        <ActionForm action={chooseDeliveryAction} hidden={{ phaseId: phase.id }} madeOf={{ seen: JSON.stringify(settings) }} label="Delivery" done="Saved. A rehearsed phase is a draft again.">
          <Section title="How people get it">
            <div className={styles.fields}>
              <div onChange={(event) => event.target instanceof HTMLInputElement && setMode(event.target.value)}>
                <RadioField name="mode" label="Delivery" options={CHOICES} defaultValue={settings.mode} />
              </div>
              <MessageBar layout="multiline"><MessageBarBody>For invitations and rules the run changes the package’s policy in Microsoft Entra, as it was rehearsed and signed, and only while the policy still is what it was then.</MessageBarBody></MessageBar>
              {notAutomatic && <MessageBar layout="multiline"><MessageBarBody>{`Automatic, as things are: ${notAutomatic}`}{needsTarget && <> <TextLink href={`/rollouts/${phase.rolloutId}/coverage`}>Say whom it is for</TextLink></>}</MessageBarBody></MessageBar>}
              {several && packages.map(({ id, name }) => (
                <div key={id} className={styles.narrow} onChange={({ target }) => target instanceof HTMLSelectElement && setModes((before) => ({ ...before, [id]: target.value }))}>
                  <SelectField name={`package.${id}`} label={name} placeholder="As the phase" defaultValue={settings.packageModes[id] ?? ''} options={CHOICES.map(({ value, label }) => ({ value, label }))} />
                </div>
              ))}
            </div>
          </Section>
          <div hidden={!used.has('assign')}>
            <Section title="While assigning">
            <div className={styles.fields}>
              <CheckboxField name="canary" label="One person first" hint={`One request goes out alone, and the rest only once it is delivered${begins ? `: not before ${begins}, when access begins` : ''}. Where it fails, nothing more is sent.`} defaultChecked={settings.canary} />
            </div>
            </Section>
          </div>
          <div hidden={!used.has('automatic')}>
            <Section title="By a rule">
            <div className={styles.fields}>
              <RadioField
                name="step"
                label="Step"
                defaultValue={settings.step}
                options={AUTOMATIC_STEPS.map((step) => ({ value: step, ...STEP_WORDS[step] }))}
              />
              <div className={styles.narrow}>
                <TextField name="graceHours" required label="Keep it after leaving" type="number" min={0} max={MOST_GRACE_HOURS} unit="hours" hint="From the last step on, for whoever leaves the rule." defaultValue={String(settings.graceHours)} />
                <TextField name="tolerancePercent" required label="Tolerance" type="number" min={0} max={MOST_TOLERANCE_PERCENT} step={0.1} unit="%" hint="By how much the list may have grown since it was signed." defaultValue={String(settings.tolerancePercent)} />
              </div>
            </div>
            </Section>
          </div>
          <Section title="If it is taken back" caption="signed with the phase">
            <div className={styles.fields}>
              <RadioField name="reversalChoice" label="Whoever had the access before" hint="An assignment’s end takes also what was there before it. The owner of a resource may choose otherwise for its people." defaultValue={settings.reversalChoice} options={TAKEN_BACK} />
            </div>
          </Section>
          <SubmitButton>Save delivery</SubmitButton>
        </ActionForm>
      ) : (
        <Section title="How people get it">
          <FactList
            facts={[
              ...packages.map(({ id, name }) => ({ label: name, value: `${MODE_WORDS[settings.packageModes[id] ?? settings.mode].name}. ${MODE_WORDS[settings.packageModes[id] ?? settings.mode].does}` })),
              ...(used.has('assign') ? [{ label: 'First', value: settings.canary ? 'One person, then everybody else' : 'Everybody at once' }] : []),
              ...(used.has('automatic') ? [{ label: 'Step', value: STEP_WORDS[settings.step].label }, { label: 'Kept after leaving', value: `${settings.graceHours} hours` }, { label: 'Tolerance', value: `${settings.tolerancePercent} %` }] : []),
              { label: 'Taken back', value: `${CHOICE_WORDS[settings.reversalChoice].name}. ${CHOICE_WORDS[settings.reversalChoice].does}` },
            ]}
          />
        </Section>
      )}
    </div>
  );
}
