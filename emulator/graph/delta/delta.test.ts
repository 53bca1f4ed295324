import { beforeEach, expect, test } from 'vitest';
import type { Answer } from '../testing';
import { Office } from '../testing';

type Row = Record<string, unknown> & { id: string };

let office: Office;
let ana: string;
beforeEach(async () => {
  office = await Office.open();
  ana = office.persona('Ana');
});

const rowsOf = (answer: Answer): Row[] => answer.body.value as Row[];

/** Follows a round to its end: every row, in order, and the link that tells of what comes after. */
async function follow(url: string, headers: Record<string, string> = {}): Promise<{ rows: Row[]; pages: number; deltaLink: string }> {
  const rows: Row[] = [];
  let pages = 0;
  for (let next = url; ; pages += 1) {
    const answer = await office.get(next, { headers });
    rows.push(...rowsOf(answer));
    const link = answer.body['@odata.deltaLink'];
    if (typeof link === 'string') return { rows, pages: pages + 1, deltaLink: link };
    next = String(answer.body['@odata.nextLink']);
  }
}

const since = async (deltaLink: string): Promise<Row[]> => (await follow(deltaLink)).rows;
const groupOf = (rows: readonly Row[], id: string): Row[] => rows.filter((row) => row.id === id);

test('the first round tells everybody by pages, the next what changed since it began', async () => {
  const first = await office.get('/users/delta?$select=displayName,department', { headers: { prefer: 'odata.maxpagesize=250' } });
  expect([rowsOf(first).length, Object.keys(rowsOf(first)[0] ?? {}).sort()]).toEqual([250, ['department', 'displayName', 'id']]);
  // Whoever changes while the pages are read is told afterwards, wherever they stood in the list.
  office.tenant.updateUser(ana, { department: 'Legal' });
  const rest = await follow(String(first.body['@odata.nextLink']), { prefer: 'odata.maxpagesize=250' });
  expect([rest.pages, new Set([...rowsOf(first), ...rest.rows].map(({ id }) => id)).size]).toEqual([2, 600]);

  const next = await follow(rest.deltaLink);
  expect(next.rows).toEqual([{ displayName: 'Ana Kowalczyk', department: 'Legal', id: ana }]);
  expect(await since(next.deltaLink)).toEqual([]);
});

test('only what was selected is tracked, and only what changed is told when that is preferred', async () => {
  const { deltaLink } = await follow('/users/delta?$select=displayName,jobTitle');
  office.tenant.updateUser(ana, { department: 'Legal' });
  expect(await since(deltaLink)).toEqual([]);
  office.tenant.updateUser(ana, { jobTitle: null });
  expect((await follow(deltaLink, { prefer: 'return=minimal' })).rows).toEqual([{ jobTitle: null, id: ana }]);
  expect(await since(deltaLink)).toEqual([{ displayName: 'Ana Kowalczyk', jobTitle: null, id: ana }]);
});

test('a manager is tracked where it is selected, with the one before', async () => {
  const before = office.tenant.users.get(ana)?.managerId;
  const eva = office.persona('Eva');
  const { deltaLink } = await follow(`/users/delta?$select=displayName,manager&$filter=id eq '${ana}'`);
  office.tenant.updateUser(ana, { managerId: eva });
  expect((await since(deltaLink))[0]?.['manager@delta']).toEqual([
    { '@odata.type': '#microsoft.graph.user', id: before, '@removed': { reason: 'deleted' } }, { '@odata.type': '#microsoft.graph.user', id: eva },
  ]);
});

test('a deleted person is told as one who can be restored, until they cannot, and is there again when restored', async () => {
  let { deltaLink } = await follow('/users/delta?$deltatoken=latest');
  office.tenant.deleteUser(ana, office.clock.now());
  expect((await since(deltaLink)).filter(({ id }) => id === ana)).toEqual([{ id: ana, '@removed': { reason: 'changed' } }]);
  ({ deltaLink } = await follow(deltaLink));
  office.tenant.restoreUser(ana);
  const again = await since(deltaLink);
  expect(again.map(({ id, displayName }) => [id, displayName])).toEqual([[ana, 'Ana Kowalczyk']]);

  office.tenant.deleteUser(ana, office.clock.now());
  office.tenant.purge(ana);
  expect((await since(deltaLink)).filter(({ id }) => id === ana)).toEqual([{ id: ana, '@removed': { reason: 'deleted' } }]);
});

test('a filter follows at most fifty objects by their ids, and nothing else is filtered by', async () => {
  const eva = office.persona('Eva');
  const { rows, deltaLink } = await follow(`/users/delta?$select=displayName&$filter=id eq '${ana}' or id eq '${eva}'`);
  expect(rows.map(({ id }) => id)).toEqual([ana, eva]);
  office.tenant.updateUser(office.persona('Jonas'), { displayName: 'Jonas' });
  office.tenant.updateUser(eva, { displayName: 'Eva' });
  expect(await since(deltaLink)).toEqual([{ displayName: 'Eva', id: eva }]);

  const many = Array.from({ length: 51 }, (_, at) => `id eq '00000000-0000-4000-8000-0000000000${String(at).padStart(2, '0')}'`).join(' or ');
  const refused = await Promise.all([`$filter=${many}`, "$filter=displayName eq 'Ana'", '$top=5', '$orderby=displayName', '$expand=manager($select=id)'].map((query) => office.get(`/users/delta?${query}`)));
  expect(refused.map(({ status, body }) => [status, body.error.code])).toEqual(Array(5).fill([400, 'Request_UnsupportedQuery']));
});

test('groups tell their direct members, and afterwards who came and who went', async () => {
  const ledger = office.groupId('Finance – Ledger');
  const all = office.groupId('Plant floor – All plants');
  const { rows, deltaLink } = await follow('/groups/delta?$select=displayName,members');
  const told = groupOf(rows, ledger).flatMap((row) => row['members@delta'] as Row[]);
  expect(told.map(({ id }) => id)).toEqual([...office.tenant.members.of(ledger)]);
  expect((groupOf(rows, all)[0]?.['members@delta'] as Row[]).map((row) => row['@odata.type'])).toEqual(Array(3).fill('#microsoft.graph.group'));

  const [gone = ''] = office.tenant.members.of(ledger);
  office.tenant.members.remove(ledger, gone);
  office.tenant.members.add(ledger, ana);
  expect(await since(deltaLink)).toEqual([{
    displayName: 'Finance – Ledger', id: ledger,
    'members@delta': [{ '@odata.type': '#microsoft.graph.user', id: gone, '@removed': { reason: 'deleted' } }, { '@odata.type': '#microsoft.graph.user', id: ana }],
  }]);
});

test('the members of a large group come by several answers, each member once', async () => {
  const large = ['Remote access', 'Company news', 'Sales EMEA'].map((name) => office.groupId(name));
  for (const user of office.tenant.users.values()) for (const id of large) office.tenant.members.add(id, user.id);
  const { rows } = await follow('/groups/delta');
  const told = large.map((id) => groupOf(rows, id).flatMap((row) => (row['members@delta'] as Row[]).map((member) => member.id)));
  expect(told.map((ids) => [ids.length, new Set(ids).size])).toEqual(Array(3).fill([600, 600]));
  expect(rows.length).toBeGreaterThan(new Set(rows.map(({ id }) => id)).size);
});

test('a Microsoft 365 group that was deleted can come back with everybody in it; another is gone for good', async () => {
  const news = office.groupId('Company news');
  const ledger = office.groupId('Finance – Ledger');
  let { deltaLink } = await follow('/groups/delta?$select=displayName,members&$deltatoken=latest');
  office.tenant.deleteGroup(news, office.clock.now());
  office.tenant.deleteGroup(ledger, office.clock.now());
  const gone = await follow(deltaLink);
  expect(gone.rows).toEqual([{ id: news, '@removed': { reason: 'changed' } }, { id: ledger, '@removed': { reason: 'deleted' } }]);
  ({ deltaLink } = gone);
  office.tenant.restoreGroup(news);
  const [back] = await since(deltaLink);
  expect([back?.displayName, (back?.['members@delta'] as Row[]).length]).toEqual(['Company news', office.tenant.members.of(news).size]);
});

test('a token that is a week old, or from before the changes were forgotten, sends back to the beginning', async () => {
  const { deltaLink } = await follow('/users/delta');
  const location = 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=';
  office.wait(7 * 86_400_000 + 1);
  const old = await office.get(deltaLink);
  expect([old.status, old.body.error.code, old.headers.Location]).toEqual([410, 'syncStateNotFound', location]);

  const fresh = await follow(location);
  expect(fresh.rows).toHaveLength(600);
  office.tenant.userChanges.expire();
  const reset = await office.get(fresh.deltaLink);
  expect([reset.status, reset.body.error.code, reset.headers.Location]).toEqual([410, 'resyncRequired', location]);
  expect(await since((await follow('/users/delta?$deltatoken=latest')).deltaLink)).toEqual([]);
  expect((await office.get('/users/delta?$deltatoken=abc')).status).toBe(400);
});
