'use client';

import { ActionForm } from '@/components/action-form';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { SubmitButton } from '@/components/submit-button';
import { addRolesAction } from '../../actions';
import { RoleChoices } from '../../role-choices';
import type { RoleChoicesProps } from '../../role-choices';

export function AddRoleForm({ packageId, catalogId, resources, taken }: RoleChoicesProps & { packageId: string }) {
  return (
    <FormColumn>
      <ActionForm action={addRolesAction} hidden={{ packageId, catalogId }} label="Add a role">
        <RoleChoices catalogId={catalogId} resources={resources} taken={taken} />
        <FormButtons>
          <SubmitButton>Add the chosen roles</SubmitButton>
          <SubmitButton appearance="secondary" name="how" value="draft">Put them in a draft</SubmitButton>
          <LinkButton href={`/packages/${packageId}`}>Leave as it is</LinkButton>
        </FormButtons>
      </ActionForm>
    </FormColumn>
  );
}
