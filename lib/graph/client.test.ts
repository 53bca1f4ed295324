import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTenant } from '@/emulator/testing';
import type { RunningTenant } from '@/emulator/testing';
import { AppError } from '@/lib/errors';
import { graphClient } from './client';

let tenant: RunningTenant;
/** What tokens were asked for: the claims each was to satisfy. */
let asked: (string | undefined)[];

beforeAll(async () => {
  tenant = await startTenant({ users: 120 });
  process.env.GRAPH_ORIGIN = tenant.origin;
});
beforeEach(async () => {
  asked = [];
  await tenant.admin('fault', { clear: true });
});
afterAll(() => tenant.stop());

/** Graph as Ines; `renew` is what becomes of a token asked for with claims. */
function graphOfInes(renew: () => Promise<string> = () => tenant.graphToken(tenant.persona('Ines').id)) {
  return graphClient((claims) => {
    asked.push(claims);
    return claims ? renew() : tenant.graphToken(tenant.persona('Ines').id);
  });
}

const lastNumber = () => tenant.log().at(-1)?.n ?? 0;
const CLAIMS = expect.stringMatching(/^\{"access_token":\{"nbf":\{"essential":true,"value":"\d+"\}\}\}$/) as string;

test('a claims challenge is answered with a token for these claims, and the call goes again', async () => {
  const since = lastNumber();
  await tenant.admin('fault', { path: '^/users/', kind: 'challenge' });

  const ines = await graphOfInes().get<{ displayName: string }>('GET /users/{id}', { path: { id: tenant.persona('Ines').id }, query: { $select: 'displayName' } });

  expect(ines.displayName).toBe('Ines Aalto');
  expect(asked).toEqual([undefined, CLAIMS, undefined]);
  expect(tenant.log(since).map(({ method, status }) => [method, status])).toEqual([['GET', 401], ['GET', 200]]);
});

test('where Entra gives no token for the claims, the person is asked with them', async () => {
  const since = lastNumber();
  await tenant.admin('fault', { path: '^/users/', kind: 'challenge' });

  const answer = graphOfInes(() => Promise.reject(new AppError('signedOut', 'AADSTS50173'))).get('GET /users/{id}', { path: { id: tenant.persona('Ines').id }, query: { $select: 'displayName' } });

  await expect(answer).rejects.toMatchObject({ code: 'claimsChallenge', details: { claims: CLAIMS } });
  expect(tenant.log(since).map(({ status }) => status)).toEqual([401]);
});

test('why there is no token is told as what it is, whatever is asked', async () => {
  const out = graphClient(() => Promise.reject(new AppError('signedOut', 'the token cache is gone')));

  await expect(out.get('GET /groups')).rejects.toMatchObject({ code: 'signedOut' });
  await expect(out.batch([{ id: '1', operation: 'GET /groups' }])).rejects.toMatchObject({ code: 'signedOut' });
});

test('a call that is challenged again and again ends with the challenge, not in a circle', async () => {
  const since = lastNumber();
  await tenant.admin('fault', { path: '^/users/', kind: 'challenge', count: 5 });

  await expect(graphOfInes().get('GET /users/{id}', { path: { id: tenant.persona('Ines').id }, query: { $select: 'displayName' } })).rejects.toMatchObject({ code: 'claimsChallenge', details: { claims: CLAIMS } });
  expect(tenant.log(since).map(({ status }) => status)).toEqual([401, 401]);
});

test('a write without the change it belongs to is not sent', async () => {
  const since = lastNumber();

  await expect(graphOfInes().write('POST /identityGovernance/entitlementManagement/catalogs', { body: {}, warrant: { changeId: '' } })).rejects.toMatchObject({ code: 'internal' });
  expect([asked, tenant.log(since)]).toEqual([[], []]);
});
