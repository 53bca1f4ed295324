'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { SubmitButton } from '@/components/submit-button';
import { peopleWords } from '@/lib/rollout/count-words';
import { CHOICE_WORDS } from '@/lib/rollout/reversal';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import { agreeToReversalAction } from '../actions';

const useStyles = makeStyles({ bar: { marginBottom: tokens.spacingVerticalL }, button: { marginTop: tokens.spacingVerticalS } });

type AskedReversalProps = { signOffId: string; hash: string; resourceName: string; people: number; signed: ReversalChoice; choice: ReversalChoice; /** Who agreed already. */ agreedBy: string | null; mayAgree: boolean };

/** The phase is to be taken back otherwise than its owner signed for those who had it before. */
export function AskedReversal({ signOffId, hash, resourceName, people, signed, choice, agreedBy, mayAgree }: AskedReversalProps) {
  const styles = useStyles();
  return (
    <MessageBar intent={agreedBy ? 'success' : 'warning'} layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{agreedBy ? `Agreed by ${agreedBy}` : 'The phase is to be taken back otherwise than was signed'}</MessageBarTitle>
        {`${peopleWords(people)} had “${resourceName}” before. Signed for them: ${CHOICE_WORDS[signed].name.toLowerCase()}. Asked now: ${CHOICE_WORDS[choice].name.toLowerCase()}. ${CHOICE_WORDS[choice].does}`}
        {!agreedBy && mayAgree && <div className={styles.button}><ActionForm action={agreeToReversalAction} hidden={{ signOffId, hash }} label="Agree to the reversal"><SubmitButton>{`Agree: ${CHOICE_WORDS[choice].name.toLowerCase()}`}</SubmitButton></ActionForm></div>}
      </MessageBarBody>
    </MessageBar>
  );
}
