'use client';

import { useState } from 'react';
import { Field, Input, Select } from '@fluentui/react-components';

/** Into which draft a change goes: one of mine that is open, or a new one. */
export function DraftChoice({ drafts, name }: { drafts: { id: string; name: string }[]; /** What a new one is called unless told. */ name: string }) {
  const [chosen, setChosen] = useState(drafts[0]?.id ?? 'new');
  return (
    <>
      <Field label="Draft" hint="Nothing reaches the tenant before the draft is reviewed and applied.">
        <Select name="draftId" value={chosen} onChange={(_, data) => setChosen(data.value)}>
          {drafts.map((draft) => <option key={draft.id} value={draft.id}>{draft.name}</option>)}
          <option value="new">A new draft</option>
        </Select>
      </Field>
      {chosen === 'new' && <Field label="Name of the new draft"><Input name="newName" defaultValue={name} maxLength={120} /></Field>}
    </>
  );
}
