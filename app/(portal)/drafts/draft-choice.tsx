'use client';

import { useState } from 'react';
import { Field, Input, Select, makeStyles } from '@fluentui/react-components';
import { useForm } from '@/components/action-form';
import { FormButtons } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { SubmitButton } from '@/components/submit-button';
import { tooLongWords } from '@/lib/authoring/object-texts';

// A list is as wide as its longest choice, and would take the page with it.
const useStyles = makeStyles({ field: { minWidth: 0, gridTemplateColumns: 'minmax(0, 1fr)' } });

const LONGEST = 120;

export type OpenDrafts = { id: string; name: string }[];

export type DraftChoiceProps = {
  drafts: OpenDrafts;
  /** What a new one is called unless told; absent where it is named after what is made. */
  name?: string;
  /** The open one that is chosen at first; else a new one. */
  chosen?: string | undefined;
  /** It goes nowhere else: what it is in is made by this draft. */
  only?: { id: string; name: string } | undefined;
};

/** Into which draft a change goes: a new one, or one of mine that is open. */
export function DraftChoice({ only, ...choice }: DraftChoiceProps) {
  const styles = useStyles();
  if (!only) return <Choice {...choice} />;
  return <Field className={styles.field} label="Draft" hint="Nothing reaches the tenant before the draft is reviewed and applied."><Select name="draftId" value={only.id}><option value={only.id}>{only.name}</option></Select></Field>;
}

function Choice({ drafts, name, chosen: first = 'new' }: DraftChoiceProps) {
  const styles = useStyles();
  const { typed, fields, links } = useForm();
  const [chosen, setChosen] = useState(typed?.draftId?.[0] ?? first);
  const [typedName, setTypedName] = useState(typed?.newName?.[0] ?? null);
  const newName = typedName ?? name?.slice(0, LONGEST) ?? '';
  const wrong = newName.length > LONGEST ? tooLongWords('the name', LONGEST, newName.length) : fields.newName;
  return (
    <>
      <Field className={styles.field} label="Draft" hint="Nothing reaches the tenant before the draft is reviewed and applied." {...(fields.draftId ? { validationMessage: fields.draftId } : {})}>
        <Select name="draftId" value={chosen} onChange={(_, data) => setChosen(data.value)}>
          <option value="new">A new draft</option>
          {drafts.map((draft) => <option key={draft.id} value={draft.id}>{draft.name}</option>)}
        </Select>
      </Field>
      {links.draftId && <div><LinkButton href={links.draftId.href} size="small">{links.draftId.label}</LinkButton></div>}
      {chosen === 'new' && <Field label="Name of the new draft" {...(wrong ? { validationMessage: wrong } : {})}><Input name="newName" value={newName} placeholder={name === undefined ? 'Named after what it makes' : ''} onChange={(_, data) => setTypedName(data.value)} /></Field>}
    </>
  );
}

export type DraftButtonsProps = { disabled?: boolean; backHref?: string; /** Of the link back: `Leave it as it is`. */ back?: string };

/** Saves a change to the draft: on to its review, where it is applied, or to the draft to go on with it. */
export function DraftButtons({ disabled, backHref, back = 'Leave without changing' }: DraftButtonsProps) {
  const off = disabled ? { disabled } : {};
  return (
    <FormButtons>
      <SubmitButton name="then" value="review" {...off}>Review changes</SubmitButton>
      <SubmitButton name="then" value="draft" appearance="secondary" {...off}>Save to draft</SubmitButton>
      {backHref && <LinkButton href={backHref} discards>{back}</LinkButton>}
    </FormButtons>
  );
}
