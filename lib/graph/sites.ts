import 'server-only';
import type { Site } from '@/lib/authoring/catalog';
import type { Graph, Page } from './client';

type GraphSite = { displayName?: string | null; name?: string | null; webUrl?: string | null };

/** Sites by a word of their name (learn.microsoft.com/graph/api/site-search); an empty text gives the first ones. */
export async function searchSites(graph: Graph, text: string, next: string | null = null): Promise<Page<Site>> {
  const page = await graph.page<GraphSite>('GET /sites', { query: { search: text || '*' }, next });
  return { ...page, items: page.items.flatMap((site) => (site.webUrl ? [{ name: site.displayName ?? site.name ?? site.webUrl, webUrl: site.webUrl }] : [])) };
}
