import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { countClashes } from '@/lib/authoring/clashes';
import { MATRIX_PAGE } from '@/lib/authoring/incompatibility-view';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { isId } from '../../../catalogs/search-params';

/** How many have both of each cell of a page of the matrix: `?row=` packages, `?column=package|<id>` or `group|<id>`. Names nobody. */
export async function GET(request: Request): Promise<Response> {
  const session = await currentSession();
  if (!session) return Response.json({ code: 'signedOut' }, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk')) return Response.json({ code: 'forbidden' }, { status: 403 });
  const asked = new URL(request.url).searchParams;
  const rows = asked.getAll('row').filter(isId).slice(0, MATRIX_PAGE);
  const columns = asked.getAll('column').flatMap((text) => {
    const [word, id = ''] = text.split('|');
    const kind = (['package', 'group'] as const).find((known) => known === word);
    return kind && isId(id) ? [{ kind, id }] : [];
  }).slice(0, MATRIX_PAGE);
  try {
    return Response.json({ clashes: Object.fromEntries(await countClashes(graphFor(session), rows, columns)) }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ code: error.code }, { status: 503 });
  }
}
