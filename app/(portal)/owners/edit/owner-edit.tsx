'use client';

import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import type { Found } from '@/app/directory/find';
import { findPeopleForPicker } from '@/app/directory/find';
import { ActionForm } from '@/components/action-form';
import { CheckboxField, TextAreaField } from '@/components/form-fields';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { OwnerChoice } from '@/components/owner-choice';
import { PeoplePicker } from '@/components/people-picker';
import { SubmitButton } from '@/components/submit-button';
import { nameOwnerAction } from '../actions';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalM } });

export type OwnerEditProps = { hidden: Record<string, string>; /** Who the line named when this was shown. */ seen: string; backHref: string; owners: Found[]; current?: string; deputy: Found[]; securityReason: string | null; /** Why it should, by the export of Conditional Access, where no reason stands yet. */ proposed: { reason: string; brought: string } | null; warning: string | null };

/** Names the owner, the deputy and the reason for which security signs too. */
export function OwnerEdit({ hidden, seen, backHref, owners, current, deputy, securityReason, proposed, warning }: OwnerEditProps) {
  const styles = useStyles();
  const reason = securityReason ?? proposed?.reason ?? null;
  const [guarded, setGuarded] = useState(reason !== null);
  return (
    <FormColumn>
      {warning && <MessageBar intent="warning" layout="multiline" className={styles.bar}><MessageBarBody>{warning}</MessageBarBody></MessageBar>}
      {proposed && <MessageBar intent="warning" layout="multiline" className={styles.bar}><MessageBarBody>The export of Conditional Access brought on {proposed.brought} says that policies leave out whoever gets it. So “Security signs too” is ticked below; it holds once you save.</MessageBarBody></MessageBar>}
      <ActionForm action={nameOwnerAction} hidden={hidden} madeOf={{ seen }} label="Who answers for it">
        <OwnerChoice owners={owners} current={current} search={findPeopleForPicker} />
        <PeoplePicker name="deputyId" label="Who stands in for them" hint="Asked when the owner has not answered by the due date. Leave it empty for nobody." max={1} defaultValue={deputy} search={findPeopleForPicker} />
        <div onChange={(event) => event.target instanceof HTMLInputElement && event.target.name === 'security' && setGuarded(event.target.checked)}>
          <CheckboxField name="security" label="Security signs too" defaultChecked={reason !== null} hint="For a group that a Conditional Access policy leaves out, or anything else that guards more than itself. Groups that can hold Entra roles need it without this." />
        </div>
        {guarded && <TextAreaField name="securityReason" label="Why security signs" defaultValue={reason ?? ''} required rows={2} maxLength={300} />}
        <FormButtons>
          <SubmitButton>Save who answers</SubmitButton>
          <LinkButton href={backHref}>Leave it as it is</LinkButton>
        </FormButtons>
      </ActionForm>
    </FormColumn>
  );
}
