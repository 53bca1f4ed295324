'use client';

import { useState } from 'react';
import { findGroupsForPicker, findPeopleForPicker } from '@/app/directory/find';
import { ActionForm } from '@/components/action-form';
import { RadioField } from '@/components/form-fields';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { PeoplePicker } from '@/components/people-picker';
import { SubmitButton } from '@/components/submit-button';
import { CATALOG_ROLES } from '@/lib/authoring/catalog-roles';
import { DraftChoice } from '../../../drafts/draft-choice';
import { addAdministratorAction } from './actions';

const MAY: Record<(typeof CATALOG_ROLES)[number]['name'], string> = {
  'Catalog owner': 'Edits the catalog, its resources, packages and administrators.',
  'Catalog reader': 'Sees everything in it, and changes nothing.',
  'Access package manager': 'Makes packages and policies of what the catalog has.',
  'Access package assignment manager': 'Gives packages and takes them away, whatever people ask.',
};

/** Who shall have which role over a catalog: people, and everybody in a group. */
export function AdministratorForm({ catalogId, catalogName, drafts }: { catalogId: string; catalogName: string; drafts: { id: string; name: string }[] }) {
  const [chosen, setChosen] = useState<{ name: string } | null>(null);
  const search = async (text: string) => {
    const [people, groups] = await Promise.all([findPeopleForPicker(text), findGroupsForPicker(text)]);
    return { found: [...people.found, ...groups.found], asOf: people.asOf };
  };
  return (
    <FormColumn>
      <ActionForm action={addAdministratorAction} hidden={{ catalogId }} label="Name an administrator">
        <PeoplePicker name="principalId" label="Person or group" required max={1} search={search} onChange={([one]) => setChosen(one ?? null)} />
        <RadioField name="roleId" label="Role" defaultValue={CATALOG_ROLES[0].id} options={CATALOG_ROLES.map(({ id, name }) => ({ value: id, label: name, hint: MAY[name] }))} />
        <DraftChoice drafts={drafts} name={`Administrators of ${catalogName}`} />
        <FormButtons>
          <SubmitButton name="at" value="draft" disabled={!chosen}>{`Add ${chosen?.name ?? 'them'} to the draft`}</SubmitButton>
          <SubmitButton name="at" value="now" appearance="secondary" disabled={!chosen}>{`Name ${chosen?.name ?? 'them'} now`}</SubmitButton>
        </FormButtons>
      </ActionForm>
    </FormColumn>
  );
}
