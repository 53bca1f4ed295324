import { FollowChanges } from '@/components/fresh-page';
import { surelySeenOf } from '@/lib/rollout/last-change';

/** Keeps a page about a rollout true while others work on it. */
export async function FollowRollout({ rolloutId }: { rolloutId: string }) {
  return <FollowChanges address={`/rollouts/${rolloutId}/last-change`} last={await surelySeenOf(rolloutId)} />;
}
