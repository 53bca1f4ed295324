import { findGroups } from '@/lib/directory/directory';
import { graphFor } from '@/lib/graph/graph-for';
import { answerPicker } from '../answer-picker';

/** Groups for a picker: `?q=` part of a name or description. */
export async function GET(request: Request): Promise<Response> {
  return answerPicker(request, async (session, text) => {
    const groups = text.trim().length < 2 ? [] : await findGroups(graphFor(session), text, 12);
    return { found: groups.map((group) => ({ id: group.id, name: group.name, detail: group.mail ?? group.description ?? '' })), asOf: null };
  });
}
