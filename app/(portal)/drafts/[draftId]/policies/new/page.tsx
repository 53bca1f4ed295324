import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadDraftedPolicy } from '@/lib/authoring/policy-editor-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../../catalogs/search-params';
import { isId, param } from '../../../../catalogs/search-params';
import { PolicyEditor } from '../../../../packages/policy-editor/policy-editor';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';

export const metadata: Metadata = { title: 'New policy' };

/** A policy of a package that this draft makes. */
async function NewDraftedPolicyPage({ params, searchParams }: { params: Promise<{ draftId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ draftId }, packageKey] = await Promise.all([params, param(searchParams, 'package')]);
  if (!isId(draftId) || !packageKey) notFound();
  const { draft, packageName, document, names, organizations, extensions, closedCatalog } = await readPage(loadDraftedPolicy(graphFor(session), draftId, { packageKey }));
  return (
    <>
      <PageHead crumbs={[{ label: 'Drafts', href: '/drafts' }, { label: draft.name, href: `/drafts/${draftId}` }]} title={`New policy of ${packageName}`} state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: 'this draft makes the package too' }]} />
      <PolicyEditor document={document} before={null} choices={{ names, organizations, extensions, closedCatalog }} into={{ draftId, key: '', packageKey, version: 0 }} backHref={`/drafts/${draftId}`} now={new Date().toISOString().slice(0, 16)} />
    </>
  );
}

export default shown(NewDraftedPolicyPage);
