'use client';

import { ActionForm } from '@/components/action-form';
import { FormColumn } from '@/components/form-layout';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import type { OpenDrafts } from '../../../drafts/draft-choice';
import { addRolesAction } from '../../actions';
import { RoleChoices } from '../../role-choices';
import type { RoleChoicesProps } from '../../role-choices';
import { WhoGains } from './who-gains';

export function AddRoleForm({ packageId, catalogId, resources, taken, drafts, newName }: RoleChoicesProps & { packageId: string; drafts: OpenDrafts; newName: string }) {
  return (
    <FormColumn>
      <ActionForm action={addRolesAction} hidden={{ packageId, catalogId }} label="Add a role">
        <WhoGains packageId={packageId}><RoleChoices catalogId={catalogId} resources={resources} taken={taken} /></WhoGains>
        <DraftChoice drafts={drafts} name={newName} />
        <DraftButtons backHref={`/packages/${packageId}`} back="Leave it as it is" />
      </ActionForm>
    </FormColumn>
  );
}
