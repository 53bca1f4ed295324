import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { STARTER_TEMPLATES } from '@/lib/authoring/starter-templates';
import { templateOf } from '@/lib/authoring/templates';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../catalogs/search-params';
import { addressWith, isId, param } from '../../catalogs/search-params';
import { readPage } from '../../read-page';
import { shown } from '../../shown';
import { TemplateForm } from '../template-form';

export const metadata: Metadata = { title: 'New template' };

const CRUMBS = [{ label: 'Catalogs & packages', href: '/catalogs' }, { label: 'Templates', href: '/templates' }];

/** A new template: first what it begins with, then what of that is left open. */
async function NewTemplatePage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [from, packageId] = await Promise.all([param(searchParams, 'from'), param(searchParams, 'package')]);
  if (packageId) {
    if (!isId(packageId)) notFound();
    const { name, content, left } = await readPage(templateOf(graphFor(session), packageId));
    return <Form title={`${name} as a template`} start={{ name, description: '', content }} left={left} />;
  }
  const starter = STARTER_TEMPLATES.find(({ key }) => key === from);
  if (starter) return <Form title="New template" start={{ name: starter.name, description: starter.description, content: starter.content }} left={[]} />;
  return (
    <>
      <PageHead crumbs={CRUMBS} title="New template" state={[{ text: 'Choose what it begins with; everything of it can be changed' }]} actions={<LinkButton href="/packages">From a package…</LinkButton>} />
      <DataTable
        label="To start from"
        twoLine
        columns={[{ key: 'name', header: 'To start from', width: '24%' }, { key: 'description', header: 'What it is for' }, { key: 'parameters', header: 'Asks for', named: true, width: '30%' }]}
        rows={STARTER_TEMPLATES.map(({ key, name, description, content }) => ({ key, label: name, href: addressWith('/templates/new', { from: key }), cells: { name: <TextLink href={addressWith('/templates/new', { from: key })}>{name}</TextLink>, description, parameters: content.parameters.map(({ label }) => label).join(', ') } }))}
      />
    </>
  );
}

export default shown(NewTemplatePage);

function Form({ title, start, left }: { title: string; start: Parameters<typeof TemplateForm>[0]['start']; left: string[] }) {
  return (
    <>
      <PageHead crumbs={CRUMBS} title={title} state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: 'a template changes nothing in the tenant' }]} />
      <TemplateForm start={start} left={left} />
    </>
  );
}
