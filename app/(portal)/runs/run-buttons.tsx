'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { finishPhaseAction, retryFailedAction } from './actions';
import { unitWords } from './run-words';

export type RunButtonsProps = { runId: string; phaseId: string; phaseName: string; failed: number; packageCount: number; canRetry: boolean; canFinish: boolean; /** Finishing is the page's one primary button. */ primary?: boolean };

/** What an admin can do about a run: send the failed again, and finish the phase once nothing is open. */
export function RunButtons({ runId, phaseId, phaseName, failed, packageCount, canRetry, canFinish, primary }: RunButtonsProps) {
  const failedWords = unitWords(failed, packageCount);
  return (
    <>
      {canRetry && failed > 0 && (
        <ConfirmDialog
          trigger={`Retry ${failed.toLocaleString('en-GB')} failed`}
          triggerIcon="retry"
          triggerSize={primary ? 'medium' : 'small'}
          title={`Send again for ${failedWords}?`}
          loss="Each failed request goes out once more; where only a part was delivered, Entra processes the same request again. What was delivered stays as it is."
          confirm={`Send again for ${failedWords}`}
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
          loss={failed > 0 ? `${failedWords} failed and stay without access. They can no longer be sent again from this run.` : 'Everybody has what was rehearsed. Nothing is changed in the tenant.'}
          confirm="Finish phase"
          keep="Not yet"
          action={finishPhaseAction}
          hidden={{ phaseId }}
        />
      )}
    </>
  );
}
