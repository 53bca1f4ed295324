import type { Metadata } from 'next';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { TextLink } from '@/components/text-link';
import { hasRole, mayChange } from '@/lib/auth/role';
import { requireRole } from '@/lib/auth/guard';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { loadLifecycle, loadOrganizations } from '@/lib/authoring/organisations';
import { graphFor } from '@/lib/graph/graph-for';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { PlaceTabs } from '../../place-tabs';
import type { SearchParams } from '../../search-params';
import { addressWith, param } from '../../search-params';
import { LifecycleFacts, LifecycleForm } from '../lifecycle-form';
import { belongsWords } from '../source-words';

export const metadata: Metadata = { title: 'Connected organisations' };

const PATH = '/catalogs/organisations';

/** The organisations whose people policies may let in, and what becomes of them when their last package ends. */
async function OrganisationsPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const cursor = await param(searchParams, 'cursor');
  const graph = graphFor(session);
  const [{ items, next }, settings, drafts] = await readPage(Promise.all([loadOrganizations(graph, cursor || null), loadLifecycle(graph), loadOpenDrafts(session.personId)]));
  const canChange = mayChange(session);
  return (
    <>
      <PageHead title="Catalogs & packages" state={[{ text: 'People of these organisations can be let in by policies' }]} actions={canChange && <LinkButton href={`${PATH}/new`} appearance="primary">Connect an organisation</LinkButton>} />
      <PlaceTabs chosen="organisations" checks={hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')} />
      <Section title="Connected organisations">
        <DataTable
          label="Connected organisations"
          columns={[{ key: 'name', header: 'Organisation', width: '26%' }, { key: 'description', header: 'Who they are', hideOnPhone: true }, { key: 'source', header: 'Who belongs to it', width: '26%' }, { key: 'state', header: 'State', width: '140px' }]}
          rows={items.map((each) => ({
            key: each.id,
            label: each.name,
            href: `${PATH}/${each.id}`,
            cells: { name: <TextLink href={`${PATH}/${each.id}`}>{each.name}</TextLink>, description: each.description, source: belongsWords(each.source), state: each.state === 'configured' ? <StateLabel state="published">Configured</StateLabel> : <StateLabel state="open">Proposed</StateLabel> },
          }))}
          empty={{ title: 'No organisation is connected', why: 'Policies for people of other organisations name the ones that are connected here.' }}
        />
        <CursorPager shown={items.length} noun="organisation" {...(cursor ? { firstHref: PATH } : {})} {...(next ? { nextHref: addressWith(PATH, { cursor: next }) } : {})} />
      </Section>
      <Section title="What becomes of external people" caption="in the whole tenant" flush>{canChange ? <LifecycleForm settings={settings} drafts={drafts} /> : <LifecycleFacts settings={settings} />}</Section>
    </>
  );
}

export default shown(OrganisationsPage);
