'use client';

import { ActionForm } from '@/components/action-form';
import { useGo } from '@/components/navigation';
import { SubmitButton } from '@/components/submit-button';
import { draftFixAction } from './actions';

/** Takes what mends a finding into a draft, and leads there: it is reviewed before anything is written. */
export function DraftFix({ findingKey }: { findingKey: string }) {
  const go = useGo();
  return (
    <ActionForm action={draftFixAction} hidden={{ key: findingKey }} inline label="Draft what mends it" onDone={({ draftId }) => go(`/drafts/${draftId}`)}>
      <SubmitButton appearance="secondary">Draft the fix</SubmitButton>
    </ActionForm>
  );
}
