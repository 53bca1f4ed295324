import type { Tenant } from '../../model';
import { guidOf } from '../../model/guid';
import { requireAnyGovernanceRole } from '../authority';
import type { Routes, Show, World } from '../context';
import { badRequest } from '../graph-error';
import { pinned } from '../odata/filter';
import { defineShape } from '../odata/thing';
import { EM, governanceThings, iso } from './governance-query';

/** A place of the organisation's SharePoint: the root of its sites. Here there is one; a multi-geo tenant has more. */
type Environment = { root: string; since: number };

export const showEnvironment: Show<Environment> = defineShape<Environment, World>({
  type: 'accessPackageResourceEnvironment',
  properties: {
    id: ({ root }) => guidOf(`environment:${root}`),
    displayName: ({ root }) => root,
    description: ({ root }) => root,
    originSystem: () => 'SharePointOnline',
    originId: ({ root }) => root.replace('.', '-admin.'),
    isDefaultEnvironment: () => true,
    createdDateTime: ({ since }) => iso(since),
    modifiedDateTime: ({ since }) => iso(since),
    connectionInfo: ({ root }) => ({ url: root }),
  },
});

function environments({ sites }: Tenant): Environment[] {
  const roots = new Map<string, number>();
  for (const { webUrl, createdDateTime } of sites.values()) {
    const root = `${new URL(webUrl).origin}/`;
    roots.set(root, Math.min(roots.get(root) ?? Number.POSITIVE_INFINITY, Date.parse(createdDateTime)));
  }
  return [...roots].map(([root, since]) => ({ root, since }));
}

/** The environment a site of that address lies in. */
export const environmentOf = (tenant: Tenant, webUrl: string): Environment | undefined => environments(tenant).find(({ root }) => webUrl.toLowerCase().startsWith(root.toLowerCase()));

export const environmentRoutes: Routes = {
  /** The origin system has to be named: https://learn.microsoft.com/graph/api/entitlementmanagement-list-resourceenvironments */
  [`GET ${EM}/resourceEnvironments`]: (context) => {
    requireAnyGovernanceRole(context);
    return governanceThings(context, {
      metadata: 'identityGovernance/entitlementManagement/resourceEnvironments', shapes: [showEnvironment.shape], things: environments(context.tenant).map((environment) => showEnvironment(environment, context)),
      filters: { originsystem: ['eq'] },
      needsFilter: (filter) => {
        if (pinned(filter, 'originSystem')?.some((system) => system.toLowerCase() === 'sharepointonline') !== true) throw badRequest('InvalidFilter', "OData query is invalid: originSystem eq 'SharePointOnline' is required.");
      },
    });
  },
};
