import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { sheetSchema } from '@/lib/authoring/sheet/read-sheet-json';
import { fileAnswer } from '../sheet-file';

/** What a sheet in JSON may hold, as JSON Schema. */
export async function GET(): Promise<Response> {
  const session = await currentSession();
  if (!session) return new Response('Sign in first.', { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Auditor', 'Rollout.Helpdesk')) return new Response('Your role does not allow this.', { status: 403 });
  return fileAnswer(`${JSON.stringify(sheetSchema(), null, 2)}\n`, 'policy sheet schema', 'json');
}
