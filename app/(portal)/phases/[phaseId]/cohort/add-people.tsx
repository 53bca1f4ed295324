'use client';

import { Caption1, MessageBar, MessageBarBody, Tab, TabList, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { TextAreaField, TextField } from '@/components/form-fields';
import { LinkButton } from '@/components/link-button';
import { useGo } from '@/components/navigation';
import { PeoplePicker } from '@/components/people-picker';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { findGroupsForPicker, findPeopleForPicker } from '@/app/directory/find';
import type { Added } from '@/lib/rollout/change-cohort';
import { addGroupAction, addPickedAction, importPastedAction } from '../../actions';
import { addedWords } from '../../basis-words';
import { ByRule } from './by-rule';
import { BySample } from './by-sample';
import { UploadList } from './upload-list';

const useStyles = makeStyles({
  tabs: { marginLeft: `calc(-1 * ${tokens.spacingHorizontalMNudge})`, marginBottom: tokens.spacingVerticalM, flexWrap: 'wrap' },
  form: { maxWidth: '560px' },
  fields: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalM, marginBottom: tokens.spacingVerticalM },
  or: { marginBlock: tokens.spacingVerticalM, color: tokens.colorNeutralForeground3 },
  done: { marginBottom: tokens.spacingVerticalM, maxWidth: '560px' },
});

type AddPeopleProps = { phaseId: string; /** The phase comes by a rule of its own. */ automatic: boolean; way: string; /** A seed for a sample, unless another is typed. */ seed: string; addresses: Record<string, string>; closeHref?: string };

/** The ways into a cohort. What was typed stays when something is wrong with it. */
export function AddPeople({ phaseId, automatic, way: asked, seed, addresses, closeHref }: AddPeopleProps) {
  const styles = useStyles();
  const [way, setWay] = useState(asked);
  const [added, setAdded] = useState<Added | null>(null);
  const [round, setRound] = useState(0);
  const done = (value: Added) => {
    setAdded(value);
    setRound((before) => before + 1);
  };
  return (
    <Section title="Add people" actions={closeHref ? <LinkButton href={closeHref} size="small" appearance="subtle" icon="dismiss">Close</LinkButton> : undefined}>
      <TabList
        className={styles.tabs}
        size="small"
        selectedValue={way}
        onTabSelect={(_, data) => {
          const chosen = String(data.value);
          setAdded(null);
          setWay(chosen);
          // The address says it too, for a reload; the page needs nothing new for it.
          window.history.replaceState(null, '', addresses[chosen]);
        }}
      >
        <Tab value="people">By name</Tab>
        <Tab value="group">From a group</Tab>
        <Tab value="list">From a list</Tab>
        <Tab value="rule">By a rule</Tab>
        <Tab value="sample">A sample</Tab>
      </TabList>
      {added && (
        <MessageBar intent={added.added > 0 ? 'success' : 'info'} layout="multiline" className={styles.done} politeness="polite">
          <MessageBarBody>{addedWords(added)}</MessageBarBody>
        </MessageBar>
      )}
      <div key={round}>
        {way === 'rule' && <ByRule phaseId={phaseId} automatic={automatic} onDone={done} />}
        {way === 'sample' && <BySample phaseId={phaseId} seed={seed} onDone={done} />}
        {way === 'people' && (
          <div className={styles.form}><ActionForm action={addPickedAction} hidden={{ phaseId }} label="Add people by name" onDone={done}>
            <div className={styles.fields}><PeoplePicker name="personId" label="People" search={findPeopleForPicker} /></div>
            <SubmitButton appearance="secondary">Add to the cohort</SubmitButton>
          </ActionForm></div>
        )}
        {way === 'group' && (
          <div className={styles.form}><ActionForm action={addGroupAction} hidden={{ phaseId }} label="Add people from a group" onDone={done}>
            <div className={styles.fields}><PeoplePicker name="groupId" label="Group" placeholder="Name of a group" max={1} search={findGroupsForPicker} hint="The people who are in it now. The cohort does not follow the group afterwards." /></div>
            <SubmitButton appearance="secondary">Add its members</SubmitButton>
          </ActionForm></div>
        )}
        {way === 'list' && <div className={styles.form}><FromList phaseId={phaseId} /></div>}
      </div>
    </Section>
  );
}

function FromList({ phaseId }: { phaseId: string }) {
  const styles = useStyles();
  const go = useGo();
  const report = (sourceId: string) => go(`/phases/${phaseId}/cohort/imports/${sourceId}`);
  return (
    <>
      <ActionForm action={importPastedAction} hidden={{ phaseId }} label="Add people from a pasted list" onDone={({ sourceId }) => report(sourceId)}>
        <div className={styles.fields}>
          <TextField name="label" label="Name of the list" placeholder="Pilot group of Finance" maxLength={120} />
          <TextAreaField name="list" label="User principal names" hint="One on each line, all in one line as a mail program copies them, or a table with a column userPrincipalName, UPN or mail. Each is reported, none is dropped." rows={8} placeholder={'ana.kowalczyk@haldenvoss.example\nben.ito@haldenvoss.example'} />
        </div>
        <SubmitButton appearance="secondary">Check and add</SubmitButton>
      </ActionForm>
      <Caption1 as="p" block className={styles.or}>or a file of up to 5 MB</Caption1>
      <UploadList phaseId={phaseId} onDone={report} />
    </>
  );
}
