import { afterAll, beforeAll, expect, test } from 'vitest';
import { GraphCaller } from '../graph-caller';

let graph: GraphCaller;
beforeAll(async () => {
  graph = await GraphCaller.start();
});
afterAll(() => graph.stop());

type Row = { id: string; displayName?: string; '@removed'?: { reason: string }; 'members@delta'?: { id: string; '@removed'?: unknown }[] };

/** Every page from an address on, and the link for later. */
async function readAll(url: string): Promise<{ rows: Row[]; pages: number; delta: string }> {
  const rows: Row[] = [];
  for (let pages = 1; ; pages += 1) {
    const { status, body } = await graph.get(url);
    expect(status).toBe(200);
    rows.push(...(body.value as Row[]));
    const next = body['@odata.nextLink'] as string | undefined;
    if (!next) return { rows, pages, delta: String(body['@odata.deltaLink']).replace(/^.*\/v1\.0/, '') };
    url = next.replace(/^.*\/v1\.0/, '');
  }
}

const user = (name: string) => graph.local.snapshot().users.find((person) => person.displayName === name)?.id ?? '';

test('people come by pages once, and afterwards only those who changed or left', async () => {
  const everybody = graph.local.snapshot().users.map(({ id }) => id).sort();
  const first = await readAll('/users/delta?$select=displayName,department');
  expect([first.rows.map(({ id }) => id).sort(), first.pages > 1]).toEqual([everybody, true]);
  expect((await readAll(first.delta)).rows).toEqual([]);

  const ana = user('Ana Kowalczyk');
  const jonas = user('Jonas Weber');
  graph.local.tenant.updateUser(ana, { department: 'Legal' });
  graph.local.tenant.deleteUser(jonas, Date.now());
  const after = await readAll(first.delta);
  expect(after.rows.filter(({ id }) => id === ana || id === jonas).map((row) => [row.id, row['@removed']?.reason ?? null])).toEqual([[ana, null], [jonas, 'changed']]);
});

test('a group tells who came in and who went out', async () => {
  const { tenant } = graph.local;
  const group = graph.groupId('Remote access');
  const first = await readAll(`/groups/delta?$select=displayName,members&$filter=id eq '${group}'`);
  expect(first.rows.flatMap((row) => row['members@delta']?.map(({ id }) => id) ?? []).sort()).toEqual([...tenant.members.of(group)].sort());

  const ana = user('Ana Kowalczyk');
  const [out = ''] = tenant.members.of(group);
  tenant.members.add(group, ana);
  tenant.members.remove(group, out);
  const after = await readAll(first.delta);
  expect(after.rows.flatMap((row) => row['members@delta']?.map((member) => [member.id, member['@removed'] !== undefined]) ?? []).sort()).toEqual([[ana, false], [out, true]].sort());
});

test('a token the tenant no longer keeps is answered with 410, and where to begin anew', async () => {
  const { delta } = await readAll('/users/delta?$select=displayName');
  graph.local.tenant.userChanges.expire();
  const { status, body } = await graph.get(delta);
  expect([status, (body.error as { code: string }).code]).toEqual([410, 'resyncRequired']);
});
