'use client';

import { Button, Caption1, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useRouter } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { ActionForm } from '@/components/action-form';
import { useReread } from '@/components/navigation';
import { SplitBar } from '@/components/split-bar';
import { SubmitButton } from '@/components/submit-button';
import { Totals } from '@/components/totals';
import { countGroups, ITEM_GROUPS } from '@/lib/rollout/run';
import type { ItemGroup, RunProgress } from '@/lib/rollout/run';
import { takeOverJobAction } from './actions';
import { GROUP_LOOK, paceWords, unitOf } from './run-words';
import { useRunProgress } from './use-run-progress';

const useStyles = makeStyles({
  root: { marginBottom: tokens.spacingVerticalL },
  bar: { marginBottom: tokens.spacingVerticalM },
  waiting: { marginBottom: tokens.spacingVerticalM },
  takeOver: { marginTop: tokens.spacingVerticalS },
  pace: { marginBottom: tokens.spacingVerticalS, color: tokens.colorNeutralForeground2 },
  stale: { display: 'flex', alignItems: 'center', columnGap: tokens.spacingHorizontalS, color: tokens.colorNeutralForeground3 },
});

/** The least time between two readings of the whole page; the counts themselves are told as they change. */
const REFRESH_EVERY_MS = 2_000;

export type RunLiveProps = {
  runId: string;
  initial: RunProgress;
  packageCount: number;
  actsAsName: string | null;
  /** The job's last error: it tells why the job waits. */
  waitsBecause: string | null;
  isAdmin: boolean;
  /** Addresses that keep the list to one group; the first of them, `all`, to none. */
  hrefs: Partial<Record<ItemGroup | 'all', string>>;
  chosen?: ItemGroup | 'all';
  /** The page around it shows the same counts: both change when the page is read again, at once with what is told. */
  asRead?: boolean;
  /** The list below is kept to a group: it stays as it is until the reader asks for it anew, so that no row goes away under their eyes. */
  holdList?: boolean;
};

/** The counts of a run, live; and what it waits for, when it waits for a person. */
export function RunLive({ runId, initial, packageCount, actsAsName, waitsBecause, isAdmin, hrefs, chosen, asRead, holdList }: RunLiveProps) {
  const styles = useStyles();
  const progress = useRunProgress(runId, initial);
  const router = useRouter();
  const groups = countGroups((asRead ? initial : progress).counts);
  const pace = paceWords(asRead ? initial : progress);
  // The rate alone is told as it changes; for it nothing is read again.
  const changed = JSON.stringify({ ...progress, pace: null }) !== JSON.stringify({ ...initial, pace: null });
  const over = progress.runState !== initial.runState || progress.jobState !== initial.jobState || progress.hold !== initial.hold;
  useRefresh(changed && (over || !holdList));

  const shown = ITEM_GROUPS.filter((group) => groups[group] > 0 || group === 'delivered' || group === 'onItsWay' || group === 'failed' || group === chosen);
  return (
    <div className={styles.root}>
      <JobWaits runId={runId} progress={progress} actsAsName={actsAsName} waitsBecause={waitsBecause} isAdmin={isAdmin} />
      {groups.total > 0 && (
        <>
          <Totals
            totals={[
              { key: 'all', value: groups.total, label: unitOf(packageCount).many, ...(hrefs.all ? { href: hrefs.all, chosen: chosen === 'all' } : {}) },
              ...shown.map((group) => {
                const href = hrefs[group];
                return { key: group, value: groups[group], label: GROUP_LOOK[group].label, state: GROUP_LOOK[group].state, ...(href ? { href, chosen: chosen === group } : {}) };
              }),
            ]}
          />
          {pace && <Caption1 block className={styles.pace}>{pace}</Caption1>}
          <div className={styles.bar}>
            <SplitBar total={groups.total} delivered={groups.delivered} onItsWay={groups.onItsWay} waiting={groups.waitingForApproval} failed={groups.failed} />
          </div>
        </>
      )}
      {holdList && changed && (
        <div className={styles.stale}>
          <Caption1>The list below has changed since it was read.</Caption1>
          <Button size="small" appearance="subtle" onClick={() => router.refresh()}>Read it again</Button>
        </div>
      )}
    </div>
  );
}

/** Reads the page again soon after something changed, and never more often than every few seconds. */
function useRefresh(wanted: boolean): void {
  const reread = useReread();
  const last = useRef(0);
  useEffect(() => {
    if (!wanted) return undefined;
    const read = () => {
      last.current = Date.now();
      reread();
    };
    const timer = setTimeout(read, Math.max(0, last.current + REFRESH_EVERY_MS - Date.now()));
    const again = setInterval(read, 2 * REFRESH_EVERY_MS);
    return () => {
      clearTimeout(timer);
      clearInterval(again);
    };
  }, [wanted, reread]);
}

type JobWaitsProps = Pick<RunLiveProps, 'runId' | 'actsAsName' | 'waitsBecause' | 'isAdmin'> & { progress: RunProgress };

function JobWaits({ runId, progress, actsAsName, waitsBecause, isAdmin }: JobWaitsProps) {
  const styles = useStyles();
  const { jobState } = progress;
  if (progress.runState !== 'running' || progress.hold || (jobState !== 'signInNeeded' && jobState !== 'roleNeeded')) return null;
  const who = actsAsName ?? 'the person it runs for';
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.waiting}>
      <MessageBarBody>
        <MessageBarTitle>{jobState === 'signInNeeded' ? 'The run waits for a sign-in' : 'The run waits for a role'}</MessageBarTitle>
        {jobState === 'signInNeeded'
          ? `${whyASignIn(who, waitsBecause)} Nothing is lost and nothing has failed for it.`
          : `Microsoft Entra refuses what ${who} asks for: a role that the run needs is not active. Activate it in Entra, or let another admin go on. Nothing has failed for it.`}
        {isAdmin && (
          <div className={styles.takeOver}>
            <ActionForm action={takeOverJobAction} hidden={{ runId }} inline label="Take the run over">
              <SubmitButton size="small">{jobState === 'signInNeeded' ? 'Go on with my sign-in' : 'Go on with my role'}</SubmitButton>
            </ActionForm>
          </div>
        )}
      </MessageBarBody>
    </MessageBar>
  );
}

function whyASignIn(who: string, because: string | null): string {
  if (because === 'personSignedOut') return `${who} signed out, and what ran in their name stopped with it.`;
  if (because === 'roleLost') return `${who} is no admin of this portal any more, so what ran in their name stopped.`;
  return `Microsoft Entra wants ${who} to sign in again.`;
}
