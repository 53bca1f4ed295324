'use client';

import { ActionForm } from '@/components/action-form';
import { ConfirmDialog } from '@/components/confirm-dialog';
import { TextField } from '@/components/form-fields';
import { PeoplePicker } from '@/components/people-picker';
import { SubmitButton } from '@/components/submit-button';
import { findPeopleForPicker } from '@/app/directory/find';
import { exceptionIn, latestUntil } from '@/lib/authoring/lint/exception';
import { endExceptionAction, exceptFindingAction } from './actions';

/** Sets a finding apart: why, who answers for it, and until when. */
export function ExceptForm({ findingKey, today }: { findingKey: string; today: string }) {
  return (
    <ConfirmDialog
      trigger="Set it apart…"
      title="Set this finding apart?"
      loss="It stands with the exceptions and does not count until the day is over; then it counts again. The tenant stays as it is."
      confirm="Set it apart"
      keep="Leave it open"
      action={exceptFindingAction}
      hidden={{ key: findingKey, seen: JSON.stringify(exceptionIn(null)) }}
      reason={{ label: 'Why it may stay as it is', required: true }}
    >
      <PeoplePicker name="ownerId" label="Who answers for it" required max={1} search={findPeopleForPicker} />
      <TextField name="until" label="Until" type="date" min={today} max={latestUntil(today)} hint="The last day it holds, a year away at most." required />
    </ConfirmDialog>
  );
}

export function EndException({ exceptionId }: { exceptionId: string }) {
  return (
    <ActionForm action={endExceptionAction} hidden={{ exceptionId }} inline label="End the exception">
      <SubmitButton appearance="secondary">Let it count again</SubmitButton>
    </ActionForm>
  );
}
