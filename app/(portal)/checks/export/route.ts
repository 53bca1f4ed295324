import { exportWorkshop } from '@/lib/authoring/export-workshop';
import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { isAppError } from '@/lib/errors';

/** The checks and rollouts as the file that the Zero Trust workshop imports. For admins and auditors. */
export async function GET(): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response('Sign in first.', { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor')) return new Response('Your role does not allow this.', { status: 403 });
  try {
    const file = await exportWorkshop(session);
    return new Response(JSON.stringify(file, null, 2), {
      headers: { 'content-type': 'application/json; charset=utf-8', 'content-disposition': 'attachment; filename="Zero Trust workshop.json"', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
    });
  } catch (error) {
    if (isAppError(error, 'conflict')) return new Response(error.sentence, { status: 409 });
    throw error;
  }
}
