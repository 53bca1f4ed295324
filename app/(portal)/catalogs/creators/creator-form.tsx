'use client';

import { useState } from 'react';
import { findPrincipalForPicker } from '@/app/directory/find';
import { ActionForm } from '@/components/action-form';
import { FormColumn } from '@/components/form-layout';
import { PeoplePicker } from '@/components/people-picker';
import { DraftButtons, DraftChoice } from '../../drafts/draft-choice';
import { addCreatorAction } from './actions';

/** Who shall be able to create catalogs: a person, everybody in a group, or an application. */
export function CreatorForm({ drafts }: { drafts: { id: string; name: string }[] }) {
  const [chosen, setChosen] = useState(false);
  return (
    <FormColumn>
      <ActionForm action={addCreatorAction} label="Let somebody create catalogs">
        <PeoplePicker name="principalId" label="Person, group or application" hint="Of a group everybody in it may." required max={1} search={findPrincipalForPicker} onChange={(people) => setChosen(people.length > 0)} />
        <DraftChoice drafts={drafts} name="Who may create catalogs" />
        <DraftButtons disabled={!chosen} />
      </ActionForm>
    </FormColumn>
  );
}
