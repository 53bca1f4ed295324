import type { Metadata } from 'next';
import { Suspense } from 'react';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { reviewDraft } from '@/lib/authoring/review-draft';
import { graphFor } from '@/lib/graph/graph-for';
import { loadStandIn } from '@/lib/rollout/stand-in';
import type { SearchParams } from '../../../catalogs/search-params';
import { param } from '../../../catalogs/search-params';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { ClosedPolicies } from '../../closed-policies';
import { WouldStandOut } from '../../would-stand-out';
import { ReviewScreen } from '../../review-screen';
import { RoleEffects } from '../../role-effects';
import { RuleReaches } from '../../rule-reaches';

export const metadata: Metadata = { title: 'Review changes' };

/** What a draft means for the tenant as it is now. */
async function ReviewPage({ params, searchParams }: { params: Promise<{ draftId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ draftId }, pageText, calls] = await Promise.all([params, param(searchParams, 'page'), param(searchParams, 'calls')]);
  const review = await readPage(reviewDraft(graphFor(session), draftId, mayChange(session) ? session.personId : null));
  const place = await loadStandIn(review.draft);
  return (
    <>
      <ReviewScreen session={session} review={review} undo={false} page={Math.max(1, Number.parseInt(pageText, 10) || 1)} calls={calls === '1'} canChange={mayChange(session)} place={place} />
      {review.draft.state === 'open' && <Suspense><RoleEffects session={session} steps={review.plan.steps} draftId={draftId} /></Suspense>}
      {review.draft.state === 'open' && <Suspense><RuleReaches session={session} steps={review.plan.steps} draftId={draftId} /></Suspense>}
      {review.draft.state === 'open' && <Suspense><ClosedPolicies session={session} draftId={draftId} /></Suspense>}
      {review.draft.state === 'open' && <Suspense><WouldStandOut session={session} draftId={draftId} /></Suspense>}
    </>
  );
}

export default shown(ReviewPage);
