import { expect, test } from '@playwright/test';
import { signIn } from '../testing/sessions';
import { readTenant } from '../testing/tenant';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const emulator = () => process.env.TEST_EMULATOR_ORIGIN ?? '';

test('a sign-in revoked in the middle brings the person back to the page and to what they had typed', async ({ page }) => {
  const { users } = await readTenant(emulator());
  const eva = users.find((user) => user.displayName === 'Eva Brandt');
  const ana = users.find((user) => user.displayName === 'Ana Kowalczyk');
  if (!eva || !ana) throw new Error('the local tenant has its personas');

  await signIn(page, portal(), 'Eva Brandt', `/people/${ana.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Ana Kowalczyk' })).toBeVisible();
  await page.getByLabel('What did they say, what did you do?').fill('Typed before the sign-in ended.');
  await fetch(`${emulator()}/_emulator/revoke`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ userId: eva.id }) });

  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).click();
  const picker = page.getByRole('button', { name: /Eva Brandt/ }).first();
  const typed = page.getByLabel('What did they say, what did you do?');
  await expect(picker.or(typed).first()).toBeVisible();
  if (new URL(page.url()).origin === emulator()) await picker.click();
  await page.waitForURL(`${portal()}/people/${ana.id}`);
  await expect(typed).toHaveValue('Typed before the sign-in ended.');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('Typed before the sign-in ended.');
});

test('a page that Entra reads out only after another sign-in sends the person there with the claims it wants, and comes back', async ({ page }) => {
  const { users } = await readTenant(emulator());
  const ana = users.find((user) => user.displayName === 'Ana Kowalczyk');
  const eva = users.find((user) => user.displayName === 'Eva Brandt');
  if (!eva || !ana) throw new Error('the local tenant has its personas');
  await signIn(page, portal(), 'Eva Brandt', '/settings');
  await fetch(`${emulator()}/_emulator/revoke`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ userId: eva.id }) });

  const asked = page.waitForRequest((request) => request.url().startsWith(emulator()) && request.url().includes('/authorize'));
  await page.goto(`${portal()}/people/${ana.id}?tab=packages`).catch(() => undefined);
  const claims = JSON.parse(new URL((await asked).url()).searchParams.get('claims') ?? '{}') as { access_token?: Record<string, unknown> };
  expect(claims.access_token).toMatchObject({ nbf: { essential: true } });

  const heading = page.getByRole('heading', { level: 1, name: 'Ana Kowalczyk' });
  const picker = page.getByRole('button', { name: /Eva Brandt/ }).first();
  await expect(picker.or(heading).first()).toBeVisible();
  if (new URL(page.url()).origin === emulator()) await picker.click();
  await page.waitForURL(`${portal()}/people/${ana.id}?tab=packages`);
  await expect(heading).toBeVisible();
});

test('whoever has no role is told so and whom to ask', async ({ page }) => {
  await signIn(page, portal(), 'Ana Kowalczyk');
  await expect(page.getByText(/no role|role/i).first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Catalogs & packages' })).toHaveCount(0);
});

test('signing out ends the session here and at Entra', async ({ page }) => {
  // The portal's cookie and Entra's; both are on localhost.
  const sessions = async () => (await page.context().cookies()).filter(({ name }) => name.endsWith('session')).map(({ name }) => name).sort();
  await signIn(page, portal(), 'Tomasz Nowak');
  const session = (await page.context().cookies()).find(({ name }) => name === 'session');
  expect(await sessions()).toEqual(['local-tenant-session', 'session']);

  await page.getByRole('button', { name: /Tomasz Nowak/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL((url) => url.origin === portal() && url.pathname === '/signed-out' && !url.search);

  expect(await sessions()).toEqual([]);
  const again = await page.request.get(`${portal()}/`, { headers: { cookie: `session=${session?.value}` }, maxRedirects: 0 });
  expect([again.status(), again.headers().location]).toEqual([307, expect.stringContaining('/sign-in')]);
});
