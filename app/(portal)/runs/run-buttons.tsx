'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { endRunAction, finishPhaseAction, pauseRunAction, retryFailedAction } from './actions';
import { failedWords, unitWords } from './run-words';

export type RunButtonsProps = { runId: string; phaseId: string; phaseName: string; failed: number; /** Policies that were not written. */ failedPolicies: number; packageCount: number; canRetry: boolean; canFinish: boolean; canPause: boolean; canEnd: boolean; /** How many are not sent yet. */ notSent: number; /** Finishing is the page's one primary button. */ primary?: boolean };

/** What an admin can do about a run: pause or end it, send the failed again, and finish the phase once nothing is open. */
export function RunButtons({ runId, phaseId, phaseName, failed, failedPolicies, packageCount, canRetry, canFinish, canPause, canEnd, notSent, primary }: RunButtonsProps) {
  const [all, words] = [failed + failedPolicies, failedWords(failed, failedPolicies, packageCount)];
  return (
    <>
      {canPause && (
        <ConfirmDialog
          trigger="Pause"
          triggerIcon="pause"
          triggerSize={primary ? 'medium' : 'small'}
          title={`Pause the run of ${phaseName}?`}
          loss="Nothing more is sent within a few seconds, until an admin lets it go on. What was sent already is delivered all the same, and is still read back."
          confirm="Pause the run"
          keep="Let it run"
          action={pauseRunAction}
          hidden={{ runId }}
          reason={{ label: 'Why (optional)' }}
        />
      )}
      {canEnd && (
        <ConfirmDialog
          trigger="End run"
          triggerIcon="stop"
          triggerSize={primary ? 'medium' : 'small'}
          title={`End the run of ${phaseName}?`}
          loss={notSent > 0 ? `${unitWords(notSent, packageCount)} not sent yet ${notSent === 1 ? 'is' : 'are'} left out for good; reaching them takes another phase and another signature. What was sent is delivered all the same and stays.` : 'Everything has been sent. What is on its way is delivered all the same; nothing is sent again afterwards.'}
          confirm="End the run"
          keep="Leave it as it is"
          action={endRunAction}
          hidden={{ runId }}
          reason={{ label: 'Why', required: true }}
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
      {canFinish && (
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
