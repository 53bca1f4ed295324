import { AllowedHostsValidator, BaseBearerTokenAuthenticationProvider } from '@microsoft/kiota-abstractions';
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { BatchRequestContent, BatchResponseContent, Client, MiddlewareFactory, PageIterator } from '@microsoft/microsoft-graph-client';
import type { PageCollection } from '@microsoft/microsoft-graph-client';
import { GraphRequestAdapter } from '@microsoft/msgraph-sdk';
import { createGraphClientFactory } from '@microsoft/msgraph-sdk-core';
import { createUsersServiceClient } from '@microsoft/msgraph-sdk-users';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Exchange } from '../exchange-log';
import type { RunningTenant } from '../testing';
import { startTenant } from '../testing';
import { leftovers, leftoversOf } from './model-leftovers';

type Bag = Record<string, unknown>;

const BASE = 'https://graph.microsoft.com';
const EM = '/identityGovernance/entitlementManagement';
const PEOPLE = 130;

let tenant: RunningTenant;
beforeAll(async () => {
  tenant = await startTenant({ users: 400 });
});
afterAll(() => tenant.stop());

/** Microsoft's clients send their token to https alone, so the last link of their chain, and nothing else, turns the request to loopback. */
class ToLoopback implements Middleware {
  async execute(context: Context): Promise<void> {
    const target = typeof context.request === 'string' ? context.request : context.request.url;
    context.response = await fetch(target.replace(BASE, tenant.origin), context.options);
  }
}

function graphClient(): Client {
  const chain = MiddlewareFactory.getDefaultMiddlewareChain({ getAccessToken: () => tenant.graphToken(tenant.persona('Ines').id) });
  const last = new ToLoopback();
  chain.at(-2)?.setNext?.(last);
  return Client.initWithMiddleware({ middleware: [...chain.slice(0, -1), last], defaultVersion: 'v1.0' });
}

const wait = () => tenant.admin('clock', { advanceMs: 5000 });

/** All rows of a list, by the client's own page iterator. */
async function all(client: Client, url: string): Promise<Bag[]> {
  const rows: Bag[] = [];
  await new PageIterator(client, (await client.api(url).get()) as PageCollection, (row: Bag) => {
    rows.push(row);
    return true;
  }).iterate();
  return rows;
}

/** Sends bodies to one address in batches of twenty, by the client's own batch content; gives the statuses. */
async function postAll(client: Client, url: string, bodies: readonly Bag[]): Promise<number[]> {
  const statuses: number[] = [];
  for (let from = 0; from < bodies.length; from += 20) {
    const steps = bodies.slice(from, from + 20).map((body, index) => ({
      id: String(index), request: new Request(`${BASE}${url}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    }));
    const content = await new BatchRequestContent(steps).getContent();
    const answers = new BatchResponseContent((await client.api('/$batch').post(content)) as ConstructorParameters<typeof BatchResponseContent>[0]);
    for (const { id } of steps) statuses.push(answers.getResponseById(id).status);
  }
  return statuses;
}

/** Every answer of those exchanges with its address, those inside batches on their own. */
const answersIn = (exchanges: readonly Exchange[]): { url: string; status: number; body: unknown }[] => exchanges.flatMap(({ url, status, requestBody, responseBody }) => {
  if (!url.endsWith('/$batch')) return [{ url, status, body: responseBody }];
  const asked = new Map(((requestBody as { requests: { id: string; url: string }[] }).requests).map((inner) => [inner.id, inner.url]));
  return (responseBody as { responses: { id: string; status: number; body: unknown }[] }).responses.map((inner) => ({ url: `${BASE}/v1.0${asked.get(inner.id) ?? ''}`, status: inner.status, body: inner.body }));
});

test('Microsoft’s client takes a package from an empty catalog to its people and back, and its models read every answer', async () => {
  const client = graphClient();
  const before = tenant.log().at(-1)?.n ?? 0;
  const make = async (url: string, body: Bag): Promise<Bag> => (await client.api(url).post(body)) as Bag;
  const read = async (url: string): Promise<Bag> => (await client.api(url).get()) as Bag;

  const catalog = await make(`${EM}/catalogs`, { displayName: 'By the book', description: 'Made by Microsoft’s client' });
  const group = [...tenant.tenant.groups.values()].find((row) => row.securityEnabled && !row.mailEnabled && !row.onPremisesSyncEnabled && row.groupTypes.length === 0 && row.isAssignableToRole !== true);
  const groupId = group?.id ?? '';
  const asked = await make(`${EM}/resourceRequests`, { requestType: 'adminAdd', resource: { originId: groupId, originSystem: 'AadGroup' }, catalog: { id: catalog.id } });
  await wait();
  expect(await read(`${EM}/resourceRequests/${String(asked.id)}?$expand=resource,catalog`)).toMatchObject({ state: 'delivered' });
  const [resource] = await all(client, `${EM}/catalogs/${String(catalog.id)}/resources?$expand=roles,scopes`);
  const row = await make(`${EM}/accessPackages`, { displayName: 'Ledger', description: 'Read the ledger', isHidden: false, catalog: { id: catalog.id } });
  await make(`${EM}/accessPackages/${String(row.id)}/resourceRoleScopes`, {
    role: { displayName: 'Member', originSystem: 'AadGroup', originId: `Member_${groupId}`, resource: { id: resource?.id } }, scope: { originSystem: 'AadGroup', originId: groupId, isRootScope: true },
  });
  const policy = await make(`${EM}/assignmentPolicies`, {
    displayName: 'Direct', description: 'By administrators', allowedTargetScope: 'notSpecified', specificAllowedTargets: [], expiration: { type: 'noExpiration' }, accessPackage: { id: row.id },
  });

  const people = [...tenant.tenant.users.values()].filter((user) => user.accountEnabled && user.userType === 'Member' && user.externalUserState === null).slice(0, PEOPLE);
  const added = await postAll(client, `${EM}/assignmentRequests`, people.map(({ id }) => ({ requestType: 'adminAdd', assignment: { targetId: id, assignmentPolicyId: policy.id, accessPackageId: row.id } })));
  expect(added).toEqual(people.map(() => 201));
  await wait();
  const given = await all(client, `${EM}/assignments?$filter=accessPackage/id eq '${String(row.id)}'&$expand=target,accessPackage,assignmentPolicy`);
  expect(given.map(({ state }) => state)).toEqual(people.map(() => 'delivered'));
  expect(people.every(({ id }) => tenant.tenant.members.has(groupId, id))).toBe(true);

  const removed = await postAll(client, `${EM}/assignmentRequests`, given.map(({ id }) => ({ requestType: 'adminRemove', assignment: { id } })));
  expect(removed).toEqual(people.map(() => 201));
  await wait();
  const left = await all(client, `${EM}/assignments?$filter=accessPackage/id eq '${String(row.id)}' and state eq 'Delivered'`);
  expect(left).toEqual([]);
  expect(await all(client, `${EM}/assignmentRequests?$filter=accessPackage/id eq '${String(row.id)}'&$expand=accessPackage,requestor,assignment($expand=target)`)).toHaveLength(2 * PEOPLE);
  await read(`${EM}/accessPackages/${String(row.id)}?$expand=resourceRoleScopes($expand=role,scope),assignmentPolicies,catalog`);
  await client.api(`${EM}/assignmentPolicies/${String(policy.id)}`).delete();
  await client.api(`${EM}/accessPackages/${String(row.id)}`).delete();
  await make(`${EM}/resourceRequests`, { requestType: 'adminRemove', resource: { id: resource?.id }, catalog: { id: catalog.id } });
  await wait();
  await client.api(`${EM}/catalogs/${String(catalog.id)}`).delete();

  const answers = answersIn(tenant.log(before)).filter(({ body }) => body !== null && body !== undefined);
  expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
  expect(answers.map(({ url, body }) => leftoversOf(url, body)).filter((found) => found === null || found.length > 0)).toEqual([]);
  expect(answers.length).toBeGreaterThan(2 * PEOPLE);
});

test('a property that Microsoft’s models do not know is noticed, wherever it stands', () => {
  const body = { id: 'a', displayName: 'b', accessPackages: [{ id: 'c', nickname: 'd' }], colour: 'e', '@odata.context': 'f' };

  expect(leftoversOf(`${BASE}/v1.0${EM}/catalogs/a`, body)).toEqual([`/v1.0${EM}/catalogs/a.colour`, `/v1.0${EM}/catalogs/a.accessPackages[0].nickname`]);
});

test('Microsoft’s retry handler waits out a throttled call and comes through', async () => {
  await tenant.admin('fault', { path: `${EM}/catalogs`, method: 'GET', nth: 1, count: 2, kind: 'status', status: 429, retryAfter: 1 });
  const before = tenant.log().at(-1)?.n ?? 0;
  const { value } = (await graphClient().api(`${EM}/catalogs`).get()) as { value: Bag[] };

  expect(value.length).toBeGreaterThan(0);
  expect(tenant.log(before).map(({ status }) => status)).toEqual([429, 429, 200]);
});

test('Microsoft’s generated client reads people, page by page, with nothing left over', async () => {
  const authentication = new BaseBearerTokenAuthenticationProvider({
    getAuthorizationToken: () => tenant.graphToken(tenant.persona('Ines').id), getAllowedHostsValidator: () => new AllowedHostsValidator(new Set(['graph.microsoft.com'])),
  });
  const http = createGraphClientFactory({ graphServiceTargetVersion: 'v1.0' }, (request, init) => fetch(request.replace(BASE, tenant.origin), init));
  const adapter = new GraphRequestAdapter(authentication, undefined, undefined, http);
  adapter.baseUrl = `${BASE}/v1.0`;
  const client = createUsersServiceClient(adapter);

  const ana = tenant.persona('Ana');
  const first = await client.users.get({ queryParameters: { select: ['id', 'displayName', 'department', 'employeeId', 'accountEnabled', 'assignedLicenses'], filter: 'accountEnabled eq true', top: 50 } });
  const second = await client.users.withUrl(first?.odataNextLink ?? '').get();
  const person = await client.users.byUserId(ana.id).get();
  const manager = await client.users.byUserId(ana.id).manager.get();
  const memberOf = await client.users.byUserId(ana.id).memberOf.get();
  const me = await client.me.get();

  expect([first?.value?.length, second?.value?.length]).toEqual([50, 50]);
  expect(new Set([...(first?.value ?? []), ...(second?.value ?? [])].map(({ id }) => id)).size).toBe(100);
  expect([person?.displayName, me?.id]).toEqual([ana.name, tenant.persona('Ines').id]);
  expect(manager?.id).toBe(tenant.tenant.users.get(ana.id)?.managerId);
  expect(leftovers([first, second, person, manager, memberOf, me])).toEqual([]);
});
