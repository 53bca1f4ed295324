'use client';

import { useState } from 'react';
import { ActionForm } from '@/components/action-form';
import { SelectField, TextField } from '@/components/form-fields';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { SubmitButton } from '@/components/submit-button';
import type { WantedOf } from '@/lib/authoring/draft';
import { DraftChoice } from '../../drafts/draft-choice';
import { lifecycleAction } from './actions';

const ACTIONS = [
  { value: 'none', label: 'Nothing' },
  { value: 'blockSignIn', label: 'They cannot sign in any more' },
  { value: 'blockSignInAndDelete', label: 'They cannot sign in any more, and are deleted later' },
];

/** What becomes of external people who came by a package, once their last one ends. */
export function LifecycleForm({ settings, drafts }: { settings: WantedOf['settings']; drafts: { id: string; name: string }[] }) {
  const [open, setOpen] = useState(false);
  return (
    <FormColumn>
      <ActionForm action={lifecycleAction} label="What becomes of externals">
        <div onFocus={() => setOpen(true)}>
          <SelectField name="action" label="When their last package ends" options={ACTIONS} defaultValue={settings.externalUserLifecycleAction} hint="Only those who came by a package, or were marked as governed." />
          <TextField name="days" type="number" min={0} max={3650} label="Deleted after" unit="days" defaultValue={settings.daysUntilDeleted ?? 30} hint="Counts from the day they are blocked; said only where they are deleted." />
        </div>
        {open && <DraftChoice drafts={drafts} name="What becomes of externals" />}
        {!open && <input type="hidden" name="draftId" value="new" />}
        <FormButtons>
          <SubmitButton name="at" value="draft" appearance="secondary">Add to a draft</SubmitButton>
          <SubmitButton name="at" value="now" appearance="secondary">Change it now</SubmitButton>
        </FormButtons>
      </ActionForm>
    </FormColumn>
  );
}
