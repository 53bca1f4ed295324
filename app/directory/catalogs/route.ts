import { loadCatalogs } from '@/lib/authoring/catalog-view';
import { graphFor } from '@/lib/graph/graph-for';
import { answerPicker } from '../answer-picker';

/** Most that are offered at once. */
const OFFERED = 12;

/** Catalogs for a picker: `?q=` part of a name. */
export async function GET(request: Request): Promise<Response> {
  return answerPicker(request, async (session, text) => {
    const items = text.trim().length < 2 ? [] : (await loadCatalogs(graphFor(session), { text: text.trim(), next: null })).items;
    return { found: items.slice(0, OFFERED).map(({ id, name, description }) => ({ id, name, detail: description })), asOf: null };
  });
}
