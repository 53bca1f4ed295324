import type { Site } from '../model/directory';
import { wordsOf } from '../model/word-index';
import { DIRECTORY_READ, requireScope } from './authority';
import type { Routes, Show, World } from './context';
import { answerObject } from './directory-query';
import { badRequest, GraphError } from './graph-error';
import { answerList, listed } from './odata/collection';
import { defineShape } from './odata/thing';

export const showSite: Show<Site> = defineShape<Site, World>({
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

export const siteRoutes: Routes = {
  /** Sites are found by words only; `search=*` finds every site: https://learn.microsoft.com/graph/api/site-search */
  'GET /sites': (context) => {
    requireScope(context, DIRECTORY_READ.sites);
    const search = context.request.query.get('search') ?? context.request.query.get('$search');
    if (search === null) throw badRequest('invalidRequest', 'The search query parameter is required.');
    const wanted = search.trim() === '*' ? [] : wordsOf(search);
    const found = [...context.tenant.sites.values()].filter((site) => {
      const words = wordsOf(`${site.displayName} ${site.name} ${site.description}`);
      return wanted.every((word) => words.some((held) => held.startsWith(word)));
    });
    const query = new URLSearchParams(context.request.query);
    query.delete('search');
    query.delete('$search');
    return answerList({ ...context, request: { ...context.request, query } }, {
      metadata: 'sites', shapes: [showSite.shape], rows: () => listed(found), show: (site: Site) => showSite(site, context), pageSize: 200, maxTop: 200, check: () => undefined,
    });
  },
  'GET /sites/{id}': (context) => {
    requireScope(context, DIRECTORY_READ.sites);
    const site = context.tenant.sites.get(context.at.id ?? '');
    if (!site) throw new GraphError(404, 'itemNotFound', 'The resource could not be found.');
    return answerObject(context, 'sites', showSite.shape, showSite(site, context));
  },
};
