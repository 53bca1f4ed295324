'use client';

import { useState } from 'react';
import type { Found } from '@/app/directory/find';
import { findPeopleForPicker } from '@/app/directory/find';
import { ActionForm } from '@/components/action-form';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { OwnerChoice } from '@/components/owner-choice';
import { SubmitButton } from '@/components/submit-button';
import { addResourceAction, askOwnerAction } from '../../actions';

export type OwnerFormProps = {
  hidden: Record<string, string>;
  /** The resource enters the catalog with it. */
  adds: boolean;
  owners: Found[];
  /** Who answers for it now, by id. */
  current?: string;
  backHref: string;
};

/** Who answers for a resource, before they are asked about it. */
export function OwnerForm({ hidden, adds, owners, current, backHref }: OwnerFormProps) {
  const [chosen, setChosen] = useState<Found | null>(owners.find((owner) => owner.id === current) ?? owners[0] ?? null);
  return (
    <FormColumn>
      <ActionForm action={adds ? addResourceAction : askOwnerAction} hidden={hidden} label="Who answers for it">
        <OwnerChoice owners={owners} current={current} search={findPeopleForPicker} onChoose={setChosen} />
        <FormButtons>
          <SubmitButton disabled={!chosen}>{`${adds ? 'Add it and ask' : 'Ask'} ${chosen?.name ?? 'an owner'}`}</SubmitButton>
          <LinkButton href={backHref}>Leave without asking</LinkButton>
        </FormButtons>
      </ActionForm>
    </FormColumn>
  );
}
