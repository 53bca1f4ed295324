'use client';

import { CheckboxField, RadioField, TextField } from '@/components/form-fields';
import type { ApprovalLimits } from '@/lib/authoring/approval-limits';

export type LimitFieldsProps = { /** Roles packages hand out now, by id. */ roles: { originId: string; name: string }[]; limits: ApprovalLimits };

/** What an owner allows at most. Empty means no limit. */
export function LimitFields({ roles, limits }: LimitFieldsProps) {
  const allowed = limits.roles ?? roles;
  const words = allowed.map(({ name }) => name).join(', ');
  return (
    <>
      <RadioField
        name="limitRoles"
        label="Which roles"
        defaultValue={limits.roles ? 'these' : 'any'}
        options={[{ value: 'any', label: 'Whatever you approve' }, { value: 'these', label: words ? `Only ${words}` : 'None but those approved now', disabled: allowed.length === 0 }]}
      />
      <TextField name="limitPeople" type="number" min={1} label="For how many people at most" defaultValue={limits.people ?? ''} unit="people" hint="Empty for any number." />
      <TextField name="limitDays" type="number" min={1} label="For how long at most" defaultValue={limits.days ?? ''} unit="days" hint="Empty for any time." />
      <CheckboxField name="limitExternals" label="External people may have it" defaultChecked={limits.externals} />
    </>
  );
}
