import type { Metadata } from 'next';
import { ActionForm } from '@/components/action-form';
import { DataTable } from '@/components/data-table';
import { FormColumn } from '@/components/form-layout';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadCreators } from '@/lib/authoring/administrators';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { graphFor } from '@/lib/graph/graph-for';
import { DraftButtons, DraftChoice } from '../../drafts/draft-choice';
import { readPage } from '../../read-page';
import { shown } from '../../shown';
import type { SearchParams } from '../search-params';
import { addressWith, param } from '../search-params';
import { removeCreatorAction } from './actions';
import { CreatorForm } from './creator-form';

export const metadata: Metadata = { title: 'Who may create catalogs' };

const PATH = '/catalogs/creators';

/** Who may create catalogs, in the whole tenant; made and taken by drafts. */
async function CreatorsPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const leaving = await param(searchParams, 'remove');
  const [creators, drafts] = await readPage(Promise.all([loadCreators(graphFor(session)), loadOpenDrafts(session.personId)]));
  const canChange = mayChange(session);
  const going = creators.find(({ id }) => id === leaving);
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }]} title="Who may create catalogs" state={[{ text: 'Whoever creates a catalog owns it, and sees no other by that' }, { text: 'Nothing has been changed yet', icon: 'info' }]} />
      <Section title="Catalog creators" caption="only Identity Governance Administrators see all of them and change who they are">
        <DataTable
          label="Catalog creators"
          columns={[{ key: 'name', header: 'Who', named: true }, ...(canChange ? [{ key: 'remove', header: 'Remove', hiddenHeader: true, width: '120px' }] : [])]}
          rows={creators.map(({ id, principalName }) => ({
            key: id,
            label: principalName,
            cells: { name: principalName, remove: <TextLink href={addressWith(PATH, { remove: id })} label={`Remove ${principalName} as catalog creator`}>Remove…</TextLink> },
          }))}
          empty={{ icon: 'person', title: 'Microsoft Entra shows you no catalog creator', why: 'Identity Governance Administrators create catalogs without being named here.' }}
        />
      </Section>
      {canChange && going && (
        <Section title={`Take from ${going.principalName} the right to create catalogs`} caption="what they have created stays theirs">
          <FormColumn>
            <ActionForm action={removeCreatorAction} hidden={{ assignmentId: going.id }} label="Remove a catalog creator">
              <DraftChoice drafts={drafts} name="Who may create catalogs" />
              <DraftButtons backHref={PATH} back="Leave it as it is" />
            </ActionForm>
          </FormColumn>
        </Section>
      )}
      {canChange && !going && <Section title="Let somebody create catalogs" flush><CreatorForm drafts={drafts} /></Section>}
    </>
  );
}

export default shown(CreatorsPage);
