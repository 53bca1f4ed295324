import type { Metadata } from 'next';
import { Suspense } from 'react';
import { requireRole } from '@/lib/auth/guard';
import { mayChange } from '@/lib/auth/role';
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

export const metadata: Metadata = { title: 'Undo a draft' };

/** What taking back all that a draft did means now. */
async function UndoPage({ params, searchParams }: { params: Promise<{ draftId: string }>; searchParams: SearchParams }) {
  const session = await requireRole('Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk');
  const [{ draftId }, pageText, calls, over, left] = await Promise.all([params, param(searchParams, 'page'), param(searchParams, 'calls'), param(searchParams, 'over'), param(searchParams, 'left')]);
  const settled = settledOf(idsIn(over), idsIn(left));
  const review = await readPage(reviewUndo(graphFor(session), draftId, settled));
  return (
    <>
      <ReviewScreen session={session} review={review} undo={true} settled={settled} lost={review.lost} page={pageNumber(pageText)} calls={calls === '1'} canChange={mayChange(session)} place={null} />
      <Suspense><RoleEffects session={session} steps={review.plan.steps} draftId={null} /></Suspense>
      <Suspense><RuleReaches session={session} steps={review.plan.steps} draftId={null} /></Suspense>
    </>
  );
}

export default shown(UndoPage);
