import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { FactList } from '@/components/fact-list';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { StateLabel } from '@/components/state-label';
import { requireRole } from '@/lib/auth/guard';
import { loadOwnerForm } from '@/lib/authoring/owner-register';
import { RESOURCE_KINDS } from '@/lib/authoring/catalog';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { kindWord } from '@/lib/authoring/package-design';
import { loadCatalog } from '@/lib/authoring/catalog-view';
import { graphFor } from '@/lib/graph/graph-for';
import { readPage } from '../../../read-page';
import type { SearchParams } from '../../search-params';
import { isId, param } from '../../search-params';
import { ownerChoices } from '../../../owners/owner-choices';
import { Judged } from './judged';
import { OwnerForm } from './owner-form';
import { shown } from '../../../shown';

export const metadata: Metadata = { title: 'Who answers for it' };

/** The last step before a resource enters a catalog, or before its owner is asked anew: who answers for it. */
async function AskPage({ params, searchParams }: { params: Promise<{ catalogId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ catalogId }, system, originId, resourceId] = await Promise.all([params, param(searchParams, 'originSystem'), param(searchParams, 'originId'), param(searchParams, 'resource')]);
  const originSystem = RESOURCE_KINDS.find((known) => known === system);
  if (!isId(catalogId) || !originSystem || !originId) notFound();
  const graph = graphFor(session);
  const [catalog, { candidate, known, suggested }, drafts] = await readPage(Promise.all([loadCatalog(graph, catalogId), loadOwnerForm(graph, originSystem, originId), loadOpenDrafts(session.personId)]));
  const path = `/catalogs/${catalogId}`;

  const facts = [{ label: 'Name', value: candidate.name, strong: true }, { label: 'About it', value: candidate.about || '–' }, { label: 'Catalog', value: catalog.name }];
  const toKnow = [...(candidate.warning ? [{ label: 'To know', value: <StateLabel state="open">{candidate.warning}</StateLabel> }] : []), ...(candidate.refusal ? [{ label: 'To know', value: <StateLabel state="blocked">{candidate.refusal}</StateLabel> }] : [])];
  const form = (
    <OwnerForm
      hidden={resourceId ? { catalogId, resourceId } : { catalogId, originSystem, originId }}
      adds={resourceId ? null : { drafts, newName: `Add ${candidate.name} to ${catalog.name}`.slice(0, 120) }}
      backHref={path}
      owners={ownerChoices(known, suggested)}
      {...(known ? { current: known.owner.personId } : {})}
    />
  );

  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: catalog.name, href: path }]}
        title={resourceId ? `Ask about ${candidate.name}` : `Add ${candidate.name}`}
        state={[{ text: 'Nothing has been changed yet', icon: 'info' }, ...(resourceId ? [] : [{ text: 'who answers for it is asked once the draft is applied' }])]}
      />
      {resourceId ? (
        <>
          <Section title={kindWord(originSystem)}><FactList facts={[...facts, ...toKnow]} /></Section>
          {!candidate.refusal && form}
        </>
      ) : <Judged key={originId} catalogId={catalogId} originId={originId} name={candidate.name} backHref={path} kind={kindWord(originSystem)} facts={facts} toKnow={toKnow} keptOut={Boolean(candidate.refusal)}>{form}</Judged>}
    </>
  );
}

export default shown(AskPage);
