import { loadClosedPolicies } from '@/lib/authoring/closed-catalogs';
import { closedWords } from '@/lib/authoring/policy-form';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { DoubtList } from './plan-parts';

/** The policies of a draft by which nobody could ask, since their catalog is closed to whom they are for. It comes after the review, which does not wait for it nor fail with it. */
export async function ClosedPolicies({ session, draftId }: { session: { tokenCacheId: string }; draftId: string }) {
  return <DoubtList doubts={await doubtsOf(session, draftId)} />;
}

async function doubtsOf(session: { tokenCacheId: string }, draftId: string) {
  try {
    return (await loadClosedPolicies(graphFor(session), draftId)).map(({ name, packageName, catalogName }) => ({ key: `${packageName} ${name}`, name: `${name} of ${packageName}.`, words: ` ${closedWords(catalogName)}` }));
  } catch (error) {
    if (!isAppError(error)) throw error;
    return [{ key: 'unread', name: 'Policies for people outside.', words: ' The tenant did not answer, so whether their catalogs are open to them is not known. Reload the page to try again.' }];
  }
}
