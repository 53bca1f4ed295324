import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadOpenDrafts } from '@/lib/authoring/draft-view';
import { kindWord } from '@/lib/authoring/package-design';
import { loadRoleChoices } from '@/lib/authoring/package-view';
import { loadTemplate } from '@/lib/authoring/templates';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../catalogs/search-params';
import { addressWith, isId, param } from '../../../catalogs/search-params';
import { ChooseCatalog } from '../../../packages/choose-catalog';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { UseForm } from './use-form';

export const metadata: Metadata = { title: 'Make a package' };

/** A package of a template: first its catalog, then what the template leaves open. */
async function UseTemplatePage({ params, searchParams }: { params: Promise<{ templateId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ templateId }, catalogId, text, cursor] = await Promise.all([params, param(searchParams, 'catalog'), param(searchParams, 'q'), param(searchParams, 'cursor')]);
  if (catalogId !== '' && !isId(catalogId)) notFound();
  const template = await readPage(loadTemplate(templateId));
  const { name, description, content } = template;
  const path = `/templates/${templateId}/use`;
  const crumbs = [{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Templates', href: '/templates' }];
  if (!catalogId) return <ChooseCatalog session={session} title={`A package of ${name}`} state="Choose its catalog; a package can never move to another" crumbs={crumbs} path={path} text={text} cursor={cursor} />;
  const [{ catalog, resources }, drafts] = await readPage(Promise.all([loadRoleChoices(graphFor(session), catalogId), loadOpenDrafts(session.personId)]));
  const resourceOf = (originId: string) => resources.find((resource) => resource.originId.toLowerCase() === originId.toLowerCase());
  const chosen = content.roles.flatMap(({ originId, roleOriginId }) => {
    const resource = resourceOf(originId);
    return resource ? [`${resource.id}|${roleOriginId}`] : [];
  });
  return (
    <>
      <PageHead crumbs={[...crumbs, { label: name, href: `/templates/${templateId}` }]} title={`A package of ${name}`} state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: `in ${catalog.name}` }, { text: description }]} />
      {resources.length === 0 ? (
        <EmptyState icon="group" title="This catalog has no resources" why="A package hands out roles of the resources of its catalog. Add one first; its owner is asked." action={<LinkButton href={`/catalogs/${catalogId}/add`} appearance="primary">Add a resource</LinkButton>} />
      ) : (
        <UseForm
          template={{ id: template.id, version: template.version, content }}
          catalogId={catalog.id}
          resources={resources.map((resource) => ({ id: resource.id, name: resource.name, kind: kindWord(resource.originSystem), originSystem: resource.originSystem, roles: resource.roles }))}
          chosen={chosen}
          lacking={[...new Set(content.roles.filter(({ originId }) => !resourceOf(originId)).map(({ resourceName }) => resourceName))]}
          addHref={addressWith(`/catalogs/${catalogId}/add`, { kind: 'list' })}
          drafts={drafts}
        />
      )}
    </>
  );
}

export default shown(UseTemplatePage);
