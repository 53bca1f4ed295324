'use client';

import { ActionForm } from '@/components/action-form';
import { useGo } from '@/components/navigation';
import { SubmitButton } from '@/components/submit-button';
import type { SubmitButtonProps } from '@/components/submit-button';
import { rehearseAction } from './actions';

type RehearseButtonProps = Pick<SubmitButtonProps, 'appearance' | 'size'> & {
  phaseId: string;
  children: React.ReactNode;
  /** Opens the rehearsal when it is done; otherwise the page stays and says what came of it. */
  opens?: boolean;
};

/** Rehearses a phase, which changes nothing in the tenant. */
export function RehearseButton({ phaseId, children, opens, ...look }: RehearseButtonProps) {
  const go = useGo();
  return (
    <ActionForm action={rehearseAction} hidden={{ phaseId }} inline onDone={({ rehearsalId }) => opens && go(`/rehearsals/${rehearsalId}`)}>
      <SubmitButton {...look}>{children}</SubmitButton>
    </ActionForm>
  );
}
