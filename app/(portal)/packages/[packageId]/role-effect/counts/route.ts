import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { effectWords } from '@/lib/authoring/role-effect';
import { countGains } from '@/lib/authoring/role-effect-view';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { isId } from '../../../../catalogs/search-params';
import { roleEffectHref } from '../address';

/** How many of those who have the package would gain roles: `?role=<resource>|<role>`, once for each. For those who build packages. */
export async function GET(request: Request, { params }: { params: Promise<{ packageId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return Response.json({ code: 'signedOut' }, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin')) return Response.json({ code: 'forbidden' }, { status: 403 });
  const { packageId } = await params;
  const asked = new URL(request.url).searchParams.getAll('role').flatMap((text) => {
    const [resourceId = '', roleOriginId = ''] = text.split(/\|(.*)/s);
    return isId(resourceId) && roleOriginId ? [{ resourceId, roleOriginId }] : [];
  });
  if (!isId(packageId) || asked.length === 0) return Response.json({ code: 'notFound' }, { status: 404 });
  try {
    const counted = await countGains(graphFor(session), packageId, asked);
    return Response.json({ effects: counted.map(({ key, name, change, count, ...named }) => ({ key, name, words: effectWords(change, count), href: roleEffectHref(named) })), left: asked.length - counted.length }, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ code: error.code }, { status: error.code === 'notFound' ? 404 : 503 });
  }
}
