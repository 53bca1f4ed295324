import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { apiScope, askToken, authorizeUrl, choose, codeForm, newPkce, signInAs } from '../sign-in-flow';
import { startTenant } from '../testing';
import type { RunningTenant } from '../testing';

const CLAIMS = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}';

let local: RunningTenant;
beforeAll(async () => {
  local = await startTenant({ users: 120, recordFile: null });
});
afterAll(() => local.stop());
beforeEach(() => local.admin('reset'));

const onBehalf = (assertion: string, more: Record<string, string> = {}) =>
  askToken(local, {
    client_id: local.info.apiClientId, client_secret: local.info.apiClientSecret, grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of', assertion, scope: 'https://graph.microsoft.com/.default offline_access', ...more,
  }, null);

const demand = (more: object = {}) => local.admin('step-up', { userId: local.persona('Ines').id, ...more });
const me = (token: string | undefined) => fetch(`${local.origin}/v1.0/me?$select=id`, { headers: { authorization: `Bearer ${token ?? ''}` } });

/** A sign-in with the claims of a challenge, as msal-browser sends the browser for it; gives the token for the API. */
async function proveAs(name: string, cookie?: string): Promise<string> {
  const pkce = newPkce();
  const address = authorizeUrl(local, pkce, { claims: CLAIMS });
  const first = await fetch(address, { headers: cookie ? { cookie } : {}, redirect: 'manual' });
  // A session that has not proved it is asked, not sent back at once.
  expect([first.status, await first.text()]).toEqual([200, expect.stringContaining(cookie ? 'second proof' : 'Who is signing in?')]);
  const { location } = await choose(address, local.persona(name).id);
  const { body } = await askToken(local, codeForm(local, location.searchParams.get('code') ?? '', pkce.verifier));
  return body.access_token ?? '';
}

test.each([[50076, 'must use multi-factor authentication'], [50079, 'must enroll']])('the token endpoint demands step-up with %i and a claims challenge, until it is proved', async (code, words) => {
  const plain = await signInAs(local, 'Ines');
  await demand({ at: 'token', code });
  const refused = await onBehalf(plain.access_token);
  expect(refused).toMatchObject({ status: 400, body: { error: 'interaction_required', error_codes: [code], claims: CLAIMS } });
  expect(refused.body.error_description).toContain(words);
  expect((await onBehalf((await signInAs(local, 'Eva')).access_token)).status).toBe(200);

  const proved = await onBehalf(await proveAs('Ines', plain.cookie));
  expect([proved.status, (await me(proved.body.access_token)).status]).toEqual([200, 200]);
  const renewed = await askToken(local, { client_id: local.info.apiClientId, client_secret: local.info.apiClientSecret, grant_type: 'refresh_token', refresh_token: proved.body.refresh_token ?? '', scope: 'https://graph.microsoft.com/.default' }, null);
  expect(renewed.status).toBe(200);
});

test('Graph demands step-up by 401; a token asked for with its claims is refused until the sign-in proves it', async () => {
  const plain = await signInAs(local, 'Ines');
  await demand({ at: 'graph' });
  const held = await onBehalf(plain.access_token);
  const refused = await me(held.body.access_token);
  const [, encoded = ''] = /claims="([^"]+)"/.exec(refused.headers.get('www-authenticate') ?? '') ?? [];
  expect([held.status, refused.status, Buffer.from(encoded, 'base64').toString('utf8')]).toEqual([200, 401, CLAIMS]);

  expect(await onBehalf(plain.access_token, { claims: CLAIMS })).toMatchObject({ status: 400, body: { error: 'interaction_required', claims: CLAIMS } });
  const proved = await onBehalf(await proveAs('Ines'), { claims: CLAIMS });
  expect([proved.status, (await me(proved.body.access_token)).status]).toEqual([200, 200]);
});

test('a silent sign-in cannot prove anything', async () => {
  const { cookie } = await signInAs(local, 'Ines');
  const answer = await fetch(authorizeUrl(local, newPkce(), { claims: CLAIMS, prompt: 'none' }), { headers: { cookie }, redirect: 'manual' });
  expect(new URL(answer.headers.get('location') ?? '').searchParams.get('error')).toBe('interaction_required');
});

test('a demand is taken back', async () => {
  const { access_token } = await signInAs(local, 'Ines');
  await demand();
  expect((await onBehalf(access_token)).status).toBe(400);
  await demand({ off: true });
  expect((await onBehalf(access_token)).status).toBe(200);
});

test('on behalf of somebody nothing is given without consent, for an expired assertion, or for revoked sessions', async () => {
  const { access_token } = await signInAs(local, 'Ines');
  expect(await onBehalf(access_token, { scope: 'https://graph.microsoft.com/Mail.ReadWrite' })).toMatchObject({ status: 400, body: { error: 'invalid_grant', suberror: 'consent_required', error_codes: [65001] } });
  const late = await local.apiToken(local.persona('Ines').id, {}, -5);
  expect((await onBehalf(late)).body.error_codes).toEqual([500133]);
  await local.admin('revoke', { userId: local.persona('Ines').id });
  expect((await onBehalf(access_token)).body.error_codes).toEqual([50173]);
});

test('a token carries every consented scope, whatever was asked', async () => {
  const { access_token } = await signInAs(local, 'Ines');
  await local.admin('settings', { consentedScopes: ['User.Read', 'Group.Read.All', 'offline_access'] });
  const { body } = await onBehalf(access_token, { scope: 'https://graph.microsoft.com/User.Read' });
  const claims = JSON.parse(Buffer.from(body.access_token?.split('.')[1] ?? '', 'base64url').toString('utf8')) as { scp: string };
  expect(claims.scp).toBe('User.Read Group.Read.All');
});

test('an Entra role runs out at its moment: refused from then on, while tokens renew', async () => {
  const { id } = local.persona('Ines');
  const { access_token, refresh_token } = await signInAs(local, 'Ines');
  const { now } = (await (await fetch(`${local.origin}/_emulator/clock`)).json()) as { now: string };
  await local.admin('roles/entra', { userId: id, roles: ['Identity Governance Administrator'], until: new Date(Date.parse(now) + 60_000).toISOString() });
  const token = (await onBehalf(access_token)).body.access_token ?? '';
  const catalogs = async (held: string) => (await fetch(`${local.origin}/v1.0/identityGovernance/entitlementManagement/catalogs`, { headers: { authorization: `Bearer ${held}` } })).status;
  expect(await catalogs(token)).toBe(200);
  await local.admin('clock', { advanceMs: 60_000 });
  expect(await catalogs(token)).toBe(403);
  const renewed = await askToken(local, { client_id: local.info.browserClientId, grant_type: 'refresh_token', refresh_token, scope: apiScope(local) });
  expect(renewed.status).toBe(200);
  expect(await catalogs((await onBehalf(renewed.body.access_token ?? '')).body.access_token ?? '')).toBe(403);
  await expect(local.admin('roles/entra', { userId: id, roles: ['Emperor'] })).rejects.toThrow('roles.0');
});
