import type { Site } from '../model/directory';
import { siteGroupId } from '../model';
import { tokensOf, wordsOf } from '../model/words';
import { DIRECTORY_READ, requireScope } from './authority';
import type { Context, Routes, Show, World } from './context';
import { answerObject } from './directory-query';
import { badRequest, GraphError } from './graph-error';
import { answerList, listed } from './odata/collection';
import { defineShape } from './odata/thing';

const showSite: Show<Site> = defineShape<Site, World>({
  type: 'site',
  properties: {
    id: (site) => site.id,
    createdDateTime: (site) => site.createdDateTime,
    description: (site) => site.description,
    displayName: (site) => site.displayName,
    isPersonalSite: () => false,
    lastModifiedDateTime: (site) => site.lastModifiedDateTime,
    name: (site) => site.name,
    root: () => ({}),
    siteCollection: (site) => ({ hostname: new URL(site.webUrl).hostname }),
    webUrl: (site) => site.webUrl,
  },
});

/** Whether the caller is let into a site: it is open to all, or they are in one of its groups. No Entra role opens one. */
function opens({ tenant, caller }: World, site: Site): boolean {
  if (site.isOpen) return true;
  const own = [caller.userId, ...tenant.transitiveGroupsOf(caller.userId).map(({ id }) => id)];
  return site.roles.some(({ number }) => own.some((id) => tenant.members.has(siteGroupId(site.id, number), id)));
}

function siteAt({ tenant }: World, address: string): Site | undefined {
  return [...tenant.sites.values()].find(({ webUrl }) => webUrl.toLowerCase() === `https://${address}`.toLowerCase());
}

function answerSite(context: Context, site: Site | undefined) {
  requireScope(context, DIRECTORY_READ.sites);
  if (!site) throw new GraphError(404, 'itemNotFound', 'The resource could not be found.');
  if (!opens(context, site)) throw new GraphError(403, 'accessDenied', 'Access denied');
  return answerObject(context, 'sites', showSite.shape, showSite(site, context));
}

export const siteRoutes: Routes = {
  /** Sites are found by words only, and only those open to the caller; `search=*` finds them all: https://learn.microsoft.com/graph/api/site-search */
  'GET /sites': (context) => {
    requireScope(context, DIRECTORY_READ.sites);
    const search = context.request.query.get('search') ?? context.request.query.get('$search');
    if (search === null) throw badRequest('invalidRequest', 'The search query parameter is required.');
    const wanted = search.trim() === '*' ? [] : wordsOf(search);
    const found = [...context.tenant.sites.values()].filter((site) => {
      const words = tokensOf(`${site.displayName} ${site.name} ${site.description}`);
      return wanted.every((word) => words.some((held) => held.startsWith(word))) && opens(context, site);
    });
    const query = new URLSearchParams(context.request.query);
    query.delete('search');
    query.delete('$search');
    return answerList({ ...context, request: { ...context.request, query } }, {
      metadata: 'sites', shapes: [showSite.shape], rows: () => listed(found), show: (site: Site) => showSite(site, context), pageSize: 200, maxTop: 200, check: () => undefined,
    });
  },
  /** By address: https://learn.microsoft.com/graph/api/site-getbypath */
  'GET /sites/{host}:/sites/{name}': (context) => answerSite(context, siteAt(context, `${context.at.host ?? ''}/sites/${context.at.name ?? ''}`)),
  "GET /sites/{host}/getByPath(path='{address}')": (context) => answerSite(context, siteAt(context, `${context.at.host ?? ''}${(context.at.address ?? '').replaceAll('%2F', '/').replaceAll("''", "'")}`)),
  /** By its id, or the root by its host alone: https://learn.microsoft.com/graph/api/site-get */
  'GET /sites/{id}': (context) => answerSite(context, context.tenant.sites.get(context.at.id ?? '') ?? siteAt(context, context.at.id ?? '')),
};
