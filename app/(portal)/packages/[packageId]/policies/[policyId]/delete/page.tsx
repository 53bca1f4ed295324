import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { heldWords } from '@/lib/authoring/plan-draft';
import { loadPolicyRemoval } from '@/lib/authoring/policy-editor-view';
import { graphFor } from '@/lib/graph/graph-for';
import { addressWith, isId } from '../../../../../catalogs/search-params';
import { readPage } from '../../../../../read-page';
import { shown } from '../../../../../shown';
import { DeletePolicy } from './delete-policy';

export const metadata: Metadata = { title: 'Delete policy' };

/** Deleting a policy, with what would keep Microsoft Entra from it told before anybody tries. */
async function DeletePolicyPage({ params }: { params: Promise<{ packageId: string; policyId: string }> }) {
  const session = await requireRole('Rollout.Admin');
  const { packageId, policyId } = await params;
  if (!isId(packageId) || !isId(policyId)) notFound();
  const { design, policy, held, drafts } = await readPage(loadPolicyRemoval(graphFor(session), session.personId, packageId, policyId));
  const last = design.policies.length === 1;
  const state = held.count > 0 ? `${heldWords(held)} the package by it` : 'nobody has the package by it';
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: design.catalogName, href: `/catalogs/${design.catalogId}` }, { label: design.name, href: `/packages/${packageId}` }]}
        title={`Delete ${policy.name}`}
        state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: state }]}
      />
      {held.count > 0 ? (
        <EmptyState icon="blocked" title="It cannot be deleted yet" why={`${heldWords(held)} the package by this policy; Microsoft Entra refuses to delete it until nobody does. Whoever was deleted in the last 30 days counts too. Remove their assignments, or move them to another policy, then come back.`} action={<LinkButton href={addressWith(`/packages/${packageId}`, { tab: 'assignments' })}>See the assignments</LinkButton>} />
      ) : (
        <DeletePolicy packageId={packageId} policyId={policyId} drafts={drafts} newName={`Policy of ${design.name}`.slice(0, 120)} name={policy.name} last={last} />
      )}
    </>
  );
}

export default shown(DeletePolicyPage);
