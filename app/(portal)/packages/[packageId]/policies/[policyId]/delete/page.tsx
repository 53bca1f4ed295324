import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { EmptyState } from '@/components/empty-state';
import { LinkButton } from '@/components/link-button';
import { PageHead } from '@/components/page-head';
import { requireRole } from '@/lib/auth/guard';
import { assignmentsWords, isHeld, policyHeldWords } from '@/lib/authoring/plan-draft';
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
  const automatic = policy.automatic;
  const state = isHeld(held) ? `it has ${assignmentsWords(held)}` : 'nobody has the package under it';
  const mend = automatic ? <LinkButton href={`/packages/${packageId}/policies/${policyId}/edit`} appearance="primary">Edit its rule</LinkButton> : <LinkButton href={addressWith(`/packages/${packageId}`, { tab: 'assignments' })}>See the assignments</LinkButton>;
  return (
    <>
      <PageHead
        crumbs={[{ label: 'Catalogs & packages', href: '/catalogs' }, { label: design.catalogName, href: `/catalogs/${design.catalogId}` }, { label: design.name, href: `/packages/${packageId}` }]}
        title={`Delete the policy “${policy.name}”`}
        state={[{ text: 'Nothing has been changed yet', icon: 'info' }, { text: state }]}
      />
      {isHeld(held) ? (
        <EmptyState icon="blocked" title="It cannot be deleted yet" why={policyHeldWords(held, automatic)} action={mend} />
      ) : (
        <DeletePolicy packageId={packageId} policyId={policyId} drafts={drafts} newName={`Policy of ${design.name}`.slice(0, 120)} name={policy.name} last={last} />
      )}
    </>
  );
}

export default shown(DeletePolicyPage);
