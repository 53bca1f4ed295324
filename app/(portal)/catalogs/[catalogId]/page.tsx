import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { loadFindingTotals } from '@/lib/authoring/checks-view';
import { loadCatalogView } from '@/lib/authoring/catalog-view';
import type { CatalogView } from '@/lib/authoring/catalog-view';
import { kindWord } from '@/lib/authoring/package-design';
import { graphFor } from '@/lib/graph/graph-for';
import { readPage } from '../../read-page';
import { FoundHere } from '../../checks/found-here';
import { ApprovalStateLabel } from '../approval-state';
import type { SearchParams } from '../search-params';
import { addressWith, isId, param } from '../search-params';
import { RoleNames, RolesLater } from './role-names';
import { matrixHref } from '../../packages/incompatible/address';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Catalog' };

/** One catalog: its resources with their owners' answers, and the packages that hand them out. */
async function CatalogPage({ params, searchParams }: { params: Promise<{ catalogId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ catalogId }, cursor] = await Promise.all([params, param(searchParams, 'cursor')]);
  if (!isId(catalogId)) notFound();
  const mayCheck = hasRole(session, 'Rollout.Admin', 'Rollout.Auditor');
  const [view, found] = await Promise.all([readPage(loadCatalogView(graphFor(session), catalogId, cursor || null)), mayCheck ? loadFindingTotals({ catalogId }) : null]);
  const { catalog } = view;
  const canChange = mayChange(session);
  const inState = (state: string) => view.resources.filter(({ approval }) => approval?.state === state).length;
  const [waiting, refused] = [inState('open'), inState('refused')];

  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }]}
        title={catalog.name}
        state={[
          { text: catalog.published ? 'Published' : 'Unpublished', state: catalog.published ? 'published' : 'unpublished' },
          ...(catalog.description ? [{ text: catalog.description }] : []),
          ...(waiting > 0 ? [{ text: waiting === 1 ? '1 resource waits for its owner' : `${waiting} resources wait for their owners` }] : []),
          ...(refused > 0 ? [{ text: refused === 1 ? '1 resource was refused' : `${refused} resources were refused`, state: 'refused' as const, strong: true }] : []),
        ]}
        actions={
          <>
            <LinkButton href={`/catalogs/${catalog.id}/extensions`}>Custom extensions</LinkButton>
            {canChange && (
              <>
                <LinkButton href={`/catalogs/${catalog.id}/edit`}>Edit</LinkButton>
                <LinkButton href={`/catalogs/${catalog.id}/administrators`}>Administrators</LinkButton>
                <LinkButton href={`/catalogs/${catalog.id}/add`}>Add a resource</LinkButton>
                <LinkButton href={addressWith('/packages/new', { catalog: catalog.id })} appearance="primary">New package</LinkButton>
              </>
            )}
          </>
        }
      />
      {canChange ? (
        <RolesLater catalogId={catalog.id} resources={view.resources.map(({ resource }) => shownOf(resource))}>
          <Resources view={view} cursor={cursor} canChange />
        </RolesLater>
      ) : (
        <Resources view={view} cursor={cursor} canChange={false} />
      )}
      <Packages view={view} canChange={canChange} flush={!mayCheck} />
      {found && <FoundHere found={found} of={{ catalog: catalog.id }} canLook={canChange} flush />}
    </>
  );
}

export default shown(CatalogPage);

function shownOf({ id, name, originSystem, roles }: CatalogView['resources'][number]['resource']) {
  return { id, name, originSystem, roles: roles.map((role) => role.name) };
}

function Resources({ view, cursor, canChange }: { view: CatalogView; cursor: string; canChange: boolean }) {
  const path = `/catalogs/${view.catalog.id}`;
  return (
    <Section title="Resources" caption="what packages of this catalog can hand out">
      <DataTable
        label="Resources"
        columns={[{ key: 'name', header: 'Resource', width: '22%' }, { key: 'kind', header: 'Kind', width: '110px' }, { key: 'roles', header: 'Roles' }, { key: 'owner', header: 'Answers for it', named: true, width: '150px' }, { key: 'approval', header: 'Approval', width: '170px' }, ...(canChange ? [{ key: 'ask', header: 'Ask', hiddenHeader: true, width: '110px' }] : [])]}
        rows={view.resources.map(({ resource, approval, owner, notAsked }) => ({
          key: resource.id,
          label: resource.name,
          cells: {
            name: <TextLink href={`${path}/resources/${resource.id}`}>{resource.name}</TextLink>,
            kind: kindWord(resource.originSystem),
            roles: <RoleNames resource={shownOf(resource)} />,
            owner: canChange ? <TextLink href={addressWith('/owners/edit', { originSystem: resource.originSystem, originId: resource.originId, back: path })} label={owner ? `${owner.owner.name} answers for ${resource.name}: change` : `Name somebody who answers for ${resource.name}`}>{owner?.owner.name ?? 'Name somebody'}</TextLink> : (owner?.owner.name ?? '–'),
            approval: <ApprovalStateLabel approval={approval} notAsked={notAsked} />,
            ask: <TextLink href={addressWith(`${path}/ask`, { resource: resource.id, originSystem: resource.originSystem, originId: resource.originId })} label={approval ? `Ask anew about ${resource.name}` : `Ask the owner of ${resource.name}`}>{approval ? 'Ask anew' : 'Ask the owner'}</TextLink>,
          },
        }))}
        empty={{ icon: 'group', title: 'No resources yet', why: 'Packages hand out groups, applications and sites of their catalog. Add the first one; its owner is asked.', action: canChange && <LinkButton href={`${path}/add`}>Add a resource</LinkButton> }}
      />
      <CursorPager shown={view.resources.length} noun="resource" {...(cursor ? { firstHref: path } : {})} {...(view.next ? { nextHref: addressWith(path, { cursor: view.next }) } : {})} />
    </Section>
  );
}

function Packages({ view, canChange, flush }: { view: CatalogView; canChange: boolean; flush: boolean }) {
  const { catalog } = view;
  return (
    <Section title="Packages" caption={catalog.packages.length === 1 ? '1 package' : `${catalog.packages.length} packages`} actions={catalog.packages.length > 0 && <LinkButton href={matrixHref({ catalogId: catalog.id })} size="small" icon="compare">Incompatible packages</LinkButton>} flush={flush}>
      <DataTable
        label="Packages"
        columns={[{ key: 'name', header: 'Package', width: '30%' }, { key: 'description', header: 'What it gives', hideOnPhone: true }, { key: 'hidden', header: 'In My Access', width: '190px' }]}
        rows={catalog.packages.map((one) => ({
          key: one.id,
          label: one.name,
          href: `/packages/${one.id}`,
          cells: { name: <TextLink href={`/packages/${one.id}`}>{one.name}</TextLink>, description: one.description, hidden: one.hidden ? 'Hidden, by link only' : 'Shown' },
        }))}
        empty={{ icon: 'packages', title: 'No packages yet', why: view.resources.length > 0 ? 'The catalog has resources, and no package hands them out.' : 'First add the resources a package shall hand out.', action: canChange && view.resources.length > 0 && <LinkButton href={addressWith('/packages/new', { catalog: catalog.id })}>New package</LinkButton> }}
      />
    </Section>
  );
}
