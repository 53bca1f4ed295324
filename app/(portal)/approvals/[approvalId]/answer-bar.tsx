'use client';

import { Button, Caption1, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { phone } from '@/components/breakpoint';
import { TextAreaField } from '@/components/form-fields';
import { Icon } from '@/components/icon';
import { SubmitButton } from '@/components/submit-button';
import { approveAction, refuseAction } from '../actions';

const useStyles = makeStyles({
  bar: {
    display: 'grid',
    rowGap: tokens.spacingVerticalS,
    maxWidth: '640px',
    [phone]: {
      position: 'sticky',
      bottom: 'calc(56px + env(safe-area-inset-bottom))',
      marginInline: `calc(-1 * ${tokens.spacingHorizontalL})`,
      padding: tokens.spacingHorizontalL,
      backgroundColor: tokens.colorNeutralBackground1,
      borderTop: `${tokens.strokeWidthThin} solid ${tokens.colorNeutralStroke2}`,
      zIndex: 5,
    },
  },
  truth: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalXS, color: tokens.colorNeutralForeground2 },
  answers: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS, [phone]: { '& form': { flexGrow: 2 }, '& > button': { flexGrow: 1 }, '& button': { minHeight: '44px', width: '100%' } } },
  refusal: { [phone]: { '& button': { minHeight: '44px' } } },
  row: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS },
});

export type AnswerBarProps = { approvalId: string; contentHash: string; resourceName: string };

/** The two answers, always in reach on a phone. A refusal asks for its reason first. */
export function AnswerBar({ approvalId, contentHash, resourceName }: AnswerBarProps) {
  const styles = useStyles();
  const [refusing, setRefusing] = useState(false);
  const seen = { approvalId, contentHash };
  return (
    <div className={styles.bar} role="group" aria-label="Your answer">
      <Caption1 className={styles.truth}><Icon name="lock" /> Nothing has been changed yet. You answer to exactly this; if it changes, you are asked again.</Caption1>
      {refusing ? (
        // Keys of their own: without them React would take one form for the other, and its answer with it.
        <div key="refuse" className={styles.refusal}>
          <ActionForm action={refuseAction} hidden={seen} label="Refuse">
            <TextAreaField name="reason" label="Why not?" required hint="Whoever asked reads it." maxLength={1000} rows={2} />
            <div className={styles.row}>
              <SubmitButton>{`Refuse ${resourceName}`}</SubmitButton>
              <Button onClick={() => setRefusing(false)}>Back to both answers</Button>
            </div>
          </ActionForm>
        </div>
      ) : (
        <div key="both" className={styles.answers}>
          <ActionForm action={approveAction} hidden={seen} label="Approve"><SubmitButton>Approve</SubmitButton></ActionForm>
          <Button onClick={() => setRefusing(true)}>Refuse…</Button>
        </div>
      )}
    </div>
  );
}
