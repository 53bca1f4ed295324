import type { TenantInfo } from '../wire';
import { SignInRefusal } from './entra-error';
import { CONSENTED_SCOPES } from './sign-in-state';

/** An application as it is registered in this tenant. A 'spa' is a public client in a browser, a 'web' one has a secret. */
export type Registration = {
  clientId: string;
  platform: 'spa' | 'web';
  redirectUris: string[];
  logoutUris: string[];
};

/** What a token is asked for: the portal's own API or Graph. */
export type AskedFor = { audience: 'api' | 'graph'; scopes: string[] };

const GRAPH = 'https://graph.microsoft.com/';
const OPENID = new Set(['openid', 'profile', 'email', 'offline_access']);
const BROWSER_SCOPES = ['openid', 'profile', 'email', 'User.Read'];
const KNOWN = new Set(CONSENTED_SCOPES);

/** Finds the registration. Throws AADSTS700016 for one this tenant does not have. */
export function requireRegistration(info: TenantInfo, portalOrigin: string, clientId: string): Registration {
  if (!clientId) throw new SignInRefusal(90014, "The 'client_id' parameter is missing.");
  if (clientId === info.browserClientId) {
    return { clientId, platform: 'spa', redirectUris: [`${portalOrigin}/sign-in`], logoutUris: [`${portalOrigin}/signed-out`, `${portalOrigin}/sign-in`] };
  }
  if (clientId === info.apiClientId) return { clientId, platform: 'web', redirectUris: [], logoutUris: [] };
  throw new SignInRefusal(700016, `Application: '${clientId}'.`);
}

/**
 * Reads a `scope` parameter: which of the two resources it means, and what was consented for it. Entra gives everything
 * consented whatever was asked. Throws AADSTS65001 for what was not consented, AADSTS70011 for what nobody offers.
 */
export function askedFor(info: TenantInfo, registration: Registration, consented: readonly string[], scope: string): AskedFor {
  const asked = scope.split(' ').filter((name) => name && !OPENID.has(name));
  const apiScopes = asked.filter((name) => name.startsWith(`api://${info.apiClientId}/`));
  if (apiScopes.length > 0) {
    if (apiScopes.length < asked.length) throw new SignInRefusal(70011, 'One request can ask for one resource.');
    const unknown = apiScopes.find((name) => !name.endsWith('/access_as_user') && !name.endsWith('/.default'));
    if (unknown) throw new SignInRefusal(65001, `Scope: '${unknown}'.`);
    if (registration.platform === 'web') throw new SignInRefusal(65001, 'The application asks for itself.');
    return { audience: 'api', scopes: [`api://${info.apiClientId}/access_as_user`] };
  }

  const granted = registration.platform === 'spa' ? BROWSER_SCOPES : consented.filter((name) => name !== 'offline_access');
  for (const name of asked) {
    const bare = name.startsWith(GRAPH) ? name.slice(GRAPH.length) : name;
    if (bare.includes('/')) throw new SignInRefusal(70011, `Scope: '${name}'.`);
    if (bare === '.default' || granted.includes(bare)) continue;
    if (!KNOWN.has(bare) && !/^[A-Z]\w+(\.\w+)+$/.test(bare)) throw new SignInRefusal(70011, `Scope: '${name}'.`);
    throw new SignInRefusal(65001, `Scope: '${name}'.`);
  }
  if (!granted.some((name) => !OPENID.has(name))) throw new SignInRefusal(65001);
  return { audience: 'graph', scopes: [...granted] };
}

/** The `scope` of a token answer: Graph's by their full names, what was asked as `.default` named again, so that msal finds it in its cache. */
export function scopeAnswer(asked: AskedFor, scope: string): string {
  const named = asked.audience === 'api' ? asked.scopes : asked.scopes.map((name) => (OPENID.has(name) ? name : `${GRAPH}${name}`));
  const defaults = scope.split(' ').filter((name) => name.endsWith('/.default'));
  return [...named, ...defaults].join(' ');
}
