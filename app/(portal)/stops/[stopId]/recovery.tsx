'use client';

import { Body1, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { useRouter } from 'next/navigation';
import { useEffect } from 'react';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { refreshIfThere } from '@/components/fresh-page';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import type { RecoveryView } from '@/lib/rollout/recovery-view';
import { liftStopAction } from '../actions';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  steps: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
  todo: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXXS },
});

/** While requests are cancelled, the page is read again this often. */
const REFRESH_EVERY_MS = 2_000;

export type RecoveryProps = {
  stop: { id: string; pressedByName: string; pressedAt: string; reason: string; liftedByName: string | null; liftedAt: string | null; liftReason: string | null };
  cancelling: RecoveryView['cancelling'];
  runs: RecoveryView['runs'];
  canLift: boolean;
};

/** What was sent, delivered, cancelled and is still under way, run by run, and what to do. */
export function RecoveryScreen({ stop, cancelling, runs, canLift }: RecoveryProps) {
  const styles = useStyles();
  const router = useRouter();
  const goingOn = cancelling === 'going' || runs.some(({ underWay, answerOpen }) => underWay + answerOpen > 0);
  useEffect(() => {
    if (!goingOn) return undefined;
    const timer = setInterval(() => refreshIfThere(router), REFRESH_EVERY_MS);
    return () => clearInterval(timer);
  }, [goingOn, router]);
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Rollouts', href: '/rollouts' }]}
        title="Everything was stopped"
        state={[
          stop.liftedAt ? { text: `lifted by ${stop.liftedByName ?? ''}`, at: stop.liftedAt, state: 'ended' } : { text: 'In force', state: 'held' },
          { text: `by ${stop.pressedByName}`, at: stop.pressedAt },
        ]}
        actions={canLift && !stop.liftedAt ? (
          <ConfirmDialog
            trigger="Lift the stop"
            triggerIcon="play"
            triggerAppearance="primary"
            title="Lift the stop?"
            loss="The portal may write to the tenant again. The runs below stay as they are: each goes on only once an admin lets it, on its own page."
            confirm="Lift the stop"
            keep="Not yet"
            action={liftStopAction}
            hidden={{ stopId: stop.id }}
            reason={{ label: 'What was wrong, and is mended', required: true }}
          />
        ) : undefined}
      />
      <MessageBar intent={stop.liftedAt ? 'info' : 'warning'} layout="multiline" className={styles.bar}>
        <MessageBarBody>
          <MessageBarTitle>{`Why: ${stop.reason}`}</MessageBarTitle>
          {cancelling === 'going' && 'Requests that are not being delivered yet are being cancelled in Entra.'}
          {cancelling === 'waits' && 'Cancelling in Entra waits: Microsoft Entra wants a sign-in or a role of who pressed. Cancel what is left under Requests of each package in the Entra admin center.'}
          {cancelling === 'done' && 'Everything that Entra lets go of was cancelled.'}
          {stop.liftedAt && ` Lifted: ${stop.liftReason ?? ''}`}
        </MessageBarBody>
      </MessageBar>
      <Section title="What to do">
        <ol className={styles.steps}>
          <li><Body1>Wait until nothing is being cancelled any more; the counts below go on by themselves.</Body1></li>
          <li><Body1>Find out what was wrong, and mend it: the policy, the package, the cohort.</Body1></li>
          <li><Body1>Look at each run: what Entra would not take back is delivered, and told here by its number.</Body1></li>
          <li><Body1>{stop.liftedAt ? 'Let each run go on, or end it.' : 'Lift the stop, then let each run go on, or end it.'}</Body1></li>
        </ol>
      </Section>
      <Section title="Runs that were under way" caption={runs.length === 1 ? '1 run' : `${runs.length} runs`} flush>
        <DataTable
          label="Runs that were under way"
          twoLine
          empty={{ title: 'No run was under way', why: 'Nothing was being sent when everything was stopped.' }}
          columns={[
            { key: 'run', header: 'Run', width: '22%' },
            { key: 'sent', header: 'Sent', width: '80px', align: 'end', named: true },
            { key: 'delivered', header: 'Delivered', width: '90px', align: 'end', named: true },
            { key: 'cancelled', header: 'Cancelled', width: '90px', align: 'end', named: true },
            { key: 'underWay', header: 'Under way', width: '90px', align: 'end', named: true },
            { key: 'notSent', header: 'Not sent', width: '80px', align: 'end', named: true },
            { key: 'todo', header: 'What to do' },
          ]}
          rows={runs.map((run) => ({
            key: run.runId,
            href: `/runs/${run.runId}`,
            label: `${run.phaseName}, ${run.rolloutName}`,
            cells: {
              run: `${run.phaseName}, ${run.rolloutName}`,
              sent: run.sent.toLocaleString('en-GB'),
              delivered: run.delivered.toLocaleString('en-GB'),
              cancelled: run.cancelled.toLocaleString('en-GB'),
              underWay: (run.underWay + run.answerOpen).toLocaleString('en-GB'),
              notSent: run.notSent.toLocaleString('en-GB'),
              todo: <span className={styles.todo}>{run.todo.map((line) => <span key={line}>{line}</span>)}</span>,
            },
          }))}
        />
      </Section>
    </>
  );
}
