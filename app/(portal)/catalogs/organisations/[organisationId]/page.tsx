import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ActionForm } from '@/components/action-form';
import { DataTable } from '@/components/data-table';
import { FactList } from '@/components/fact-list';
import { FormColumn } from '@/components/form-layout';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { loadOrganization } from '@/lib/authoring/organisations';
import { graphFor } from '@/lib/graph/graph-for';
import { DraftButtons, DraftChoice } from '../../../drafts/draft-choice';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import type { SearchParams } from '../../search-params';
import { isId, param } from '../../search-params';
import { disconnectAction } from '../actions';
import { OrganisationForm } from '../organisation-form';
import { belongsWords } from '../source-words';

export const metadata: Metadata = { title: 'Connected organisation' };

/** One organisation: who belongs to it, who vouches for them, which policies let them in. */
async function OrganisationPage({ params, searchParams }: { params: Promise<{ organisationId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ organisationId }, leaving] = await Promise.all([params, param(searchParams, 'disconnect')]);
  if (!isId(organisationId)) notFound();
  const [{ organization, sponsors, naming }, drafts] = await readPage(Promise.all([loadOrganization(graphFor(session), organisationId), loadOpenDrafts(session.personId)]));
  const { name, description, state, source } = organization;
  const canChange = mayChange(session);
  const namesOf = (list: { name: string }[]) => (list.length > 0 ? list.map((each) => each.name).join(', ') : 'Nobody');
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Connected organisations', href: '/catalogs/organisations' }]} title={name} state={[{ text: state === 'configured' ? 'Configured' : 'Proposed', state: state === 'configured' ? 'published' : 'open' }, ...(description ? [{ text: description }] : [])]} actions={canChange && naming.length === 0 && !leaving && <LinkButton href={`/catalogs/organisations/${organisationId}?disconnect=yes`}>Disconnect…</LinkButton>} />
      <Section title="Who they are">
        <FactList facts={[{ label: 'Who belongs to it', value: belongsWords(source) }, { label: 'Internal sponsors', value: namesOf(sponsors.internal) }, { label: 'External sponsors', value: namesOf(sponsors.external) }]} />
      </Section>
      <Section title="Policies that let them in" caption={naming.length > 0 ? 'change these before it can be disconnected' : 'by name'}>
        <DataTable
          label="Policies that let them in"
          columns={[{ key: 'package', header: 'Package', width: '50%' }, { key: 'policy', header: 'Policy' }]}
          rows={naming.map(({ packageId, packageName, policyName }) => ({ key: `${packageId} ${policyName}`, label: packageName, href: `/packages/${packageId}`, cells: { package: <TextLink href={`/packages/${packageId}`}>{packageName}</TextLink>, policy: policyName } }))}
          empty={{ title: 'No policy names it', why: 'Policies for all configured organisations may let its people in all the same.' }}
        />
      </Section>
      {canChange && !leaving && <Section title="Edit" flush><OrganisationForm organisation={{ id: organisationId, name, description, configured: state === 'configured' }} drafts={drafts} /></Section>}
      {canChange && leaving && naming.length === 0 && (
        <Section title="Disconnect" flush>
          <FormColumn>
            <ActionForm action={disconnectAction} hidden={{ organisationId }} label={`Disconnect ${name}`}>
              <DraftChoice drafts={drafts} name={`Disconnect ${name}`} />
              <DraftButtons backHref={`/catalogs/organisations/${organisationId}`} back="Leave it as it is" />
            </ActionForm>
          </FormColumn>
        </Section>
      )}
    </>
  );
}

export default shown(OrganisationPage);
