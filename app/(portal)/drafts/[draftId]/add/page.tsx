import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { isKey } from '@/lib/authoring/draft';
import { catalogRefOf, loadDraftWithCatalog } from '@/lib/authoring/drafted-catalog';
import { graphFor } from '@/lib/graph/graph-for';
import { ResourceList } from '../../../catalogs/[catalogId]/add/resource-list';
import type { SearchParams } from '../../../catalogs/search-params';
import { param } from '../../../catalogs/search-params';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';

export const metadata: Metadata = { title: 'Add resources' };

/** Resources for a catalog that this draft makes. */
async function AddToDraftedPage({ params, searchParams }: { params: Promise<{ draftId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ draftId }, of] = await Promise.all([params, param(searchParams, 'catalog')]);
  const { draft, catalog } = await readPage(loadDraftWithCatalog(graphFor(session), draftId, catalogRefOf(of)));
  if (!isKey(catalog)) notFound();
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Drafts', href: '/drafts' }, { label: draft.name, href: `/drafts/${draftId}` }]} title={`Add resources to ${catalog.name}`} state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: 'this draft makes the catalog' }]} />
      <ResourceList catalogId={catalog.key} catalogName={catalog.name} drafts={[]} only={{ id: draftId, name: draft.name }} />
    </>
  );
}

export default shown(AddToDraftedPage);
