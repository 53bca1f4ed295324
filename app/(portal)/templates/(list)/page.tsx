import type { Metadata } from 'next';
import { AgeText } from '@/components/age-text';
import { DataTable } from '@/components/data-table';
import { FilterBar } from '@/components/filter-bar';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Pager } from '@/components/pager';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { hasRole, mayChange } from '@/lib/auth/role';
import { loadTemplates } from '@/lib/authoring/templates';
import { PlaceTabs } from '../../catalogs/place-tabs';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, param } from '../../catalogs/search-params';
import { pageNumber, pagesOf } from '../../pages-of';
import { shown } from '../../shown';

export const metadata: Metadata = { title: 'Templates' };

const PAGE = 25;

/** Templates of packages, by name. */
async function TemplatesPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [text, pageText] = await Promise.all([param(searchParams, 'q'), param(searchParams, 'page')]);
  const at = pageNumber(pageText);
  const { templates, total } = await loadTemplates(text, { skip: (at - 1) * PAGE, take: PAGE });
  const canChange = mayChange(session);
  const create = canChange ? <LinkButton href="/templates/new" appearance="primary">New template</LinkButton> : undefined;
  // The empty list offers it itself.
  const nothing = total === 0 && !text;
  const href = (page: number) => addressWith('/templates', { q: text, page: String(page) });
  return (
    <>
      <PageHead title="Catalogs & packages" state={[{ text: 'A template makes packages with the same policies, once its parameters are filled in' }]} actions={!nothing && create} />
      <PlaceTabs chosen="templates" checks={hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')} />
      {!nothing && <FilterBar search="Find a template by name" />}
      <DataTable
        label="Templates"
        twoLine
        columns={[{ key: 'name', header: 'Template', width: '24%' }, { key: 'description', header: 'What it is for' }, { key: 'parameters', header: 'Asks for', named: true, width: '26%' }, { key: 'changed', header: 'Last edited', named: true, width: '200px' }, ...(canChange ? [{ key: 'use', header: 'Use', hiddenHeader: true, width: '80px' }] : [])]}
        rows={templates.map(({ id, name, description, content, changedAt, changedByName }) => ({
          key: id, label: name, ...(canChange ? { href: `/templates/${id}` } : {}),
          cells: {
            name: canChange ? <TextLink href={`/templates/${id}`}>{name}</TextLink> : name, description, parameters: content.parameters.map(({ label }) => label).join(', ') || 'nothing', changed: <><AgeText at={changedAt.toISOString()} /> by {changedByName}</>,
            use: <TextLink href={`/templates/${id}/use`} label={`Use ${name} for a package`}>Use</TextLink>,
          },
        }))}
        empty={text ? { title: 'No template has this in its name', why: 'Take the search away to see all.' } : { icon: 'copy', title: 'No templates yet', why: 'Begin with one that is there to start from, or open a package and save it as a template.', action: create }}
      />
      <Pager {...pagesOf({ number: at, take: PAGE }, total, href)} noun="templates" />
    </>
  );
}

export default shown(TemplatesPage);
