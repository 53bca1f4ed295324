import type { Metadata } from 'next';
import { ActionForm } from '@/components/action-form';
import { CheckboxField, TextAreaField, TextField } from '@/components/form-fields';
import { FormColumn, FormButtons } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { SubmitButton } from '@/components/submit-button';
import { requireRole } from '@/lib/auth/guard';
import { createCatalogAction } from '../actions';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'New catalog' };

async function NewCatalogPage() {
  await requireRole('Rollout.Admin');
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }]} title="New catalog" state={[{ text: 'Nothing has been changed yet', icon: 'info' }]} />
      <FormColumn>
        <ActionForm action={createCatalogAction} label="New catalog">
          <TextField name="name" label="Name" required maxLength={120} hint="People who ask for access see it. It has to be one of its own." />
          <TextAreaField name="description" label="What it is for" required maxLength={1000} />
          <CheckboxField name="externallyVisible" label="External people may ask for packages of this catalog" hint="For a pilot, leave it off." />
          <FormButtons>
            <SubmitButton>Create catalog</SubmitButton>
            <LinkButton href="/catalogs">Leave without creating</LinkButton>
          </FormButtons>
        </ActionForm>
      </FormColumn>
    </>
  );
}

export default shown(NewCatalogPage);
