import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { loadFinishGate } from '@/lib/rollout/gate-view';
import { isTakenBack } from '@/lib/rollout/phase';
import { countGroups } from '@/lib/rollout/run';
import type { ItemCounts } from '@/lib/rollout/run';
import type { ShownPolicy } from '@/lib/rollout/run-policies-view';
import { loadRunView } from '@/lib/rollout/run-view';
import { loadVerification } from '@/lib/rollout/verification-view';
import { EndedBar } from '../../held-work';
import { DeliveryOverTime } from '../../runs/delivery-over-time';
import { FailureCauses } from '../../runs/failure-causes';
import { followUpsOf } from '../../runs/follow-up';
import { RunButtons } from '../../runs/run-buttons';
import { RunHeld } from '../../runs/run-held';
import { RunLive } from '../../runs/run-live';
import { RunPolicies } from '../../runs/run-policies';
import { RunWaits } from '../../runs/run-waits';
import { groupHrefs, runSentence, unitOf } from '../../runs/run-words';
import { VerificationPanel } from '../../runs/verification-panel';
import { PanelColumn } from './panel-column';

/**
 * The run of a phase, within the phase: its counts live, what failed, and the way to its people. Where nothing failed,
 * finishing the phase is the page's own primary button.
 */
export async function RunPanel({ runId, read, isAdmin, reader }: { runId: string; /** What the page around it has read. */ read: { counts: ItemCounts; policies: ShownPolicy[] }; isAdmin: boolean; reader: { personId: string; tokenCacheId: string } }) {
  const { run, job, progress, failures, sentAgain, curve, packageCount, policies, waits, held, ended } = await loadRunView(runId, read);
  const verification = await loadVerification(runId);
  const gate = isAdmin ? await loadFinishGate(reader.personId, run) : null;
  const takenBack = isTakenBack(run.phaseState);
  const path = `/runs/${run.id}`;
  const { failed } = countGroups(progress.counts);
  return (
    <PanelColumn>
      <Section
        title="The run"
        caption={`${takenBack ? 'what it did before it was taken back' : runSentence(progress).text}, started by ${run.startedByName}`}
        flush
        actions={
          <>
            <LinkButton href={path} size="small">{policies.length > 0 ? 'See the run' : 'See everybody'}</LinkButton>
            {run.state !== 'running' && (isAdmin || takenBack) && <LinkButton href={`${path}/reversal`} size="small">{takenBack ? 'What was taken back' : 'Take it back…'}</LinkButton>}
            {isAdmin && <RunButtons runId={run.id} phaseId={run.phaseId} phaseName={run.phaseName} failed={failed} failedPolicies={progress.policies.failed} packageCount={packageCount} canRetry={run.phaseState !== 'held' && (run.state === 'running' || run.state === 'settled')} gate={failed + progress.policies.failed > 0 ? gate : null} canPause={run.state === 'running' && !held && !ended} canEnd={false} notSent={0} />}
          </>
        }
      >
        <RunHeld runId={run.id} phaseId={run.phaseId} held={held && { ...held, at: held.at.toISOString() }} startedByMe={run.startedBy === reader.personId} isAdmin={isAdmin} />
        {ended && <EndedBar title="The run was ended" byName={ended.byName} at={ended.at.toISOString()} reason={ended.reason} />}
        <RunWaits says={held ? [] : waits} />
        <RunLive
          runId={run.id}
          initial={progress}
          packageCount={packageCount}
          actsAsName={job?.actsAsName ?? null}
          waitsBecause={job?.lastError ?? null}
          isAdmin={isAdmin}
          asRead
          hrefs={groupHrefs((group) => (group ? `${path}?state=${group}` : path))}
        />
      </Section>
      {curve && <DeliveryOverTime curve={curve} packageCount={packageCount} flush />}
      {verification && <VerificationPanel verification={verification} isAdmin={isAdmin} noun={unitOf(packageCount).many} takenBack={takenBack} linked flush />}
      <RunPolicies policies={policies} followUps={followUpsOf(reader, run.id, policies)} short />
      <FailureCauses
        failed={failed}
        sentAgain={sentAgain}
        packageCount={packageCount}
        failures={failures.map((failure) => ({ ...failure, since: failure.since.toISOString(), href: `${path}?${new URLSearchParams({ state: 'failed', q: failure.cause }).toString()}` }))}
      />
    </PanelColumn>
  );
}
