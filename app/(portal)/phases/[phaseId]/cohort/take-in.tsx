'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { takeInAction } from '../../actions';

type TakeInProps = { phaseId: string; personId: string; name: string; detail: string };

/** Takes in somebody whom a cohort leaves out, for a reason that goes with them into every rehearsal. */
export function TakeIn({ phaseId, personId, name, detail }: TakeInProps) {
  return (
    <ConfirmDialog
      trigger="Take in…"
      triggerSize="small"
      title={`Take ${name} in?`}
      loss={`${detail} They are then in the phase like everybody else; your name and reason stand with them and in every rehearsal.`}
      confirm={`Take ${name} in`}
      keep="Leave them out"
      action={takeInAction}
      hidden={{ phaseId, personId }}
      reason={{ label: 'Why they are taken in', required: true }}
    />
  );
}
