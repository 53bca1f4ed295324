/** An account of the tenant, as everybody outside lib/graph knows it. */
export type Person = {
  id: string;
  name: string;
  userPrincipalName: string;
  mail: string | null;
  department: string | null;
  jobTitle: string | null;
  office: string | null;
  country: string | null;
  enabled: boolean;
  /** By identity: a guest, or a member whose identity belongs to another organisation. */
  external: boolean;
};

/** A group of the tenant, with what decides whether it can be handed out. */
export type Group = {
  id: string;
  name: string;
  description: string | null;
  mail: string | null;
  microsoft365: boolean;
  mailEnabled: boolean;
  dynamic: boolean;
  synchronised: boolean;
  roleAssignable: boolean;
};

export type Identity = { signInType?: string | null; issuer?: string | null };

const EXTERNAL_ISSUERS = new Set(['externalazuread', 'mail', 'microsoftaccount', 'google.com', 'facebook.com']);

/**
 * Whether an account's identity belongs to somebody else. `userType` alone does not tell: an invited person may be
 * made a member and stays external.
 */
export function isExternal(account: { userPrincipalName: string; userType?: string | null; creationType?: string | null; identities?: Identity[] | null }): boolean {
  if (account.userType === 'Guest') return true;
  if (/#EXT#/i.test(account.userPrincipalName)) return true;
  if (account.creationType === 'Invitation') return true;
  return (account.identities ?? []).some(({ issuer }) => issuer && EXTERNAL_ISSUERS.has(issuer.toLowerCase()));
}
