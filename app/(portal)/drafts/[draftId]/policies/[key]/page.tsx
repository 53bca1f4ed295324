import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadDraftedPolicy } from '@/lib/authoring/policy-editor-view';
import { graphFor } from '@/lib/graph/graph-for';
import { isId } from '../../../../catalogs/search-params';
import { PolicyEditor } from '../../../../packages/policy-editor/policy-editor';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';

export const metadata: Metadata = { title: 'Policy of a draft' };

/** A policy as a draft has it, to be edited further. */
async function DraftedPolicyPage({ params }: { params: Promise<{ draftId: string; key: string }> }) {
  const session = await requireRole('Rollout.Admin');
  const { draftId, key } = await params;
  if (!isId(draftId)) notFound();
  const { draft, change, packageName, document, base, names, organizations, extensions, closedCatalog } = await readPage(loadDraftedPolicy(graphFor(session), draftId, { key: decodeURIComponent(key) }));
  if (!change) notFound();
  const backHref = `/drafts/${draftId}`;
  return (
    <>
      <PageHead crumbs={[{ label: 'Drafts', href: '/drafts' }, { label: draft.name, href: backHref }]} title={`${change.operation === 'create' ? 'New policy' : 'Policy'} of ${packageName}`} state={[{ text: change.name, strong: true }, { text: 'saved by ' + change.changedByName, at: change.changedAt.toISOString() }]} />
      {draft.state === 'open'
        ? <PolicyEditor document={document} before={base} choices={{ names, organizations, extensions, closedCatalog }} into={{ draftId, key: change.key, packageKey: '', version: change.version }} backHref={backHref} now={new Date().toISOString().slice(0, 16)} />
        : <EmptyState icon="lock" title="This draft is not open for changes" why="What is being applied is what was reviewed, and what was applied is what was done." action={<LinkButton href={backHref}>To the draft</LinkButton>} />}
    </>
  );
}

export default shown(DraftedPolicyPage);
