import { loadPackages } from '@/lib/authoring/package-view';
import { graphFor } from '@/lib/graph/graph-for';
import { answerPicker } from '../answer-picker';

/** Most that are offered at once. */
const OFFERED = 12;

/** Packages for a picker: `?q=` part of a name. */
export async function GET(request: Request): Promise<Response> {
  return answerPicker(request, async (session, text) => {
    const items = text.trim().length < 2 ? [] : (await loadPackages(graphFor(session), { text: text.trim(), next: null })).items;
    return { found: items.slice(0, OFFERED).map(({ id, name, catalogName }) => ({ id, name, detail: catalogName })), asOf: null };
  });
}
