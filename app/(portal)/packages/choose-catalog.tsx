import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import type { Session } from '@/lib/auth/guard';
import { loadCatalogs } from '@/lib/authoring/catalog-view';
import { loadDraftedCatalogs } from '@/lib/authoring/drafted-catalog';
import type { DraftedCatalog } from '@/lib/authoring/drafted-catalog';
import { graphFor } from '@/lib/graph/graph-for';
import { addressWith } from '../catalogs/search-params';
import { readPage } from '../read-page';

export type ChooseCatalogProps = {
  session: Session;
  title: string;
  state: string;
  crumbs: { label: string; href: string }[];
  /** The page that asks; the chosen one is its `catalog`, and where a draft makes that, its `draft` is the draft. */
  path: string;
  /** Where one that a draft makes leads instead. */
  draftedHref?: (drafted: DraftedCatalog) => string;
  text: string;
  cursor: string;
};

/** In which catalog something is to be made, as the first step. */
export async function ChooseCatalog({ session, title, state, crumbs, path, draftedHref = ({ draftId, key }) => addressWith(path, { draft: draftId, catalog: key }), text, cursor }: ChooseCatalogProps) {
  const [{ items, next }, drafted] = await readPage(Promise.all([loadCatalogs(graphFor(session), { text, next: cursor || null }), cursor ? [] : loadDraftedCatalogs(session.personId, text)]));
  const hrefOf = (catalogId: string) => addressWith(path, { catalog: catalogId });
  return (
    <>
      <PageHead crumbs={crumbs} title={title} state={[{ text: state }]} />
      <FilterBar search="Find a catalog by name" />
      <DataTable
        label="Catalogs"
        columns={[{ key: 'name', header: 'Catalog', width: '34%' }, { key: 'description', header: 'What it is for' }]}
        rows={[
          ...drafted.map((catalog) => ({ key: `${catalog.draftId} ${catalog.key}`, label: `${catalog.name}, in the draft “${catalog.draftName}”`, href: draftedHref(catalog), cells: { name: <><TextLink href={draftedHref(catalog)}>{catalog.name}</TextLink> <StateLabel state="draft">{`in the draft “${catalog.draftName}”`}</StateLabel></>, description: catalog.description } })),
          ...items.map((catalog) => ({ key: catalog.id, label: catalog.name, href: hrefOf(catalog.id), cells: { name: <TextLink href={hrefOf(catalog.id)}>{catalog.name}</TextLink>, description: catalog.description } })),
        ]}
        empty={{ icon: 'packages', title: 'No catalog found', why: 'A package is made in a catalog.', action: <LinkButton href="/catalogs/new">New catalog</LinkButton> }}
      />
      <CursorPager shown={drafted.length + items.length} noun="catalog" {...(cursor ? { firstHref: path } : {})} {...(next ? { nextHref: addressWith(path, { q: text, cursor: next }) } : {})} />
    </>
  );
}
