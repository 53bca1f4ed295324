'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { LinkButton } from '@/components/link-button';
import { isGateOpen } from '@/lib/rollout/gate';
import type { GateAhead } from '@/lib/rollout/what-next';
import { EndButton, PauseButton } from '../held-work';
import { PassInSpite } from '../phases/gate-buttons';
import { endRunAction, finishPhaseAction, pauseRunAction, retryFailedAction } from './actions';
import { failedWords, unitWords } from './run-words';

/** How the gate of the run's phase stands, and who may go past it. */
export type FinishGate = Pick<GateAhead, 'lines' | 'mayOverride'> & { /** Another admin has to let it pass. */ another: boolean };

export type RunButtonsProps = { runId: string; phaseId: string; phaseName: string; failed: number; /** Policies that were not written. */ failedPolicies: number; packageCount: number; canRetry: boolean; /** The gate it has to go through to be finished; null where it cannot be finished now. */ gate: FinishGate | null; canPause: boolean; canEnd: boolean; /** How many are not sent yet. */ notSent: number; /** Finishing is the page's one primary button. */ primary?: boolean };

/** What an admin can do about a run: pause or end it, send the failed again, and finish the phase once nothing is open. */
export function RunButtons({ runId, phaseId, phaseName, failed, failedPolicies, packageCount, canRetry, gate, canPause, canEnd, notSent, primary }: RunButtonsProps) {
  const shut = gate !== null && !isGateOpen(gate.lines);
  const [all, words] = [failed + failedPolicies, failedWords(failed, failedPolicies, packageCount)];
  return (
    <>
      {canPause && <PauseButton name={`the run of ${phaseName}`} work="run" size={primary ? 'medium' : 'small'} loss="Nothing more is sent within a few seconds, until an admin lets it go on. What was sent already is delivered all the same, and is still read back." action={pauseRunAction} hidden={{ runId }} />}
      {canEnd && (
        <EndButton
          name={`the run of ${phaseName}`}
          work="run"
          size={primary ? 'medium' : 'small'}
          loss={notSent > 0 ? `${unitWords(notSent, packageCount)} not sent yet ${notSent === 1 ? 'is' : 'are'} left out for good; reaching them takes another phase and another signature. What was sent is delivered all the same and stays.` : 'Everything has been sent. What is on its way is delivered all the same; nothing is sent again afterwards.'}
          action={endRunAction}
          hidden={{ runId }}
        />
      )}
      {canRetry && all > 0 && (
        <ConfirmDialog
          trigger={`Retry ${all.toLocaleString('en-GB')} failed`}
          triggerIcon="retry"
          triggerSize={primary ? 'medium' : 'small'}
          title={`Send again for ${words}?`}
          loss="Each failed request goes out once more; where only a part was delivered, Entra processes the same request again. A policy is read first and written only where it is as it was rehearsed. What was delivered stays as it is."
          confirm={`Send again for ${words}`}
          keep="Leave them as they are"
          action={retryFailedAction}
          hidden={{ runId }}
        />
      )}
      {gate && !gate.another && shut && (gate.mayOverride ? <PassInSpite phaseId={phaseId} phaseName={phaseName} lines={gate.lines} size={primary ? 'medium' : 'small'} /> : <LinkButton href={`/phases/${phaseId}/gate`} size={primary ? 'medium' : 'small'}>See the gate</LinkButton>)}
      {gate && !gate.another && !shut && (
        <ConfirmDialog
          trigger="Finish phase"
          triggerAppearance={primary ? 'primary' : 'secondary'}
          triggerSize={primary ? 'medium' : 'small'}
          title={`Finish ${phaseName}?`}
          loss={all > 0 ? `${words} failed and ${all === 1 ? 'stays' : 'stay'} as ${all === 1 ? 'it is' : 'they are'}: without access, or unwritten. They can no longer be sent again from this run.` : 'What was rehearsed is done. Nothing is changed in the tenant.'}
          confirm="Finish phase"
          keep="Not yet"
          action={finishPhaseAction}
          hidden={{ phaseId }}
        />
      )}
    </>
  );
}
