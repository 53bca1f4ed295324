import type { Metadata } from 'next';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { isKey } from '@/lib/authoring/draft';
import { catalogRefOf, catalogText, loadDraftWithCatalog } from '@/lib/authoring/drafted-catalog';
import { loadRolesWithDraft } from '@/lib/authoring/package-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../../catalogs/search-params';
import { addressWith, param } from '../../../../catalogs/search-params';
import { PackageForm } from '../../../../packages/new/package-form';
import { roleChoice } from '../../../../packages/role-choice';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';

export const metadata: Metadata = { title: 'New package' };

/** A package of what a draft makes or takes into a catalog, beside what that has. */
async function NewDraftedPackagePage({ params, searchParams }: { params: Promise<{ draftId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ draftId }, of] = await Promise.all([params, param(searchParams, 'catalog')]);
  const [ref, graph] = [catalogRefOf(of), graphFor(session)];
  const { draft, catalog } = await readPage(loadDraftWithCatalog(graph, draftId, ref));
  const resources = (await readPage(loadRolesWithDraft(graph, draftId, ref))).map(roleChoice);
  const add = isKey(catalog) ? addressWith(`/drafts/${draftId}/add`, { catalog: catalog.key }) : `/catalogs/${catalog.id}/add`;
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Drafts', href: '/drafts' }, { label: draft.name, href: `/drafts/${draftId}` }]} title={`New package in ${catalog.name}`} state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: 'it stays in this catalog for good' }]} />
      {resources.length === 0 ? (
        <EmptyState icon="group" title="This catalog has no resources" why="A package hands out roles of the resources of its catalog. Add one first; its owner is asked." action={<LinkButton href={add} appearance="primary">Add resources</LinkButton>} />
      ) : (
        <PackageForm catalogId={catalogText(catalog)} resources={resources} drafts={[]} only={{ id: draftId, name: draft.name }} backHref={`/drafts/${draftId}`} />
      )}
    </>
  );
}

export default shown(NewDraftedPackagePage);
