import { currentSession } from '@/lib/auth/guard';
import { hasRole } from '@/lib/auth/role';
import { findPeople } from '@/lib/directory/directory';
import { noteSearch } from '@/lib/directory/note-look-up';
import { isAppError } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';

/** People for a picker: `?q=` part of a name or mail. For those with a role only; owners without one look nobody up. */
export async function GET(request: Request): Promise<Response> {
  const session = await currentSession();
  if (!session) return Response.json({ code: 'signedOut' }, { status: 401 });
  if (!hasRole(session, 'Rollout.Admin', 'Rollout.Helpdesk', 'Rollout.Auditor')) return Response.json({ code: 'forbidden' }, { status: 403 });
  const text = (new URL(request.url).searchParams.get('q') ?? '').slice(0, 100);
  try {
    const { people, asOf } = await findPeople(graphFor(session), text, 12);
    await noteSearch(session, text, people);
    const found = people.map((person) => ({ id: person.id, name: person.name, detail: [person.department ?? person.jobTitle, person.external ? 'external' : null, person.enabled ? null : 'disabled', person.userPrincipalName].filter(Boolean).join(', ') }));
    return Response.json({ found, asOf });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ code: error.code }, { status: 503 });
  }
}
