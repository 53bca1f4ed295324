'use client';

import { Button, Checkbox, Field, Input, MessageBar, MessageBarBody, MessageBarTitle, Select, Textarea, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm, useFieldError, useForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { FieldError } from '@/components/field-error';
import { TextAreaField, TextField } from '@/components/form-fields';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { Icon } from '@/components/icon';
import { LinkButton } from '@/components/link-button';
import { recalled } from '@/components/recalled';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { LONGEST } from '@/lib/authoring/object-texts';
import { checkTemplate, placeholder } from '@/lib/authoring/package-template';
import type { ParameterKind, TemplateContent, TemplateParameter } from '@/lib/authoring/package-template';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { saveTemplateAction } from './actions';
import { PolicySpots } from './policy-spots';

const useStyles = makeStyles({
  fields: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalM },
  parameter: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr) auto', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalXS, alignItems: 'end', paddingBlock: tokens.spacingVerticalS, boxShadow: `0 ${tokens.strokeWidthThin} 0 ${tokens.colorNeutralStroke2}`, [phone]: { gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr) auto' } },
  asked: { gridColumn: '1 / -2' },
  remove: { gridColumn: '-2', gridRow: '1' },
  kind: { [phone]: { gridColumn: '2 / -1' } },
  begins: { [phone]: { gridColumn: '1 / -1' } },
  field: { minWidth: 0, '& input, & select': { minWidth: 0, width: '100%' } },
  list: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
  add: { justifySelf: 'start' },
});

const KINDS: Record<ParameterKind, string> = { text: 'A text', days: 'A number of days', person: 'A person', group: 'A group' };

export type TemplateFormProps = {
  start: { name: string; description: string; content: TemplateContent };
  /** The version that is edited; absent for a new one. */
  of?: { id: string; version: number };
  /** What of the original does not come into the template, in sentences. */
  left: string[];
};

/** What is left open of a package and its policies, and what the rest says. */
export function TemplateForm(props: TemplateFormProps) {
  const { of } = props;
  return (
    <FormColumn>
      <ActionForm action={saveTemplateAction} hidden={{ templateId: of?.id ?? '' }} madeOf={{ version: of?.version ?? 0 }} label="Template">
        <Body {...props} />
      </ActionForm>
    </FormColumn>
  );
}

function Body({ start, of, left }: TemplateFormProps) {
  const styles = useStyles();
  const { typed } = useForm();
  const [content, setContent] = useState(() => recalled<TemplateContent>(typed?.content?.[0]) ?? start.content);
  const set = (by: Partial<TemplateContent>) => setContent((old) => ({ ...old, ...by }));
  const setPackage = (by: Partial<TemplateContent['package']>) => setContent((old) => ({ ...old, package: { ...old.package, ...by } }));
  // Whom each policy named when the page came, so that it can be named again.
  const [starts, setStarts] = useState(start.content.policies);
  const setPolicy = (index: number, document: PolicyDocument | null) => {
    setContent((old) => ({ ...old, policies: old.policies.flatMap((each, at) => (at !== index ? [each] : document ? [document] : [])) }));
    if (!document) setStarts((old) => old.filter((_, at) => at !== index));
  };
  return (
    <>
      <input type="hidden" name="content" value={JSON.stringify(content)} />
      {left.length > 0 && <Told intent="warning" title="Not all of the package comes into the template" sentences={left} />}
      <Section title="Template">
        <div className={styles.fields}>
          <TextField name="name" label="Name of the template" required maxLength={120} defaultValue={start.name} />
          <TextAreaField name="description" label="What it is for" required maxLength={1000} defaultValue={start.description} hint="Who makes packages of it reads this." />
        </div>
      </Section>
      <Section title="What is filled in" caption="each stands in the texts below by its name in braces">
        <Parameters parameters={content.parameters} onChange={(parameters) => set({ parameters })} />
      </Section>
      <Section title="Package">
        <div className={styles.fields}>
          <Field label="What packages are called" required><Input value={content.package.name} maxLength={LONGEST.name} onChange={(_, { value }) => setPackage({ name: value })} /></Field>
          <Field label="What packages give" required hint="People who ask for it read this."><Textarea value={content.package.description} maxLength={LONGEST.description} onChange={(_, { value }) => setPackage({ description: value })} /></Field>
          <Checkbox label="Hidden in My Access" checked={content.package.hidden} onChange={(_, { checked }) => setPackage({ hidden: checked === true })} />
          {content.roles.length > 0 && <p>{`Hands out ${content.roles.map(({ roleName, resourceName }) => `“${roleName}” of “${resourceName}”`).join(', ')}, where the catalog has them.`}</p>}
        </div>
      </Section>
      {content.policies.map((document, index) => (
        <PolicySpots key={index} document={document} start={starts[index] ?? document} number={index + 1} parameters={content.parameters} onChange={(next) => setPolicy(index, next)} />
      ))}
      <Fit content={content} />
      <FormButtons>
        <SubmitButton>{of ? 'Save template' : 'Make template'}</SubmitButton>
        <LinkButton href="/templates">Leave without saving</LinkButton>
      </FormButtons>
    </>
  );
}

/** Whether placeholders and parameters fit, as it stands. */
function Fit({ content }: { content: TemplateContent }) {
  const { wrong, unused } = checkTemplate(content);
  const refused = useFieldError('content');
  return (
    <>
      {wrong.length > 0 && <Told intent="error" title="It cannot be saved so" sentences={wrong} />}
      {unused.length > 0 && <Told intent="warning" title="Asked for, and used nowhere" sentences={unused.map((label) => `“${label}”`)} />}
      {refused && wrong.length === 0 && <FieldError>{refused}</FieldError>}
    </>
  );
}

function Told({ intent, title, sentences }: { intent: 'error' | 'warning'; title: string; sentences: string[] }) {
  const styles = useStyles();
  return (
    <MessageBar intent={intent} layout="multiline" {...(intent === 'error' ? { tabIndex: -1, 'data-wrong': '' } : {})}>
      <MessageBarBody><MessageBarTitle>{title}</MessageBarTitle><ul className={styles.list}>{sentences.map((sentence) => <li key={sentence}>{sentence}</li>)}</ul></MessageBarBody>
    </MessageBar>
  );
}

/** The name a label gives a parameter. */
function nameOf(label: string, taken: readonly string[]): string {
  const [first = '', ...others] = label.toLowerCase().split(/[^a-z0-9]+/).filter(Boolean);
  const name = [first.replace(/^\d+/, ''), ...others.slice(0, 2).map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))].join('').slice(0, 30) || 'parameter';
  return taken.includes(name) ? `${name}${taken.length + 1}` : name;
}

function Parameters({ parameters, onChange }: { parameters: TemplateParameter[]; onChange: (parameters: TemplateParameter[]) => void }) {
  const styles = useStyles();
  const change = (index: number, by: Partial<TemplateParameter>) => onChange(parameters.map((each, at) => (at === index ? { ...each, ...by } : each)));
  const add = () => onChange([...parameters, { name: nameOf('', parameters.map(({ name }) => name)), label: '', kind: 'text', start: '' }]);
  return (
    <div className={styles.fields}>
      {parameters.map((parameter, index) => {
        const who = parameter.label || `parameter ${index + 1}`;
        const others = parameters.filter((_, at) => at !== index).map(({ name }) => name);
        // A name follows its label until somebody wrote another.
        const follows = parameter.name === nameOf(parameter.label, others);
        return (
          <div key={index} role="group" aria-label={who} className={styles.parameter}>
            <Field label="Asked as" className={mergeClasses(styles.field, styles.asked)} required><Input value={parameter.label} maxLength={120} onChange={(_, { value }) => change(index, { label: value, ...(follows || parameter.label === '' ? { name: nameOf(value, others) } : {}) })} /></Field>
            <Field label="Stands as" className={styles.field} required><Input value={parameter.name} maxLength={40} contentBefore="{{" contentAfter="}}" onChange={(_, { value }) => change(index, { name: value.trim() })} /></Field>
            <Field label="Is" className={mergeClasses(styles.field, styles.kind)}><Select value={parameter.kind} onChange={(_, { value }) => change(index, { kind: value as ParameterKind })}>{Object.entries(KINDS).map(([kind, label]) => <option key={kind} value={kind}>{label}</option>)}</Select></Field>
            <Field label="Begins with" className={mergeClasses(styles.field, styles.begins)}><Input value={parameter.start} maxLength={200} disabled={parameter.kind === 'person' || parameter.kind === 'group'} onChange={(_, { value }) => change(index, { start: value })} /></Field>
            <Button className={styles.remove} appearance="subtle" icon={<Icon name="delete" />} aria-label={`Remove ${who}`} onClick={() => onChange(parameters.filter((_, at) => at !== index))} />
          </div>
        );
      })}
      {parameters.length === 0 && <p>{`Nothing yet: every package of it would be the same. Write ${placeholder('name')} in a text for what is to be filled in.`}</p>}
      <Button className={styles.add} icon={<Icon name="add" />} onClick={add}>Add a parameter</Button>
    </div>
  );
}
