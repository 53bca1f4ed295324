import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { EXAMPLE_SHEET } from '@/lib/authoring/sheet/example';
import { sheetFile } from '../sheet-file';

/** A small sheet as a file, to begin from. */
export async function GET(request: Request): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response('Sign in first.', { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk')) return new Response('Your role does not allow this.', { status: 403 });
  return sheetFile(request, 'policy sheet example', EXAMPLE_SHEET);
}
