import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { ActionForm } from '@/components/action-form';
import { FormColumn } from '@/components/form-layout';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { requireRole } from '@/lib/auth/guard';
import { calledAs } from '@/lib/authoring/draft';
import { loadOpenDrafts, previewChange, REMOVABLE, removalOf } from '@/lib/authoring/draft-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../catalogs/search-params';
import { isId, param } from '../../catalogs/search-params';
import { readPage } from '../../read-page';
import { shown } from '../../shown';
import { draftRemovalAction } from '../actions';
import { DraftButtons, DraftChoice } from '../draft-choice';
import { affectsWords } from '../draft-words';
import { ProblemList, StepList } from '../plan-parts';
import { RoleEffects } from '../role-effects';

export const metadata: Metadata = { title: 'Remove' };

const TITLES = { catalog: 'Delete a catalog', package: 'Delete a package', packageRole: 'Take a role out of a package', catalogResource: 'Take a resource out of a catalog' } as const;

/** What removing something means, who loses by it and what is in the way, before it goes into a draft. */
async function RemovePage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [kindName, objectId, of] = await Promise.all([param(searchParams, 'kind'), param(searchParams, 'object'), param(searchParams, 'of')]);
  const kind = REMOVABLE.find((known) => known === kindName);
  if (!kind || !objectId || !(isId(objectId) || isId(of)) || (of !== '' && !isId(of))) notFound();
  const graph = graphFor(session);
  const removal = await readPage(removalOf(graph, { kind, objectId, of }));
  const [plan, drafts] = await readPage(Promise.all([previewChange(graph, removal), loadOpenDrafts(session.personId)]));
  const { base } = removal;
  const name = 'name' in base ? base.name : 'resourceName' in base ? `${base.roleName} of ${base.resourceName}` : '';
  const within = 'package' in base ? calledAs(base.package, name) : 'catalog' in base && kind === 'catalogResource' ? calledAs(base.catalog, name) : name;
  const back = kind === 'catalog' ? `/catalogs/${objectId}` : kind === 'package' ? `/packages/${objectId}` : kind === 'packageRole' ? `/packages/${of}?tab=resources` : `/catalogs/${of}`;
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: within, href: back }]} title={TITLES[kind]} state={[{ text: 'Nothing has been changed yet', icon: 'info' }]} />
      <ProblemList draftId="" problems={plan.problems} canChange={false} />
      {plan.steps.length > 0 && <Section title="What it means"><StepList steps={plan.steps.map((step) => ({ key: step.key, position: step.position, operation: step.operation, words: step.words, differences: [], affects: step.affects && affectsWords(step.affects), removes: true, call: null }))} /></Section>}
      <Suspense><RoleEffects session={session} steps={plan.steps} draftId={null} /></Suspense>
      <FormColumn>
        <ActionForm action={draftRemovalAction} hidden={{ kind, objectId, of }} label={TITLES[kind]}>
          <DraftChoice drafts={drafts} name={`Without ${name}`} />
          <DraftButtons backHref={back} back="Leave it as it is" />
        </ActionForm>
      </FormColumn>
    </>
  );
}

export default shown(RemovePage);
