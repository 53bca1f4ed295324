'use client';

import { Field, Input, Select } from '@fluentui/react-components';
import { useState } from 'react';
import { useForm } from '@/components/action-form';
import { LinkButton } from '@/components/link-button';

/** Into which draft it goes: an open one of mine, or a new one. */
export function DraftTarget({ drafts, newName }: { drafts: { id: string; name: string }[]; newName: string }) {
  const { typed, fields, links } = useForm();
  const [chosen, setChosen] = useState(typed?.draftId?.[0] ?? drafts[0]?.id ?? 'new');
  const [name, setName] = useState(typed?.newName?.[0] ?? newName);
  return (
    <>
      <Field label="Draft" hint="Nothing reaches the tenant before the draft is reviewed and applied." {...(fields.draftId ? { validationMessage: fields.draftId } : {})}>
        <Select name="draftId" value={chosen} onChange={(_, data) => setChosen(data.value)}>
          {drafts.map((draft) => <option key={draft.id} value={draft.id}>{draft.name}</option>)}
          <option value="new">A new draft</option>
        </Select>
      </Field>
      {links.draftId && <div><LinkButton href={links.draftId.href} size="small">{links.draftId.label}</LinkButton></div>}
      {chosen === 'new' && <Field label="Name of the new draft"><Input name="newName" value={name} maxLength={120} onChange={(_, data) => setName(data.value)} /></Field>}
    </>
  );
}
