import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import type { Draft } from '@/lib/authoring/draft';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { catalogRefOf, loadDraftWithCatalog } from '@/lib/authoring/drafted-catalog';
import { loadRoleChoices, loadRolesWithDraft } from '@/lib/authoring/package-view';
import type { RoleOffer } from '@/lib/authoring/package-view';
import { loadTemplate } from '@/lib/authoring/templates';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../catalogs/search-params';
import { addressWith, isId, param } from '../../../catalogs/search-params';
import { ChooseCatalog } from '../../../packages/choose-catalog';
import { roleChoice } from '../../../packages/role-choice';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { UseForm } from './use-form';

export const metadata: Metadata = { title: 'Make a package' };

/** A package of a template: first its catalog, then what the template leaves open. */
async function UseTemplatePage({ params, searchParams }: { params: Promise<{ templateId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ templateId }, catalogId, draftId, text, cursor] = await Promise.all([params, param(searchParams, 'catalog'), param(searchParams, 'draft'), param(searchParams, 'q'), param(searchParams, 'cursor')]);
  if (draftId ? !isId(draftId) : catalogId !== '' && !isId(catalogId)) notFound();
  const template = await readPage(loadTemplate(templateId));
  const { name, description, content } = template;
  const path = `/templates/${templateId}/use`;
  const crumbs = [{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Templates', href: '/templates' }];
  if (!catalogId) return <ChooseCatalog session={session} title={`A package of ${name}`} state="Choose its catalog; a package can never move to another" crumbs={crumbs} path={path} text={text} cursor={cursor} />;
  const graph = graphFor(session);
  const [{ catalog, draft: only, resources }, drafts] = await readPage(Promise.all([draftId ? loadDrafted(graph, draftId, catalogId) : loadThere(graph, catalogId), loadOpenDrafts(session.personId)]));
  const add = only ? addressWith(`/drafts/${only.id}/add`, { catalog: catalogId }) : `/catalogs/${catalogId}/add`;
  const resourceOf = (originId: string) => resources.find((resource) => resource.originId.toLowerCase() === originId.toLowerCase());
  const chosen = content.roles.flatMap(({ originId, roleOriginId }) => {
    const resource = resourceOf(originId);
    return resource ? [`${resource.id}|${roleOriginId}`] : [];
  });
  return (
    <>
      <PageHead crumbs={[...crumbs, { label: name, href: `/templates/${templateId}` }]} title={`A package of ${name}`} state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: `in ${catalog.name}` }, ...(only ? [{ text: `made by the draft “${only.name}”` }] : []), { text: description }]} />
      {resources.length === 0 ? (
        <EmptyState icon="group" title="This catalog has no resources" why="A package hands out roles of the resources of its catalog. Add one first; its owner is asked." action={<LinkButton href={add} appearance="primary">Add a resource</LinkButton>} />
      ) : (
        <UseForm
          template={{ id: template.id, version: template.version, content }}
          catalogId={catalogId}
          resources={resources.map(roleChoice)}
          chosen={chosen}
          lacking={[...new Set(content.roles.filter(({ originId }) => !resourceOf(originId)).map(({ resourceName }) => resourceName))]}
          addHref={addressWith(add, { kind: only ? null : 'list' })}
          drafts={drafts}
          only={only && { id: only.id, name: only.name }}
        />
      )}
    </>
  );
}

export default shown(UseTemplatePage);

type Offered = { catalog: { name: string }; draft: Draft | undefined; resources: RoleOffer[] };

async function loadThere(graph: ReturnType<typeof graphFor>, catalogId: string): Promise<Offered> {
  const { catalog, resources } = await loadRoleChoices(graph, catalogId);
  return { catalog, draft: undefined, resources: resources.map((resource) => ({ ...resource, drafted: false })) };
}

async function loadDrafted(graph: ReturnType<typeof graphFor>, draftId: string, key: string): Promise<Offered> {
  const [of, resources] = await Promise.all([loadDraftWithCatalog(graph, draftId, catalogRefOf(key)), loadRolesWithDraft(graph, draftId, catalogRefOf(key))]);
  return { ...of, resources };
}
