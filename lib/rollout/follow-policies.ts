import 'server-only';
import { getRehearsal } from '@/lib/db/rehearsals';
import { listPolicies } from '@/lib/db/run-policies';
import { getRun } from '@/lib/db/runs';
import { isAppError } from '@/lib/errors';
import type { Graph, Page } from '@/lib/graph/client';
import { requestPages } from '@/lib/graph/assignment-requests';
import { listAssignments } from '@/lib/graph/assignments';
import { graphFor } from '@/lib/graph/graph-for';
import { gainersOf } from './rehearsal';
import type { Rehearsal } from './rehearsal';
import { CLOCK_SKEW_MS } from './run';
import type { RunPolicy } from './run-policy';

/**
 * What came of a policy since it was written, as the tenant has it now. `more` where not all pages were read, so that each
 * number is a least one.
 */
export type FollowUp =
  | { mode: 'invite'; asked: number; waiting: number; denied: number; delivered: number; failed: number; more: boolean }
  /** `joined` of the `expected` whom the rehearsal named; `others` came by the rule since it was saved. */
  | { mode: 'automatic'; joined: number; expected: number; others: number; more: boolean }
  | { mode: 'unread'; say: string };

/** Pages read for somebody who waits in front of a page. */
const MOST_PAGES = 40;
/** A page that is read again while a run goes on does not count anew each time. */
const COUNTED_FOR_MS = 10_000;
const MOST_KEPT = 200;
const counted = new Map<string, { at: number; found: Promise<Map<string, FollowUp>> }>();

/** What came of each policy of a run that Entra has, by its id; counted in pages, with the reader's own right, and at most some seconds ago. */
export function loadFollowUps(reader: { tokenCacheId: string }, runId: string): Promise<Map<string, FollowUp>> {
  const key = `${reader.tokenCacheId} ${runId}`;
  const known = counted.get(key);
  if (known && performance.now() - known.at < COUNTED_FOR_MS) return known.found;
  const found = countFollowUps(reader, runId);
  counted.delete(key);
  counted.set(key, { at: performance.now(), found });
  found.catch(() => counted.delete(key));
  const [oldest] = counted.keys();
  if (oldest !== undefined && counted.size > MOST_KEPT) counted.delete(oldest);
  return found;
}

/** @throws AppError `signedOut`, `claimsChallenge`; whatever else keeps a policy from being read stands in its place */
export async function countFollowUps(reader: { tokenCacheId: string }, runId: string): Promise<Map<string, FollowUp>> {
  const graph = graphFor(reader);
  const saved = (await listPolicies(runId)).filter(({ savedAt, policyId }) => savedAt && policyId);
  if (saved.length === 0) return new Map();
  const rehearsal = await getRehearsal((await getRun(runId)).rehearsalId);
  return new Map(await Promise.all(saved.map(async (policy): Promise<[string, FollowUp]> => [policy.id, await followUp(graph, policy, rehearsal).catch(unread)])));
}

function unread(error: unknown): FollowUp {
  if (!isAppError(error) || error.code === 'signedOut' || error.code === 'claimsChallenge') throw error;
  return { mode: 'unread', say: error.sentence };
}

/** @throws AppError Graph's own */
export async function followUp(graph: Graph, policy: RunPolicy, rehearsal: Pick<Rehearsal, 'people' | 'packages'>): Promise<FollowUp> {
  const block = rehearsal.packages.find((each) => each.packageId === policy.packageId);
  const named = new Set(block ? gainersOf(rehearsal, block).map(({ id }) => id) : []);
  return policy.mode === 'invite' ? askedSince(graph, policy, named) : joinedSince(graph, policy, named);
}

/** Of those who were invited: others may ask by other policies of the package. */
async function askedSince(graph: Graph, { packageId, savedAt }: RunPolicy, named: ReadonlySet<string>): Promise<FollowUp> {
  const since = new Date((savedAt?.getTime() ?? 0) - CLOCK_SKEW_MS);
  const found = { mode: 'invite' as const, asked: 0, waiting: 0, denied: 0, delivered: 0, failed: 0, more: false };
  let pages = 0;
  for await (const page of requestPages(graph, { packageId, since })) {
    for (const { requestType, state, personId } of page) {
      if (!/^userAdd$/i.test(requestType) || !named.has(personId)) continue;
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

async function joinedSince(graph: Graph, { packageId, policyId, savedAt }: RunPolicy, named: ReadonlySet<string>): Promise<FollowUp> {
  let [joined, others, pages]: [number, number, number] = [0, 0, 0];
  let next: string | null = null;
  do {
    const page: Page<{ personId: string; policyId: string; since: string | null }> = await listAssignments(graph, { packageId, state: 'delivered' }, next);
    for (const each of page.items) {
      if (each.policyId !== policyId) continue;
      if (named.has(each.personId)) joined += 1;
      else if (savedAt && each.since !== null && new Date(each.since) > savedAt) others += 1;
    }
    ({ next } = page);
    pages += 1;
  } while (next && pages < MOST_PAGES);
  return { mode: 'automatic', joined, expected: named.size, others, more: next !== null };
}

const count = (many: number, more: boolean): string => `${more ? 'at least ' : ''}${many.toLocaleString('en-GB')}`;

/** What came of it, in a sentence. */
export function followUpWords(found: FollowUp): string {
  if (found.mode === 'unread') return `What came of it cannot be read: ${found.say}`;
  if (found.mode === 'automatic') return `${count(found.joined, found.more)} of ${found.expected.toLocaleString('en-GB')} joined so far${found.others > 0 ? `, and ${count(found.others, found.more)} more whom the rule selects since` : ''}.`;
  const { asked, waiting, denied, delivered, failed, more } = found;
  if (asked === 0) return 'Nobody has asked yet.';
  const parts = [`${count(delivered, more)} have it`, ...(waiting > 0 ? [`${count(waiting, more)} wait for approval`] : []), ...(denied > 0 ? [`${count(denied, more)} were denied`] : []), ...(failed > 0 ? [`${count(failed, more)} failed`] : [])];
  return `${count(asked, more)} asked so far: ${parts.join(', ')}.`;
}
