'use client';

import { useState } from 'react';
import { Field, Input, Select } from '@fluentui/react-components';
import { useForm } from '@/components/action-form';
import { LinkButton } from '@/components/link-button';

/** Into which draft a change goes: one of mine that is open, or a new one. */
export function DraftChoice({ drafts, name }: { drafts: { id: string; name: string }[]; /** What a new one is called unless told. */ name: string }) {
  const { typed, fields, links } = useForm();
  const [chosen, setChosen] = useState(typed?.draftId?.[0] ?? drafts[0]?.id ?? 'new');
  const [newName, setNewName] = useState(typed?.newName?.[0] ?? name);
  return (
    <>
      <Field label="Draft" hint="Nothing reaches the tenant before the draft is reviewed and applied." {...(fields.draftId ? { validationMessage: fields.draftId } : {})}>
        <Select name="draftId" value={chosen} onChange={(_, data) => setChosen(data.value)}>
          {drafts.map((draft) => <option key={draft.id} value={draft.id}>{draft.name}</option>)}
          <option value="new">A new draft</option>
        </Select>
      </Field>
      {links.draftId && <div><LinkButton href={links.draftId.href} size="small">{links.draftId.label}</LinkButton></div>}
      {chosen === 'new' && <Field label="Name of the new draft"><Input name="newName" value={newName} maxLength={120} onChange={(_, data) => setNewName(data.value)} /></Field>}
    </>
  );
}
