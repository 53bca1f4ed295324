/** How people of another organisation sign in; the discriminator is Graph's type without its namespace. */
export type IdentitySource =
  | { kind: 'azureActiveDirectoryTenant'; displayName: string | null; tenantId: string }
  | { kind: 'crossCloudAzureActiveDirectoryTenant'; displayName: string | null; tenantId: string; cloudInstance: string | null }
  | { kind: 'domainIdentitySource'; displayName: string | null; domainName: string }
  | { kind: 'externalDomainFederation'; displayName: string | null; domainName: string; issuerUri: string | null }
  | { kind: 'socialIdentitySource'; displayName: string | null; socialIdentitySourceType: 'facebook' };

/** Another organisation whose people may be let in. Sponsors are ids of people or groups. */
export type ConnectedOrganization = {
  id: string;
  displayName: string;
  description: string;
  state: 'configured' | 'proposed';
  identitySources: IdentitySource[];
  internalSponsors: string[];
  externalSponsors: string[];
  created: number;
  modified: number;
};

/** The organisation whose domain an external person signs in from, if it is connected. */
export function organizationOfDomain(organizations: Iterable<ConnectedOrganization>, domain: string | null | undefined): ConnectedOrganization | undefined {
  if (!domain) return undefined;
  for (const organization of organizations) {
    if (organization.identitySources.some((source) => 'domainName' in source && source.domainName.toLowerCase() === domain.toLowerCase())) return organization;
  }
  return undefined;
}
