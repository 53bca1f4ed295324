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
  /** By identity: whoever signs in at another organisation, guest or member. */
  external: boolean;
  /** `Guest` or `Member`: what a policy for all members goes by. An external may be either. */
  userType: string | null;
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
 * Whether an account's identity belongs to somebody else. `userType` does not tell: an invited person may be made a
 * member and stays external, and an account of one's own may be typed as a guest.
 */
export function isExternal(account: { userPrincipalName: string; creationType?: string | null; externalUserState?: string | null; identities?: Identity[] | null }): boolean {
  if (/#EXT#/i.test(account.userPrincipalName)) return true;
  if (account.creationType === 'Invitation' || account.externalUserState) return true;
  return (account.identities ?? []).some(({ issuer }) => issuer && EXTERNAL_ISSUERS.has(issuer.toLowerCase()));
}
