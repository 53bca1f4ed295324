import { findPeople } from '@/lib/directory/directory';
import { noteSearch } from '@/lib/directory/note-look-up';
import { graphFor } from '@/lib/graph/graph-for';
import { answerPicker } from '../answer-picker';

/** People for a picker: `?q=` part of a name or mail. */
export async function GET(request: Request): Promise<Response> {
  return answerPicker(request, async (session, text) => {
    const { people, asOf } = await findPeople(graphFor(session), text, 12);
    await noteSearch(session, text, people);
    const found = people.map((person) => ({ id: person.id, name: person.name, userPrincipalName: person.userPrincipalName, detail: [person.department ?? person.jobTitle, person.external ? 'external' : null, person.enabled ? null : 'disabled', person.userPrincipalName].filter(Boolean).join(', ') }));
    return { found, asOf };
  });
}
