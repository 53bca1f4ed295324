'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { SubmitButton } from '@/components/submit-button';
import type { HandoverWay } from '@/lib/rollout/handover-item';
import { countWords, peopleWords } from '../../phase-words';
import { goOnHandingOverAction, rehearseHandoverAction, rehearsePuttingBackAction, startHandoverAction } from './actions';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  takeOver: { marginTop: tokens.spacingVerticalS },
});

/** The newest handover, as far as its buttons ask. */
export type ShownHandover = { hash: string; state: 'rehearsed' | 'running' | 'settled'; way: HandoverWay; back: boolean; moves: number; failed: number; left: number; names: string[] };

type ButtonsProps = { rolloutId: string; handover: ShownHandover | null; /** With one package every assignment is a person. */ packages: number; /** Assignments that can be put back. */ moved: number };

/** Rehearse, start, try again, or put back: whatever is to be done about the handover now. */
export function HandoverButtons({ rolloutId, handover, packages, moved }: ButtonsProps) {
  const words = (many: number): string => (packages > 1 ? countWords(many, 'assignment', 'assignments') : peopleWords(many));
  if (handover?.state === 'running') return null;
  const starts = handover?.state === 'rehearsed' && handover.moves > 0;
  const failed = handover?.state === 'settled' ? handover.failed : 0;
  return (
    <>
      {failed > 0 && <ActionForm action={goOnHandingOverAction} hidden={{ rolloutId }} inline label="Try what failed again"><SubmitButton appearance="secondary">{`Try ${failed.toLocaleString('en-GB')} failed again`}</SubmitButton></ActionForm>}
      {moved > 0 && !(handover?.back && handover.state === 'rehearsed') && (
        <ConfirmDialog
          trigger="Put back…"
          title={`Rehearse putting ${words(moved)} back?`}
          loss={`It reads where ${words(moved)} ${moved === 1 ? 'is' : 'are'} now and computes how ${moved === 1 ? 'it goes' : 'they go'} back under the policy and end each had before the handover. Nothing is changed yet: you see everybody, then confirm. Whoever lost it since, is under another policy by now, or whose end is over, stays as they are.`}
          confirm="Rehearse putting back"
          keep="Leave them"
          action={rehearsePuttingBackAction}
          hidden={{ rolloutId }}
        />
      )}
      <ActionForm action={rehearseHandoverAction} hidden={{ rolloutId, way: handover?.way === 'bridge' && !handover.back ? 'bridge' : 'inPlace' }} inline label="Rehearse the handover"><SubmitButton appearance={starts ? 'secondary' : 'primary'}>{!handover ? 'Read and rehearse' : handover.back ? 'Rehearse the handover' : 'Rehearse again'}</SubmitButton></ActionForm>
      {starts && (
        <ConfirmDialog
          trigger={handover.back ? `Put ${words(handover.moves)} back…` : `Move ${words(handover.moves)}…`}
          triggerAppearance="primary"
          title={handover.back ? 'Put these people back?' : 'Hand these people over?'}
          loss={lossOf(handover, words)}
          confirm={handover.back ? `Put ${words(handover.moves)} back` : `Move ${words(handover.moves)}`}
          keep="Not yet"
          action={startHandoverAction}
          hidden={{ rolloutId, hash: handover.hash }}
        />
      )}
    </>
  );
}

function lossOf({ way, back, moves, left, names }: ShownHandover, words: (many: number) => string): string {
  const more = moves - names.length;
  const who = `${names.join(', ')}${more > 0 ? ` and ${more.toLocaleString('en-GB')} more, all listed below` : ''}`;
  const where = back ? `${words(moves)} ${moves === 1 ? 'goes' : 'go'} back under the policy and end each had before the handover` : `${words(moves)} ${moves === 1 ? 'goes' : 'go'} to the policy chosen for their package, with the ends shown here`;
  const how = way === 'bridge'
    ? 'By bridge: each first gets a small hidden package with the same roles. Once that is delivered, the assignment is removed and given anew under the other policy; when that is there, the small package is taken away. Nobody is without access in between. Whom the other policy refuses keeps the small package, and is listed.'
    : 'Nobody is without access in between: the assignment stays and changes in place.';
  return `${where}, exactly as rehearsed: ${who}. ${how} Of each package one goes first and is read back before the others.${left > 0 ? ` ${words(left)} ${left === 1 ? 'stays' : 'stay'} as ${left === 1 ? 'it is' : 'they are'}.` : ''}${back ? '' : ' The earlier policy and end of each are kept, and “Put back” undoes this.'}`;
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

type TroubleProps = { rolloutId: string; back: boolean; refused: number; between: number; staying: string[]; mayAct: boolean };

/** Where the tenant keeps the policy of an assignment, and what became of a bridge that did not get to its end. */
export function HandoverTrouble({ rolloutId, back, refused, between, staying, mayAct }: TroubleProps) {
  const styles = useStyles();
  return (
    <>
      {refused > 0 && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody>
            <MessageBarTitle>This tenant does not change the policy of an assignment in place</MessageBarTitle>
            Microsoft documents that for dates and answers alone. A bridge gets there all the same, with nobody without access: a small package keeps what each has while the assignment is removed and given anew.
            {mayAct && <div className={styles.takeOver}><ActionForm action={back ? rehearsePuttingBackAction : rehearseHandoverAction} hidden={{ rolloutId, way: 'bridge' }} inline label="Rehearse a bridge"><SubmitButton size="small">Rehearse by bridge</SubmitButton></ActionForm></div>}
          </MessageBarBody>
        </MessageBar>
      )}
      {between > 0 && (
        <MessageBar intent="warning" layout="multiline" className={styles.bar}>
          <MessageBarBody><MessageBarTitle>{`${peopleWords(between)} ${between === 1 ? 'is' : 'are'} between two policies`}</MessageBarTitle>{`A small package keeps their access. The list below says what Microsoft Entra refused; mend that and try again, and they arrive.`}</MessageBarBody>
        </MessageBar>
      )}
      {staying.length > 0 && (
        <MessageBar intent="info" layout="multiline" className={styles.bar}>
          <MessageBarBody><MessageBarTitle>A small package is still there</MessageBarTitle>{`Microsoft Entra did not delete ${staying.map((name) => `“${name}”`).join(', ')}: people who were deleted within 30 days may still have it. Delete it there later; it is hidden, and nobody needs it.`}</MessageBarBody>
        </MessageBar>
      )}
    </>
  );
}
