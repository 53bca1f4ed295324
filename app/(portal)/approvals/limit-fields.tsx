'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useForm } from '@/components/action-form';
import { CheckboxField, CheckboxesField, RadioField, TextField } from '@/components/form-fields';
import type { ApprovalLimits } from '@/lib/authoring/approval-limits';

const useStyles = makeStyles({
  root: { display: 'grid', rowGap: tokens.spacingVerticalM, maxWidth: '420px' },
  roles: { marginInlineStart: tokens.spacingHorizontalXXL, marginTop: `calc(-1 * ${tokens.spacingVerticalM})` },
});

export type LimitFieldsProps = { /** Roles they may choose among. */ roles: { originId: string; name: string }[]; limits: ApprovalLimits };

/** What an owner allows at most. Empty means no limit. */
export function LimitFields({ roles, limits }: LimitFieldsProps) {
  const styles = useStyles();
  const { typed } = useForm();
  const [these, setThese] = useState(typed ? typed.limitRoles?.[0] === 'these' : limits.roles !== null);
  const allowed = (limits.roles ?? roles).map(({ originId }) => originId);
  return (
    <div className={styles.root}>
      <RadioField name="limitRoles" label="Which roles" defaultValue={limits.roles ? 'these' : 'any'} onChoose={(value) => setThese(value === 'these')} options={[{ value: 'any', label: 'Whatever you approve' }, { value: 'these', label: 'Only these', disabled: roles.length === 0 }]} />
      {these && <CheckboxesField name="limitRole" label="Only these" className={styles.roles} options={roles.map(({ originId, name }) => ({ value: originId, label: name }))} chosen={allowed} />}
      <TextField name="limitPeople" type="number" min={1} label="For how many people at most" defaultValue={limits.people ?? ''} unit="people" hint="Empty for any number." />
      <TextField name="limitDays" type="number" min={1} label="For how long at most" defaultValue={limits.days ?? ''} unit="days" hint="Empty for any time." />
      <CheckboxField name="limitExternals" label="External people may have it" defaultChecked={limits.externals} />
    </div>
  );
}
