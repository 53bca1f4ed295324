'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { seenOf, shutWords } from '@/lib/rollout/gate';
import type { GateLine } from '@/lib/rollout/gate';
import { finishPhaseAction } from '../runs/actions';
import { holdPhaseAction, resumePhaseAction } from './[phaseId]/gate/actions';

type OfPhase = { phaseId: string; phaseName: string; size?: 'small' | 'medium' };

/** Lets a held phase go on, once somebody says why. */
export function ResumePhase({ phaseId, phaseName, says, lines, size }: OfPhase & { says: string; lines: readonly GateLine[] }) {
  return (
    <ConfirmDialog
      trigger={`Let ${phaseName} go on`}
      triggerAppearance="primary"
      {...(size ? { triggerSize: size } : {})}
      title={`Let ${phaseName} go on?`}
      loss={`${says} What is beyond a limit now counts as seen, and the phase holds again only after as much more. A soak begins anew.`}
      confirm="Let it go on"
      keep="Leave it held"
      reason={{ label: 'Why it may go on', required: true, hint: 'A sentence; it stays with the decision.' }}
      action={resumePhaseAction}
      hidden={{ phaseId, seen: seenOf(lines) }}
    />
  );
}

/** Holds a phase under way. */
export function HoldPhase({ phaseId, phaseName, size }: OfPhase) {
  return (
    <ConfirmDialog
      trigger="Hold phase"
      triggerIcon="pause"
      {...(size ? { triggerSize: size } : {})}
      title={`Hold ${phaseName}?`}
      loss="Its run sends nothing more within a few seconds, and the phase does not pass, until an admin lets it go on. What was delivered stays."
      confirm={`Hold ${phaseName}`}
      keep="Let it go its way"
      reason={{ label: 'Why', required: true, hint: 'A sentence; it stays with the decision.' }}
      action={holdPhaseAction}
      hidden={{ phaseId }}
    />
  );
}

/** Lets a phase pass whose gate is open. */
export function PassPhase({ phaseId, phaseName, loss, size }: OfPhase & { loss: string }) {
  return (
    <ConfirmDialog
      trigger="Finish phase"
      triggerAppearance="primary"
      {...(size ? { triggerSize: size } : {})}
      title={`Finish ${phaseName}?`}
      loss={loss}
      confirm="Finish phase"
      keep="Not yet"
      action={finishPhaseAction}
      hidden={{ phaseId }}
    />
  );
}

/** Lets a phase pass in spite of criteria that are not met. */
export function PassInSpite({ phaseId, phaseName, lines, size }: OfPhase & { lines: readonly GateLine[] }) {
  return (
    <ConfirmDialog
      trigger="Finish in spite of it…"
      {...(size ? { triggerSize: size } : {})}
      title={`Finish ${phaseName} although its gate is shut?`}
      loss={`${shutWords(lines).join(' ')} The phase passes all the same, and nothing more is sent for it. Your name and reason stand with the decision and in the audit.`}
      confirm="Finish in spite of it"
      keep="Keep the gate shut"
      reason={{ label: 'Why it cannot wait', required: true, hint: 'A sentence an auditor may read later.' }}
      action={finishPhaseAction}
      hidden={{ phaseId, seen: seenOf(lines) }}
    />
  );
}
