'use client';

import { Field, Select, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { CheckboxField, CheckboxesField, RadioField, TextField } from '@/components/form-fields';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { ADVANCE_WORDS, ENTRY_ITEMS, GATE_ADVANCES } from '@/lib/rollout/gate';
import type { EntryItem, GateSettings, Limit } from '@/lib/rollout/gate';
import { GATE_TEMPLATES, TEMPLATE_WORDS, gateOfTemplate } from '@/lib/rollout/gate-templates';
import { ITEM_WORDS } from '@/lib/rollout/judge-gate';
import { changeGateAction } from './actions';

const useStyles = makeStyles({
  group: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXS, border: 'none', margin: 0, padding: 0, minWidth: 0, maxWidth: '760px', marginTop: tokens.spacingVerticalM },
  items: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXS },
  legend: { fontWeight: tokens.fontWeightSemibold, padding: 0, marginBottom: tokens.spacingVerticalXS },
  row: {
    display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) 150px 150px', columnGap: tokens.spacingHorizontalM, alignItems: 'end', '& > *': { minWidth: 0 }, '& input': { minWidth: 0, width: '100%' },
    // Numbers of what is not asked for are kept in the form, and out of the way.
    '&:has(input[type="checkbox"]:not(:checked)) > :not(:first-child)': { display: 'none' },
    [phone]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)' },
  },
  soak: { gridTemplateColumns: '150px 150px minmax(0, 1fr)', [phone]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)', '& > :last-child': { gridColumn: '1 / -1' } } },
  box: { [phone]: { gridColumn: '1 / -1' } },
  narrow: { maxWidth: '320px' },
});

const LIMITS = [
  { name: 'missing', label: 'Who may be without it', noun: 'people', hint: 'Excused ones are not counted.' },
  { name: 'failures', label: 'Failures of ours', noun: 'people', hint: 'Policy, resource, quota. Left, disabled and denied are excused.' },
  { name: 'differences', label: 'Differences from what was signed', noun: 'people', hint: 'As the last reading found them.' },
  { name: 'drift', label: 'What the cohort rests on changed', noun: 'people', hint: 'A group or an attribute of a rule or sample.' },
  { name: 'notes', label: 'Notes from helpdesk', noun: 'notes', hint: 'The part is notes per 100 people.' },
  { name: 'lateApprovals', label: 'Approvals over half their deadline', noun: 'requests', hint: 'Of those that wait.' },
] as const;

const ITEM_HINTS: Partial<Record<EntryItem, string>> = { reversal: 'Known to the portal: of this phase or one before it.', ticket: 'The number stands with the phase.' };

/** What a phase asks, to be set by hand or filled in from a template. Nothing of what was signed changes by it. */
export function GateCriteria({ phaseId, gate }: { phaseId: string; gate: GateSettings }) {
  const styles = useStyles();
  const [template, setTemplate] = useState('');
  const chosen = GATE_TEMPLATES.find((each) => each === template);
  const settings = chosen ? gateOfTemplate(chosen) : gate;
  const { entry, exit } = settings;
  return (
    <Section title="What it asks" caption="changes nothing of what was rehearsed and signed" flush>
      <Field className={styles.narrow} label="Fill in from a template" hint={chosen ? TEMPLATE_WORDS[chosen].says : 'Fills in the fields below; saved with them.'}>
        <Select value={template} onChange={(_, data) => setTemplate(data.value)}>
          <option value="">As it is</option>
          {GATE_TEMPLATES.map((each) => <option key={each} value={each}>{TEMPLATE_WORDS[each].name}</option>)}
        </Select>
      </Field>
      {/* A key of its own lets the fields begin anew with what the template says. */}
      <ActionForm key={template} action={changeGateAction} hidden={{ phaseId }} madeOf={{ seen: JSON.stringify({ entry: gate.entry, exit: gate.exit, advance: gate.advance, mayOverride: gate.mayOverride }) }} label="What it asks" done="Saved. What was rehearsed and signed stands.">
        <fieldset className={styles.group}>
          <legend className={styles.legend}>Before it begins</legend>
          <CheckboxesField name="item" label="What has to be said done" className={styles.items} options={ENTRY_ITEMS.map((item) => ({ value: item, label: ITEM_WORDS[item], ...(ITEM_HINTS[item] ? { hint: ITEM_HINTS[item] } : {}) }))} chosen={entry.items} />
          <div className={styles.row}>
            <div className={styles.box}><CheckboxField name="lint" label="Errors in its packages" hint="As the rehearsal found them." defaultChecked={entry.lintErrors !== null} /></div>
            <TextField name="lintErrors" label="Errors, at most" type="number" min={0} size="small" required defaultValue={entry.lintErrors ?? 0} />
          </div>
        </fieldset>
        <fieldset className={styles.group}>
          <legend className={styles.legend}>Before it passes: at most so many, or so many in a hundred, whichever is more</legend>
          {LIMITS.map(({ name, label, noun, hint }) => <LimitRow key={name} name={name} label={label} noun={noun} hint={hint} limit={exit[name]} />)}
          <CheckboxField name="blockingNotes" label="No blocking note is open" defaultChecked={exit.blockingNotes} />
          <CheckboxField name="verified" label="Everybody is read back, and nothing is on its way" defaultChecked={exit.verified} />
          <CheckboxField name="nextSigned" label="All owners of the next phase have signed" defaultChecked={exit.nextSigned} />
          <CheckboxField name="handedOver" label="Nobody is on a pilot’s policy" hint="With the last phase of a rollout it is asked in any case." defaultChecked={exit.handedOver} />
          <div className={styles.row}>
            <div className={styles.box}><CheckboxField name="usedAsked" label="People have used it" hint="Told for roles of applications, where the sign-in log may be read; otherwise it is unknown and keeps no gate shut." defaultChecked={exit.used !== null} /></div>
            <TextField name="used" label="Used by at least" type="number" min={0} max={100} unit="%" size="small" required defaultValue={exit.used ?? 50} />
          </div>
        </fieldset>
        <fieldset className={styles.group}>
          <legend className={styles.legend}>Soak</legend>
          <div className={mergeClasses(styles.row, styles.soak)}>
            <TextField name="soakDays" label="Working days" type="number" min={0} max={60} unit="days" size="small" required defaultValue={exit.soakDays} />
            <TextField name="soakOver" label="Over this day" type="date" size="small" defaultValue={exit.soakOver?.day ?? ''} />
            <TextField name="soakOverName" label="Which is" maxLength={60} size="small" placeholder="month close" defaultValue={exit.soakOver?.name ?? ''} />
          </div>
        </fieldset>
        <fieldset className={styles.group}>
          <legend className={styles.legend}>Who lets it pass</legend>
          <RadioField name="advance" label="It advances" defaultValue={settings.advance} options={GATE_ADVANCES.map((value) => ({ value, label: ADVANCE_WORDS[value].name, hint: ADVANCE_WORDS[value].says }))} />
          <CheckboxField name="mayOverride" label="An admin may go past a criterion, with a reason" hint="Their name and reason stand with the decision and in the audit." defaultChecked={settings.mayOverride} />
        </fieldset>
        <div><SubmitButton>Save gate</SubmitButton></div>
      </ActionForm>
    </Section>
  );
}

type LimitRowProps = { name: string; label: string; noun: string; hint: string; limit: Limit | null };

function LimitRow({ name, label, noun, hint, limit }: LimitRowProps) {
  const styles = useStyles();
  return (
    <div className={styles.row} role="group" aria-label={label}>
      <div className={styles.box}><CheckboxField name={name} label={label} hint={hint} defaultChecked={limit !== null} /></div>
      <TextField name={`${name}People`} label={`At most, ${noun}`} type="number" min={0} size="small" required defaultValue={limit?.people ?? 2} />
      <TextField name={`${name}Percent`} label="Or, part" type="number" min={0} max={100} step={0.1} unit="%" size="small" required defaultValue={limit?.percent ?? 1} />
    </div>
  );
}
