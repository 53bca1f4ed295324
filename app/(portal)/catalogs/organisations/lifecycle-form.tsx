'use client';

import { ActionForm } from '@/components/action-form';
import { SelectField, TextField } from '@/components/form-fields';
import { FormColumn } from '@/components/form-layout';
import type { WantedOf } from '@/lib/authoring/draft';
import { DraftButtons, DraftChoice } from '../../drafts/draft-choice';
import { lifecycleAction } from './actions';

const ACTIONS = [
  { value: 'none', label: 'Nothing happens' },
  { value: 'blockSignIn', label: 'They are blocked' },
  { value: 'blockSignInAndDelete', label: 'They are blocked, and deleted later' },
];

/** What becomes of external people who came by a package, once their last one ends. */
export function LifecycleForm({ settings, drafts }: { settings: WantedOf['settings']; drafts: { id: string; name: string }[] }) {
  return (
    <FormColumn>
      <ActionForm action={lifecycleAction} label="What becomes of externals">
        <SelectField name="action" label="When their last package ends" options={ACTIONS} defaultValue={settings.externalUserLifecycleAction} hint="Only those who came by a package, or were marked as governed." />
        <TextField name="days" type="number" min={0} max={3650} label="Deleted after" unit="days" defaultValue={settings.daysUntilDeleted ?? 30} hint="Counts from the day they are blocked; said only where they are deleted." />
        <DraftChoice drafts={drafts} name="What becomes of externals" />
        <DraftButtons />
      </ActionForm>
    </FormColumn>
  );
}
