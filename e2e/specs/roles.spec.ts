import type { APIRequestContext } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { expect, test } from '../testing/browser-test';
import { signIn } from '../testing/sessions';
import { readTenant } from '../testing/tenant';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** What the first answer to an address says: status, where it leads, and whether anything of the portal’s frame is in it. */
async function firstAnswers(request: APIRequestContext, paths: string[]): Promise<unknown[]> {
  return Promise.all(
    paths.map(async (path) => {
      const answer = await request.get(`${portal()}${path}`, { maxRedirects: 0 });
      return [path, answer.status(), answer.headers().location, /<(nav|header)\b/.test(await answer.text())];
    }),
  );
}

const sentAway = (paths: string[]) => paths.map((path) => [path, 307, '/no-access', false]);

test('whoever has no role and was asked nothing is told so and whom to ask, and is sent nothing of any page', async ({ page }) => {
  const { packages, users } = await readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '');
  const [one] = packages;
  if (!one) throw new Error('the local tenant has packages');
  await signIn(page, portal(), 'Ana Kowalczyk');
  await expect(page.getByRole('heading', { level: 1, name: 'Nothing is asked of you at the moment' })).toBeVisible();
  await expect(page.getByText('ask an identity admin of Halden Voss')).toBeVisible();
  await page.screenshot({ path: 'test-results/screens/no-access.png' });

  const paths = [
    '/', '/rollouts', '/rollouts/new', '/catalogs', '/catalogs/creators', `/catalogs/${one.catalogId}`, `/catalogs/${one.catalogId}/extensions`, `/catalogs/${one.catalogId}/extensions/${NOBODY}`, '/packages', '/sheets', `/sheets/${NOBODY}`, `/sheets/${NOBODY}/deviations`, `/drafts/${NOBODY}/policies/any/people`, '/checks', `/packages/${one.id}`, '/approvals', '/helpdesk', `/people/${users[0]?.id ?? ''}`, '/activity', '/settings', '/no-such-place',
    ...['rollouts', 'rehearsals', 'runs', 'phases'].map((place) => `/${place}/${NOBODY}`),
  ];
  expect(await firstAnswers(page.request, paths)).toEqual(sentAway(paths));
  expect(await Promise.all(['/sheets/example', '/sheets/schema', `/sheets/${NOBODY}/export`, '/packages/policy-editor/rule-count?rule=user.city+-eq+null', `/packages/${one.id}/unsaid?catalog=${one.catalogId}&policy=${NOBODY}`, '/directory/applications?q=ledger'].map(async (path) => (await page.request.get(`${portal()}${path}`)).status()))).toEqual([403, 403, 403, 403, 403, 403]);

  await page.goto(`${portal()}/approvals/${NOBODY}`);
  await expect(page.getByRole('heading', { level: 1, name: 'There is nothing here' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Ana Kowalczyk/ })).toHaveAccessibleName(/No role/);
});

test('a page for admins sends the helpdesk nothing of it', async ({ page }) => {
  const { packages } = await readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '');
  const [one] = packages;
  const [rollout, client] = [randomUUID(), new Client({ connectionString: process.env.TEST_DATABASE_URL })];
  await client.connect();
  try {
    await client.query('INSERT INTO "rollout" ("id", "name", "created_by", "created_by_name") VALUES ($1, $2, $3, $4)', [rollout, `Kept from the helpdesk ${rollout}`, NOBODY, 'Ines Aalto']);
    await client.query('INSERT INTO "phase" ("rollout_id", "position", "name") VALUES ($1, 0, $2)', [rollout, 'Pilot']);
    await signIn(page, portal(), 'Tomasz Nowak');
    const paths = ['/rollouts/new', '/checks', '/settings/conditional-access', '/sheets/new', `/sheets/${NOBODY}/import`, `/sheets/${NOBODY}/rows/new`, `/sheets/${NOBODY}/rows/${NOBODY}`, `/rollouts/${rollout}/edit`, '/catalogs/new', '/catalogs/organisations/new', '/drafts/new', `/catalogs/${one?.catalogId ?? ''}/add`, `/catalogs/${one?.catalogId ?? ''}/ask?originSystem=AadGroup&originId=${NOBODY}`, `/catalogs/${one?.catalogId ?? ''}/edit`, `/catalogs/${one?.catalogId ?? ''}/extensions/new`, `/packages/${one?.id ?? ''}/policies/new`, `/packages/new?catalog=${one?.catalogId ?? ''}`, `/packages/${one?.id ?? ''}/add-role`, `/packages/${one?.id ?? ''}/clone`, '/templates/new'];
    expect(await firstAnswers(page.request, paths)).toEqual(sentAway(paths));
    expect((await page.request.get(`${portal()}/checks/export`)).status()).toBe(403);
    expect((await page.request.post(`${portal()}/catalogs/${one?.catalogId ?? ''}/candidates`, { data: { text: NOBODY }, headers: { origin: portal() } })).status()).toBe(403);
    await page.goto(`${portal()}/rollouts/new`);
    await expect(page.getByRole('heading', { level: 1, name: 'This page is for another role' })).toBeVisible();
  } finally {
    await client.query('DELETE FROM "rollout" WHERE "id" = $1', [rollout]);
    await client.end();
  }
});
