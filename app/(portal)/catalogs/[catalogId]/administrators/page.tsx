import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ActionForm } from '@/components/action-form';
import { DataTable } from '@/components/data-table';
import { FormColumn } from '@/components/form-layout';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadAdministrators } from '@/lib/authoring/administrators';
import { catalogRoleName } from '@/lib/authoring/catalog-roles';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { graphFor } from '@/lib/graph/graph-for';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import type { SearchParams } from '../../search-params';
import { addressWith, isId, param } from '../../search-params';
import { removeAdministratorAction } from './actions';
import { AdministratorForm } from './administrator-form';

export const metadata: Metadata = { title: 'Administrators of a catalog' };

/** Who may work in a catalog, in which role; made and taken by drafts. */
async function AdministratorsPage({ params, searchParams }: { params: Promise<{ catalogId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ catalogId }, leaving] = await Promise.all([params, param(searchParams, 'remove')]);
  if (!isId(catalogId)) notFound();
  const [{ catalog, administrators }, drafts] = await readPage(Promise.all([loadAdministrators(graphFor(session), catalogId), loadOpenDrafts(session.personId)]));
  const canChange = mayChange(session);
  const path = `/catalogs/${catalogId}/administrators`;
  const going = administrators.find(({ id }) => id === leaving);
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: catalog.name, href: `/catalogs/${catalogId}` }]} title="Administrators" state={[...(administrators.length > 0 ? [{ text: administrators.length === 1 ? '1 role over this catalog' : `${administrators.length} roles over this catalog` }] : []), { text: 'Nothing has been changed yet', icon: 'info' }]} />
      <Section title="Who has a role">
        <DataTable
          label="Administrators"
          columns={[{ key: 'name', header: 'Who', width: '40%' }, { key: 'role', header: 'Role', named: true }, ...(canChange ? [{ key: 'remove', header: 'Remove', hiddenHeader: true, width: '120px' }] : [])]}
          rows={administrators.map(({ id, principalName, roleId }) => ({
            key: id,
            label: `${principalName}, ${catalogRoleName(roleId)}`,
            cells: { name: principalName, role: catalogRoleName(roleId), remove: <TextLink href={addressWith(path, { remove: id })} label={`Remove ${principalName} as ${catalogRoleName(roleId)}`}>Remove…</TextLink> },
          }))}
          empty={{ icon: 'person', title: 'Nobody has a role over this catalog', why: 'Identity Governance Administrators work in every catalog; owners named here work in this one.' }}
        />
      </Section>
      {canChange && going && (
        <Section title={`Remove ${going.principalName} as ${catalogRoleName(going.roleId)}`}>
          <FormColumn>
            <ActionForm action={removeAdministratorAction} hidden={{ catalogId, assignmentId: going.id }} label="Remove an administrator">
              <DraftChoice drafts={drafts} name={`Administrators of ${catalog.name}`} />
              <DraftButtons backHref={path} back="Leave it as it is" />
            </ActionForm>
          </FormColumn>
        </Section>
      )}
      {canChange && !going && <Section title="Name somebody" flush><AdministratorForm catalogId={catalogId} catalogName={catalog.name} drafts={drafts} /></Section>}
    </>
  );
}

export default shown(AdministratorsPage);
