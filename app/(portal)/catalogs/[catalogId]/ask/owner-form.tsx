'use client';

import { Caption1, Field, Radio, RadioGroup, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { Found } from '@/app/directory/find';
import { findPeopleForPicker } from '@/app/directory/find';
import { ActionForm, useFieldError } from '@/components/action-form';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { PeoplePicker } from '@/components/people-picker';
import { SubmitButton } from '@/components/submit-button';
import { addResourceAction, askOwnerAction } from '../../actions';

const useStyles = makeStyles({ detail: { color: tokens.colorNeutralForeground3 }, choices: { display: 'grid', rowGap: tokens.spacingVerticalM } });

export type OwnerFormProps = {
  hidden: Record<string, string>;
  /** The resource enters the catalog with it. */
  adds: boolean;
  owners: Found[];
  backHref: string;
};

/** Who answers for a resource: one of its owners in the tenant, or somebody else when they are not the right one. */
export function OwnerForm({ hidden, adds, owners, backHref }: OwnerFormProps) {
  const [chosen, setChosen] = useState<Found | null>(owners[0] ?? null);
  return (
    <FormColumn>
      <ActionForm action={adds ? addResourceAction : askOwnerAction} hidden={hidden} label="Who answers for it">
        <OwnerChoice owners={owners} onChoose={setChosen} />
        <FormButtons>
          <SubmitButton disabled={!chosen}>{`${adds ? 'Add it and ask' : 'Ask'} ${chosen?.name ?? 'an owner'}`}</SubmitButton>
          <LinkButton href={backHref}>Leave without asking</LinkButton>
        </FormButtons>
      </ActionForm>
    </FormColumn>
  );
}

const OTHER = 'other';

function OwnerChoice({ owners, onChoose }: { owners: Found[]; onChoose: (owner: Found | null) => void }) {
  const styles = useStyles();
  const error = useFieldError('ownerId');
  const [picked, setPicked] = useState(owners[0]?.id ?? OTHER);
  const choose = (value: string) => {
    setPicked(value);
    onChoose(owners.find((owner) => owner.id === value) ?? null);
  };
  const picker = (
    <PeoplePicker
      name="ownerId"
      label={owners.length > 0 ? 'Somebody else' : 'Who answers for it'}
      hint={owners.length > 0 ? undefined : 'The tenant names no enabled owner of your organisation. Choose the person who is accountable for it.'}
      required
      max={1}
      search={findPeopleForPicker}
      onChange={([person]) => onChoose(person ?? null)}
    />
  );
  if (owners.length === 0) return picker;
  return (
    <div className={styles.choices}>
      <Field label="Who answers for it" hint="Owners of it in the tenant. They are asked in the portal; send them the link of the approval." {...(error ? { validationMessage: error } : {})}>
        <RadioGroup value={picked} onChange={(_, data) => choose(data.value)} {...(picked === OTHER ? {} : { name: 'ownerId' })}>
          {owners.map((owner) => <Radio key={owner.id} value={owner.id} label={<>{owner.name} <Caption1 className={styles.detail}>{owner.detail}</Caption1></>} />)}
          <Radio value={OTHER} label="Somebody else" />
        </RadioGroup>
      </Field>
      {picked === OTHER && picker}
    </div>
  );
}
