'use client';

import { MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { AgeText } from '@/components/age-text';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { LinkButton } from '@/components/link-button';
import { HOLD_TITLE } from '@/lib/rollout/run-hold';
import type { HeldRun } from '@/lib/rollout/run-hold';
import { resumeRunAction } from './actions';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  goOn: { marginTop: tokens.spacingVerticalS },
});

export type RunHeldProps = { runId: string; phaseId: string; held: (Omit<HeldRun, 'at'> & { at: string }) | null; /** Whoever reads it started the run, and cannot be the second admin. */ startedByMe: boolean; isAdmin: boolean };

/** Why a run sends nothing, since when, and the way on. */
export function RunHeld({ runId, phaseId, held, startedByMe, isAdmin }: RunHeldProps) {
  const styles = useStyles();
  if (!held) return null;
  const second = held.hold === 'secondAdmin';
  return (
    <MessageBar intent={held.hold === 'stopped' || held.hold === 'brake' ? 'error' : 'warning'} layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{HOLD_TITLE[held.hold]}</MessageBarTitle>
        {held.says.replace(/\.$/, '')} (<AgeText at={held.at} />). Nothing is sent meanwhile; what was sent is still read back.
        {second && startedByMe ? ' You started it, so another admin has to agree.' : ''}
        {held.stopId && <div className={styles.goOn}><LinkButton size="small" href={`/stops/${held.stopId}`}>What to do now</LinkButton></div>}
        {held.hold === 'gate' && <div className={styles.goOn}><LinkButton size="small" href={`/phases/${phaseId}/gate`}>See the gate</LinkButton></div>}
        {isAdmin && !held.stopId && held.hold !== 'gate' && !(second && startedByMe) && (
          <div className={styles.goOn}>
            <ConfirmDialog
              trigger={second ? 'Agree and begin' : 'Go on'}
              triggerIcon="play"
              triggerSize="small"
              title={second ? 'Let this run begin?' : 'Let this run go on?'}
              loss={GOES_ON[held.hold]}
              confirm={second ? 'Agree and begin' : 'Let it go on'}
              keep="Not yet"
              action={resumeRunAction}
              hidden={{ runId }}
              reason={{ label: 'Why (optional)' }}
            />
          </div>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}

const GOES_ON: Record<HeldRun['hold'], string> = {
  paused: 'Sending begins again where it ended, inside the windows of its calendar.',
  brake: 'What is told above counts as seen, and the run stops again only after as much more. Your name stands in the audit with it.',
  shrunk: 'Those who are not who was signed stay left out. The rest is sent. Your name stands in the audit with it.',
  stopped: 'Everything was stopped for a reason; look at the recovery page first. What was cancelled stays cancelled until it is sent again.',
  gate: 'The phase is held at its gate, and its run with it.',
  secondAdmin: 'Requests go out for everybody who was rehearsed and signed, inside the windows of its calendar. Your name stands in the audit beside that of who started it.',
};

/** Somebody ended the run before everything was sent. */
export function RunEnded({ byName, at, reason }: { byName: string; at: string; reason: string }) {
  const styles = useStyles();
  return (
    <MessageBar intent="info" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>The run was ended</MessageBarTitle>
        {byName} ended it <AgeText at={at} />: {reason}
      </MessageBarBody>
    </MessageBar>
  );
}
