import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { RESOURCE_KINDS } from '@/lib/authoring/catalog';
import { loadRoles } from '@/lib/authoring/package-view';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { isId } from '../../search-params';

/** More than a catalog's page of resources holds; what lies beyond is asked for in no form. */
const MOST = 200;

/** The roles of resources of a catalog: `?resource=<origin system>|<id>`, once for each. For those who build packages. */
export async function GET(request: Request, { params }: { params: Promise<{ catalogId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return Response.json({ code: 'signedOut' }, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin')) return Response.json({ code: 'forbidden' }, { status: 403 });
  const { catalogId } = await params;
  const asked = new URL(request.url).searchParams.getAll('resource').slice(0, MOST).flatMap((text) => {
    const [system, id = ''] = text.split('|');
    const originSystem = RESOURCE_KINDS.find((known) => known === system);
    return originSystem && isId(id) ? [{ id, originSystem }] : [];
  });
  if (!isId(catalogId) || asked.length === 0) return Response.json({ code: 'notFound' }, { status: 404 });
  try {
    return Response.json({ roles: Object.fromEntries(await loadRoles(graphFor(session), catalogId, asked)) });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ code: error.code }, { status: 503 });
  }
}
