import { currentSession } from '@/lib/auth/guard';
import type { Session } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { isAppError } from '@/lib/errors';
import type { FoundInDirectory } from './find';

/**
 * Answers a picker that asks `?q=` part of a name. For those with a role only: owners without one look nobody up. A failure
 * of the tenant is 503 with its code.
 */
export async function answerPicker(request: Request, find: (session: Session, text: string) => Promise<FoundInDirectory>): Promise<Response> {
  const session = await currentSession();
  if (!session) return Response.json({ code: 'signedOut' }, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor')) return Response.json({ code: 'forbidden' }, { status: 403 });
  const text = (new URL(request.url).searchParams.get('q') ?? '').slice(0, 100);
  try {
    return Response.json(await find(session, text));
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ code: error.code }, { status: 503 });
  }
}
