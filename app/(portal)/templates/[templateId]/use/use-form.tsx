'use client';

import { Body1Strong, Caption1, Field, Input, MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { findGroupsForPicker, findPeopleForPicker } from '@/app/directory/find';
import { ActionForm, useForm } from '@/components/action-form';
import { Columns } from '@/components/columns';
import { FieldError } from '@/components/field-error';
import { PeoplePicker } from '@/components/people-picker';
import type { PersonOption } from '@/components/people-picker';
import { recalled } from '@/components/recalled';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { checkValues, fillTemplate } from '@/lib/authoring/package-template';
import type { Filled, TemplateContent, TemplateParameter } from '@/lib/authoring/package-template';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import type { OpenDrafts } from '../../../drafts/draft-choice';
import { RoleChoices } from '../../../packages/role-choices';
import type { RoleChoicesProps } from '../../../packages/role-choices';
import { useTemplateAction } from '../../actions';
import { sentencesOf } from '../../policy-spots';

const useStyles = makeStyles({
  fields: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalM },
  short: { maxWidth: '220px' },
  comes: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalS, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground3 },
  says: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

export type UseFormProps = {
  template: { id: string; version: number; content: TemplateContent };
  catalogId: string;
  resources: RoleChoicesProps['resources'];
  /** `<resource>|<role>` of what the template hands out and this catalog has. */
  chosen: string[];
  /** What the template hands out and this catalog lacks. */
  lacking: string[];
  addHref: string;
  drafts: OpenDrafts;
  /** The draft that makes the catalog. */
  only: { id: string; name: string } | undefined;
};

type Values = Record<string, { text: string; people: PersonOption[] }>;

const filledOf = ({ text, people: [person] }: Values[string]): Filled | null => (person ? { text: person.name, id: person.id } : text.trim() ? { text: text.trim() } : null);

/** A template filled in, with what comes of it beside. */
export function UseForm(props: UseFormProps) {
  // What is filled in belongs to the template as it was: read again, the page would show another than the one that is sent.
  const [template] = useState(props.template);
  return <ActionForm action={useTemplateAction} hidden={{ templateId: template.id, catalogId: props.catalogId }} madeOf={{ version: template.version }} label="Make a package"><Body {...props} template={template} /></ActionForm>;
}

function Body({ template: { content }, catalogId, resources, chosen, lacking, addHref, drafts, only }: UseFormProps) {
  const styles = useStyles();
  const { answer, fields, typed } = useForm();
  const [values, setValues] = useState<Values>(() => recalled<Values>(typed?.valuesShown?.[0]) ?? Object.fromEntries(content.parameters.map(({ name, start }) => [name, { text: start, people: [] }])));
  const sent = Object.fromEntries(Object.entries(values).map(([name, { text, people: [person] }]) => [name, person?.id ?? text]));
  const wrong = checkValues(content, sent);
  const onChange = (name: string, value: Values[string]) => setValues((old) => ({ ...old, [name]: value }));
  const filled = new Map(Object.entries(values).flatMap(([name, value]) => { const known = filledOf(value); return known ? [[name, known] as const] : []; }));
  const { package: of, policies } = fillTemplate(content, filled);
  return (
    <Columns side="notes" aside={<Comes of={of} policies={policies} />}>
      <input type="hidden" name="values" value={JSON.stringify(sent)} />
      <input type="hidden" name="valuesShown" value={JSON.stringify(values)} />
      <Section title="What is filled in">
        <div className={styles.fields}>
          {content.parameters.map((parameter) => <Parameter key={parameter.name} parameter={parameter} value={values[parameter.name] ?? { text: '', people: [] }} problem={answer ? (wrong[parameter.name] ?? (fields[`value.${parameter.name}`] && !filled.has(parameter.name) ? fields[`value.${parameter.name}`] : undefined)) : undefined} onChange={(value) => onChange(parameter.name, value)} />)}
          {content.parameters.length === 0 && <Caption1>This template leaves nothing open.</Caption1>}
          {fields.package && <FieldError>{fields.package}</FieldError>}
          {fields.policies && <FieldError>{fields.policies}</FieldError>}
        </div>
      </Section>
      <Section title="Roles">
        {lacking.length > 0 && <MessageBar intent="warning" layout="multiline"><MessageBarBody>{`The catalog lacks ${lacking.map((name) => `“${name}”`).join(', ')}, which the template hands out. `}<TextLink href={addHref}>Add to the catalog first</TextLink></MessageBarBody></MessageBar>}
        <RoleChoices catalogId={catalogId} resources={resources} chosen={chosen} />
      </Section>
      <Section title="Save" flush>
        <div className={styles.fields}>
          <DraftChoice drafts={drafts} only={only} name={`New package ${of.name}`.slice(0, 120)} />
          <DraftButtons backHref="/templates" back="Leave without making it" />
        </div>
      </Section>
    </Columns>
  );
}

function Parameter({ parameter: { name, label, kind }, value, problem, onChange }: { parameter: TemplateParameter; value: Values[string]; problem: string | undefined; onChange: (value: Values[string]) => void }) {
  const styles = useStyles();
  if (kind === 'person' || kind === 'group') return <PeoplePicker name={`value.${name}`} label={label} required max={1} value={value.people} problem={problem} {...(kind === 'group' ? { placeholder: 'Name of a group' } : {})} search={kind === 'group' ? findGroupsForPicker : findPeopleForPicker} onChange={(people) => onChange({ text: '', people })} />;
  return (
    <Field label={label} required {...(problem ? { validationMessage: problem } : {})} {...(kind === 'days' ? { className: styles.short } : {})}>
      <Input value={value.text} maxLength={200} inputMode={kind === 'days' ? 'numeric' : 'text'} {...(kind === 'days' ? { contentAfter: 'days' } : {})} onChange={(_, data) => onChange({ text: data.value, people: [] })} />
    </Field>
  );
}

/** The package and its policies as they would be. */
function Comes({ of, policies }: { of: TemplateContent['package']; policies: TemplateContent['policies'] }) {
  const styles = useStyles();
  return (
    <Section title="What comes of it">
      <div className={styles.comes} aria-live="polite">
        <Body1Strong>{of.name}</Body1Strong>
        <span>{of.description}</span>
        <Caption1 className={styles.quiet}>{of.hidden ? 'Hidden in My Access' : 'Shown in My Access'}</Caption1>
        {policies.map((document, index) => (
          <div key={index}>
            <Body1Strong>{typeof document.displayName === 'string' ? document.displayName : ''}</Body1Strong>
            <ul className={styles.says}>{sentencesOf(document).map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
          </div>
        ))}
      </div>
    </Section>
  );
}
