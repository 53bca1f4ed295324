'use client';

import { Field, Radio, RadioGroup, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { findGroupsForPicker, findPeopleForPicker } from '@/app/directory/find';
import { ActionForm, useForm } from '@/components/action-form';
import { CheckboxField, TextAreaField, TextField } from '@/components/form-fields';
import { FormColumn } from '@/components/form-layout';
import { PeoplePicker } from '@/components/people-picker';
import { Section } from '@/components/section';
import { LONGEST } from '@/lib/authoring/object-texts';
import { DraftButtons, DraftChoice } from '../../drafts/draft-choice';
import type { OpenDrafts } from '../../drafts/draft-choice';
import { createPackageAction } from '../actions';
import { RoleChoices } from '../role-choices';
import type { RoleChoicesProps } from '../role-choices';

const useStyles = makeStyles({ fields: { display: 'grid', rowGap: tokens.spacingVerticalM }, short: { maxWidth: '220px' } });

export type PackageFormProps = {
  /** Its id, or its key where the draft makes it. */
  catalogId: string;
  resources: RoleChoicesProps['resources'];
  drafts: OpenDrafts;
  /** The draft that has what the package is made of. */
  only?: { id: string; name: string };
  backHref: string;
};

/** A package with its roles and its one policy, in one form that is saved to a draft. */
export function PackageForm({ catalogId, resources, drafts, only, backHref }: PackageFormProps) {
  const styles = useStyles();
  return (
    <FormColumn>
      <ActionForm action={createPackageAction} hidden={{ catalogId }} label="New package" keepsTyped>
        <Section title="Package">
          <div className={styles.fields}>
            <TextField name="name" label="Name" required maxLength={LONGEST.name} />
            <TextAreaField name="description" label="What it gives" required maxLength={LONGEST.description} hint="People who ask for it read this." />
            <CheckboxField name="hidden" label="Hidden in My Access" defaultChecked hint="Only people who have its link find it. Otherwise every member of the organisation may see its name." />
          </div>
        </Section>
        <Section title="Roles"><RoleChoices catalogId={catalogId} resources={resources} /></Section>
        <Section title="Policy" caption="who may have it, who decides, and for how long">
          <div className={styles.fields}>
            <TextField name="policyName" label="Name of the policy" required defaultValue="Initial policy" maxLength={LONGEST.name} />
            <Who />
            <Approval />
            <Ends />
          </div>
        </Section>
        <Section title="Save" flush>
          <div className={styles.fields}>
            <DraftChoice drafts={drafts} only={only} />
            <DraftButtons backHref={backHref} back="Leave without creating" />
          </div>
        </Section>
      </ActionForm>
    </FormColumn>
  );
}

/** One of a few that decides which fields stand under it; begins as it was typed before a sign-in took the page away. */
function useChoice(name: string, first: string) {
  const { typed } = useForm();
  return useState(typed?.[name]?.[0] ?? first);
}

function Who() {
  const [who, setWho] = useChoice('who', 'directOnly');
  return (
    <>
      <Field label="Who may have it">
        <RadioGroup name="who" value={who} onChange={(_, data) => setWho(data.value)}>
          <Radio value="directOnly" label="Only those an administrator assigns; what a rollout in phases starts with" />
          <Radio value="specific" label="Certain people and groups, who may also ask" />
          <Radio value="allMembers" label="All members of the organisation, who may also ask; no guests" />
        </RadioGroup>
      </Field>
      {who === 'specific' && <PeoplePicker name="targets" label="People" search={findPeopleForPicker} />}
      {who === 'specific' && <PeoplePicker name="targetGroups" label="Groups" placeholder="Name of a group" search={findGroupsForPicker} />}
    </>
  );
}

function Approval() {
  const styles = useStyles();
  const [approval, setApproval] = useChoice('approval', 'none');
  return (
    <>
      <Field label="Who decides" hint={approval === 'named' ? 'A direct assignment waits for this decision too: a run would wait for each person.' : undefined}>
        <RadioGroup name="approval" value={approval} onChange={(_, data) => setApproval(data.value)}>
          <Radio value="none" label="Nobody has to agree" />
          <Radio value="named" label="One of these people" />
        </RadioGroup>
      </Field>
      {approval === 'named' && <PeoplePicker name="approvers" label="Approvers" required search={findPeopleForPicker} />}
      {approval === 'named' && <div className={styles.short}><TextField name="approvalDays" label="Within" type="number" unit="days" min={1} max={60} defaultValue={5} /></div>}
    </>
  );
}

function Ends() {
  const styles = useStyles();
  const [ends, setEnds] = useChoice('ends', 'days');
  return (
    <>
      <Field label="When access ends">
        <RadioGroup name="ends" value={ends} onChange={(_, data) => setEnds(data.value)}>
          <Radio value="days" label="After a number of days" />
          <Radio value="date" label="On a day" />
          <Radio value="never" label="Never by itself" />
        </RadioGroup>
      </Field>
      {ends === 'days' && <div className={styles.short}><TextField name="days" label="After" type="number" unit="days" min={1} max={3660} defaultValue={180} /></div>}
      {ends === 'date' && <div className={styles.short}><TextField name="endDate" label="Last day" type="date" /></div>}
    </>
  );
}
