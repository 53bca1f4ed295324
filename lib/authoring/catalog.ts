import type { Group } from '@/lib/directory/person';

/** Catalogs and the resources in them, in our words. Pure: read in the browser too. */

export type Catalog = { id: string; name: string; description: string; published: boolean; externallyVisible: boolean };

export type CatalogRole = { originId: string; name: string };

export type CatalogResource = {
  id: string;
  name: string;
  description: string;
  originId: string;
  originSystem: string;
  /** May be empty for an application that was added a moment ago. */
  roles: CatalogRole[];
};

export type CatalogDesign = Catalog & { packages: { id: string; name: string; description: string; hidden: boolean }[] };

/** Something of the tenant that a catalog could take, and whether Entra will let it. */
export type Candidate = {
  originId: string;
  originSystem: 'AadGroup' | 'AadApplication' | 'SharePointOnline';
  name: string;
  /** What tells two of the same name apart: a mail address, a description, a web address. */
  about: string;
  /** Why Entra will not take it; null where it will. */
  refusal: string | null;
  /** What to know before adding it; null where there is nothing. */
  warning: string | null;
};

export const RESOURCE_KINDS = ['AadGroup', 'AadApplication', 'SharePointOnline'] as const;

/** Exchange Online and SharePoint Online, which Entra never takes as a resource, by their application id. */
export const NEVER_RESOURCES = new Map([
  ['00000002-0000-0ff1-ce00-000000000000', 'Exchange Online'],
  ['00000003-0000-0ff1-ce00-000000000000', 'SharePoint Online'],
]);

/** What a group is, in a word or two; one that Exchange keeps may be a distribution list, or hold rights too. */
export function groupKind({ microsoft365, mailEnabled }: Pick<Group, 'microsoft365' | 'mailEnabled'>): string {
  return microsoft365 ? 'Microsoft 365 group' : mailEnabled ? 'Mail-enabled group' : 'Security group';
}

/** What Entra says to a group as a resource (entitlement-management-access-package-resources, entitlement-management-troubleshoot). */
export function groupCandidate(group: Group): Candidate {
  return {
    originId: group.id,
    originSystem: 'AadGroup',
    name: group.name,
    about: [groupKind(group), group.mail ?? group.description].filter(Boolean).join(', '),
    refusal: refusalOfGroup(group),
    warning: warningOfGroup(group),
  };
}

function refusalOfGroup(group: Group): string | null {
  if (group.synchronised) return 'Synchronised from on-premises: its members can only be changed there, so no package can hand it out.';
  if (group.mailEnabled && !group.microsoft365) return 'A distribution list of Exchange: Entra does not take it as a resource.';
  return null;
}

function warningOfGroup(group: Group): string | null {
  if (group.dynamic) return 'A dynamic group: its rule decides who is a member, so packages can hand out only its Owner role.';
  if (group.roleAssignable) return 'It can hold Entra roles: whoever manages the catalog can then give them.';
  return null;
}

export type Application = { id: string; appId: string; name: string; description: string; roleNames: string[] };

/** What Entra says to an application as a resource. */
export function applicationCandidate(application: Application): Candidate {
  const never = NEVER_RESOURCES.get(application.appId.toLowerCase());
  return {
    originId: application.id,
    originSystem: 'AadApplication',
    name: application.name,
    about: application.roleNames.length > 0 ? `Roles: ${application.roleNames.join(', ')}` : 'Has no roles of its own; packages hand out default access',
    refusal: never ? `${never} cannot be handed out by a package.` : null,
    warning: null,
  };
}

export type Site = { name: string; webUrl: string };

export function siteCandidate(site: Site): Candidate {
  return { originId: site.webUrl, originSystem: 'SharePointOnline', name: site.name, about: site.webUrl, refusal: null, warning: null };
}
