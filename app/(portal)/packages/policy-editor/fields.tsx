'use client';

import { Button, Caption1, Checkbox, Field, Input, Radio, RadioGroup, Select, Textarea, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { createContext, useContext, useId, useState } from 'react';
import { phone } from '@/components/breakpoint';
import { FieldError } from '@/components/field-error';
import { Icon } from '@/components/icon';
import type { Amount } from '@/lib/authoring/policy-amount';
import type { Choice } from '@/lib/authoring/policy-field-words';

/** What is said at a field: `wrong` keeps it from being saved, `doubtful` does not. */
export type Marks = { wrong: Record<string, string>; doubtful: Record<string, string> };

const MarksContext = createContext<Marks>({ wrong: {}, doubtful: {} });

export const MarksProvider = MarksContext.Provider;

export function useMark(name: string): { validationMessage?: string; validationState?: 'error' | 'warning' } {
  const { wrong, doubtful } = useContext(MarksContext);
  if (wrong[name]) return { validationMessage: wrong[name], validationState: 'error' };
  return doubtful[name] ? { validationMessage: doubtful[name], validationState: 'warning' } : {};
}

const useStyles = makeStyles({
  grid: { display: 'grid', rowGap: tokens.spacingVerticalM, minWidth: 0 },
  two: { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))', columnGap: tokens.spacingHorizontalL, alignItems: 'start', [phone]: { gridTemplateColumns: 'minmax(0, 1fr)' } },
  line: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS },
  count: { width: '96px' },
  written: { width: '160px' },
  unit: { minWidth: '112px' },
  underWords: { marginLeft: '32px' },
  hint: { color: tokens.colorNeutralForeground3 },
  code: { fontFamily: tokens.fontFamilyMonospace },
  more: { alignSelf: 'flex-start', justifySelf: 'start', marginLeft: `calc(-1 * ${tokens.spacingHorizontalS})`, paddingInline: tokens.spacingHorizontalS },
  inside: { paddingLeft: tokens.spacingHorizontalM, borderLeft: `${tokens.strokeWidthThick} solid ${tokens.colorNeutralStroke2}` },
  wrong: { margin: 0, paddingLeft: tokens.spacingHorizontalXL },
});

export function Fields({ two, inside, children }: { two?: boolean; inside?: boolean; children: React.ReactNode }) {
  const styles = useStyles();
  return <div className={mergeClasses(styles.grid, two && styles.two, inside && styles.inside)}>{children}</div>;
}

type Common = { name: string; label: string; hint?: string; required?: boolean };

export function TextRow({ name, label, hint, required, value, onChange, type = 'text', placeholder, rows, code }: Common & { value: string; onChange: (value: string) => void; type?: 'text' | 'date' | 'datetime-local' | 'number'; placeholder?: string; rows?: number; code?: boolean }) {
  const styles = useStyles();
  return (
    <Field label={label} hint={hint} required={required} {...useMark(name)}>
      {rows
        ? <Textarea value={value} placeholder={placeholder} resize="vertical" textarea={{ rows, ...(code ? { className: styles.code, spellCheck: false } : {}) }} onChange={(_, data) => onChange(data.value)} />
        : <Input value={value} type={type} placeholder={placeholder} onChange={(_, data) => onChange(data.value)} />}
    </Field>
  );
}

/** A length of time: how many, and of what. One that is neither days nor hours is edited as Graph writes it. */
export function AmountRow({ name, label, hint, required, value, onChange, hours }: Common & { value: Amount; onChange: (value: Amount) => void; /** Whether hours can be chosen. */ hours?: boolean }) {
  const styles = useStyles();
  return (
    <Field label={label} hint={hint} required={required} {...useMark(name)}>
      <div className={styles.line} role="group" aria-label={label}>
        <Input aria-label={label} className={value.unit === 'written' ? styles.written : styles.count} value={value.count} inputMode={value.unit === 'written' ? 'text' : 'numeric'} onChange={(_, data) => onChange({ ...value, count: data.value })} />
        {(hours ?? value.unit !== 'days')
          ? (
            <Select aria-label={`${label}: days or hours`} className={styles.unit} value={value.unit} onChange={(_, data) => onChange({ count: value.unit === 'written' ? '' : value.count, unit: data.value as Amount['unit'] })}>
              <option value="days">days</option>
              <option value="hours">hours</option>
              {value.unit === 'written' && <option value="written">as written</option>}
            </Select>
          )
          : <span>days</span>}
      </div>
    </Field>
  );
}

export function TickRow({ name = '', label, hint, value, onChange }: { name?: string; label: string; hint?: string; value: boolean; onChange: (value: boolean) => void }) {
  const styles = useStyles();
  return (
    <Field {...(hint ? { hint: { className: styles.underWords, children: hint } } : {})} {...useMark(name)}>
      <Checkbox label={label} checked={value} onChange={(_, data) => onChange(data.checked === true)} />
    </Field>
  );
}

/** One of a few, all seen at once. What is none of them is kept, and stands last. */
export function ChoiceRow({ name, label, hint, required, value, onChange, options }: Common & { value: string; onChange: (value: string) => void; options: readonly Choice[] }) {
  const styles = useStyles();
  const shown = options.some((option) => option.value === value) ? options : [...options, { value, label: `As it is: ${value}` }];
  return (
    <Field label={label} hint={hint} required={required} {...useMark(name)}>
      <RadioGroup value={value} onChange={(_, data) => onChange(data.value)}>
        {shown.map((option) => <Radio key={option.value} value={option.value} label={option.hint ? <>{option.label}<br /><Caption1 className={styles.hint}>{option.hint}</Caption1></> : option.label} />)}
      </RadioGroup>
    </Field>
  );
}

/** One of several, folded away. */
export function SelectRow({ name, label, hint, required, value, onChange, options, placeholder }: Common & { value: string; onChange: (value: string) => void; options: readonly Choice[]; placeholder?: string }) {
  const shown = value === '' || options.some((option) => option.value === value) ? options : [...options, { value, label: `As it is: ${value}` }];
  return (
    <Field label={label} hint={hint} required={required} {...useMark(name)}>
      <Select value={value} onChange={(_, data) => onChange(data.value)}>
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {shown.map((option) => <option key={option.value} value={option.value}>{option.label}</option>)}
      </Select>
    </Field>
  );
}

/** What is said of something that is no field of its own. */
export function MarkLine({ name, id }: { name: string; id?: string }) {
  const { validationMessage, validationState } = useMark(name);
  if (validationState === 'error' && validationMessage) return <FieldError {...(id ? { id } : {})}>{validationMessage}</FieldError>;
  return validationMessage ? <Field validationMessage={validationMessage} validationState={validationState}><span /></Field> : null;
}

/** Everything that keeps it from being saved, where it is saved: the fields may be far above. */
export function WrongList({ sentences }: { sentences: string[] }) {
  const styles = useStyles();
  return sentences.length > 0 ? <ul className={styles.wrong} aria-label="What needs another look">{sentences.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul> : null;
}

/** Details under a sentence: folded away until they are asked for, or something in them is wrong. */
export function More({ label, open: first = false, wrong = [], children }: { label: string; open?: boolean; /** Fields in it. */ wrong?: string[]; children: React.ReactNode }) {
  const styles = useStyles();
  const id = useId();
  const marks = useContext(MarksContext);
  const [opened, setOpen] = useState(first);
  const open = opened || wrong.some((name) => marks.wrong[name]);
  return (
    <>
      <Button className={styles.more} size="small" appearance="subtle" icon={<Icon name={open ? 'up' : 'down'} />} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>{label}</Button>
      {open && <div id={id}><Fields inside>{children}</Fields></div>}
    </>
  );
}

/** Something in a list that can be moved and taken away, by pointer and by keyboard alike. */
export function ListButtons({ what, first, last, onMove, onRemove }: { what: string; first: boolean; last: boolean; onMove: (by: -1 | 1) => void; onRemove: () => void }) {
  const styles = useStyles();
  return (
    <div className={styles.line}>
      <Button size="small" appearance="subtle" icon={<Icon name="sortUp" />} aria-label={`Move ${what} up`} disabledFocusable={first} onClick={() => (first ? undefined : onMove(-1))} />
      <Button size="small" appearance="subtle" icon={<Icon name="sortDown" />} aria-label={`Move ${what} down`} disabledFocusable={last} onClick={() => (last ? undefined : onMove(1))} />
      <Button size="small" appearance="subtle" icon={<Icon name="delete" />} aria-label={`Take ${what} away`} onClick={onRemove} />
    </div>
  );
}

/** The same list with one of it moved. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const next = [...list];
  const [one] = next.splice(index, 1);
  if (one !== undefined) next.splice(index + by, 0, one);
  return next;
}

/** The same list with one of it otherwise. */
export function changed<T>(list: readonly T[], index: number, by: Partial<T>): T[] {
  return list.map((each, place) => (place === index ? { ...each, ...by } : each));
}
