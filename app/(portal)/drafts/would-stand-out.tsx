import { isAppError } from '@/lib/errors';
import { DraftedFindings } from '../checks/drafted-findings';
import { draftedFindings } from './counted';

/** What would stand out once a draft is applied. It comes after the review, which does not wait for it nor fail with it. */
export async function WouldStandOut({ session, draftId }: { session: { tokenCacheId: string }; draftId: string }) {
  try {
    return <DraftedFindings draftId={draftId} result={await draftedFindings(session, draftId)} />;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return <DraftedFindings draftId={draftId} result={null} />;
  }
}
