import type { Metadata } from 'next';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { loadCatalogs } from '@/lib/authoring/catalog-view';
import { graphFor } from '@/lib/graph/graph-for';
import { readPage } from '../../read-page';
import { PlaceTabs } from '../place-tabs';
import type { SearchParams } from '../search-params';
import { addressWith, param } from '../search-params';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Catalogs' };

/** The catalogs of the tenant that this person may read. */
async function CatalogsPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [text, cursor] = await Promise.all([param(searchParams, 'q'), param(searchParams, 'cursor')]);
  const { items, next } = await readPage(loadCatalogs(graphFor(session), { text, next: cursor || null }));
  const mayCreate = mayChange(session);
  const create = mayCreate ? <LinkButton href="/catalogs/new" appearance="primary">New catalog</LinkButton> : undefined;
  const actions = <><LinkButton href="/catalogs/creators">Who may create catalogs</LinkButton>{create}</>;

  return (
    <>
      <PageHead title="Catalogs & packages" state={[{ text: 'A catalog holds resources; its packages hand them out' }]} actions={actions} />
      <PlaceTabs chosen="catalogs" checks={hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')} />
      <FilterBar search="Find a catalog by name" />
      <DataTable
        label="Catalogs"
        columns={[{ key: 'name', header: 'Catalog', width: '30%' }, { key: 'description', header: 'What it is for', hideOnPhone: true }, { key: 'state', header: 'State', width: '150px' }, { key: 'external', header: 'External people', named: true, width: '160px' }]}
        rows={items.map((catalog) => ({
          key: catalog.id,
          label: catalog.name,
          href: `/catalogs/${catalog.id}`,
          cells: {
            name: <TextLink href={`/catalogs/${catalog.id}`}>{catalog.name}</TextLink>,
            description: catalog.description,
            state: <StateLabel state={catalog.published ? 'published' : 'unpublished'} />,
            external: catalog.externallyVisible ? 'May ask' : 'May not ask',
          },
        }))}
        empty={
          text
            ? { title: `No catalog has “${text}” in its name`, why: 'Only catalogs that you may read in Microsoft Entra are found here.' }
            : { icon: 'packages', title: 'No catalogs yet', why: 'Entra shows you none that you may read. A catalog is where resources and their packages are kept together.', action: create }
        }
      />
      <CursorPager shown={items.length} noun="catalog" {...(cursor ? { firstHref: addressWith('/catalogs', { q: text }) } : {})} {...(next ? { nextHref: addressWith('/catalogs', { q: text, cursor: next }) } : {})} />
    </>
  );
}

export default shown(CatalogsPage);
