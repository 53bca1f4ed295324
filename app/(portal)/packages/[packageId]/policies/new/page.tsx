import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { loadPolicyEditor } from '@/lib/authoring/policy-editor-view';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../../catalogs/search-params';
import { isId, param } from '../../../../catalogs/search-params';
import { readPage } from '../../../../read-page';
import { shown } from '../../../../shown';
import { Lost, orLost } from '../../../policy-editor/lost';
import { PolicyEditor } from '../../../policy-editor/policy-editor';

export const metadata: Metadata = { title: 'New policy' };

/** A further policy of a package, from nothing or like another one of it. */
async function NewPolicyPage({ params, searchParams }: { params: Promise<{ packageId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin');
  const [{ packageId }, like] = await Promise.all([params, param(searchParams, 'like')]);
  if (!isId(packageId) || (like && !isId(like))) notFound();
  const view = await readPage(orLost(loadPolicyEditor(graphFor(session), session.personId, packageId, { like: like || null })));
  const backHref = `/packages/${packageId}`;
  if ('lost' in view) return <Lost why={view.lost} backHref={backHref} />;
  const { package: of, document, drafts, names, organizations, extensions, closedCatalog } = view;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: of.catalogName, href: `/catalogs/${of.catalogId}` }, { label: of.name, href: backHref }]}
        title={like ? `A policy like another of ${of.name}` : `New policy of ${of.name}`}
        state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: 'it is saved to a draft, and made when that is applied' }]}
      />
      <PolicyEditor document={document} before={null} choices={{ names, organizations, extensions, closedCatalog }} into={{ packageId: of.id, policyId: '', drafts, newName: `Policy of ${of.name}`.slice(0, 120) }} backHref={backHref} now={new Date().toISOString().slice(0, 16)} />
    </>
  );
}

export default shown(NewPolicyPage);
