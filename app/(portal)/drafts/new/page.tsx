import type { Metadata } from 'next';
import { ActionForm } from '@/components/action-form';
import { TextField } from '@/components/form-fields';
import { FormButtons, FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { SubmitButton } from '@/components/submit-button';
import { requireRole } from '@/lib/auth/guard';
import { shown } from '../../shown';
import { createDraftAction } from '../actions';

export const metadata: Metadata = { title: 'New draft' };

async function NewDraftPage() {
  await requireRole('Rollout.Admin');
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Drafts', href: '/drafts' }]} title="New draft" state={[{ text: 'Nothing has been changed yet', icon: 'info' }]} />
      <FormColumn>
        <ActionForm action={createDraftAction} label="New draft">
          <TextField name="name" label="Name" required maxLength={120} hint="What it is for: other admins see it, and the audit keeps it." />
          <FormButtons>
            <SubmitButton>Begin draft</SubmitButton>
            <LinkButton href="/drafts">Leave without beginning</LinkButton>
          </FormButtons>
        </ActionForm>
      </FormColumn>
    </>
  );
}

export default shown(NewDraftPage);
