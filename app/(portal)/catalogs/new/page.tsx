import type { Metadata } from 'next';
import { ActionForm } from '@/components/action-form';
import { FormColumn } from '@/components/form-layout';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { createCatalogAction } from '../actions';
import { DraftButtons, DraftChoice } from '../../drafts/draft-choice';
import { CatalogFields } from '../../drafts/object-fields';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'New catalog' };

async function NewCatalogPage() {
  const session = await requireRole('Rollout.Admin');
  const drafts = await loadOpenDrafts(session.personId);
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }]} title="New catalog" state={[{ text: 'Nothing has been changed yet', icon: 'info' }]} />
      <FormColumn>
        <ActionForm action={createCatalogAction} label="New catalog" keepsTyped>
          <CatalogFields catalog={{ name: '', description: '', published: true, externallyVisible: false }} />
          <DraftChoice drafts={drafts} />
          <DraftButtons backHref="/catalogs" back="Leave without creating" />
        </ActionForm>
      </FormColumn>
    </>
  );
}

export default shown(NewCatalogPage);
