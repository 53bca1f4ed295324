import type { Metadata } from 'next';
import { Suspense } from 'react';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
import { loadDraft, loadDraftSteps, loadPutAside } from '@/lib/authoring/draft-view';
import { reviewUndo } from '@/lib/authoring/review-draft';
import { graphFor } from '@/lib/graph/graph-for';
import type { SearchParams } from '../../../catalogs/search-params';
import { param } from '../../../catalogs/search-params';
import { pageNumber } from '../../../pages-of';
import { readPage } from '../../../read-page';
import { shown } from '../../../shown';
import { ReviewScreen } from '../../review-screen';
import { RoleEffects } from '../../role-effects';
import { RuleReaches } from '../../rule-reaches';
import { idsIn, settledOf } from '../../settled-steps';
import { STEPS_A_PAGE } from '../../shown-steps';
import { BegunScreen } from '../review/begun-screen';

export const metadata: Metadata = { title: 'Undo a draft' };

/** What taking back all that a draft did means now. */
async function UndoPage({ params, searchParams }: { params: Promise<{ draftId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ draftId }, pageText, calls, over, left] = await Promise.all([params, param(searchParams, 'page'), param(searchParams, 'calls'), param(searchParams, 'over'), param(searchParams, 'left')]);
  const [at, draft] = [pageNumber(pageText), await readPage(loadDraft(draftId))];
  if (draft.state === 'applying' || draft.state === 'undoing' || draft.state === 'undone') return <BegunScreen draft={draft} undo steps={await loadDraftSteps(draftId, draft.state !== 'applying', { skip: (at - 1) * STEPS_A_PAGE, take: STEPS_A_PAGE })} page={at} />;
  const settled = settledOf(idsIn(over), idsIn(left));
  const [review, aside] = await Promise.all([readPage(reviewUndo(graphFor(session), draftId, settled)), loadPutAside(draft)]);
  return (
    <>
      <ReviewScreen session={session} review={review} undo={true} settled={settled} lost={review.lost} page={at} calls={calls === '1'} canChange={mayChange(session)} place={null} aside={aside} />
      <Suspense><RoleEffects session={session} steps={review.plan.steps} draftId={null} /></Suspense>
      <Suspense><RuleReaches session={session} steps={review.plan.steps} draftId={null} /></Suspense>
    </>
  );
}

export default shown(UndoPage);
