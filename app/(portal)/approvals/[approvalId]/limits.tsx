'use client';

import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { Section } from '@/components/section';
import { SubmitButton } from '@/components/submit-button';
import type { ApprovalLimits } from '@/lib/authoring/approval-limits';
import { limitWords, NO_LIMITS } from '@/lib/authoring/approval-limits';
import { LimitFields } from '../limit-fields';
import { limitAction } from '../actions';

export type LimitsProps = { approvalId: string; roles: { originId: string; name: string }[]; limits: ApprovalLimits | null; mine: boolean };

/** What the owner allows of an approved resource; theirs to narrow and to widen. */
export function Limits({ approvalId, roles, limits, mine }: LimitsProps) {
  const [editing, setEditing] = useState(false);
  const words = limitWords(limits);
  if (words.length === 0 && !mine) return null;
  return (
    <Section title="Limits" caption={words.length === 0 ? 'none' : mine ? 'as you set them' : 'as the owner set them'} actions={mine && !editing && <Button size="small" onClick={() => setEditing(true)}>{words.length === 0 ? 'Set limits…' : 'Change limits…'}</Button>}>
      {words.length > 0 && <ul>{words.map((word) => <li key={word}>{word}</li>)}</ul>}
      {editing && (
        <FormColumn>
          <ActionForm action={limitAction} hidden={{ approvalId }} madeOf={{ seen: JSON.stringify({ limits }) }} label="Limits" onDone={() => setEditing(false)}>
            <LimitFields roles={roles} limits={limits ?? NO_LIMITS} />
            <FormButtons>
              <SubmitButton>Keep these limits</SubmitButton>
              <Button onClick={() => setEditing(false)}>Leave them</Button>
            </FormButtons>
          </ActionForm>
        </FormColumn>
      )}
    </Section>
  );
}
