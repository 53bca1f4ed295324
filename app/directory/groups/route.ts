import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { findGroups } from '@/lib/directory/directory';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';

/** Groups for a picker: `?q=` part of a name or description. For those with a role only. */
export async function GET(request: Request): Promise<Response> {
  const session = await currentSession();
  if (!session) return Response.json({ code: 'signedOut' }, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor')) return Response.json({ code: 'forbidden' }, { status: 403 });
  const text = (new URL(request.url).searchParams.get('q') ?? '').slice(0, 100);
  try {
    const groups = text.trim().length < 2 ? [] : await findGroups(graphFor(session), text, 12);
    return Response.json({ found: groups.map((group) => ({ id: group.id, name: group.name, detail: group.mail ?? group.description ?? '' })) });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ code: error.code }, { status: 503 });
  }
}
