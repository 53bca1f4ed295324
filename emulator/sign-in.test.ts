import { ConfidentialClientApplication, InteractionRequiredAuthError } from '@azure/msal-node';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiScope, askToken, authorizeUrl, choose, codeForm, newPkce, PORTAL, REDIRECT_URI, signInAs } from './sign-in-flow';
import { startTenant } from './testing';
import type { RunningTenant } from './testing';

let local: RunningTenant;
beforeAll(async () => {
  local = await startTenant({ users: 120 });
});
afterAll(() => local.stop());

function portalServer(): ConfidentialClientApplication {
  const { tenantId, apiClientId, apiClientSecret } = local.info;
  const base = `${local.origin}/${tenantId}`;
  return new ConfidentialClientApplication({
    auth: {
      clientId: apiClientId,
      clientSecret: apiClientSecret,
      authority: `https://login.microsoftonline.com/${tenantId}`,
      authorityMetadata: JSON.stringify({
        issuer: `${base}/v2.0`, jwks_uri: `${base}/discovery/v2.0/keys`, authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
        token_endpoint: `${base}/oauth2/v2.0/token`, end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      }),
    },
  });
}

const GRAPH = { scopes: ['https://graph.microsoft.com/.default'] };

test('a person signs in with the token the portal expects, signed by the published key', async () => {
  const { access_token, scope, client_info } = await signInAs(local, 'Ines');
  const { id, name, userPrincipalName } = local.persona('Ines');
  const { tenantId, apiClientId, browserClientId } = local.info;
  const keys = createRemoteJWKSet(new URL(`${local.origin}/${tenantId}/discovery/v2.0/keys`));
  const { payload } = await jwtVerify(access_token, keys, { algorithms: ['RS256'], issuer: `${local.origin}/${tenantId}/v2.0`, audience: apiClientId });

  const { ver, tid, oid, azp, scp, roles, name: told, preferred_username } = payload;
  expect({ ver, tid, oid, azp, scp, roles, told, preferred_username }).toEqual({
    ver: '2.0', tid: tenantId, oid: id, azp: browserClientId, scp: 'access_as_user', roles: ['Rollout.Admin'], told: name, preferred_username: userPrincipalName,
  });
  expect(scope).toBe(`api://${apiClientId}/access_as_user`);
  expect(JSON.parse(Buffer.from(client_info, 'base64url').toString())).toEqual({ uid: id, utid: tenantId });
});

test('msal-node exchanges the token on behalf of the person and renews it silently', async () => {
  const { access_token } = await signInAs(local, 'Ines');
  const server = portalServer();
  const result = await server.acquireTokenOnBehalfOf({ oboAssertion: access_token, ...GRAPH });
  expect(result?.scopes).toEqual(expect.arrayContaining(['https://graph.microsoft.com/User.Read.All', 'https://graph.microsoft.com/EntitlementManagement.ReadWrite.All']));
  const claims = decodeJwt(result?.accessToken ?? '');
  expect([claims.aud, claims.appid, claims.oid, claims.wids]).toEqual([
    'https://graph.microsoft.com', local.info.apiClientId, local.persona('Ines').id, expect.arrayContaining(['45d8d3c5-c802-45c6-b32a-1d70b5e1e86e']),
  ]);

  const account = await server.getTokenCache().getAccountByHomeId(result?.account?.homeAccountId ?? '');
  if (!account) throw new Error('msal knows no account');
  const kept = await server.acquireTokenSilent({ account, ...GRAPH });
  expect(kept.accessToken).toBe(result?.accessToken);
  const renewed = await server.acquireTokenSilent({ account, ...GRAPH, forceRefresh: true });
  expect(renewed.accessToken).not.toBe(result?.accessToken);
});

test('revoked sessions end the silent renewal and the exchange, and a new sign-in begins again', async () => {
  const { access_token, refresh_token, cookie } = await signInAs(local, 'Eva');
  const server = portalServer();
  const result = await server.acquireTokenOnBehalfOf({ oboAssertion: access_token, ...GRAPH });
  await local.admin('revoke', { userId: local.persona('Eva').id });

  const account = result?.account;
  if (!account) throw new Error('msal knows no account');
  await expect(server.acquireTokenSilent({ account, ...GRAPH, forceRefresh: true })).rejects.toBeInstanceOf(InteractionRequiredAuthError);
  const renewal = await askToken(local, { client_id: local.info.browserClientId, grant_type: 'refresh_token', refresh_token, scope: apiScope(local) });
  expect([renewal.body.error_codes, renewal.body.error, renewal.body.suberror]).toEqual([[50173], 'invalid_grant', 'bad_token']);
  const silent = await fetch(authorizeUrl(local, newPkce(), { prompt: 'none' }), { redirect: 'manual', headers: { cookie } });
  expect(new URL(silent.headers.get('location') ?? '').searchParams.get('error')).toBe('login_required');
  const graph = await fetch(`${local.origin}/v1.0/me`, { headers: { authorization: `Bearer ${result.accessToken}` } });
  expect(graph.status).toBe(401);
  expect(graph.headers.get('www-authenticate')).toContain('insufficient_claims');

  expect((await signInAs(local, 'Eva')).access_token).not.toBe('');
});

test('the browser renews with its refresh token, from the portal’s own page only', async () => {
  const { refresh_token } = await signInAs(local, 'Marta');
  const form = { client_id: local.info.browserClientId, grant_type: 'refresh_token', refresh_token, scope: apiScope(local) };
  const renewed = await askToken(local, form);
  expect(renewed.status).toBe(200);
  expect(renewed.body.refresh_token).not.toBe(refresh_token);
  expect((await askToken(local, form, null)).body.error_codes).toEqual([9002327]);
  expect((await askToken(local, form, 'http://localhost:9999')).body.error_codes).toEqual([9002326]);
});

test('a session signs in again without a question, unless another account is wanted', async () => {
  const { cookie } = await signInAs(local, 'Priya');
  const ask = (change: Record<string, string>) => fetch(authorizeUrl(local, newPkce(), change), { redirect: 'manual', headers: { cookie } });

  const silent = await ask({ prompt: 'none', response_mode: 'fragment' });
  const answer = new URLSearchParams(new URL(silent.headers.get('location') ?? '').hash.slice(1));
  expect([answer.has('code'), answer.get('state')]).toEqual([true, 'where-i-was']);
  expect((await ask({})).status).toBe(303);
  expect((await ask({ prompt: 'select_account' })).status).toBe(200);
  expect((await ask({ login_hint: local.persona('Ana').userPrincipalName })).status).toBe(200);

  const out = await fetch(`${local.origin}/${local.info.tenantId}/oauth2/v2.0/logout?post_logout_redirect_uri=${encodeURIComponent(`${PORTAL}/signed-out`)}`, { redirect: 'manual', headers: { cookie } });
  expect([out.headers.get('location'), out.headers.get('set-cookie')]).toEqual([`${PORTAL}/signed-out`, expect.stringContaining('Max-Age=0')]);
  const elsewhere = await fetch(`${local.origin}/${local.info.tenantId}/oauth2/v2.0/logout?post_logout_redirect_uri=https://evil.example`, { redirect: 'manual' });
  expect(elsewhere.status).toBe(200);
});

test('the picker offers the personas, finds everybody else, and escapes what was typed', async () => {
  const found = await (await fetch(`${authorizeUrl(local, newPkce())}&find=kow`)).text();
  for (const { name } of local.info ? local.tenant.personas : []) expect(found).toContain(name);
  expect(found).toContain('Kowalczyk');
  const hostile = await (await fetch(`${authorizeUrl(local, newPkce())}&find=${encodeURIComponent('"><script>')}`)).text();
  expect(hostile).not.toContain('<script');
});

test('wrong client, address and challenge are refused before anybody is asked', async () => {
  const pkce = newPkce();
  const told = async (change: Record<string, string | null>) => {
    const response = await fetch(authorizeUrl(local, pkce, change), { redirect: 'manual' });
    const location = response.headers.get('location');
    return location ? new URL(location).searchParams.get('error_description')?.split(':')[0] : /AADSTS\d+/.exec(await response.text())?.[0];
  };
  expect(await told({ redirect_uri: 'http://localhost:3000/elsewhere' })).toBe('AADSTS50011');
  expect(await told({ client_id: '11111111-1111-4111-8111-111111111111' })).toBe('AADSTS700016');
  expect(await told({ code_challenge: null })).toBe('AADSTS9002325');
  expect(await told({ response_mode: 'form_post' })).toBe('AADSTS70007');
  expect(await told({ scope: `api://${local.info.apiClientId}/everything` })).toBe('AADSTS65001');
  expect(await told({ prompt: 'none' })).toBe('AADSTS50058');
});

test('a code is good once, for its address, its verifier and its time', async () => {
  const pkce = newPkce();
  const code = async () => (await choose(authorizeUrl(local, pkce), local.persona('Ines').id)).location.searchParams.get('code') ?? '';
  const refused = async (change: Record<string, string>) => (await askToken(local, { ...codeForm(local, await code(), pkce.verifier), ...change })).body.error_codes;

  expect(await refused({ code_verifier: newPkce().verifier })).toEqual([501481]);
  expect(await refused({ redirect_uri: `${REDIRECT_URI}/` })).toEqual([500112]);
  expect(await refused({ code: 'made-up' })).toEqual([9002313]);
  const once = codeForm(local, await code(), pkce.verifier);
  expect((await askToken(local, once)).status).toBe(200);
  expect((await askToken(local, once)).body.error_codes).toEqual([54005]);

  await local.admin('settings', { codeLifetimeSeconds: 0 });
  expect(await refused({})).toEqual([70008]);
  await local.admin('settings', { codeLifetimeSeconds: 600 });
});

test('the exchange refuses a wrong secret, audience, signature and time, in Entra’s words', async () => {
  const { access_token, id_token } = await signInAs(local, 'Ines');
  const ines = local.persona('Ines').id;
  const exchange = async (change: Record<string, string>) =>
    (await askToken(local, {
      client_id: local.info.apiClientId, client_secret: local.info.apiClientSecret, grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      requested_token_use: 'on_behalf_of', assertion: access_token, scope: 'https://graph.microsoft.com/.default offline_access', ...change,
    }, null)).body;

  expect((await exchange({ client_secret: 'wrong' })).error_codes).toEqual([7000215]);
  expect((await exchange({ client_secret: '' })).error_codes).toEqual([7000218]);
  expect((await exchange({ client_id: '11111111-1111-4111-8111-111111111111' })).error_codes).toEqual([700016]);
  expect((await exchange({ assertion: id_token })).error_codes).toEqual([500131]);
  expect((await exchange({ assertion: await local.graphToken(ines) })).error_codes).toEqual([500131]);
  expect((await exchange({ assertion: `${access_token.slice(0, -8)}AAAAAAAA` })).error_codes).toEqual([50013]);
  expect((await exchange({ assertion: await local.apiToken(ines, {}, -10) })).error_codes).toEqual([500133]);
  expect((await exchange({ grant_type: 'password' })).error_codes).toEqual([70003]);
  expect(await exchange({ scope: 'https://graph.microsoft.com/Mail.Read' })).toMatchObject({ error: 'invalid_grant', error_codes: [65001], suberror: 'consent_required' });
  expect(await exchange({ client_secret: 'wrong' })).toEqual({
    error: 'invalid_client', error_description: expect.stringMatching(/^AADSTS7000215: .* Trace ID: \S+ Correlation ID: \S+ Timestamp: .*Z$/) as string, error_codes: [7000215],
    timestamp: expect.any(String) as string, trace_id: expect.any(String) as string, correlation_id: expect.any(String) as string, error_uri: expect.any(String) as string,
  });
});

test('a disabled account is signed in no more', async () => {
  const { id } = local.persona('Jonas');
  const { refresh_token } = await signInAs(local, 'Jonas');
  await local.admin(`users/${id}`, { accountEnabled: false });
  const { body } = await askToken(local, { client_id: local.info.browserClientId, grant_type: 'refresh_token', refresh_token });
  expect(body.error_codes).toEqual([50057]);
  await expect(choose(authorizeUrl(local, newPkce()), id)).rejects.toThrow('AADSTS50057');
  await local.admin(`users/${id}`, { accountEnabled: true });
});

test('a role taken away is missing from the next token', async () => {
  const { id } = local.persona('Tomasz');
  expect(decodeJwt(await local.apiToken(id)).roles).toEqual(['Rollout.Helpdesk']);
  await local.admin('roles', { userId: id, appRoles: [] });
  expect(decodeJwt(await local.apiToken(id)).roles).toBeUndefined();
  await expect(local.admin('roles', { userId: id, appRoles: ['Rollout.King'] })).rejects.toThrow('no app role');
});

test('only the portal’s page may read sign-in from a browser', async () => {
  const preflight = (origin: string) => fetch(`${local.origin}/${local.info.tenantId}/oauth2/v2.0/token`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
  expect((await preflight(PORTAL)).headers.get('access-control-allow-origin')).toBe(PORTAL);
  expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
});
