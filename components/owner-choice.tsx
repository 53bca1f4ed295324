'use client';

import { Caption1, Field, Radio, RadioGroup, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useFieldError } from './action-form';
import { PeoplePicker } from './people-picker';
import type { PeoplePickerProps, PersonOption } from './people-picker';

const useStyles = makeStyles({ detail: { color: tokens.colorNeutralForeground3 }, choices: { display: 'grid', rowGap: tokens.spacingVerticalM } });

const OTHER = 'other';

export type OwnerChoiceProps = {
  /** Whom the tenant names as owners and who could answer, and whoever answers for it now. */
  owners: PersonOption[];
  /** Who is chosen at first; else the first of the owners. */
  current?: string;
  search: PeoplePickerProps['search'];
  onChoose?: (owner: PersonOption | null) => void;
};

/** Who answers for a resource: one of those suggested, or somebody else when they are not the right one. Sent as `ownerId`. */
export function OwnerChoice({ owners, current, search, onChoose }: OwnerChoiceProps) {
  const styles = useStyles();
  const error = useFieldError('ownerId');
  const [picked, setPicked] = useState(current ?? owners[0]?.id ?? OTHER);
  const choose = (value: string) => {
    setPicked(value);
    onChoose?.(owners.find((owner) => owner.id === value) ?? null);
  };
  const picker = (
    <PeoplePicker
      name="ownerId"
      label={owners.length > 0 ? 'Somebody else' : 'Who answers for it'}
      hint={owners.length > 0 ? undefined : 'The tenant names no enabled owner of your organisation. Choose the person who is accountable for it.'}
      required
      max={1}
      search={search}
      onChange={([person]) => onChoose?.(person ?? null)}
    />
  );
  if (owners.length === 0) return picker;
  return (
    <div className={styles.choices}>
      <Field label="Who answers for it" hint="Owners of it in the tenant are suggested. They are asked in the portal; send them the link." {...(error && picked !== OTHER ? { validationMessage: error } : {})}>
        <RadioGroup value={picked} onChange={(_, data) => choose(data.value)} {...(picked === OTHER ? {} : { name: 'ownerId' })}>
          {owners.map((owner) => <Radio key={owner.id} value={owner.id} label={<>{owner.name} <Caption1 className={styles.detail}>{owner.detail}</Caption1></>} />)}
          <Radio value={OTHER} label="Somebody else" />
        </RadioGroup>
      </Field>
      {picked === OTHER && picker}
    </div>
  );
}
