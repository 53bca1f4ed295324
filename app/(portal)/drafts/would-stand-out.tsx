import { lintDraft } from '@/lib/authoring/lint-draft';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { DraftedFindings } from '../checks/drafted-findings';

/** What would stand out once a draft is applied. It comes after the review, which does not wait for it nor fail with it. */
export async function WouldStandOut({ session, draftId }: { session: { tokenCacheId: string }; draftId: string }) {
  try {
    return <DraftedFindings draftId={draftId} result={await lintDraft(graphFor(session), draftId)} />;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return <DraftedFindings draftId={draftId} result={null} />;
  }
}
