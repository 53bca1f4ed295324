import 'server-only';
import type { Site } from '@/lib/authoring/catalog';
import type { Graph } from './client';

type GraphSite = { displayName?: string | null; name?: string | null; webUrl?: string | null };

/** Sites by a word of their name (learn.microsoft.com/graph/api/site-search); an empty text gives the first ones. */
export async function searchSites(graph: Graph, text: string, take: number): Promise<Site[]> {
  const { items } = await graph.page<GraphSite>('GET /sites', { query: { search: text || '*' } });
  return items.flatMap((site) => (site.webUrl ? [{ name: site.displayName ?? site.name ?? site.webUrl, webUrl: site.webUrl }] : [])).slice(0, take);
}
