'use client';

import { useState } from 'react';
import { findPrincipalForPicker } from '@/app/directory/find';
import { ActionForm } from '@/components/action-form';
import { RadioField } from '@/components/form-fields';
import { FormColumn } from '@/components/form-layout';
import { PeoplePicker } from '@/components/people-picker';
import { CATALOG_ROLES } from '@/lib/authoring/catalog-roles';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import { addAdministratorAction } from './actions';

const MAY: Record<(typeof CATALOG_ROLES)[number]['name'], string> = {
  'Catalog owner': 'Edits the catalog, its resources, packages and administrators.',
  'Catalog reader': 'Sees everything in it, and changes nothing.',
  'Access package manager': 'Makes packages and policies of what the catalog has.',
  'Access package assignment manager': 'Gives packages and takes them away, whatever people ask.',
};

/** Who shall have which role over a catalog: a person, everybody in a group, or an application. */
export function AdministratorForm({ catalogId, catalogName, drafts }: { catalogId: string; catalogName: string; drafts: { id: string; name: string }[] }) {
  const [chosen, setChosen] = useState(false);
  return (
    <FormColumn>
      <ActionForm action={addAdministratorAction} hidden={{ catalogId }} label="Name an administrator">
        <PeoplePicker name="principalId" label="Person, group or application" required max={1} search={findPrincipalForPicker} onChange={(people) => setChosen(people.length > 0)} />
        <RadioField name="roleId" label="Role" defaultValue={CATALOG_ROLES[0].id} options={CATALOG_ROLES.map(({ id, name }) => ({ value: id, label: name, hint: MAY[name] }))} />
        <DraftChoice drafts={drafts} name={`Administrators of ${catalogName}`} />
        <DraftButtons disabled={!chosen} />
      </ActionForm>
    </FormColumn>
  );
}
