import type { User } from './directory';

/** What follows from a person's other properties unless it was set by hand; Graph and membership rules read the same. */

const FOREST = 'DC=haldenvoss,DC=example';

export type OnPremises = { distinguishedName: string; domainName: string; samAccountName: string; securityIdentifier: string };

/** Where a synchronised person stands in the directory on the premises; null for a person of the cloud. */
export function onPremisesOf(user: User): OnPremises | null {
  if (!user.onPremisesSyncEnabled) return null;
  const unit = user.officeLocation === null ? 'Services' : user.officeLocation.replace(/[,\\]/g, '');
  return {
    distinguishedName: user.onPremisesDistinguishedName ?? `CN=${user.displayName},OU=${unit},OU=People,${FOREST}`,
    domainName: 'haldenvoss.example',
    samAccountName: user.mailNickname.slice(0, 20),
    securityIdentifier: user.onPremisesSecurityIdentifier ?? `S-1-5-21-1004336348-1177238915-682003330-${Number.parseInt(user.id.slice(0, 6), 16)}`,
  };
}

export const proxyAddressesOf = (user: User): string[] =>
  user.proxyAddresses ?? (user.mail && !user.homeDomain ? [`SMTP:${user.mail}`, `smtp:${user.mail.replace('@', '@mail.')}`] : []);

export const otherMailsOf = (user: User): string[] => user.otherMails ?? (user.homeDomain && user.mail ? [user.mail] : []);

export const imAddressesOf = (user: User): string[] => user.imAddresses ?? (user.licensed && user.mail ? [user.mail] : []);

/** All fifteen, null where there is no value, as Graph answers them. */
export const extensionAttributesOf = (user: User): { [name: string]: string | null } =>
  Object.fromEntries(Array.from({ length: 15 }, (_, at) => [`extensionAttribute${at + 1}`, user.extensions[`extensionAttribute${at + 1}`] ?? null]));

/** Plans of the one product licensed people have. */
const PLANS = [
  ['efb87545-963c-4e0d-99df-69c6916d9eb0', 'exchange'], ['5dbe027f-2339-4123-9542-606e4d348a72', 'SharePoint'],
  ['57ff2da0-773e-42df-b2af-ffb7a2317929', 'TeamspaceAPI'], ['41781fb2-bc02-4b7c-bd55-b576c07bb09d', 'AADPremiumService'],
  ['eec0eb4f-6444-4f95-aba0-50c24d67f998', 'AADPremiumService'],
] as const;

export type AssignedPlan = { assignedDateTime: string; capabilityStatus: string; service: string; servicePlanId: string };

/** Service plans by licence; those of a blocked person are suspended. */
export const assignedPlansOf = (user: User): AssignedPlan[] =>
  user.assignedPlans?.map((plan) => ({ assignedDateTime: user.createdDateTime, ...plan })) ?? (user.licensed ? PLANS.map(([servicePlanId, service]) => ({ assignedDateTime: user.createdDateTime, capabilityStatus: user.accountEnabled ? 'Enabled' : 'Suspended', service, servicePlanId })) : []);
