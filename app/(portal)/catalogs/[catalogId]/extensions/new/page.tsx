import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadCatalogObject, loadOpenDrafts } from '@/lib/authoring/draft-view';
import { NEW_EXTENSION } from '@/lib/authoring/extension-form';
import { graphFor } from '@/lib/graph/graph-for';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';
import { isId } from '../../../search-params';
import { ExtensionForm } from '../extension-form';

export const metadata: Metadata = { title: 'New custom extension' };

async function NewExtensionPage({ params }: { params: Promise<{ catalogId: string }> }) {
  const session = await requireRole('Rollout.Admin');
  const { catalogId } = await params;
  if (!isId(catalogId)) notFound();
  const [catalog, drafts] = await readPage(Promise.all([loadCatalogObject(graphFor(session), catalogId), loadOpenDrafts(session.personId)]));
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: catalog.name, href: `/catalogs/${catalogId}` }, { label: 'Custom extensions', href: `/catalogs/${catalogId}/extensions` }]} title="New custom extension" state={[{ text: 'Nothing has been changed yet', icon: 'info' }]} />
      <ExtensionForm catalogId={catalogId} was={NEW_EXTENSION} drafts={drafts} />
    </>
  );
}

export default shown(NewExtensionPage);
