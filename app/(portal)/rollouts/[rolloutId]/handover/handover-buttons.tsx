'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { SubmitButton } from '@/components/submit-button';
import { countWords, peopleWords } from '../../phase-words';
import { goOnHandingOverAction, rehearseHandoverAction, startHandoverAction } from './actions';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  takeOver: { marginTop: tokens.spacingVerticalS },
});

type ButtonsProps = { rolloutId: string; hash: string | null; state: 'rehearsed' | 'running' | 'settled' | null; moves: number; failed: number; left: number; /** With one package every assignment is a person. */ packages: number };

/** Rehearse, start, or try again: whatever is to be done about the handover now. */
export function HandoverButtons({ rolloutId, hash, state, moves, failed, left, packages }: ButtonsProps) {
  const words = (many: number): string => (packages > 1 ? countWords(many, 'assignment', 'assignments') : peopleWords(many));
  const starts = state === 'rehearsed' && moves > 0 && hash !== null;
  return (
    <>
      {state === 'settled' && failed > 0 && <ActionForm action={goOnHandingOverAction} hidden={{ rolloutId }} inline label="Try what failed again"><SubmitButton appearance="secondary">{`Try ${failed.toLocaleString('en-GB')} failed again`}</SubmitButton></ActionForm>}
      {state !== 'running' && <ActionForm action={rehearseHandoverAction} hidden={{ rolloutId }} inline label="Rehearse the handover"><SubmitButton appearance={starts ? 'secondary' : 'primary'}>{state ? 'Rehearse again' : 'Read and rehearse'}</SubmitButton></ActionForm>}
      {starts && (
        <ConfirmDialog
          trigger={`Move ${words(moves)}…`}
          triggerAppearance="primary"
          title="Hand these people over?"
          loss={`${words(moves)} ${moves === 1 ? 'goes' : 'go'} to the policy chosen for their package, with the ends shown here, exactly as rehearsed. Nobody is without access in between: the assignment stays and changes in place. Of each package one goes first and is read back before the others.${left > 0 ? ` ${words(left)} ${left === 1 ? 'stays' : 'stay'} as ${left === 1 ? 'it is' : 'they are'}.` : ''} The earlier policy and end of each stay listed on this page, so that they can be put back.`}
          confirm={`Move ${words(moves)}`}
          keep="Not yet"
          action={startHandoverAction}
          hidden={{ rolloutId, hash }}
        />
      )}
    </>
  );
}

/** What the job waits for, where that is a person. */
export function HandoverWaits({ rolloutId, jobState, actsAsName, isAdmin }: { rolloutId: string; jobState: string | null; actsAsName: string; isAdmin: boolean }) {
  const styles = useStyles();
  if (jobState !== 'signInNeeded' && jobState !== 'roleNeeded') return null;
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{jobState === 'signInNeeded' ? 'The handover waits for a sign-in' : 'The handover waits for a role'}</MessageBarTitle>
        {`It runs in the name of ${actsAsName}. Nothing is lost, and nothing has failed for it.`}
        {isAdmin && <div className={styles.takeOver}><ActionForm action={goOnHandingOverAction} hidden={{ rolloutId }} inline label="Take the handover over"><SubmitButton size="small">{jobState === 'signInNeeded' ? 'Go on with my sign-in' : 'Go on with my role'}</SubmitButton></ActionForm></div>}
      </MessageBarBody>
    </MessageBar>
  );
}
