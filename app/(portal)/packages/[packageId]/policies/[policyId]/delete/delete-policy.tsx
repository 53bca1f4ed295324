'use client';

import { ActionForm } from '@/components/action-form';
import { FormColumn } from '@/components/form-layout';
import { DraftButtons, DraftChoice } from '../../../../../drafts/draft-choice';
import { deletePolicyAction } from '../../../../policy-editor/actions';

/** Takes the deletion into a draft. */
export function DeletePolicy({ packageId, policyId, drafts, newName, name, last }: { packageId: string; policyId: string; drafts: { id: string; name: string }[]; newName: string; name: string; last: boolean }) {
  return (
    <FormColumn>
      <ActionForm action={deletePolicyAction} hidden={{ packageId, policyId }} label="Delete policy">
        <span>{last ? `“${name}” is the only policy of this package: without it nobody can be given the package, not even by an administrator.` : `Under “${name}” nobody can ask for the package any more, or be given it. The other policies stay as they are.`}</span>
        <DraftChoice drafts={drafts} name={newName} />
        <DraftButtons backHref={`/packages/${packageId}`} back="Leave it as it is" />
      </ActionForm>
    </FormColumn>
  );
}
