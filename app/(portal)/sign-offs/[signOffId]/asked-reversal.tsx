'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { SubmitButton } from '@/components/submit-button';
import { peopleWords } from '@/lib/rollout/count-words';
import { CHOICE_WORDS } from '@/lib/rollout/reversal';
import type { ReversalChoice } from '@/lib/rollout/reversal';
import { agreeToReversalAction, refuseReversalAction } from '../actions';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalL },
  buttons: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalS, rowGap: tokens.spacingVerticalS, marginTop: tokens.spacingVerticalS },
});

type AskedReversalProps = {
  signOffId: string; hash: string; resourceName: string; people: number; signed: ReversalChoice; choice: ReversalChoice;
  /** Who agreed already. */
  agreedBy: string | null;
  /** Who refused, and why. */
  refused: { byName: string; reason: string } | null;
  /** It was asked of the reader, and has not started. */
  mayAnswer: boolean;
};

/** The phase is to be taken back otherwise than its owner signed for those who had it before: they agree, or refuse and what was signed holds. */
export function AskedReversal({ signOffId, hash, resourceName, people, signed, choice, agreedBy, refused, mayAnswer }: AskedReversalProps) {
  const styles = useStyles();
  const [was, wanted] = [CHOICE_WORDS[signed].name.toLowerCase(), CHOICE_WORDS[choice].name.toLowerCase()];
  return (
    <MessageBar intent={agreedBy ? 'success' : refused ? 'error' : 'warning'} layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{agreedBy ? `Agreed by ${agreedBy}` : refused ? `Refused by ${refused.byName}` : 'The phase is to be taken back otherwise than was signed'}</MessageBarTitle>
        {`${peopleWords(people)} had “${resourceName}” before. Signed for them: ${was}. Asked now: ${wanted}. ${CHOICE_WORDS[choice].does}`}
        {refused && ` Refused because: “${refused.reason}” What was signed holds.`}
        {mayAnswer && (
          <div className={styles.buttons}>
            {!agreedBy && <ActionForm action={agreeToReversalAction} hidden={{ signOffId, hash }} label="Agree to the reversal"><SubmitButton appearance={refused ? 'secondary' : 'primary'}>{`Agree: ${wanted}`}</SubmitButton></ActionForm>}
            {!refused && (
              <ConfirmDialog
                trigger={`Refuse: ${was} holds…`}
                title="Refuse to have it taken back otherwise?"
                loss={`What you signed holds for ${peopleWords(people)} who had “${resourceName}” before: ${was}. Taken back as it was signed, nobody is asked again. You can still agree until it is started.`}
                confirm="Refuse"
                keep="Not now"
                reason={{ label: 'Why not?', required: true, hint: 'Whoever takes the phase back reads it.' }}
                action={refuseReversalAction}
                hidden={{ signOffId, hash }}
              />
            )}
          </div>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}
