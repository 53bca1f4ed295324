'use client';

import { ActionForm } from '@/components/action-form';
import { CheckboxField, RadioField, TextAreaField, TextField } from '@/components/form-fields';
import { FormColumn } from '@/components/form-layout';
import { LONGEST } from '@/lib/authoring/object-texts';
import { DraftButtons, DraftChoice } from '../../drafts/draft-choice';
import { changeOrganizationAction, connectAction } from './actions';

export type OrganisationFormProps = {
  /** Absent for one that is to be connected. */
  organisation?: { id: string; name: string; description: string; configured: boolean };
  drafts: { id: string; name: string }[];
};

/** An organisation whose people may be let in: who belongs to it, and whether policies for configured ones reach it. */
export function OrganisationForm({ organisation, drafts }: OrganisationFormProps) {
  const name = organisation?.name ?? '';
  return (
    <FormColumn>
      <ActionForm action={organisation ? changeOrganizationAction : connectAction} hidden={organisation ? { organisationId: organisation.id } : {}} madeOf={organisation ? { seen: JSON.stringify({ name, description: organisation.description, state: organisation.configured ? 'configured' : 'proposed' }) } : {}} label={organisation ? `Edit ${name}` : 'Connect an organisation'}>
        <TextField name="name" label="Name" required maxLength={LONGEST.name} defaultValue={name} />
        <TextAreaField name="description" label="Who they are" required maxLength={LONGEST.description} defaultValue={organisation?.description ?? ''} />
        {!organisation && (
          <>
            <RadioField name="by" label="Who belongs to it" defaultValue="domain" options={[{ value: 'domain', label: 'Whoever has an address of a domain' }, { value: 'tenant', label: 'Whoever signs in at a Microsoft Entra tenant' }]} />
            <TextField name="value" label="Domain or tenant id" required maxLength={253} hint="fabrikam.com, or the id of the tenant. It stays as it is once it is connected." />
          </>
        )}
        <CheckboxField name="configured" label="Configured" defaultChecked={organisation?.configured ?? true} hint="Policies for all configured organisations let its people in. One that is proposed is not among them." />
        <DraftChoice drafts={drafts} name={organisation ? `Change ${name}` : 'Connect an organisation'} />
        <DraftButtons backHref="/catalogs/organisations" {...(organisation ? {} : { back: 'Leave without connecting' })} />
      </ActionForm>
    </FormColumn>
  );
}
