import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { lastChangeOf } from '@/lib/rollout/last-change';

/** The number of the last thing done to a rollout: a page that was read at another one is out of date. */
export async function GET(_request: Request, { params }: { params: Promise<{ rolloutId: string }> }): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response(null, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor')) return new Response(null, { status: 403 });
  return new Response(await lastChangeOf((await params).rolloutId), { headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' } });
}
