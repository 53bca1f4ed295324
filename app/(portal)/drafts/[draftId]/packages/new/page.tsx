import type { Metadata } from 'next';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { isKey } from '@/lib/authoring/draft';
import { catalogRefOf, loadDraftedResources, loadDraftWithCatalog } from '@/lib/authoring/drafted-catalog';
import { kindWord } from '@/lib/authoring/package-design';
import { loadRoleChoices } from '@/lib/authoring/package-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../../catalogs/search-params';
import { addressWith, param } from '../../../../catalogs/search-params';
import { PackageForm } from '../../../../packages/new/package-form';
import type { PackageFormProps } from '../../../../packages/new/package-form';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';

export const metadata: Metadata = { title: 'New package' };

/** A package of what a draft makes or takes into a catalog, beside what that has. */
async function NewDraftedPackagePage({ params, searchParams }: { params: Promise<{ draftId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ draftId }, of] = await Promise.all([params, param(searchParams, 'catalog')]);
  const [ref, graph] = [catalogRefOf(of), graphFor(session)];
  const { draft, catalog } = await readPage(loadDraftWithCatalog(graph, draftId, ref));
  const [there, drafted] = await readPage(Promise.all(['id' in ref ? loadRoleChoices(graph, ref.id) : null, loadDraftedResources(graph, draftId, ref)]));
  const resources: PackageFormProps['resources'] = [
    ...(there?.resources ?? []).map(({ id, name, originSystem, roles }) => ({ id, name, kind: kindWord(originSystem), originSystem, roles })),
    ...drafted.map(({ key, name, originSystem, roles }) => ({ id: key, name, kind: `${kindWord(originSystem)}, added by this draft`, originSystem, roles: roles ?? [], ...(roles ? {} : { note: 'Its roles are known once it is in the catalog.' }) })),
  ];
  const add = isKey(catalog) ? addressWith(`/drafts/${draftId}/add`, { catalog: catalog.key }) : `/catalogs/${catalog.id}/add`;
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Drafts', href: '/drafts' }, { label: draft.name, href: `/drafts/${draftId}` }]} title={`New package in ${catalog.name}`} state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: 'it stays in this catalog for good' }]} />
      {resources.length === 0 ? (
        <EmptyState icon="group" title="This catalog has no resources" why="A package hands out roles of the resources of its catalog. Add one first; its owner is asked." action={<LinkButton href={add} appearance="primary">Add resources</LinkButton>} />
      ) : (
        <PackageForm catalogId={isKey(catalog) ? catalog.key : catalog.id} resources={resources} drafts={[]} only={{ id: draftId, name: draft.name }} backHref={`/drafts/${draftId}`} />
      )}
    </>
  );
}

export default shown(NewDraftedPackagePage);
