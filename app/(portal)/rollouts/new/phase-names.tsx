'use client';

import { Button, Caption1, Field, Input, Select, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { FieldError } from '@/components/field-error';
import { Icon } from '@/components/icon';
import { GATE_TEMPLATES, TEMPLATE_WORDS } from '@/lib/rollout/gate-templates';
import { MOST_PHASES } from '@/lib/rollout/rollout';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXS, marginBottom: tokens.spacingVerticalS, maxWidth: '520px' },
  // A sentence under one name leaves number and buttons beside the name.
  row: { display: 'flex', alignItems: 'flex-start', columnGap: tokens.spacingHorizontalXS, rowGap: tokens.spacingVerticalXXS, [phone]: { flexWrap: 'wrap' } },
  number: { width: '20px', lineHeight: '32px', color: tokens.colorNeutralForeground3, flexShrink: 0 },
  field: { flexGrow: 1, minWidth: 0, [phone]: { flexBasis: 'calc(100% - 112px)' } },
  input: { minWidth: 0 },
  gate: { width: '132px', minWidth: 0, flexShrink: 0, [phone]: { order: 1, marginLeft: '24px', flexBasis: 'calc(100% - 24px)' } },
  // As high as the field they stand beside.
  way: { height: '32px' },
  ways: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS },
});

type Named = { key: number; name: string; gate: string };

const named = (names: readonly string[], gates: readonly string[], from: number): Named[] => names.map((name, index) => ({ key: from + index, name, gate: gates[index] ?? '' }));

/** Each ring wider than the one before, those who could least do without access last; each with its gate. */
const RINGS = GATE_TEMPLATES.map((template) => TEMPLATE_WORDS[template].name);

/** The phases of a new rollout by name, in their order. */
export function PhaseNames() {
  const styles = useStyles();
  const { answer, fields, typed } = useForm();
  const [phases, setPhases] = useState(() => named(typed?.phase ?? ['Pilot'], typed?.gate ?? [], 0));
  // What was said of the third phase is said of another once the list is changed.
  const [changedSince, setChangedSince] = useState<object | null>(null);
  const said = changedSince === answer ? {} : fields;
  const atOne = phases.some((_, index) => said[`phase.${index}`]);
  const next = Math.max(-1, ...phases.map((phase) => phase.key)) + 1;
  const change = (to: (before: Named[]) => Named[]) => {
    setPhases(to);
    setChangedSince(answer);
  };
  const swap = (index: number) =>
    change((before) => {
      const after = [...before];
      const [above, here] = [after[index - 1], after[index]];
      if (above && here) after.splice(index - 1, 2, here, above);
      return after;
    });
  return (
    <>
      {said.phase && !atOne && <FieldError>{said.phase}</FieldError>}
      <ol className={styles.list} aria-label="Phases">
        {phases.map(({ key, name, gate }, index) => (
          <li key={key} className={styles.row}>
            <Caption1 className={styles.number}>{index + 1}</Caption1>
            <Field className={styles.field} validationMessage={said[`phase.${index}`]}>
              <Input
                className={styles.input}
                name="phase"
                aria-label={`Name of phase ${index + 1}`}
                value={name}
                maxLength={60}
                onChange={(_, data) => change((before) => before.map((phase) => (phase.key === key ? { ...phase, name: data.value } : phase)))}
              />
            </Field>
            <Select className={styles.gate} name="gate" aria-label={`Gate of phase ${index + 1}`} value={gate} onChange={(_, data) => change((before) => before.map((phase) => (phase.key === key ? { ...phase, gate: data.value } : phase)))}>
              <option value="">No gate yet</option>
              {GATE_TEMPLATES.map((template) => <option key={template} value={template}>{`Gate: ${TEMPLATE_WORDS[template].name}`}</option>)}
            </Select>
            <Button className={styles.way} appearance="subtle" size="small" icon={<Icon name="up" />} aria-label={`Move ${name} earlier`} disabled={index === 0} onClick={() => swap(index)} />
            <Button className={styles.way} appearance="subtle" size="small" icon={<Icon name="dismiss" />} aria-label={`Take out ${name}`} disabled={phases.length === 1} onClick={() => change((before) => before.filter((phase) => phase.key !== key))} />
          </li>
        ))}
      </ol>
      <div className={styles.ways}>
        <Button size="small" icon={<Icon name="add" />} disabled={phases.length >= MOST_PHASES} onClick={() => change((before) => [...before, { key: next, name: '', gate: '' }])}>Add a phase</Button>
        <Button size="small" appearance="subtle" onClick={() => change(() => named(RINGS, GATE_TEMPLATES, next))}>{`Use ${RINGS.join(', ')} with their gates`}</Button>
      </div>
    </>
  );
}
