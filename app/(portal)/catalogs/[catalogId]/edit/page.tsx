import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ActionForm } from '@/components/action-form';
import { FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadCatalogObject, loadOpenDrafts } from '@/lib/authoring/draft-view';
import { graphFor } from '@/lib/graph/graph-for';
import { draftCatalogAction } from '../../../drafts/actions';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import { CatalogFields } from '../../../drafts/object-fields';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { addressWith, isId } from '../../search-params';

export const metadata: Metadata = { title: 'Edit catalog' };

/** A catalog's own properties, changed in a draft. */
async function EditCatalogPage({ params }: { params: Promise<{ catalogId: string }> }) {
  const session = await requireRole('Rollout.Admin');
  const { catalogId } = await params;
  if (!isId(catalogId)) notFound();
  const [catalog, drafts] = await readPage(Promise.all([loadCatalogObject(graphFor(session), catalogId), loadOpenDrafts(session.personId)]));
  const path = `/catalogs/${catalogId}`;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: catalog.name, href: path }]}
        title={`Edit ${catalog.name}`}
        state={[{ text: 'Nothing has been changed yet', icon: 'info' }]}
        actions={<LinkButton href={addressWith('/drafts/remove', { kind: 'catalog', object: catalogId })}>Delete catalog…</LinkButton>}
      />
      <FormColumn>
        <ActionForm action={draftCatalogAction} hidden={{ catalogId }} madeOf={{ seen: JSON.stringify(catalog) }} label="Edit catalog" keepsTyped>
          <CatalogFields catalog={catalog} />
          <DraftChoice drafts={drafts} name={`Changes of ${catalog.name}`} />
          <DraftButtons backHref={path} />
        </ActionForm>
      </FormColumn>
    </>
  );
}

export default shown(EditCatalogPage);
