'use client';

import type { Found } from '@/app/directory/find';
import { findPeopleForPicker } from '@/app/directory/find';
import { ActionForm } from '@/components/action-form';
import { SelectField } from '@/components/form-fields';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { PeoplePicker } from '@/components/people-picker';
import { SubmitButton } from '@/components/submit-button';
import { setSignersAction } from '../actions';

export type SignersFormProps = { sponsor: Found[]; security: Found[]; securityDeputy: Found[]; timeZone: string; zones: string[]; /** Who was named when this was shown. */ seen: string };

export function SignersForm({ sponsor, security, securityDeputy, timeZone, zones, seen }: SignersFormProps) {
  const all = zones.includes(timeZone) ? zones : [timeZone, ...zones];
  return (
    <FormColumn>
      <ActionForm action={setSignersAction} madeOf={{ seen }} label="Who signs besides the owners">
        <PeoplePicker name="sponsorId" label="Sponsor" hint="Asked last, when owner, deputy and manager have not answered." max={1} defaultValue={sponsor} search={findPeopleForPicker} />
        <PeoplePicker name="securityId" label="Security" hint="Signs for groups that can hold Entra roles, and for resources whose line in the register says so." max={1} defaultValue={security} search={findPeopleForPicker} />
        <PeoplePicker name="securityDeputyId" label="Stands in for security" max={1} defaultValue={securityDeputy} search={findPeopleForPicker} />
        <SelectField name="timeZone" label="Time zone" hint="Working days, Monday to Friday, are counted in it." defaultValue={timeZone} options={all.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))} />
        <FormButtons>
          <SubmitButton>Save who signs</SubmitButton>
          <LinkButton href="/owners">Leave it as it is</LinkButton>
        </FormButtons>
      </ActionForm>
    </FormColumn>
  );
}
