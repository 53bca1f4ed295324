import type { Metadata } from 'next';
import { Suspense } from 'react';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { isEditable, loadDraft, loadDraftSteps, loadPutAside } from '@/lib/authoring/draft-view';
import { reviewDraft } from '@/lib/authoring/review-draft';
import { graphFor } from '@/lib/graph/graph-for';
import { loadStandIn } from '@/lib/rollout/stand-in';
import type { SearchParams } from '../../../catalogs/search-params';
import { param } from '../../../catalogs/search-params';
import { pageNumber } from '../../../pages-of';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { ClosedPolicies } from '../../closed-policies';
import { WouldStandOut } from '../../would-stand-out';
import { ReviewScreen } from '../../review-screen';
import { RoleEffects } from '../../role-effects';
import { RuleReaches } from '../../rule-reaches';
import { STEPS_A_PAGE } from '../../shown-steps';
import { UntouchedPolicies } from '../../untouched-policies';
import { BegunScreen } from './begun-screen';

export const metadata: Metadata = { title: 'Review changes' };

/** What a draft means for the tenant as it is now. */
async function ReviewPage({ params, searchParams }: { params: Promise<{ draftId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ draftId }, pageText, calls] = await Promise.all([params, param(searchParams, 'page'), param(searchParams, 'calls')]);
  const at = pageNumber(pageText);
  const draft = await readPage(loadDraft(draftId));
  if (!isEditable(draft)) return <BegunScreen draft={draft} undo={false} steps={await loadDraftSteps(draftId, false, { skip: (at - 1) * STEPS_A_PAGE, take: STEPS_A_PAGE })} page={at} />;
  const review = await readPage(reviewDraft(graphFor(session), draftId, mayChange(session) ? session.personId : null));
  const [place, aside] = await Promise.all([loadStandIn(review.draft), loadPutAside(review.draft)]);
  return (
    <>
      <ReviewScreen session={session} review={review} undo={false} page={at} calls={calls === '1'} canChange={mayChange(session)} place={place} aside={aside} />
      {review.draft.state === 'open' && <Suspense><UntouchedPolicies session={session} draftId={draftId} mayChange={mayChange(session)} /></Suspense>}
      {review.draft.state === 'open' && <Suspense><RoleEffects session={session} steps={review.plan.steps} draftId={draftId} /></Suspense>}
      {review.draft.state === 'open' && <Suspense><RuleReaches session={session} steps={review.plan.steps} draftId={draftId} /></Suspense>}
      {review.draft.state === 'open' && <Suspense><ClosedPolicies session={session} draftId={draftId} /></Suspense>}
      {review.draft.state === 'open' && <Suspense><WouldStandOut session={session} draftId={draftId} /></Suspense>}
    </>
  );
}

export default shown(ReviewPage);
