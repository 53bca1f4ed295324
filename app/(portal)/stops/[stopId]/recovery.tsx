'use client';

import { Body1, MessageBar, MessageBarBody, MessageBarTitle, makeStyles, tokens } from '@fluentui/react-components';
import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { DataTable } from '@/components/data-table';
import { PageHead } from '@/components/page-head';
import { RereadWhile } from '@/components/reread-while';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import { TextLink } from '@/components/text-link';
import type { RecoveryView } from '@/lib/rollout/recovery-view';
import { goOnCancellingAction, liftStopAction } from '../actions';

const useStyles = makeStyles({
  bar: { marginBottom: tokens.spacingVerticalM },
  steps: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
  takeOver: { marginTop: tokens.spacingVerticalS },
  todo: { display: 'flex', flexDirection: 'column', rowGap: tokens.spacingVerticalXXS },
});

export type RecoveryProps = {
  stop: { id: string; pressedByName: string; pressedAt: string; reason: string; liftedByName: string | null; liftedAt: string | null; liftReason: string | null };
  cancelling: RecoveryView['cancelling'];
  cancelsAs: string;
  runs: RecoveryView['runs'];
  reversals: RecoveryView['reversals'];
  handovers: RecoveryView['handovers'];
  isAdmin: boolean;
};

/** What was sent, delivered, cancelled and is still under way, run by run, and what to do. */
export function RecoveryScreen({ stop, cancelling, cancelsAs, runs, reversals, handovers, isAdmin }: RecoveryProps) {
  const styles = useStyles();
  const goingOn = cancelling === 'going' || runs.some(({ underWay, answerOpen }) => underWay + answerOpen > 0) || [...reversals, ...handovers].some(({ underWay, settled }) => underWay > 0 && !settled);
  return (
    <>
      <RereadWhile underWay={goingOn} />
      <PageHead
        crumbs={[{ label: 'Rollouts', href: '/rollouts' }]}
        title="Everything was stopped"
        state={[
          stop.liftedAt ? { text: `lifted by ${stop.liftedByName ?? ''}`, at: stop.liftedAt, state: 'ended' } : { text: 'In force', state: 'held' },
          { text: `by ${stop.pressedByName}`, at: stop.pressedAt },
        ]}
        actions={isAdmin && !stop.liftedAt ? (
          <ConfirmDialog
            trigger="Lift the stop"
            triggerIcon="play"
            triggerAppearance="primary"
            title="Lift the stop?"
            loss="The portal may write to the tenant again. The runs, reversals and handovers below stay as they are: each goes on only once an admin lets it, on its own page."
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
          {cancelling === 'ended' && 'Cancelling in Entra ended when the stop was lifted.'}
          {cancelling === 'done' && 'Everything that Entra lets go of was cancelled.'}
          {stop.liftedAt && ` Lifted: ${stop.liftReason ?? ''}`}
        </MessageBarBody>
      </MessageBar>
      <CancellingWaits stopId={stop.id} cancelling={cancelling} cancelsAs={cancelsAs} mayGoOn={isAdmin && !stop.liftedAt} />
      <Section title="What to do">
        <ol className={styles.steps}>
          <li><Body1>Wait until nothing is being cancelled any more; the counts below go on by themselves.</Body1></li>
          <li><Body1>Find out what was wrong, and mend it: the policy, the package, the cohort.</Body1></li>
          <li><Body1>Look at each run: what Entra would not take back is delivered, and told here by its number.</Body1></li>
          <li><Body1>{`${stop.liftedAt ? 'Let' : 'Lift the stop, then let'} each ${[...(runs.length > 0 || reversals.length + handovers.length === 0 ? ['run'] : []), ...(reversals.length > 0 ? ['reversal'] : []), ...(handovers.length > 0 ? ['handover'] : [])].join(' and ')} go on from its own page, or end it.`}</Body1></li>
        </ol>
      </Section>
      <Section title="Runs that were under way" caption={runs.length === 1 ? '1 run' : `${runs.length} runs`} flush>
        <DataTable
          label="Runs that were under way"
          twoLine
          empty={{ title: 'No run was under way', why: 'No run was being sent when everything was stopped.' }}
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
              run: <TextLink href={`/runs/${run.runId}`}>{`${run.phaseName}, ${run.rolloutName}`}</TextLink>,
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
      {reversals.length > 0 && <StoppedWork title="Reversals that were under way" count={reversals.length === 1 ? '1 reversal' : `${reversals.length} reversals`} name="Reversal of" done="Taken back" rows={reversals.map((each) => ({ ...each, key: each.runId, href: `/runs/${each.runId}/reversal`, of: `${each.phaseName}, ${each.rolloutName}` }))} />}
      {handovers.length > 0 && <StoppedWork title="Handovers that were under way" count={handovers.length === 1 ? '1 handover' : `${handovers.length} handovers`} name="Handover of" done="Moved" rows={handovers.map((each) => ({ ...each, key: each.rolloutId, href: `/rollouts/${each.rolloutId}/handover`, of: each.back ? `${each.rolloutName}, putting back` : each.rolloutName }))} />}
    </>
  );
}

type StoppedLine = { key: string; href: string; of: string; done: number; underWay: number; notSent: number; todo: string[] };

/** Reversals or handovers that a stop holds, and what to do about each. */
function StoppedWork({ title, count, name, done, rows }: { title: string; count: string; name: string; done: string; rows: StoppedLine[] }) {
  const styles = useStyles();
  return (
    <Section title={title} caption={count} flush>
      <DataTable
        label={title}
        twoLine
        columns={[
          { key: 'of', header: name, width: '22%' },
          { key: 'done', header: done, width: '100px', align: 'end', named: true },
          { key: 'underWay', header: 'Under way', width: '90px', align: 'end', named: true },
          { key: 'notSent', header: 'Not asked', width: '90px', align: 'end', named: true },
          { key: 'todo', header: 'What to do' },
        ]}
        rows={rows.map((each) => ({
          key: each.key,
          href: each.href,
          label: `${name} ${each.of}`,
          cells: {
            of: <TextLink href={each.href}>{each.of}</TextLink>,
            done: each.done.toLocaleString('en-GB'),
            underWay: each.underWay.toLocaleString('en-GB'),
            notSent: each.notSent.toLocaleString('en-GB'),
            todo: <span className={styles.todo}>{each.todo.map((line) => <span key={line}>{line}</span>)}</span>,
          },
        }))}
      />
    </Section>
  );
}

/** Cancelling waits for a person: nothing has failed for it, and another admin may go on. */
function CancellingWaits({ stopId, cancelling, cancelsAs, mayGoOn }: { stopId: string; cancelling: RecoveryView['cancelling']; cancelsAs: string; mayGoOn: boolean }) {
  const styles = useStyles();
  if (cancelling !== 'signInNeeded' && cancelling !== 'roleNeeded') return null;
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.bar}>
      <MessageBarBody>
        <MessageBarTitle>{cancelling === 'signInNeeded' ? 'Cancelling in Entra waits for a sign-in' : 'Cancelling in Entra waits for a role'}</MessageBarTitle>
        {`It goes on in the name of ${cancelsAs}. Nothing is sent meanwhile; what was asked for before is delivered unless it is cancelled here, or under Requests of each package in the Entra admin center.`}
        {mayGoOn && <div className={styles.takeOver}><ActionForm action={goOnCancellingAction} hidden={{ stopId }} inline label="Take the cancelling over"><SubmitButton size="small">{cancelling === 'signInNeeded' ? 'Go on with my sign-in' : 'Go on with my role'}</SubmitButton></ActionForm></div>}
      </MessageBarBody>
    </MessageBar>
  );
}
