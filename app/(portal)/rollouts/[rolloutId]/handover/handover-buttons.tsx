'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { SubmitButton } from '@/components/submit-button';
import type { HandoverWay } from '@/lib/rollout/handover-item';
import { EndButton, PauseButton, PausedBar } from '../../../held-work';
import { countWords, peopleWords } from '../../phase-words';
import { endHandoverAction, giveBackBetweenAction, goOnHandingOverAction, pauseHandoverAction, rehearseHandoverAction, rehearsePuttingBackAction, resumeHandoverAction, startHandoverAction } from './actions';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  takeOver: { marginTop: tokens.spacingVerticalS },
  loss: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalS },
  text: { margin: 0 },
  quiet: { margin: 0, color: tokens.colorNeutralForeground3 },
  steps: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
});

/** The newest handover, as far as its buttons ask. */
export type ShownHandover = { hash: string; /** Somebody holds it; somebody ended it. */ held: boolean; ended: boolean; /** Not set out yet. */ waiting: number; state: 'rehearsed' | 'running' | 'settled'; way: HandoverWay; back: boolean; moves: number; /** Those of them that can be tried again. */ failed: number; left: number; names: string[]; /** Policies they go to that give it by their own rule, or after a decision. */ byRule: string[]; decided: string[] };

type ButtonsProps = { rolloutId: string; handover: ShownHandover | null; /** With one package every assignment is a person. */ packages: number; /** Assignments that can be put back. */ moved: number; /** Refused in place: a bridge is the way, and trying again is none. */ refused: boolean; nobodyLeft: boolean; /** Everything is stopped: nobody can be moved now, and looking changes nothing. */ stopped: boolean };

/** Rehearse, start, try again, or put back: whatever is to be done about the handover now. */
export function HandoverButtons({ rolloutId, handover, packages, moved, refused, nobodyLeft, stopped }: ButtonsProps) {
  const words = (many: number): string => (packages > 1 ? countWords(many, 'assignment', 'assignments') : peopleWords(many));
  if (handover?.state === 'running') return <UnderWayButtons rolloutId={rolloutId} handover={handover} words={words} />;
  const starts = handover?.state === 'rehearsed' && handover.moves > 0 && !stopped;
  const failed = handover?.state === 'settled' && !refused && !stopped ? handover.failed : 0;
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
      <ActionForm action={rehearseHandoverAction} hidden={{ rolloutId, way: handover?.way === 'bridge' && !handover.back ? 'bridge' : 'inPlace' }} inline label="Rehearse the handover"><SubmitButton appearance={starts || refused || nobodyLeft ? 'secondary' : 'primary'}>{!handover ? 'Read and rehearse' : handover.back ? 'Rehearse the handover' : 'Rehearse again'}</SubmitButton></ActionForm>
      {starts && (
        <ConfirmDialog
          trigger={handover.back ? `Put ${words(handover.moves)} back…` : `Move ${words(handover.moves)}…`}
          triggerAppearance="primary"
          title={handover.back ? 'Put these people back?' : 'Hand these people over?'}
          loss={<Loss handover={handover} words={words} />}
          confirm={handover.back ? `Put ${words(handover.moves)} back` : `Move ${words(handover.moves)}`}
          keep="Not yet"
          action={startHandoverAction}
          hidden={{ rolloutId, hash: handover.hash }}
        />
      )}
    </>
  );
}

/** While it goes on it is paused, or ended: whoever has set out is seen to the end all the same. */
function UnderWayButtons({ rolloutId, handover: { way, back, held, ended, waiting }, words }: { rolloutId: string; handover: ShownHandover; words: (many: number) => string }) {
  const between = way === 'bridge' ? ' Nobody is left without access: whoever is between two policies keeps it by the small package.' : '';
  const stays = back ? 'where the handover brought them' : 'under the policy they have';
  return (
    <>
      {!held && <PauseButton name="the handover" work="handover" loss={`Nothing more is asked for within a few seconds, until an admin lets it go on. What was asked for before is carried out all the same, and is still read back.${between}`} action={pauseHandoverAction} hidden={{ rolloutId }} />}
      {!ended && <EndButton name="the handover" work="handover" loss={`${waiting > 0 ? `${words(waiting)} ${waiting === 1 ? 'has' : 'have'} not set out and ${waiting === 1 ? 'stays' : 'stay'} ${stays}, until it is rehearsed anew.` : 'Everybody has set out.'} Whoever has set out is seen to the end, so that nobody stays between two policies.`} action={endHandoverAction} hidden={{ rolloutId }} />}
    </>
  );
}

type HeldProps = { rolloutId: string; says: string; at: string; stopId: string | null; isAdmin: boolean };

/** Why a handover asks for nothing, since when, and the way on. */
export function HandoverHeld({ rolloutId, ...held }: HeldProps) {
  return <PausedBar {...held} work="handover" meanwhile="Nobody is moved meanwhile; what was asked for before is still read back." goesOn="It goes on where it ended, exactly as it was rehearsed, inside the windows of its calendar." action={resumeHandoverAction} hidden={{ rolloutId }} />;
}

/** What a start does, to whom, and how nobody is without access meanwhile. */
function Loss({ handover: { way, back, moves, left, names, byRule, decided }, words }: { handover: ShownHandover; words: (many: number) => string }) {
  const styles = useStyles();
  const more = moves - names.length;
  const goes = moves === 1 ? 'goes' : 'go';
  return (
    <div className={styles.loss}>
      <p className={styles.text}>{back ? `${words(moves)} ${goes} back under the policy and end each had before the handover, exactly as rehearsed.` : `${words(moves)} ${goes} to the policy chosen for their package, with the ends shown here, exactly as rehearsed.`}{left > 0 ? ` ${words(left)} ${left === 1 ? 'stays' : 'stay'} as ${left === 1 ? 'it is' : 'they are'}.` : ''}</p>
      <p className={styles.quiet}>{`${names.join(', ')}${more > 0 ? `, and ${more.toLocaleString('en-GB')} more in the list` : ''}`}</p>
      {way === 'bridge' ? (
        <>
          <p className={styles.text}>By bridge, so that nobody is without access in between:</p>
          <ol className={styles.steps}>
            <li>Each gets a small hidden package with the same roles, and it is seen delivered.</li>
            <li>{`The assignment is removed and given anew under the other policy.${decided.length > 0 ? ` Under ${quoted(decided)} its approvers decide about each first.` : ''}${byRule.length > 0 ? ` Under ${quoted(byRule)} its rule does that in Entra’s own time, mostly within 24 hours: nobody can ask for it sooner.` : ''}`}</li>
            <li>Once that is there, however long it takes, the small package is taken away.</li>
          </ol>
          <p className={styles.text}>Of each package one goes first. Whom the other policy refuses keeps the small package, and is listed.</p>
        </>
      ) : <p className={styles.text}>The assignment stays and changes in place, so nobody is without access. Of each package one goes first and is read back before the others.</p>}
      {!back && <p className={styles.text}>The earlier policy and end of each are kept, and “Put back” undoes this.</p>}
    </div>
  );
}

const quoted = (namesOf: string[]): string => namesOf.map((name) => `“${name}”`).join(' and ');

type TurnProps = { waits: { key: string; policyName: string; packageName: string; byRule: boolean; /** By the small package of a bridge, else by the earlier assignment. */ kept: boolean; people: number; since: string; who: string | null }[] };

/** Who has the turn where it is not the portal: a rule of Entra, or approvers. */
export function HandoverTurn({ waits }: TurnProps) {
  const styles = useStyles();
  return waits.map(({ key, policyName, packageName, byRule, kept, people, since, who }) => (
    <MessageBar key={key} intent="info" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{`${peopleWords(people)} ${people === 1 ? 'waits' : 'wait'} for ${byRule ? 'the rule' : 'the approvers'} of “${policyName}”`}</MessageBarTitle>
        {`${packageName}, since `}<AgeText at={since} />{`. ${kept ? 'The small package keeps their access meanwhile.' : 'They keep their access under the earlier policy meanwhile.'} `}
        {byRule ? 'Entra gives it to them by that rule, mostly within 24 hours. Where it takes longer, save the rule anew in Microsoft Entra: it is read again then.' : `${who ?? 'Its approvers decide.'} Entra refuses whom nobody answers for in time, and they are listed here then.`}
      </MessageBarBody>
    </MessageBar>
  ));
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

type TroubleProps = { rolloutId: string; back: boolean; refused: number; between: number; /** Those of them who can be given back the policy they had. */ goBack: number; staying: string[]; mayAct: boolean; stopped: boolean };

/** Where the tenant keeps the policy of an assignment, and what became of a bridge that did not get to its end. */
export function HandoverTrouble({ rolloutId, back, refused, between, goBack, staying, mayAct, stopped }: TroubleProps) {
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
          <MessageBarBody>
            <MessageBarTitle>{`${peopleWords(between)} ${between === 1 ? 'is' : 'are'} between two policies`}</MessageBarTitle>
            {`A small package keeps their access. The list below says what Microsoft Entra refused; mend that and try again, and they arrive.${goBack > 0 ? ' Where it is not to be mended, they can have back the policy and end they had.' : ''}`}
            {mayAct && !stopped && goBack > 0 && (
              <div className={styles.takeOver}>
                <ConfirmDialog
                  trigger="Give back what they had…"
                  triggerSize="small"
                  title={`Give ${peopleWords(goBack)} back the policy they had?`}
                  loss={`${goBack === 1 ? 'The assignment is given' : 'Their assignments are given'} anew under the pilot’s policy, with the end ${goBack === 1 ? 'it' : 'each'} had. The small package keeps the access until that is there, and is taken away then. ${goBack === 1 ? 'It counts' : 'They count'} as left as they were, and can be handed over anew.`}
                  confirm={`Give ${peopleWords(goBack)} back what they had`}
                  keep="Not now"
                  action={giveBackBetweenAction}
                  hidden={{ rolloutId }}
                />
              </div>
            )}
          </MessageBarBody>
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
