import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { PageHead } from '@/components/page-head';
import { StateLabel } from '@/components/state-label';
import { TabLinks } from '@/components/tab-links';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import type { Candidate } from '@/lib/authoring/catalog';
import { loadCandidates, loadCatalog } from '@/lib/authoring/catalog-view';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { graphFor } from '@/lib/graph/graph-for';
import { readPage } from '../../../read-page';
import type { SearchParams } from '../../search-params';
import { addressWith, isId, param } from '../../search-params';
import { shown } from '../../../shown';
import { ResourceList } from './resource-list';
import { TakeChosen } from './take-chosen';

export const metadata: Metadata = { title: 'Add a resource' };

const KINDS = [
  { key: 'groups', originSystem: 'AadGroup', label: 'Groups', noun: 'group', searched: 'name or description' },
  { key: 'applications', originSystem: 'AadApplication', label: 'Applications', noun: 'application', searched: 'name' },
  { key: 'sites', originSystem: 'SharePointOnline', label: 'Sites', noun: 'site', searched: 'name or description' },
] as const;

const LIST = 'list';

/** Groups, applications and sites of the tenant by search, or a whole list of them, each with what Entra would say to it as a resource. */
async function AddResourcePage({ params, searchParams }: { params: Promise<{ catalogId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ catalogId }, text, wanted, cursor] = await Promise.all([params, param(searchParams, 'q'), param(searchParams, 'kind'), param(searchParams, 'cursor')]);
  if (!isId(catalogId)) notFound();
  const kind = KINDS.find(({ key }) => key === wanted) ?? KINDS[0];
  const graph = graphFor(session);
  const tabs = <TabLinks label="Kind of resource" chosen={wanted === LIST ? LIST : kind.key} tabs={[...KINDS.map(({ key, label }) => ({ key, label, href: addressWith(`/catalogs/${catalogId}/add`, { kind: key, q: text }) })), { key: LIST, label: 'From a list', href: addressWith(`/catalogs/${catalogId}/add`, { kind: LIST }) }]} />;
  if (wanted === LIST) {
    const [catalog, drafts] = await readPage(Promise.all([loadCatalog(graph, catalogId), loadOpenDrafts(session.personId)]));
    return (
      <>
        <AddHead catalog={catalog} title="Add resources" next="each is looked at before it is added" />
        {tabs}
        <ResourceList catalogId={catalogId} catalogName={catalog.name} drafts={drafts} />
      </>
    );
  }
  const [catalog, { items: candidates, next }] = await readPage(Promise.all([loadCatalog(graph, catalogId), loadCandidates(graph, kind.originSystem, text, cursor || null)]));
  const path = `/catalogs/${catalogId}`;

  return (
    <>
      <AddHead catalog={catalog} title="Add a resource" next="you choose who answers for it next" />
      {tabs}
      <FilterBar search={`Find ${/^[aeiou]/.test(kind.noun) ? 'an' : 'a'} ${kind.noun} of the tenant`} />
      <DataTable
        label={kind.label}
        twoLine
        selection={{ total: candidates.length, noun: kind.label.toLowerCase(), actions: <TakeChosen catalogId={catalogId} lines={Object.fromEntries(candidates.map((candidate) => [candidate.originId, candidate.originSystem === 'SharePointOnline' ? candidate.originId : `${candidate.name} ${candidate.originId}`]))} /> }}
        columns={[{ key: 'name', header: kind.label.slice(0, -1), width: '24%' }, { key: 'about', header: 'About it' }, { key: 'verdict', header: 'As a resource', width: '34%' }, { key: 'add', header: 'Add', hiddenHeader: true, width: '90px' }]}
        rows={candidates.map((candidate) => ({
          key: candidate.originId,
          label: candidate.name,
          cells: {
            name: candidate.name,
            about: candidate.about,
            verdict: <Verdict candidate={candidate} />,
            add: candidate.refusal ? null : <TextLink href={addressWith(`${path}/ask`, { originSystem: candidate.originSystem, originId: candidate.originId })} label={`Add ${candidate.name}`}>Add</TextLink>,
          },
        }))}
        empty={{ icon: 'search', title: text ? `No ${kind.noun} has “${text}” in its ${kind.searched}` : `No ${kind.noun} found`, why: 'The tenant is searched as you may read it. Try another word, or the name’s beginning.' }}
      />
      <CursorPager shown={candidates.length} noun={kind.noun} {...(cursor ? { firstHref: addressWith(`${path}/add`, { kind: kind.key, q: text }) } : {})} {...(next ? { nextHref: addressWith(`${path}/add`, { kind: kind.key, q: text, cursor: next }) } : {})} />
    </>
  );
}

export default shown(AddResourcePage);

function AddHead({ catalog, title, next }: { catalog: { id: string; name: string }; title: string; next: string }) {
  return <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: catalog.name, href: `/catalogs/${catalog.id}` }]} title={title} state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: next }]} />;
}

function Verdict({ candidate }: { candidate: Candidate }) {
  if (candidate.refusal) return <StateLabel state="blocked">{candidate.refusal}</StateLabel>;
  if (candidate.warning) return <StateLabel state="open">{candidate.warning}</StateLabel>;
  return <StateLabel state="eligible">Nothing in its way at first sight</StateLabel>;
}
