'use client';

import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { FactList } from '@/components/fact-list';
import { CheckboxField, RadioField, SelectField, TextField } from '@/components/form-fields';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { DELIVERY_MODES, MODE_WORDS, MOST_GRACE_HOURS, MOST_TOLERANCE_PERCENT } from '@/lib/rollout/delivery';
import type { DeliverySettings } from '@/lib/rollout/delivery';
import type { DeliveryMode, PhaseState } from '@/lib/rollout/phase';
import { chooseDeliveryAction } from './actions';

const useStyles = makeStyles({
  root: { maxWidth: '760px' },
  fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, marginBottom: tokens.spacingVerticalM },
  narrow: { maxWidth: '320px', display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM },
});

type DeliveryScreenProps = {
  phase: { id: string; name: string; state: PhaseState; rolloutId: string; rolloutName: string };
  packages: { id: string; name: string }[];
  settings: Omit<DeliverySettings, 'packageModes'> & { packageModes: Record<string, DeliveryMode> };
  notAutomatic: string | null;
  mayAct: boolean;
};

const CHOICES = DELIVERY_MODES.map((mode) => ({ value: mode, label: MODE_WORDS[mode].name, hint: `${MODE_WORDS[mode].does} ${MODE_WORDS[mode].afterwards}` }));

/** How the packages of a phase come to its people: one mode for all, or one for each. */
export function DeliveryScreen({ phase, packages, settings, notAutomatic, mayAct }: DeliveryScreenProps) {
  const styles = useStyles();
  const several = packages.length > 1;
  return (
    <div className={styles.root}>
      <PageHead
        crumbs={[
          { label: 'Rollouts', href: '/rollouts' },
          { label: phase.rolloutName, href: `/rollouts/${phase.rolloutId}` },
          { label: phase.name, href: `/rollouts/${phase.rolloutId}?phase=${phase.id}` },
        ]}
        title={`Delivery of ${phase.name}`}
        state={[{ text: MODE_WORDS[settings.mode].name, state: phase.state }, { text: mayAct ? 'Nothing has been changed yet.' : 'stays as it is' }]}
        actions={<LinkButton href={`/rollouts/${phase.rolloutId}/edit`}>Back to the phases</LinkButton>}
      />
      {mayAct ? (
        <ActionForm action={chooseDeliveryAction} hidden={{ phaseId: phase.id }} label="Delivery" done="Saved. A rehearsed phase is a draft again.">
          <Section title="How people get it">
            <div className={styles.fields}>
              <RadioField name="mode" label="Delivery" options={CHOICES} defaultValue={settings.mode} />
              <MessageBar layout="multiline"><MessageBarBody>Invitations and rules are rehearsed and signed here, and the change of the policy itself is made in Microsoft Entra as it was rehearsed. A run makes requests alone.</MessageBarBody></MessageBar>
              {notAutomatic && <MessageBar layout="multiline"><MessageBarBody>{`Automatic, as things are: ${notAutomatic}`}</MessageBarBody></MessageBar>}
              {several && packages.map(({ id, name }) => (
                <div key={id} className={styles.narrow}>
                  <SelectField name={`package.${id}`} label={name} placeholder="As the phase" defaultValue={settings.packageModes[id] ?? ''} options={CHOICES.map(({ value, label }) => ({ value, label }))} />
                </div>
              ))}
            </div>
          </Section>
          <Section title="While assigning">
            <div className={styles.fields}>
              <CheckboxField name="canary" label="One person first" hint="One request goes out alone, and the rest only once it is delivered. Where it fails, nothing more is sent." defaultChecked={settings.canary} />
            </div>
          </Section>
          <Section title="By a rule">
            <div className={styles.fields}>
              <RadioField
                name="step"
                label="Step"
                defaultValue={settings.step}
                options={[
                  { value: 'widen', label: 'Widen', hint: 'Those of the target whom the phase selects are added to the rule. Nobody falls out, and Entra removes nobody.' },
                  { value: 'target', label: 'Leave the target alone', hint: 'The last step, and a removal: the rule becomes the target of the rollout, and whoever is outside loses the package.' },
                ]}
              />
              <div className={styles.narrow}>
                <TextField name="graceHours" label="Keep it after leaving" type="number" min={0} max={MOST_GRACE_HOURS} unit="hours" hint="From the last step on, for whoever leaves the rule." defaultValue={String(settings.graceHours)} />
                <TextField name="tolerancePercent" label="Tolerance" type="number" min={0} max={MOST_TOLERANCE_PERCENT} step={0.1} unit="%" hint="By how much the list may have grown since it was signed." defaultValue={String(settings.tolerancePercent)} />
              </div>
            </div>
          </Section>
          <SubmitButton>Save delivery</SubmitButton>
        </ActionForm>
      ) : (
        <Section title="How people get it">
          <FactList facts={packages.map(({ id, name }) => ({ label: name, value: `${MODE_WORDS[settings.packageModes[id] ?? settings.mode].name}. ${MODE_WORDS[settings.packageModes[id] ?? settings.mode].does}` }))} />
        </Section>
      )}
    </div>
  );
}
