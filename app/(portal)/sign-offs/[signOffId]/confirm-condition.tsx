'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { confirmConditionAction } from '../actions';

/** Another admin's word that a condition is kept which the portal cannot test. */
export function ConfirmCondition({ signOffId, condition, signer }: { signOffId: string; condition: string; signer: string }) {
  return (
    <div>
      <ConfirmDialog
        trigger="Confirm the condition…"
        triggerAppearance="primary"
        title="Is the condition kept?"
        loss={`${signer} agrees if: “${condition}”. Until somebody confirms that it is kept it counts as a refusal. Your name stands beside it.`}
        confirm="It is kept"
        keep="Not yet"
        action={confirmConditionAction}
        hidden={{ signOffId }}
      />
    </div>
  );
}
