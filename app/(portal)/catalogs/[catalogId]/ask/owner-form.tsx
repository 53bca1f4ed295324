'use client';

import { useState } from 'react';
import type { Found } from '@/app/directory/find';
import { findPeopleForPicker } from '@/app/directory/find';
import { ActionForm } from '@/components/action-form';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { OwnerChoice } from '@/components/owner-choice';
import { SubmitButton } from '@/components/submit-button';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import type { OpenDrafts } from '../../../drafts/draft-choice';
import { addResourceAction, askOwnerAction } from '../../actions';

export type OwnerFormProps = {
  hidden: Record<string, string>;
  /** Into which draft it goes where the resource enters the catalog by it; its owner is asked once that is applied. */
  adds: { drafts: OpenDrafts; newName: string } | null;
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
        {adds ? (
          <>
            <DraftChoice drafts={adds.drafts} name={adds.newName} />
            <DraftButtons disabled={!chosen} backHref={backHref} back="Leave without adding" />
          </>
        ) : (
          <FormButtons>
            <SubmitButton disabled={!chosen}>{`Ask ${chosen?.name ?? 'an owner'}`}</SubmitButton>
            <LinkButton href={backHref}>Leave without asking</LinkButton>
          </FormButtons>
        )}
      </ActionForm>
    </FormColumn>
  );
}
