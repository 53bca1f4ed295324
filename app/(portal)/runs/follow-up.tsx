import { Suspense } from 'react';
import { followUpWords, loadFollowUps } from '@/lib/rollout/follow-policies';
import type { FollowUp } from '@/lib/rollout/follow-policies';
import type { ShownPolicy } from '@/lib/rollout/run-policies-view';

/** What came of each written policy of a run, by its id: counted in the tenant while the page stands already. */
export function followUpsOf(reader: { tokenCacheId: string }, runId: string, policies: readonly ShownPolicy[]): Record<string, React.ReactNode> {
  const written = policies.filter(({ savedAt }) => savedAt);
  if (written.length === 0) return {};
  const found = loadFollowUps(reader, runId);
  // Whoever leaves before it is counted lets go of it; whoever stays is told by the line that waits for it.
  found.catch(() => undefined);
  return Object.fromEntries(written.map(({ id }) => [id, <Suspense key={id} fallback="Counting what came of it…"><FollowUpLine id={id} found={found} /></Suspense>]));
}

async function FollowUpLine({ id, found }: { id: string; found: Promise<ReadonlyMap<string, FollowUp>> }) {
  const followUp = (await found).get(id);
  return followUp ? followUpWords(followUp) : null;
}
