'use client';

import { ConfirmDialog } from '@/components/confirm-dialog';
import { takeInAction } from '../../actions';

type TakeInProps = { phaseId: string; personId: string; name: string; detail: string; trigger?: string };

/** Takes in somebody whom a cohort leaves out, or keeps somebody it would leave out by now, for a reason that goes into every rehearsal. */
export function TakeIn({ phaseId, personId, name, detail, trigger = 'Take in…' }: TakeInProps) {
  return (
    <ConfirmDialog
      trigger={trigger}
      triggerSize="small"
      title={`${trigger.startsWith('Keep') ? 'Keep' : 'Take in'} ${name}?`}
      loss={`${detail} They are in the phase like everybody else; your name and reason stand with them and in every rehearsal.`}
      confirm={trigger.startsWith('Keep') ? 'Keep them' : 'Take them in'}
      keep="Leave it"
      action={takeInAction}
      hidden={{ phaseId, personId }}
      reason={{ label: 'Reason', required: true }}
    />
  );
}
