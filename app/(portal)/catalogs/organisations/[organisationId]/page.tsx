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
import { addressWith, isId, param } from '../../search-params';
import { disconnectAction, removeSponsorAction } from '../actions';
import { OrganisationForm } from '../organisation-form';
import { belongsWords } from '../source-words';
import { SponsorForm } from '../sponsor-form';

export const metadata: Metadata = { title: 'Connected organisation' };

/** One organisation: who belongs to it, who vouches for them, which policies let them in. */
async function OrganisationPage({ params, searchParams }: { params: Promise<{ organisationId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ organisationId }, leaving, removed, adding] = await Promise.all([params, param(searchParams, 'disconnect'), param(searchParams, 'remove'), param(searchParams, 'sponsor')]);
  if (!isId(organisationId)) notFound();
  const [{ organization, sponsors, naming }, drafts] = await readPage(Promise.all([loadOrganization(graphFor(session), organisationId), loadOpenDrafts(session.personId)]));
  const { name, description, state, source } = organization;
  const canChange = mayChange(session);
  const path = `/catalogs/organisations/${organisationId}`;
  const going = sponsors.find(({ side, principalId }) => `${side} ${principalId}` === removed);
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Connected organisations', href: '/catalogs/organisations' }]} title={name} state={[{ text: state === 'configured' ? 'Configured' : 'Proposed', state: state === 'configured' ? 'published' : 'open' }, ...(description ? [{ text: description }] : [])]} actions={canChange && naming.length === 0 && !leaving && <LinkButton href={`/catalogs/organisations/${organisationId}?disconnect=yes`}>Disconnect…</LinkButton>} />
      <Section title="Who they are">
        <FactList facts={[{ label: 'Who belongs to it', value: belongsWords(source) }]} />
      </Section>
      <Section title="Sponsors" caption="policies can have them decide about its people" actions={canChange && !adding && <LinkButton href={addressWith(path, { sponsor: 'new' })} size="small" appearance="subtle" icon="add">Name a sponsor</LinkButton>}>
        <DataTable
          label="Sponsors"
          columns={[{ key: 'name', header: 'Who', width: '50%' }, { key: 'side', header: 'Sponsor' }, ...(canChange ? [{ key: 'remove', header: 'Remove', hiddenHeader: true, width: '120px' }] : [])]}
          rows={sponsors.map(({ side, principalId, principalName, principalKind }) => ({
            key: `${side} ${principalId}`, label: `${principalName}, ${side} sponsor`,
            cells: { name: principalKind === 'group' ? `Members of “${principalName}”` : principalName, side: side === 'internal' ? 'Internal, of your own organisation' : 'External, of theirs', remove: <TextLink href={addressWith(path, { remove: `${side} ${principalId}` })} label={`Remove ${principalName} as ${side} sponsor`}>Remove…</TextLink> },
          }))}
          empty={{ icon: 'person', title: 'Nobody vouches for its people', why: 'A policy that has sponsors decide then asks whoever it names for when nobody is found.' }}
        />
      </Section>
      {canChange && going && (
        <Section title={`Remove ${going.principalName} as ${going.side} sponsor`}>
          <FormColumn>
            <ActionForm action={removeSponsorAction} hidden={{ organisationId, side: going.side, principalId: going.principalId }} label="Remove a sponsor">
              <DraftChoice drafts={drafts} name={`Sponsors of ${name}`} />
              <DraftButtons backHref={path} back="Leave it as it is" />
            </ActionForm>
          </FormColumn>
        </Section>
      )}
      {canChange && adding && !going && <Section title="Name a sponsor"><SponsorForm organisationId={organisationId} organisationName={name} drafts={drafts} /></Section>}
      <Section title="Policies that let them in" caption={naming.length > 0 ? 'change these before it can be disconnected' : 'by name'}>
        <DataTable
          label="Policies that let them in"
          columns={[{ key: 'package', header: 'Package', width: '50%' }, { key: 'policy', header: 'Policy' }]}
          rows={naming.map(({ packageId, packageName, policyName }) => ({ key: `${packageId} ${policyName}`, label: packageName, href: `/packages/${packageId}`, cells: { package: <TextLink href={`/packages/${packageId}`}>{packageName}</TextLink>, policy: policyName } }))}
          empty={{ title: 'No policy names it', why: 'Policies for all configured organisations may let its people in all the same.' }}
        />
      </Section>
      {canChange && !leaving && !going && !adding && <Section title="Edit" flush><OrganisationForm organisation={{ id: organisationId, name, description, configured: state === 'configured' }} drafts={drafts} /></Section>}
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
