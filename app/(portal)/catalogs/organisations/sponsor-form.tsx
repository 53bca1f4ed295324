'use client';

import { useState } from 'react';
import { findAnybodyForPicker } from '@/app/directory/find';
import { ActionForm } from '@/components/action-form';
import { RadioField } from '@/components/form-fields';
import { FormColumn } from '@/components/form-layout';
import { PeoplePicker } from '@/components/people-picker';
import { DraftButtons, DraftChoice } from '../../drafts/draft-choice';
import { addSponsorAction } from './actions';

const SIDES = [
  { value: 'internal', label: 'Internal sponsor', hint: 'Somebody of your own organisation' },
  { value: 'external', label: 'External sponsor', hint: 'Somebody of theirs who is a guest here already' },
];

/** Who shall vouch for an organisation's people: policies can have its sponsors decide. */
export function SponsorForm({ organisationId, organisationName, drafts }: { organisationId: string; organisationName: string; drafts: { id: string; name: string }[] }) {
  const [chosen, setChosen] = useState(false);
  return (
    <FormColumn>
      <ActionForm action={addSponsorAction} hidden={{ organisationId }} label="Name a sponsor">
        <PeoplePicker name="principalId" label="Person or group" required max={1} search={findAnybodyForPicker} onChange={(people) => setChosen(people.length > 0)} />
        <RadioField name="side" label="Which sponsor" defaultValue="internal" options={SIDES} />
        <DraftChoice drafts={drafts} name={`Sponsors of ${organisationName}`} />
        <DraftButtons disabled={!chosen} backHref={`/catalogs/organisations/${organisationId}`} back="Leave without naming" />
      </ActionForm>
    </FormColumn>
  );
}
