import type { Metadata } from 'next';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadRoleChoices } from '@/lib/authoring/package-view';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, isId, param } from '../../catalogs/search-params';
import { readPage } from '../../read-page';
import { ChooseCatalog } from '../choose-catalog';
import { roleChoice } from '../role-choice';
import { PackageForm } from './package-form';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'New package' };

const CRUMBS = [{ label: 'Catalogs & packages', href: '/catalogs' }];

/** A new package: first its catalog, which it never leaves again, then everything else on one form. */
async function NewPackagePage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [catalogId, text, cursor] = await Promise.all([param(searchParams, 'catalog'), param(searchParams, 'q'), param(searchParams, 'cursor')]);
  if (!isId(catalogId)) return <ChooseCatalog session={session} title="New package" state="Choose its catalog; a package can never move to another" crumbs={CRUMBS} path="/packages/new" draftedHref={({ draftId, key }) => addressWith(`/drafts/${draftId}/packages/new`, { catalog: key })} text={text} cursor={cursor} />;

  const [{ catalog, resources }, drafts] = await readPage(Promise.all([loadRoleChoices(graphFor(session), catalogId), loadOpenDrafts(session.personId)]));
  const add = <LinkButton href={`/catalogs/${catalogId}/add`} appearance="primary">Add a resource</LinkButton>;
  return (
    <>
      <PageHead crumbs={[...CRUMBS, { label: catalog.name, href: `/catalogs/${catalog.id}` }]} title="New package" state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: `it stays in ${catalog.name} for good` }]} />
      {resources.length === 0 ? (
        <EmptyState icon="group" title="This catalog has no resources" why="A package hands out roles of the resources of its catalog. Add one first; its owner is asked." action={add} />
      ) : (
        <PackageForm catalogId={catalog.id} backHref={`/catalogs/${catalog.id}`} drafts={drafts} resources={resources.map((resource) => roleChoice({ ...resource, drafted: false }))} />
      )}
    </>
  );
}

export default shown(NewPackagePage);
