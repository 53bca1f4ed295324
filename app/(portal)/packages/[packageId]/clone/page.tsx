import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { judgeLacking, loadCloneSource } from '@/lib/authoring/clone-package';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { catalogRefOf, catalogText, loadDraftWithCatalog } from '@/lib/authoring/drafted-catalog';
import { apartSentence } from '@/lib/authoring/incompatibility';
import { LONGEST } from '@/lib/authoring/object-texts';
import { kindWord } from '@/lib/authoring/package-design';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../catalogs/search-params';
import { addressWith, isId, param } from '../../../catalogs/search-params';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { ChooseCatalog } from '../../choose-catalog';
import { CloneForm } from './clone-form';
import type { CloneResource } from './clone-form';

export const metadata: Metadata = { title: 'Clone package' };

const OTHER = 'other';

/** A copy of a package in its own catalog, another, or one that a draft makes: what it hands out, what the other catalog lacks for it, and its policies. */
async function ClonePackagePage({ params, searchParams }: { params: Promise<{ packageId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ packageId }, wanted, draftId, text, cursor] = await Promise.all([params, param(searchParams, 'catalog'), param(searchParams, 'draft'), param(searchParams, 'q'), param(searchParams, 'cursor')]);
  if (!isId(packageId) || (draftId ? !isId(draftId) : wanted !== '' && wanted !== OTHER && !isId(wanted))) notFound();
  const graph = graphFor(session);
  const path = `/packages/${packageId}/clone`;
  const choosing = wanted === OTHER || text !== '' || cursor !== '';
  const into = choosing || !wanted ? null : { catalog: catalogRefOf(wanted), to: draftId ? { draftId } : { newName: '' } };
  const [source, making] = await readPage(Promise.all([loadCloneSource(graph, packageId, into), into && draftId ? loadDraftWithCatalog(graph, draftId, into.catalog) : null]));
  const only = making?.draft;
  const { design, catalog } = source;
  const crumbs = [{ label: 'Catalogs & packages', href: '/catalogs' }, { label: design.catalogName, href: `/catalogs/${design.catalogId}` }, { label: design.name, href: `/packages/${packageId}` }];
  if (choosing) return <ChooseCatalog session={session} title={`Clone ${design.name}`} state="Choose the catalog of the copy; it can never move to another" crumbs={crumbs} path={path} text={text} cursor={cursor} />;
  const [lacking, drafts] = await readPage(Promise.all([judgeLacking(graph, session.personId, source), loadOpenDrafts(session.personId)]));
  const elsewhere = catalogText(catalog) !== design.catalogId;
  const resources = new Map<string, CloneResource>();
  for (const role of source.roles) {
    const { originSystem, originId, resourceName } = role;
    const known = resources.get(originId) ?? { originSystem, originId, name: resourceName, kind: kindWord(originSystem), lacking: role.has === null, judged: lacking.find((each) => each.originId.toLowerCase() === originId.toLowerCase()) ?? null, roles: [] };
    resources.set(originId, { ...known, roles: [...known.roles, { id: role.id, name: role.roleName }] });
  }
  return (
    <>
      <PageHead
        crumbs={crumbs}
        title={`Clone ${design.name}`}
        state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: elsewhere ? `into ${catalog.name}` : 'in the same catalog' }, ...(only ? [{ text: `made by the draft “${only.name}”` }] : [])]}
        actions={<LinkButton href={elsewhere ? path : addressWith(path, { catalog: OTHER })}>{elsewhere ? 'In its own catalog instead' : 'Into another catalog…'}</LinkButton>}
      />
      <CloneForm
        packageId={packageId}
        catalog={{ id: catalogText(catalog), name: catalog.name }}
        elsewhere={elsewhere}
        start={{ name: (elsewhere ? design.name : `Copy of ${design.name}`).slice(0, LONGEST.name), description: design.description, hidden: design.hidden }}
        resources={[...resources.values()]}
        policies={source.policies.map(({ id, name, automatic, refusal, behind }) => ({ id, name, automatic, refusal, behind }))}
        apart={source.apart.map(({ other: { id, name, kind }, apart }) => ({ id, name, kind: kind === 'group' ? 'Group' : 'Package', says: apartSentence(apart, 'the copy', kind, name) }))}
        drafts={drafts}
        only={only && { id: only.id, name: only.name }}
      />
    </>
  );
}

export default shown(ClonePackagePage);
