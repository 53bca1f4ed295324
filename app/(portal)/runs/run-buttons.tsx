'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { finishPhaseAction, retryFailedAction } from './actions';
import { failedWords } from './run-words';

export type RunButtonsProps = { runId: string; phaseId: string; phaseName: string; failed: number; /** Policies that were not written. */ failedPolicies: number; packageCount: number; canRetry: boolean; canFinish: boolean; /** Finishing is the page's one primary button. */ primary?: boolean };

/** What an admin can do about a run: send the failed again, and finish the phase once nothing is open. */
export function RunButtons({ runId, phaseId, phaseName, failed, failedPolicies, packageCount, canRetry, canFinish, primary }: RunButtonsProps) {
  const [all, words] = [failed + failedPolicies, failedWords(failed, failedPolicies, packageCount)];
  return (
    <>
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
