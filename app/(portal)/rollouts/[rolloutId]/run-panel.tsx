import { LinkButton } from '@/components/link-button';
import { Section } from '@/components/section';
import { countGroups } from '@/lib/rollout/run';
import { loadRunView } from '@/lib/rollout/run-view';
import { FailureCauses } from '../../runs/failure-causes';
import { RunButtons } from '../../runs/run-buttons';
import { RunLive } from '../../runs/run-live';
import { RunWaits } from '../../runs/run-waits';
import { groupHrefs, runSentence } from '../../runs/run-words';

/**
 * The run of a phase, within the phase: its counts live, what failed, and the way to its people. Where nothing failed,
 * finishing the phase is the page's own primary button.
 */
export async function RunPanel({ runId, isAdmin }: { runId: string; isAdmin: boolean }) {
  const { run, job, progress, failures, packageCount, waits } = await loadRunView(runId);
  const path = `/runs/${run.id}`;
  const { failed } = countGroups(progress.counts);
  return (
    <>
      <Section
        title="The run"
        caption={`${runSentence(progress).text}, started by ${run.startedByName}`}
        flush
        actions={
          <>
            <LinkButton href={path} size="small">See everybody</LinkButton>
            {isAdmin && <RunButtons runId={run.id} phaseId={run.phaseId} phaseName={run.phaseName} failed={failed} packageCount={packageCount} canRetry={run.state === 'running' || run.state === 'settled'} canFinish={run.state === 'settled' && failed > 0} />}
          </>
        }
      >
        <RunWaits says={waits} />
        <RunLive
          runId={run.id}
          initial={progress}
          packageCount={packageCount}
          actsAsName={job?.actsAsName ?? null}
          waitsBecause={job?.lastError ?? null}
          isAdmin={isAdmin}
          hrefs={groupHrefs((group) => (group ? `${path}?state=${group}` : path))}
        />
      </Section>
      <FailureCauses
        failed={failed}
        packageCount={packageCount}
        failures={failures.map((failure) => ({ ...failure, since: failure.since.toISOString(), href: `${path}?${new URLSearchParams({ state: 'failed', q: failure.cause }).toString()}` }))}
      />
    </>
  );
}
