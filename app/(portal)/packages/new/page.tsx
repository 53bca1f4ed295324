import type { Metadata } from 'next';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { EmptyState } from '@/components/empty-state';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import type { Session } from '@/lib/auth/guard';
import { kindWord } from '@/lib/authoring/package-design';
import { loadRoleChoices } from '@/lib/authoring/package-view';
import { loadCatalogs } from '@/lib/authoring/catalog-view';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, isId, param } from '../../catalogs/search-params';
import { readPage } from '../../read-page';
import { PackageForm } from './package-form';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'New package' };

const CRUMBS = [{ label: 'Catalogs & packages', href: '/catalogs' }];

/** A new package: first its catalog, which it never leaves again, then everything else on one form. */
async function NewPackagePage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [catalogId, text, cursor] = await Promise.all([param(searchParams, 'catalog'), param(searchParams, 'q'), param(searchParams, 'cursor')]);
  if (!isId(catalogId)) return <ChooseCatalog session={session} text={text} cursor={cursor} />;

  const [{ catalog, resources }, drafts] = await readPage(Promise.all([loadRoleChoices(graphFor(session), catalogId), loadOpenDrafts(session.personId)]));
  const add = <LinkButton href={`/catalogs/${catalogId}/add`} appearance="primary">Add a resource</LinkButton>;
  return (
    <>
      <PageHead crumbs={[...CRUMBS, { label: catalog.name, href: `/catalogs/${catalog.id}` }]} title="New package" state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: `it stays in ${catalog.name} for good` }]} />
      {resources.length === 0 ? (
        <EmptyState icon="group" title="This catalog has no resources" why="A package hands out roles of the resources of its catalog. Add one first; its owner is asked." action={add} />
      ) : (
        <PackageForm catalogId={catalog.id} drafts={drafts} resources={resources.map((resource) => ({ id: resource.id, name: resource.name, kind: kindWord(resource.originSystem), originSystem: resource.originSystem, roles: resource.roles }))} />
      )}
    </>
  );
}

export default shown(NewPackagePage);

async function ChooseCatalog({ session, text, cursor }: { session: Session; text: string; cursor: string }) {
  const { items, next } = await readPage(loadCatalogs(graphFor(session), { text, next: cursor || null }));
  return (
    <>
      <PageHead crumbs={CRUMBS} title="New package" state={[{ text: 'Choose its catalog; a package can never move to another' }]} />
      <FilterBar search="Find a catalog by name" />
      <DataTable
        label="Catalogs"
        columns={[{ key: 'name', header: 'Catalog', width: '34%' }, { key: 'description', header: 'What it is for' }]}
        rows={items.map((catalog) => ({ key: catalog.id, label: catalog.name, href: addressWith('/packages/new', { catalog: catalog.id }), cells: { name: <TextLink href={addressWith('/packages/new', { catalog: catalog.id })}>{catalog.name}</TextLink>, description: catalog.description } }))}
        empty={{ icon: 'packages', title: 'No catalog found', why: 'A package is made in a catalog.', action: <LinkButton href="/catalogs/new">New catalog</LinkButton> }}
      />
      <CursorPager shown={items.length} noun="catalog" {...(cursor ? { firstHref: '/packages/new' } : {})} {...(next ? { nextHref: addressWith('/packages/new', { q: text, cursor: next }) } : {})} />
    </>
  );
}
