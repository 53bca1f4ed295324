'use client';

import { makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { RadioField } from '@/components/form-fields';
import { FormButtons } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { PeoplePicker } from '@/components/people-picker';
import { RuleField } from '@/components/rule-field';
import { SubmitButton } from '@/components/submit-button';
import { findGroupsForPicker } from '@/app/directory/find';
import { meantOf } from '@/lib/rollout/coverage';
import type { RolloutTarget } from '@/lib/rollout/coverage';
import { setTargetAction } from './actions';

const useStyles = makeStyles({ form: { maxWidth: '560px', marginBottom: tokens.spacingVerticalL }, fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM } });

/** Says whom a rollout is meant to reach; at once everybody of them is looked for in its phases. */
export function SetTarget({ rolloutId, target, closeHref }: { rolloutId: string; target: RolloutTarget | null; closeHref?: string }) {
  const styles = useStyles();
  const [kind, setKind] = useState(target?.kind ?? 'group');
  return (
    <div className={styles.form}>
      <ActionForm action={setTargetAction} hidden={{ rolloutId }} madeOf={{ seen: JSON.stringify(meantOf(target)) }} label="Whom the rollout is meant for" {...(closeHref ? { doneHref: closeHref } : {})}>
        <div className={styles.fields}>
          <div onChange={(event) => event.target instanceof HTMLInputElement && event.target.name === 'kind' && setKind(event.target.value as RolloutTarget['kind'])}>
            <RadioField name="kind" label="Whom this rollout is meant to reach" defaultValue={kind} options={[{ value: 'group', label: 'The members of a group' }, { value: 'rule', label: 'Whom a rule selects' }, { value: 'everybody', label: 'Everybody in the directory' }]} />
          </div>
          {kind === 'group' && <PeoplePicker name="groupId" label="Group" placeholder="Name of a group" max={1} search={findGroupsForPicker} {...(target?.groupId ? { defaultValue: [{ id: target.groupId, name: target.label }] } : {})} />}
          {kind === 'rule' && <RuleField {...(target?.rule ? { defaultValue: target.rule } : {})} />}
        </div>
        <FormButtons>
          <SubmitButton>Look for gaps</SubmitButton>
          {closeHref && <LinkButton href={closeHref}>Keep the target</LinkButton>}
        </FormButtons>
      </ActionForm>
    </div>
  );
}
