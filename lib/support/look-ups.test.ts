import { expect, test } from 'vitest';
import { withPortal } from '@/e2e/testing/portal';
import { anAdmin } from '@/e2e/testing/rollouts';
import { recordAudit } from '@/lib/audit';
import type { AuditPerson } from '@/lib/audit';
import { db, inTransaction } from '@/lib/db/client';
import { forgetOldLookUps } from '@/lib/db/look-ups';
import { loadActivity } from './load-activity';
import { loadLookUps } from './load-look-ups';
import { loadPersonCard, searchForHelpdesk } from './load-person-card';
import { searchEverything } from './search-everything';

const { tenant, admin: ines } = withPortal({ users: 300 });

test('who searched for whom and who opened whose card is written down, keystrokes of one search once, and forgotten in time', async () => {
  const tomasz = await anAdmin(tenant, 'Tomasz');
  const marta = tenant.persona('Marta').id;
  const rows = async (filter = {}) => (await loadLookUps(ines, filter, null)).rows.map(({ byName, place, typed, named, others }) => ({ byName, place, typed, named: named.map((person) => person.name), others }));

  for (const typed of ['Marta L', 'Marta Lindq', 'Marta Lindqvist']) await searchForHelpdesk(tomasz, typed, 25);
  await searchForHelpdesk(ines, 'qqq', 25);
  for (let time = 0; time < 2; time += 1) await loadPersonCard(tomasz, marta);
  expect(await loadPersonCard(tomasz, '00000000-0000-4000-8000-000000000000')).toBeNull();

  const searched = { byName: 'Tomasz Nowak', place: 'search', typed: 'Marta Lindqvist', named: ['Marta Lindqvist'], others: 0 };
  const opened = { byName: 'Tomasz Nowak', place: 'card', typed: null, named: ['Marta Lindqvist'], others: 0 };
  expect(await rows()).toEqual([opened, { byName: 'Ines Aalto', place: 'search', typed: 'qqq', named: [], others: 0 }, searched]);
  expect(await rows({ personId: marta })).toEqual([opened, searched]);
  expect(await rows({ byId: ines.personId })).toHaveLength(1);

  await db().lookUp.updateMany({ where: { place: 'search' }, data: { at: new Date(Date.now() - 181 * 86_400_000) } });
  expect(await forgetOldLookUps(db(), 180)).toBe(2);
  expect(await rows()).toEqual([opened]);
});

test('somebody the tenant no longer knows is still shown as their cohort has them, with what was to reach them', async () => {
  const tomasz = await anAdmin(tenant, 'Tomasz');
  const [rolloutId, phaseId, goneId] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000003'];
  await db().rollout.create({
    data: {
      id: rolloutId, name: 'Finance', state: 'active', createdBy: tomasz.personId, createdByName: tomasz.name,
      packages: { create: [{ packageId: goneId, packageName: 'Ledger reader', policyId: goneId, policyName: 'Initial policy', position: 0, catalogId: goneId, catalogName: 'Finance' }] },
      phases: { create: [{ id: phaseId, position: 0, name: 'Pilot', members: { create: [{ personId: goneId, name: 'Adèle Vidal', userPrincipalName: 'adele.vidal@haldenvoss.example', enabled: true, external: false }] } }] },
    },
  });

  const card = await loadPersonCard(tomasz, goneId);
  expect(card).toMatchObject({ gone: true, person: { name: 'Adèle Vidal' }, phases: [{ id: phaseId, name: 'Pilot' }], lines: [{ packageName: 'Ledger reader' }] });
  expect((await loadPersonCard(tomasz, tenant.persona('Marta').id))?.gone).toBe(false);

  // What a run asked for names its people alone; Activity tells how they sign in all the same, as the directory has it by now.
  const requested = { action: 'assignment.request', outcome: 'done', actor: null, subject: { personId: goneId, name: 'Adèle Vidal', userPrincipalName: '' }, objectType: 'package', objectId: goneId, objectName: 'Ledger reader' } as const;
  await inTransaction((tx) => recordAudit(tx, [requested, { ...requested, subject: { ...requested.subject, personId: phaseId, name: 'Nobody knows' } }]));
  const told = async () => (await loadActivity({ action: 'assignment.request' }, null)).rows.map(({ subjectName, subjectSignIn }) => [subjectName, subjectSignIn]);
  const before = await told();
  await db().mirrorPerson.create({ data: { id: goneId, name: 'Adèle Vidal', userPrincipalName: 'adele.berg@haldenvoss.example', enabled: true, external: false, round: 1 } });
  expect([before, await told()]).toEqual(['adele.vidal', 'adele.berg'].map((name) => [['Nobody knows', null], ['Adèle Vidal', `${name}@haldenvoss.example`]]));
  await db().mirrorPerson.delete({ where: { id: goneId } });
});

test('of two people of one name Activity tells who did something and whom it was about by the names they sign in with', async () => {
  const [one, other] = [1, 2].map((n) => ({ personId: `00000000-0000-4000-8000-00000000002${n}`, name: 'Jan Berg', userPrincipalName: `jan.berg${n}@haldenvoss.example` })) as [AuditPerson, AuditPerson];
  const happened = { action: 'note.write', outcome: 'done', objectType: 'note', objectId: 'n', objectName: 'Cannot sign in' } as const;
  await inTransaction((tx) => recordAudit(tx, [{ ...happened, actor: one, subject: other }, { ...happened, actor: other, subject: one }]));
  const told = async (text: string) => (await loadActivity({ text }, null)).rows.map((row) => [row.actorName, row.actorSignIn, row.subjectName, row.subjectSignIn]);
  const [byOne, byOther] = [['Jan Berg', one.userPrincipalName, 'Jan Berg', other.userPrincipalName], ['Jan Berg', other.userPrincipalName, 'Jan Berg', one.userPrincipalName]];
  expect([await told('Jan Berg'), await told('jan_berg')]).toEqual([[byOther, byOne], []]);
});

test('signs of patterns and signs alone find what holds them, and not everything', async () => {
  const tomasz = await anAdmin(tenant, 'Tomasz');
  const [percent, underscore] = ['00000000-0000-4000-8000-000000000011', '00000000-0000-4000-8000-000000000012'];
  const by = { createdBy: tomasz.personId, createdByName: tomasz.name };
  await db().rollout.createMany({ data: [{ id: percent, name: '100 %% of Finance', ...by }, { id: underscore, name: 'Finance__2', ...by }] });
  const names = async (text: string) => (await searchEverything(tomasz, text)).map(({ name }) => name);
  expect([await names('%%'), await names('__'), await names('nance__2'), await names('\\\\'), await names('""'), await names('@@')]).toEqual([['100 %% of Finance'], ['Finance__2'], ['Finance__2'], [], [], []]);

  // Found for what it brings, it stands after what is called so, and says why.
  await db().rolloutPackage.create({ data: { rolloutId: underscore, packageId: percent, packageName: '100 %% ledger', catalogId: percent, catalogName: 'Finance', position: 0, policyId: percent, policyName: 'Direct assignment' } });
  expect((await searchEverything(tomasz, '%%')).map(({ name, detail }) => [name, detail])).toEqual([['100 %% of Finance', undefined], ['Finance__2', 'Rollout, brings “100 %% ledger”']]);
});

test('whoever is found by the search of the top bar is told from their namesakes by the name they sign in with', async () => {
  const tomasz = await anAdmin(tenant, 'Tomasz');
  const marta = tenant.persona('Marta');
  const found = () => searchEverything(tomasz, 'Marta Lindqvist');
  const { department, userPrincipalName } = tenant.tenant.users.get(marta.id) ?? {};
  expect(await found()).toEqual([{ kind: 'person', name: 'Marta Lindqvist', detail: `${department ?? ''}, ${userPrincipalName ?? ''}`, href: `/people/${marta.id}` }]);

  const phaseId = (await db().phase.findFirstOrThrow({ where: { name: 'Pilot' } })).id;
  await db().cohortMember.create({ data: { phaseId, personId: marta.id, name: 'Marta Lindqvist', userPrincipalName: userPrincipalName ?? '', enabled: true, external: false } });
  expect(await found()).toEqual([{ kind: 'person', name: 'Marta Lindqvist', detail: `in Pilot, ${userPrincipalName ?? ''}`, href: `/people/${marta.id}` }]);
});
