import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Suspense } from 'react';
import { CursorPager } from '@/components/cursor-pager';
import { DataTable } from '@/components/data-table';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { Section } from '@/components/section';
import { TextLink } from '@/components/text-link';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadExtensions, loadUses } from '@/lib/authoring/workflow-extensions';
import type { ExtensionUses } from '@/lib/authoring/workflow-extensions';
import { graphFor } from '@/lib/graph/graph-for';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';
import type { SearchParams } from '../../../search-params';
import { addressWith, isId, param } from '../../../search-params';
import { behaviourWords, calledWords, OF_WORDS } from '../extension-words';

export const metadata: Metadata = { title: 'Custom extensions of a catalog' };

/** The logic apps that policies of a catalog can call, and how many do. */
async function ExtensionsPage({ params, searchParams }: { params: Promise<{ catalogId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ catalogId }, cursor] = await Promise.all([params, param(searchParams, 'cursor')]);
  if (!isId(catalogId)) notFound();
  const graph = graphFor(session);
  const { catalog, items, next } = await readPage(loadExtensions(graph, catalogId, cursor || null));
  const uses = items.length > 0 ? loadUses(graph, catalog) : null;
  const canChange = mayChange(session);
  const path = `/catalogs/${catalogId}/extensions`;
  return (
    <>
      <PageHead crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: catalog.name, href: `/catalogs/${catalogId}` }]} title="Custom extensions" state={[{ text: 'Logic apps that policies of this catalog can call' }]} actions={canChange && <LinkButton href={`${path}/new`} appearance="primary">New custom extension</LinkButton>} />
      <Section title="What policies can call" caption="needs Microsoft Entra ID Governance" flush>
        <DataTable
          label="Custom extensions"
          columns={[{ key: 'name', header: 'Custom extension', width: '24%' }, { key: 'calls', header: 'Calls', named: true, width: '24%' }, { key: 'for', header: 'Called for', hideOnPhone: true }, { key: 'behaviour', header: 'Behaviour', named: true }, { key: 'used', header: 'Used by', named: true, width: '130px' }]}
          rows={items.map(({ id, name, is }) => ({
            key: id, label: name, href: `${path}/${id}`,
            cells: { name: <TextLink href={`${path}/${id}`}>{name}</TextLink>, calls: calledWords(is), for: OF_WORDS[is.of], behaviour: behaviourWords(is), used: uses && <Suspense fallback="Being read"><UsedBy id={id} uses={uses} /></Suspense> },
          }))}
          empty={{ title: 'No custom extensions yet', why: 'With one, a policy tells a logic app of your own of a request or an assignment, and can wait for its answer.', action: canChange && <LinkButton href={`${path}/new`}>New custom extension</LinkButton> }}
        />
        {uses && <Suspense><NotKnown uses={uses} /></Suspense>}
        <CursorPager shown={items.length} noun="custom extension" {...(cursor ? { firstHref: path } : {})} {...(next ? { nextHref: addressWith(path, { cursor: next }) } : {})} />
      </Section>
    </>
  );
}

export default shown(ExtensionsPage);

async function NotKnown({ uses }: { uses: Promise<ExtensionUses> }) {
  const { why } = await uses;
  return why !== null && <p>{`Which policies call them is not known: ${why} Reload the page to read them again.`}</p>;
}

async function UsedBy({ id, uses }: { id: string; uses: Promise<ExtensionUses> }) {
  const { by } = await uses;
  if (!by) return 'Not known';
  const count = by.get(id.toLowerCase())?.length ?? 0;
  return count === 0 ? 'No policy' : count === 1 ? '1 policy' : `${count.toLocaleString('en-GB')} policies`;
}
