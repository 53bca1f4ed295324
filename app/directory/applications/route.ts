import { loadCandidates } from '@/lib/authoring/catalog-view';
import { orNotKnown } from '@/lib/errors';
import { graphFor } from '@/lib/graph/graph-for';
import { answerPicker } from '../answer-picker';

/** Most that are offered at once. */
const OFFERED = 12;

/** Applications of the tenant for a picker: `?q=` part of a name. None where they may not be read: whoever looks for people beside them finds those. */
export async function GET(request: Request): Promise<Response> {
  return answerPicker(request, async (session, text) => {
    const items = text.trim().length < 2 ? [] : ((await orNotKnown(loadCandidates(graphFor(session), 'AadApplication', text, null)))?.items ?? []);
    return { found: items.slice(0, OFFERED).map(({ originId, name }) => ({ id: originId, name, detail: 'application' })), asOf: null };
  });
}
