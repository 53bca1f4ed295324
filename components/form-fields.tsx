'use client';

import { Caption1, Checkbox, Field, Input, Radio, RadioGroup, Select, Textarea, makeStyles, tokens } from '@fluentui/react-components';
import { useId, useState } from 'react';
import { tooLongWords } from '@/lib/authoring/object-texts';
import { useForm } from './action-form';
import { FieldError } from './field-error';
import { Icon } from './icon';
import type { IconName } from './icons';
import { TextLink } from './text-link';

const useStyles = makeStyles({
  hint: { color: tokens.colorNeutralForeground3 },
  // Under the words of a check box, not under the box: 16 px with 8 px at either side, and 4 px before the words.
  underWords: { marginLeft: '36px' },
  code: { fontFamily: tokens.fontFamilyMonospace },
  // A list is as wide as its longest choice, and would take the page with it.
  select: { minWidth: 0, gridTemplateColumns: 'minmax(0, 1fr)' },
});

type Common = {
  name: string;
  label: string;
  hint?: string;
  required?: boolean;
  disabled?: boolean;
};

/** What the form knows of one field: its error until it is edited, and what was typed before the page came back. */
function useBoundField(name: string, defaultValue: string) {
  const { answer, fields, links, typed } = useForm();
  const [editedSince, setEditedSince] = useState<object | null>(null);
  const error = editedSince === answer && answer !== null ? undefined : fields[name];
  const link = links[name];
  return {
    start: typed?.[name]?.[0] ?? defaultValue,
    error,
    edited: () => setEditedSince(answer),
    field: error ? { validationMessage: link ? <>{error} <TextLink href={link.href}>{link.label}</TextLink></> : error, validationState: 'error' as const } : {},
  };
}

/** What is typed beyond what a field may have is said, not cut off; what it began with may be longer, and stays while it is not changed. */
function useTooLong(label: string, start: string, maxLength: number | undefined) {
  const [text, setText] = useState(start);
  const tooLong = maxLength !== undefined && text.length > maxLength && text !== start;
  return { onText: setText, says: tooLong ? tooLongWords(`“${label}”`, maxLength, text.length) : undefined };
}

/** Whether a check box begins ticked. What was typed before decides for both: a box without a tick sends nothing. */
function useTicked(name: string, value: string, defaultChecked = false): boolean {
  const { typed } = useForm();
  return typed ? (typed[name] ?? []).includes(value) : defaultChecked;
}

export type TextFieldProps = Common & {
  type?: 'text' | 'email' | 'number' | 'date' | 'datetime-local' | 'time' | 'search' | 'url';
  defaultValue?: string | number;
  placeholder?: string;
  icon?: IconName;
  min?: number | string;
  max?: number | string;
  step?: number;
  maxLength?: number;
  /** Said after the value: `days`, `people`. */
  unit?: string;
  size?: 'small' | 'medium' | 'large';
};

/** One line of text, a number or a date. */
export function TextField({ name, label, hint, required, type = 'text', defaultValue = '', icon, unit, maxLength, ...input }: TextFieldProps) {
  const { start, edited, field } = useBoundField(name, String(defaultValue));
  const { onText, says } = useTooLong(label, start, maxLength);
  return (
    <Field label={label} hint={hint} required={required} {...(says ? { validationMessage: says, validationState: 'error' as const } : field)}>
      <Input
        name={name}
        type={type}
        defaultValue={start}
        onChange={(_, data) => {
          edited();
          onText(data.value);
        }}
        {...(icon ? { contentBefore: <Icon name={icon} /> } : {})}
        {...(unit ? { contentAfter: unit } : {})}
        {...input}
      />
    </Field>
  );
}

export type TextAreaFieldProps = Common & {
  defaultValue?: string;
  placeholder?: string;
  rows?: number;
  maxLength?: number;
  /** Told with every change. */
  onType?: (text: string) => void;
  /** What is wrong with it as it stands, found out while it is typed. */
  problem?: string;
  /** Every letter as wide as the next, and no spelling looked at: for rules. */
  code?: boolean;
};

/** Several lines of text. */
export function TextAreaField({ name, label, hint, required, defaultValue = '', rows = 3, maxLength, onType, problem, code, ...area }: TextAreaFieldProps) {
  const styles = useStyles();
  const { start, edited, field } = useBoundField(name, defaultValue);
  const { onText, says } = useTooLong(label, start, maxLength);
  const wrong = problem ?? says;
  return (
    <Field label={label} hint={hint} required={required} {...(wrong ? { validationMessage: wrong, validationState: 'error' as const } : field)}>
      <Textarea
        name={name}
        defaultValue={start}
        onChange={(_, data) => {
          edited();
          onText(data.value);
          onType?.(data.value);
        }}
        resize="vertical"
        textarea={{ rows, ...(code ? { className: styles.code, spellCheck: false } : {}) }}
        {...area}
      />
    </Field>
  );
}

export type Choice = { value: string; label: string; hint?: string; disabled?: boolean };

export type SelectFieldProps = Common & { options: Choice[]; defaultValue?: string; placeholder?: string; size?: 'small' | 'medium' | 'large' };

/** One of several, folded away. */
export function SelectField({ name, label, hint, required, disabled, options, defaultValue = '', placeholder, size }: SelectFieldProps) {
  const styles = useStyles();
  const { start, edited, field } = useBoundField(name, defaultValue);
  return (
    <Field className={styles.select} label={label} hint={hint} required={required} {...field}>
      <Select name={name} defaultValue={start} onChange={edited} disabled={disabled} size={size}>
        {placeholder !== undefined && <option value="">{placeholder}</option>}
        {options.map((option) => <option key={option.value} value={option.value} disabled={option.disabled}>{option.label}</option>)}
      </Select>
    </Field>
  );
}

export type RadioFieldProps = Common & { options: Choice[]; defaultValue?: string; horizontal?: boolean; onChoose?: (value: string) => void };

/** One of a few, all seen at once. */
export function RadioField({ name, label, hint, required, disabled, options, defaultValue = '', horizontal, onChoose }: RadioFieldProps) {
  const styles = useStyles();
  const { start, edited, field } = useBoundField(name, defaultValue);
  return (
    <Field label={label} hint={hint} required={required} {...field}>
      <RadioGroup
        name={name} defaultValue={start} disabled={disabled} layout={horizontal ? 'horizontal' : 'vertical'}
        onChange={(_, { value }) => {
          edited();
          onChoose?.(value);
        }}
      >
        {options.map((option) => (
          <Radio key={option.value} value={option.value} disabled={option.disabled} label={option.hint ? <>{option.label}<br /><Caption1 className={styles.hint}>{option.hint}</Caption1></> : option.label} />
        ))}
      </RadioGroup>
    </Field>
  );
}

export type CheckboxFieldProps = Common & { defaultChecked?: boolean; value?: string };

/** Yes or no; sends `on`, or the given value, when it is ticked. */
export function CheckboxField({ name, label, hint, required, disabled, defaultChecked = false, value = 'on' }: CheckboxFieldProps) {
  const styles = useStyles();
  const { edited, field } = useBoundField(name, '');
  const ticked = useTicked(name, value, defaultChecked);
  return (
    <Field {...(hint ? { hint: { className: styles.underWords, children: hint } } : {})} {...field}>
      <Checkbox name={name} value={value} label={label} required={required} disabled={disabled} defaultChecked={ticked} onChange={edited} />
    </Field>
  );
}

export type CheckboxesFieldProps = {
  name: string;
  /** Read out for all of them; what is seen of it stands around. */
  label: string;
  options: Choice[];
  /** The values of those that are ticked at first. */
  chosen: readonly string[];
  /** How they lie. */
  className?: string;
};

/** Any of a few; each ticked one is sent under the same name. What is wrong is said once, under all of them. */
export function CheckboxesField({ name, label, options, chosen, className }: CheckboxesFieldProps) {
  const styles = useStyles();
  const { edited, error } = useBoundField(name, '');
  const { typed } = useForm();
  const errorId = useId();
  const ticked = typed ? (typed[name] ?? []) : chosen;
  return (
    <div role="group" aria-label={label} className={className} {...(error ? { 'aria-describedby': errorId, 'data-wrong': '' } : {})}>
      {options.map(({ value, label: says, hint, disabled }) => (
        <Field key={value} {...(hint ? { hint: { className: styles.underWords, children: hint } } : {})}>
          <Checkbox name={name} value={value} label={says} disabled={disabled} defaultChecked={ticked.includes(value)} onChange={edited} />
        </Field>
      ))}
      {error && <FieldError id={errorId}>{error}</FieldError>}
    </div>
  );
}
