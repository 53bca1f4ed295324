'use client';

import { Button, Field, Input, Select, Textarea, makeStyles, tokens } from '@fluentui/react-components';
import { Section } from '@/components/section';
import { namedAt, placeholder, placeholdersIn, spotsOf, withSpot } from '@/lib/authoring/package-template';
import type { Spot, TemplateParameter } from '@/lib/authoring/package-template';
import type { PolicyDocument } from '@/lib/authoring/policy-document';
import { policyOf } from '@/lib/authoring/policy-of-document';
import type { WrittenPolicy } from '@/lib/authoring/policy-of-document';
import { policySentences } from '@/lib/authoring/policy-words';

const useStyles = makeStyles({
  fields: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: tokens.spacingVerticalM },
  says: { margin: 0, paddingLeft: tokens.spacingHorizontalL, color: tokens.colorNeutralForeground3 },
  short: { maxWidth: '260px' },
});

/** A policy as sentences, without what is only shown in bold. */
export function sentencesOf(document: PolicyDocument): string[] {
  return policySentences(policyOf(document as WrittenPolicy)).map(({ parts }) => parts.map((part) => (typeof part === 'string' ? part : part.value)).join(''));
}

export type PolicySpotsProps = {
  document: PolicyDocument;
  /** As it was when the page came: whom it named then can be named again. */
  start: PolicyDocument;
  number: number;
  parameters: TemplateParameter[];
  /** Null takes the policy out. */
  onChange: (document: PolicyDocument | null) => void;
};

/** What of a policy can be left open: its words, lengths of time, people and groups. */
export function PolicySpots({ document, start, number, parameters, onChange }: PolicySpotsProps) {
  const styles = useStyles();
  return (
    <Section title={`Policy ${number}`} actions={<Button size="small" appearance="subtle" onClick={() => onChange(null)} aria-label={`Take it out: policy ${number}`}>Take it out</Button>}>
      <div className={styles.fields}>
        <ul className={styles.says}>{sentencesOf(document).map((sentence) => <li key={sentence}>{sentence}</li>)}</ul>
        {spotsOf(document).map((spot) => <SpotField key={spot.path} spot={spot} document={document} start={start} parameters={parameters} onChange={onChange} />)}
      </div>
    </Section>
  );
}

function SpotField({ spot, document, start, parameters, onChange }: { spot: Spot } & Omit<PolicySpotsProps, 'number'>) {
  const styles = useStyles();
  const put = (value: string, name?: string) => onChange(withSpot(document, spot, value, name));
  if (spot.kind === 'person' || spot.kind === 'group') {
    const was = spotsOf(start).find(({ path }) => path === spot.path);
    const named = was && placeholdersIn(was.value).length === 0 ? { id: was.value, name: namedAt(start, spot.path) || (spot.kind === 'person' ? 'a person' : 'a group') } : null;
    const open = parameters.filter(({ kind }) => kind === spot.kind);
    const known = spot.value === named?.id || open.some(({ name }) => placeholder(name) === spot.value);
    return (
      <Field label={spot.label} className={styles.short}>
        <Select value={spot.value} onChange={(_, { value }) => (value === named?.id ? put(value, named.name) : put(value))}>
          {named && <option value={named.id}>{named.name}</option>}
          {open.map(({ name, label }) => <option key={name} value={placeholder(name)}>{`Filled in: ${label}`}</option>)}
          {!known && <option value={spot.value}>{spot.value}</option>}
        </Select>
      </Field>
    );
  }
  if (spot.kind === 'days') return <Field label={spot.label} className={styles.short}><Input value={spot.value} maxLength={60} contentAfter="days" onChange={(_, { value }) => put(value.trim())} /></Field>;
  return <Field label={spot.label}>{spot.rows ? <Textarea rows={spot.rows} value={spot.value} onChange={(_, { value }) => put(value)} /> : <Input value={spot.value} maxLength={256} onChange={(_, { value }) => put(value)} />}</Field>;
}
