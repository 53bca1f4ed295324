import { beforeAll, expect, test } from 'vitest';
import { Office } from './testing';

let office: Office;

const BOTH = { as: 'Eva', scopes: ['AuditLog.Read.All', 'Directory.Read.All'] };
const PATH = '/auditLogs/signIns';
const DAY = 86_400_000;

beforeAll(async () => {
  office = await Office.open();
  office.tenant.setEntraRoles(office.persona('Eva'), ['Reports Reader']);
});

const appIdOf = (name: string) => [...office.tenant.servicePrincipals.values()].find(({ displayName }) => displayName === name)?.appId ?? '';
const where = (filter: string, more = '') => office.get(`${PATH}?$filter=${encodeURIComponent(filter)}${more}`, BOTH);

test('sign-ins are told by application, moment and success, the newest first, in pages, for 30 days', async () => {
  const [ledger, travel, ana] = [appIdOf('Halden Ledger'), appIdOf('Halden Travel'), office.persona('Ana')];
  const now = office.clock.now();
  const enter = (at: number, appId = ledger, errorCode = 0) => office.tenant.signIns.add({ at, userId: ana, appId, errorCode }).id;
  enter(now - 31 * DAY);
  const old = enter(now - 2 * DAY);
  const failed = enter(now - 2000, ledger, 50126);
  enter(now - 1500, travel);
  const last = enter(now - 1000);
  const idsOf = async (filter: string, more = '') => (await where(filter, more)).body.value.map(({ id }) => id);

  expect(await idsOf(`appId eq '${ledger}'`)).toEqual([last, failed, old]);
  expect(await idsOf(`appId eq '${ledger}' and createdDateTime ge ${new Date(now - DAY).toISOString()} and status/errorCode eq 0`)).toEqual([last]);
  const { body } = await where(`appId eq '${ledger}' and status/errorCode eq 0`, '&$top=1');
  expect(body.value[0]).toMatchObject({ id: last, userId: ana, appId: ledger, appDisplayName: 'Halden Ledger', createdDateTime: new Date(now - 1000).toISOString(), isInteractive: true, status: { errorCode: 0 } });
  expect((await office.get(String(body['@odata.nextLink']), BOTH)).body.value.map(({ id }) => id)).toEqual([old]);
  expect((await office.get(`${PATH}/${failed}`, BOTH)).body).toMatchObject({ status: { errorCode: 50126 } });
});

test('the log takes both permissions, a role and a licence, and filters as it is documented', async () => {
  const code = async (query: string, asking: object): Promise<string> => {
    const { status, body } = await office.get(`${PATH}${query}`, asking);
    return `${status} ${body.error?.code ?? ''}`.trim();
  };
  expect([
    await code('', { ...BOTH, scopes: ['AuditLog.Read.All'] }),
    await code('', { ...BOTH, scopes: ['Directory.Read.All'] }),
    await code('', { ...BOTH, as: 'Ines' }),
    await code(`?$filter=${encodeURIComponent("createdDateTime gt 2026-11-01T00:00:00Z")}`, BOTH),
    await code('?$search="x"', BOTH),
    await code('?$top=1001', BOTH),
  ]).toEqual(['403 Authentication_MSGraphPermissionMissing', '403 Authentication_MSGraphPermissionMissing', '403 Authentication_RequestFromUnsupportedUserRole', '400 InvalidFilter', '400 Request_BadRequest', expect.stringMatching(/^400 /)]);
  office.tenant.settings.licences = 'none';
  expect(await code('', BOTH)).toBe('403 Authentication_RequestFromNonPremiumTenantOrB2CTenant');
});
