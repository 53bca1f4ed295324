import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { isAppError } from '@/lib/errors';
import { csvStream } from '@/lib/rollout/csv-cell';
import { itemWords, REVERSAL_ACTIONS, whyWords } from '@/lib/rollout/reversal';
import type { ReversalAction } from '@/lib/rollout/reversal';
import { loadReversal, loadReversalItems } from '@/lib/rollout/reversal-view';
import type { ReversalView } from '@/lib/rollout/reversal-view';
import { ACTION_LOOK } from '../reversal-words';

const SLICE = 2000;

/** What a reversal does about each person, as a file sent slice by slice: also the list to hand over where the portal may not do it. For admins and auditors. */
export async function GET(request: Request, { params }: { params: Promise<{ runId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response('Sign in first.', { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')) return new Response('Your role does not allow this.', { status: 403 });
  const query = new URL(request.url).searchParams;
  const action = REVERSAL_ACTIONS.find((known) => known === query.get('action'));
  const text = query.get('q') ?? '';
  try {
    const { run, reversal } = await loadReversal((await params).runId);
    if (!reversal) return new Response('Nothing was rehearsed to be taken back.', { status: 404 });
    const name = `${run.rolloutName} ${run.phaseName} reversal ${reversal.number}`.replace(/[^\w -]/g, '').trim();
    return new Response(csvStream(rowsOf(reversal, { ...(action ? { action } : {}), ...(text ? { text } : {}) })), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${name || 'reversal'}.csv"`, 'cache-control': 'no-store' },
    });
  } catch (error) {
    if (isAppError(error, 'notFound')) return new Response(error.sentence, { status: 404 });
    throw error;
  }
}

async function* rowsOf(reversal: NonNullable<ReversalView['reversal']>, filter: { action?: ReversalAction; text?: string }): AsyncGenerator<string[][]> {
  yield [['Person', 'User principal name', 'Object id', 'Package', 'Assignment id', 'What is done', 'Why', 'Held before by name', 'How far', 'Hash']];
  for (let skip = 0; ; skip += SLICE) {
    const { items } = await loadReversalItems(reversal, filter, { skip, take: SLICE });
    yield items.map((item) => [item.personName, item.userPrincipalName ?? '', item.personId, item.packageName, item.assignmentId, ACTION_LOOK[item.action].word, whyWords(item.why), item.held.map(({ roleName, resourceName, originId, roleOriginId }) => `${roleName} of ${resourceName} (${originId}${roleOriginId.endsWith(originId) ? '' : `, role ${roleOriginId}`})`).join('; '), itemWords(item), reversal.hash]);
    if (items.length < SLICE) return;
  }
}
