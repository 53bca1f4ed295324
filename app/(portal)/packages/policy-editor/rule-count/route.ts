import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { emergencyWords, LONGEST_TYPED, reachDoubts, reachWords } from '@/lib/authoring/rule-reach';
import { countTypedRule, ofDraftedPolicy } from '@/lib/authoring/rule-reach-view';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { isId } from '../../../catalogs/search-params';

/** Whom a rule selects as it is typed, of `package` and `policy`, or of `draft` and `key`; ids that are empty are not made yet. For those who edit policies. */
export async function GET(request: Request): Promise<Response> {
  const session = await currentSession();
  if (!session) return Response.json({ code: 'signedOut' }, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin')) return Response.json({ code: 'forbidden' }, { status: 403 });
  const asked = new URL(request.url).searchParams;
  const said = (name: string): string => asked.get(name) ?? '';
  const id = (name: string): string | null => (isId(said(name)) ? said(name) : null);
  const rule = said('rule');
  if (!rule.trim() || rule.length > LONGEST_TYPED) return Response.json({ code: 'invalid' }, { status: 400 });
  try {
    const draftId = id('draft');
    const of = draftId && said('key') ? await ofDraftedPolicy(draftId, said('key')) : { packageId: id('package'), policyId: id('policy') };
    const { change, reach, emergency } = await countTypedRule(graphFor(session), of, { rule, assigns: said('assigns') === '1', removes: said('removes') === '1', grace: said('grace') || null });
    return Response.json({ words: [reachWords(change, reach), emergencyWords(emergency), ...reachDoubts(change)].filter(Boolean).join(' ') }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ code: error.code }, { status: error.code === 'notFound' ? 404 : 503 });
  }
}
