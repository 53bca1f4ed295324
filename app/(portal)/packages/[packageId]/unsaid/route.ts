import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { loadUnsaid } from '@/lib/authoring/package-view';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { isId } from '../../../catalogs/search-params';

/** More than an address has room for beside them; no package has as many. */
const MOST = 200;

/** What policies of a package hold beside their sentences: `?policy=` once for each, `?catalog=` for the names of its extensions. For whoever sees the package. */
export async function GET(request: Request, { params }: { params: Promise<{ packageId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return Response.json({ code: 'signedOut' }, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk')) return Response.json({ code: 'forbidden' }, { status: 403 });
  const { packageId } = await params;
  const asked = new URL(request.url).searchParams;
  const [catalogId = '', policyIds] = [asked.get('catalog') ?? '', asked.getAll('policy').filter(isId).slice(0, MOST)];
  if (!isId(packageId) || !isId(catalogId) || policyIds.length === 0) return Response.json({ code: 'notFound' }, { status: 404 });
  try {
    const unsaid = await loadUnsaid(graphFor(session), { packageId, catalogId, policyIds });
    return Response.json({ unsaid: unsaid && Object.fromEntries(unsaid) }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ code: error.code }, { status: 503 });
  }
}
