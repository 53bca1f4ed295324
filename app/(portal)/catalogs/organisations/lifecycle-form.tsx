'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { FactList } from '@/components/fact-list';
import { RadioField, TextField } from '@/components/form-fields';
import { FormColumn } from '@/components/form-layout';
import type { WantedOf } from '@/lib/authoring/draft';
import { DraftButtons, DraftChoice } from '../../drafts/draft-choice';
import { lifecycleAction } from './actions';

const ACTIONS = [
  { value: 'none', label: 'Nothing happens' },
  { value: 'blockSignIn', label: 'They are blocked' },
  { value: 'blockSignInAndDelete', label: 'They are blocked, and deleted later' },
];

/** What becomes of them, to read. */
export function LifecycleFacts({ settings: { externalUserLifecycleAction: action, daysUntilDeleted } }: { settings: WantedOf['settings'] }) {
  return <FactList facts={[{ label: 'When their last package ends', value: ACTIONS.find(({ value }) => value === action)?.label ?? action }, ...(action === 'blockSignInAndDelete' ? [{ label: 'Deleted after', value: daysUntilDeleted === null ? 'not said' : `${daysUntilDeleted.toLocaleString('en-GB')} ${daysUntilDeleted === 1 ? 'day' : 'days'}` }] : [])]} />;
}

/** What becomes of external people who came by a package, once their last one ends. */
export function LifecycleForm({ settings, drafts }: { settings: WantedOf['settings']; drafts: { id: string; name: string }[] }) {
  const [action, setAction] = useState<string>(settings.externalUserLifecycleAction);
  return (
    <FormColumn>
      <ActionForm action={lifecycleAction} label="What becomes of externals">
        <RadioField name="action" label="When their last package ends" options={ACTIONS} defaultValue={settings.externalUserLifecycleAction} onChoose={setAction} hint="Only those who came by a package, or were marked as governed." />
        {action === 'blockSignInAndDelete' && <TextField name="days" type="number" min={0} max={3650} label="Deleted after" required unit="days" defaultValue={settings.daysUntilDeleted ?? 30} hint="Counts from the day they are blocked." />}
        <DraftChoice drafts={drafts} name="What becomes of externals" />
        <DraftButtons />
      </ActionForm>
    </FormColumn>
  );
}
