import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadPolicyEditor } from '@/lib/authoring/policy-editor-view';
import { keepsWords } from '@/lib/authoring/rule-reach';
import { graphFor } from '@/lib/graph/graph-for';
import { isId } from '../../../../../catalogs/search-params';
import { readPage } from '../../../../../read-page';
import { shown } from '../../../../../shown';
import { Lost, orLost } from '../../../../policy-editor/lost';
import { PolicyEditor } from '../../../../policy-editor/policy-editor';

export const metadata: Metadata = { title: 'Edit policy' };

/** A policy of the tenant in every property it has. */
async function EditPolicyPage({ params }: { params: Promise<{ packageId: string; policyId: string }> }) {
  const session = await requireRole('Rollout.Admin');
  const { packageId, policyId } = await params;
  if (!isId(packageId) || !isId(policyId)) notFound();
  const view = await readPage(orLost(loadPolicyEditor(graphFor(session), session.personId, packageId, { policyId })));
  const backHref = `/packages/${packageId}`;
  if ('lost' in view) return <Lost why={view.lost} backHref={backHref} />;
  const { package: of, document, drafts, names, organizations, extensions, closedCatalog } = view;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: of.catalogName, href: `/catalogs/${of.catalogId}` }, { label: of.name, href: backHref }]}
        title={`Edit ${typeof document.displayName === 'string' ? document.displayName : 'the policy'}`}
        state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: keepsWords(document) }]}
      />
      <PolicyEditor document={document} before={document} choices={{ names, organizations, extensions, closedCatalog }} into={{ packageId: of.id, policyId, drafts, newName: `Policy of ${of.name}`.slice(0, 120) }} backHref={backHref} now={new Date().toISOString().slice(0, 16)} />
    </>
  );
}

export default shown(EditPolicyPage);
