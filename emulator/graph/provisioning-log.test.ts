import { beforeAll, expect, test } from 'vitest';
import { Office } from './testing';

let office: Office;
let ledger: string;

const SCOPES = { scopes: ['AuditLog.Read.All', 'Directory.Read.All'] };

beforeAll(async () => {
  office = await Office.open();
  office.tenant.setEntraRoles(office.persona('Eva'), ['Reports Reader']);
  ledger = [...office.tenant.servicePrincipals.values()].find(({ displayName }) => displayName === 'Halden Ledger')?.id ?? '';
});

const read = (filter: string) => office.get(`/auditLogs/provisioning?$filter=${encodeURIComponent(filter)}`, { as: 'Eva', ...SCOPES });

function give(userId: string): void {
  const [role] = office.tenant.servicePrincipals.get(ledger)?.appRoles ?? [];
  office.tenant.grantAppRole({ id: office.tenant.newId(), appRoleId: role?.id ?? '', principalId: userId, principalType: 'User', resourceId: ledger, createdDateTime: new Date(office.clock.now()).toISOString() });
}

test('a role in an application that is provisioned is told in the log some time later: made, skipped or failed', async () => {
  const people = [...office.tenant.users.values()].filter((user) => user.accountEnabled && user.userType === 'Member' && office.tenant.appRoleGrantsTo(user.id).length === 0).slice(0, 4).map(({ id }) => id);
  const [made, blocked, twin, other] = people as [string, string, string, string];
  office.tenant.updateUser(other, { mail: office.tenant.users.get(twin)?.mail ?? null });
  office.tenant.updateUser(blocked, { accountEnabled: false });
  const since = new Date(office.clock.now() - 1000).toISOString();
  people.forEach(give);
  const filter = `servicePrincipal/id eq '${ledger}' and activityDateTime gt ${since}`;
  expect((await read(filter)).body.value).toEqual([]);
  office.wait(60_000);
  const { body } = await read(filter);
  const told = Object.fromEntries(body.value.map((event) => [(event.sourceIdentity as { id: string }).id, event.provisioningStatusInfo]));
  expect(told).toMatchObject({ [made]: { status: 'success', errorInformation: null }, [blocked]: { status: 'skipped', errorInformation: { errorCode: 'NotEffectivelyEntitled' } }, [twin]: { status: 'failure', errorInformation: { errorCode: 'DuplicateTargetEntries' } }, [other]: { status: 'failure' } });
  expect(Object.keys(told)).toHaveLength(4);
  expect(body.value[0]).toMatchObject({ servicePrincipal: { id: ledger, displayName: 'Halden Ledger' }, targetSystem: { displayName: 'Halden Ledger' } });
  expect((await read(`sourceIdentity/id eq '${made}' and activityDateTime gt ${since}`)).body.value).toHaveLength(1);
});

test('the log takes its permission, a role and a licence, and filters as it is documented', async () => {
  const code = async (url: string, asking: object): Promise<string> => {
    const { status, body } = await office.get(url, asking);
    return `${status} ${body.error?.code ?? ''}`.trim();
  };
  const all = '/auditLogs/provisioning';
  expect([
    await code(all, { as: 'Eva', scopes: ['Directory.Read.All'] }),
    await code(all, { as: 'Ines', ...SCOPES }),
    await code(all, { as: 'Eva', scopes: ['ProvisioningLog.Read.All'] }),
    await code(`${all}?$filter=${encodeURIComponent('durationInMilliseconds gt 1')}`, { as: 'Eva', ...SCOPES }),
    await code(`${all}?$search="x"`, { as: 'Eva', ...SCOPES }),
  ]).toEqual(['403 Authorization_RequestDenied', '403 Authorization_RequestDenied', '200', '400 InvalidFilter', '400 Request_BadRequest']);
});
