import 'server-only';
import { listPolicies } from '@/lib/db/run-policies';
import { isAppError } from '@/lib/errors';
import type { Graph, Page } from '@/lib/graph/client';
import { requestPages } from '@/lib/graph/assignment-requests';
import { listAssignments } from '@/lib/graph/assignments';
import { graphFor } from '@/lib/graph/graph-for';
import type { RunPolicy } from './run-policy';

/**
 * What came of a policy since it was written, as the tenant has it now. `more` where not all pages were read, so that each
 * number is a least one.
 */
export type FollowUp =
  | { mode: 'invite'; asked: number; waiting: number; denied: number; delivered: number; failed: number; more: boolean }
  | { mode: 'automatic'; joined: number; expected: number; more: boolean }
  | { mode: 'unread'; say: string };

/** Pages read for somebody who waits in front of a page. */
const MOST_PAGES = 40;
/** How far back a listing begins before the moment of saving: our clock and Entra's need not agree. */
const CLOCK_SKEW_MS = 5 * 60_000;

/** What came of each policy of a run that Entra has, by its id; counted in pages, with the reader's own right. */
export async function loadFollowUps(reader: { tokenCacheId: string }, runId: string): Promise<Map<string, FollowUp>> {
  const graph = graphFor(reader);
  const saved = (await listPolicies(runId)).filter(({ savedAt, policyId }) => savedAt && policyId);
  return new Map(await Promise.all(saved.map(async (policy): Promise<[string, FollowUp]> => [policy.id, await followUp(graph, policy).catch(unread)])));
}

function unread(error: unknown): FollowUp {
  if (!isAppError(error) || error.code === 'signedOut' || error.code === 'claimsChallenge') throw error;
  return { mode: 'unread', say: error.sentence };
}

/** @throws AppError Graph's own */
export async function followUp(graph: Graph, policy: Pick<RunPolicy, 'mode' | 'packageId' | 'policyId' | 'savedAt' | 'peopleCount'>): Promise<FollowUp> {
  const since = new Date((policy.savedAt?.getTime() ?? 0) - CLOCK_SKEW_MS);
  return policy.mode === 'invite' ? askedSince(graph, policy.packageId, since) : joinedSince(graph, policy, since);
}

async function askedSince(graph: Graph, packageId: string, since: Date): Promise<FollowUp> {
  const found = { mode: 'invite' as const, asked: 0, waiting: 0, denied: 0, delivered: 0, failed: 0, more: false };
  let pages = 0;
  for await (const page of requestPages(graph, { packageId, since })) {
    for (const { requestType, state } of page) {
      if (!/^userAdd$/i.test(requestType)) continue;
      found.asked += 1;
      if (state === 'pendingApproval') found.waiting += 1;
      else if (state === 'denied') found.denied += 1;
      else if (state === 'delivered') found.delivered += 1;
      else if (/failed|partially/i.test(state)) found.failed += 1;
    }
    pages += 1;
    if (pages === MOST_PAGES) return { ...found, more: true };
  }
  return found;
}

async function joinedSince(graph: Graph, { packageId, policyId, peopleCount }: Pick<RunPolicy, 'packageId' | 'policyId' | 'peopleCount'>, since: Date): Promise<FollowUp> {
  let [joined, pages]: [number, number] = [0, 0];
  let next: string | null = null;
  do {
    const page: Page<{ policyId: string; since: string | null }> = await listAssignments(graph, { packageId, state: 'delivered' }, next);
    joined += page.items.filter((each) => each.policyId === policyId && each.since !== null && new Date(each.since) >= since).length;
    ({ next } = page);
    pages += 1;
  } while (next && pages < MOST_PAGES);
  return { mode: 'automatic', joined, expected: peopleCount, more: next !== null };
}

const count = (many: number, more: boolean): string => `${more ? 'at least ' : ''}${many.toLocaleString('en-GB')}`;

/** What came of it, in a sentence. */
export function followUpWords(found: FollowUp): string {
  if (found.mode === 'unread') return `What came of it cannot be read: ${found.say}`;
  if (found.mode === 'automatic') return `${count(found.joined, found.more)} joined so far by this policy, of ${found.expected.toLocaleString('en-GB')} rehearsed.`;
  const { asked, waiting, denied, delivered, failed, more } = found;
  if (asked === 0) return 'Nobody has asked yet.';
  const parts = [`${count(delivered, more)} have it`, ...(waiting > 0 ? [`${count(waiting, more)} wait for approval`] : []), ...(denied > 0 ? [`${count(denied, more)} were denied`] : []), ...(failed > 0 ? [`${count(failed, more)} failed`] : [])];
  return `${count(asked, more)} asked so far: ${parts.join(', ')}.`;
}
