import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { kindWord } from '@/lib/authoring/package-design';
import { loadPackage, loadRoleChoices } from '@/lib/authoring/package-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../catalogs/search-params';
import { isId, param } from '../../../catalogs/search-params';
import { readPage } from '../../../read-page';
import { AddRoleForm } from './add-role-form';
import { shown } from '../../../shown';

export const metadata: Metadata = { title: 'Add a role' };

/** Further roles for a package; everyone who has it gets them. */
async function AddRolePage({ params, searchParams }: { params: Promise<{ packageId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ packageId }, catalogId] = await Promise.all([params, param(searchParams, 'catalog')]);
  if (!isId(packageId) || !isId(catalogId)) notFound();
  const graph = graphFor(session);
  const [design, { catalog, resources }, drafts] = await readPage(Promise.all([loadPackage(graph, packageId), loadRoleChoices(graph, catalogId), loadOpenDrafts(session.personId)]));
  if (design.catalogId !== catalog.id) notFound();

  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: catalog.name, href: `/catalogs/${catalog.id}` }, { label: design.name, href: `/packages/${design.id}` }]}
        title={`Add a role to ${design.name}`}
        state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: 'everyone who has the package gets the role, and its owner is asked again' }]}
      />
      <AddRoleForm
        packageId={design.id}
        catalogId={catalog.id}
        drafts={drafts}
        newName={`Further roles of ${design.name}`.slice(0, 120)}
        resources={resources.map((resource) => ({ id: resource.id, name: resource.name, kind: kindWord(resource.originSystem), originSystem: resource.originSystem, roles: resource.roles }))}
        taken={design.roles.map((role) => `${role.resourceId}|${role.roleOriginId}`)}
      />
    </>
  );
}

export default shown(AddRolePage);
