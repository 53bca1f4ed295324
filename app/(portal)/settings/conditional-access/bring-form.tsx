'use client';

import { Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { SubmitButton } from '@/components/submit-button';
import { isTooLarge, TextOrFile } from '@/components/text-or-file';
import { policiesWords } from '@/lib/authoring/access-policy';
import { slimmed } from '@/lib/authoring/slim-access-export';
import { bringAccessPoliciesAction } from './actions';

const useStyles = makeStyles({ quiet: { color: tokens.colorNeutralForeground3 } });

/** Takes the export, pasted or as a file. One that is too large to be sent is left with what is read of it. */
export function BringForm({ replaces }: { replaces: number | null }) {
  const styles = useStyles();
  const [text, setText] = useState('');
  const [fileName, setFileName] = useState('');
  const take = (next: string) => setText(isTooLarge(next) ? slimmed(next) : next);
  return (
    <FormColumn>
      <ActionForm
        action={bringAccessPoliciesAction}
        label="Bring the export of Conditional Access"
        done={({ policies }) => `Readiness goes by ${policiesWords(policies)} from now on.`}
        onDone={() => {
          setText('');
          setFileName('');
        }}
      >
        <TextOrFile
          label="The export" hint="JSON as Graph or PowerShell gives it. Bring it the day you take it: its age is counted from then." rows={8} text={text} fileName={fileName} onType={take}
          onRead={(name, read) => {
            setFileName(name);
            take(read);
          }}
          tooLarge={isTooLarge(text) ? 'This is more than an export of one tenant.' : null}
          file={{ label: 'Export as a file', accept: '.json,.txt,application/json,text/plain', refused: 'This file is no text. Save the export as JSON and choose that.' }}
        />
        <FormButtons><SubmitButton disabled={isTooLarge(text)}>{replaces === null ? 'Bring in' : `Put in place of ${policiesWords(replaces)}`}</SubmitButton></FormButtons>
        <Caption1 className={styles.quiet}>Kept of each policy: its name and state, whether it blocks, and the ids of groups and applications. People it names are not kept.</Caption1>
      </ActionForm>
    </FormColumn>
  );
}
