import type { Metadata } from 'next';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { loadPackages } from '@/lib/authoring/package-view';
import { graphFor } from '@/lib/graph/graph-for';
import { readPage } from '../../read-page';
import { PlaceTabs } from '../../catalogs/place-tabs';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, param } from '../../catalogs/search-params';
import { shown } from '../../shown';
import { MATRIX_PATH } from '../incompatible/address';
import { ShowChosen } from '../incompatible/show-chosen';

export const metadata: Metadata = { title: 'Packages' };

/** The packages of all catalogs that this person may read. */
async function PackagesPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [text, cursor] = await Promise.all([param(searchParams, 'q'), param(searchParams, 'cursor')]);
  const { items, next } = await readPage(loadPackages(graphFor(session), { text, next: cursor || null }));
  const mayCreate = mayChange(session);
  const create = mayCreate ? <LinkButton href="/packages/new" appearance="primary">New package</LinkButton> : undefined;

  return (
    <>
      <PageHead title="Catalogs & packages" state={[{ text: 'A package hands out roles of its catalog’s resources, under a policy' }]} actions={<><LinkButton href={MATRIX_PATH} icon="compare">Incompatible packages</LinkButton>{create}</>} />
      <PlaceTabs chosen="packages" checks={hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')} />
      <FilterBar search="Find a package by name" />
      <DataTable
        label="Packages"
        selection={{ total: items.length, noun: 'packages', actions: <ShowChosen /> }}
        columns={[{ key: 'name', header: 'Package', width: '28%' }, { key: 'catalog', header: 'Catalog', width: '22%' }, { key: 'description', header: 'What it gives', hideOnPhone: true }, { key: 'hidden', header: 'In My Access', named: true, width: '180px' }]}
        rows={items.map((one) => ({
          key: one.id,
          label: one.name,
          href: `/packages/${one.id}`,
          cells: {
            name: <TextLink href={`/packages/${one.id}`}>{one.name}</TextLink>,
            catalog: one.catalogId ? <TextLink href={`/catalogs/${one.catalogId}`}>{one.catalogName}</TextLink> : '–',
            description: one.description,
            hidden: one.hidden ? 'Hidden, by link only' : 'Shown',
          },
        }))}
        empty={
          text
            ? { title: `No package has “${text}” in its name`, why: 'Only packages that you may read in Microsoft Entra are found here.' }
            : { icon: 'packages', title: 'No packages yet', why: 'A package is made in a catalog, from roles of the resources the catalog holds.', action: create }
        }
      />
      <CursorPager shown={items.length} noun="package" {...(cursor ? { firstHref: addressWith('/packages', { q: text }) } : {})} {...(next ? { nextHref: addressWith('/packages', { q: text, cursor: next }) } : {})} />
    </>
  );
}

export default shown(PackagesPage);
