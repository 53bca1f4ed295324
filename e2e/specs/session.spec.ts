import type { Page } from '@playwright/test';
import { expect, test } from '../testing/browser-test';
import { signIn, signInByAddress } from '../testing/sessions';
import { employeesOf, readTenant } from '../testing/tenant';
import type { TenantSnapshot } from '../testing/tenant';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const emulator = () => process.env.TEST_EMULATOR_ORIGIN ?? '';

async function tell(path: string, body: object): Promise<void> {
  const answer = await fetch(`${emulator()}/_emulator/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
}

/** An admin whom no other test signs in: what is done to their sign-in stops nobody else's. */
async function anAdminApart(tenant: TenantSnapshot): Promise<TenantSnapshot['users'][number]> {
  const admin = employeesOf(tenant, 'IT').at(-1);
  if (!admin) throw new Error('the local tenant has people in IT');
  await tell('roles', { userId: admin.id, appRoles: ['Rollout.Admin'] });
  await tell('roles/entra', { userId: admin.id, roles: ['Identity Governance Administrator', 'Global Reader'] });
  return admin;
}

/** Keeps every script from the page until it is woken. */
async function holdScripts(page: Page): Promise<{ wake: () => Promise<void> }> {
  let resolve = () => {};
  const promise = new Promise<void>((done) => (resolve = done));
  await page.route('**/_next/static/**/*.js', async (route) => {
    await promise;
    await route.continue();
  });
  return {
    async wake() {
      resolve();
      await page.waitForLoadState('networkidle');
    },
  };
}

test('a sign-in revoked in the middle brings the person back to the page and to what they had typed', async ({ page }) => {
  const tenant = await readTenant(emulator());
  const admin = await anAdminApart(tenant);
  const ana = tenant.users.find((user) => user.displayName === 'Ana Kowalczyk');
  if (!ana) throw new Error('the local tenant has its personas');

  await signInByAddress(page, portal(), admin.userPrincipalName, `/people/${ana.id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'Ana Kowalczyk' })).toBeVisible();
  // Typed as on a slow line: into a page that stands there and has not awoken yet.
  const asleep = await holdScripts(page);
  await page.reload({ waitUntil: 'commit' });
  await page.getByLabel('What did they say, what did you do?').fill('Typed before the sign-in ended.');
  await asleep.wake();
  await page.getByLabel('They cannot work').check();
  await expect(page.getByLabel('What did they say, what did you do?')).toHaveValue('Typed before the sign-in ended.');
  await tell('revoke', { userId: admin.id });

  await page.getByRole('button', { name: 'Save note' }).click();
  await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).click();
  const picker = page.getByRole('button', { name: admin.userPrincipalName }).first();
  const typed = page.getByLabel('What did they say, what did you do?');
  await expect(picker.or(typed).first()).toBeVisible();
  if (new URL(page.url()).origin === emulator()) await picker.click();
  await page.waitForURL(`${portal()}/people/${ana.id}`);
  await expect(typed).toHaveValue('Typed before the sign-in ended.');
  await page.getByRole('button', { name: 'Save note' }).click();
  await expect(page.getByRole('list', { name: 'Notes' })).toContainText('Typed before the sign-in ended.');
});

test('a page that Entra reads out only after another sign-in sends the person there with the claims it wants, and comes back', async ({ page }) => {
  const tenant = await readTenant(emulator());
  const admin = await anAdminApart(tenant);
  const ana = tenant.users.find((user) => user.displayName === 'Ana Kowalczyk');
  if (!ana) throw new Error('the local tenant has its personas');
  await signInByAddress(page, portal(), admin.userPrincipalName, '/settings');
  await tell('revoke', { userId: admin.id });

  const asked = page.waitForRequest((request) => request.url().startsWith(emulator()) && request.url().includes('/authorize'));
  await page.goto(`${portal()}/people/${ana.id}?tab=packages`).catch(() => undefined);
  const claims = JSON.parse(new URL((await asked).url()).searchParams.get('claims') ?? '{}') as { access_token?: Record<string, unknown> };
  expect(claims.access_token).toMatchObject({ nbf: { essential: true } });

  const heading = page.getByRole('heading', { level: 1, name: 'Ana Kowalczyk' });
  const picker = page.getByRole('button', { name: admin.userPrincipalName }).first();
  await expect(picker.or(heading).first()).toBeVisible();
  if (new URL(page.url()).origin === emulator()) await picker.click();
  await page.waitForURL(`${portal()}/people/${ana.id}?tab=packages`);
  await expect(heading).toBeVisible();
});

/** Demands a second proof of an account, from Graph's next answer to it on. */
async function demandProof(userId: string, more: object = {}): Promise<void> {
  await tell('step-up', { userId, at: 'graph', ...more });
}

/** The claims with which the browser was sent to Entra, at its next visit there. */
async function claimsAskedFor(page: Page): Promise<unknown> {
  const request = await page.waitForRequest((each) => each.url().startsWith(emulator()) && each.url().includes('/authorize'));
  return JSON.parse(new URL(request.url()).searchParams.get('claims') ?? 'null');
}

/** How many drafts of that name the portal lists. */
async function draftsCalled(page: Page, name: string): Promise<number> {
  await page.goto(`${portal()}/drafts?q=${encodeURIComponent(name)}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('row', { name }).or(page.getByText('No draft fits these filters')).first()).toBeVisible();
  return page.getByRole('row', { name }).count();
}

const PROOF = { access_token: { acrs: { essential: true, value: 'c1' } } };

test('a second proof that is demanded in the middle of an action is given at Entra, and the action goes on as it was asked', async ({ page }) => {
  const admin = await anAdminApart(await readTenant(emulator()));
  await signInByAddress(page, portal(), admin.userPrincipalName, '/catalogs/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Proved twice');
  await page.getByLabel('Name of the new draft').fill('Proved twice');
  await page.getByLabel('What it is for').fill('Typed before the second proof.');
  await demandProof(admin.id);
  try {
    await page.getByRole('button', { name: 'Review changes' }).click();
    const asked = claimsAskedFor(page);
    await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).click();
    expect(await asked).toMatchObject(PROOF);
    await expect(page.getByText('second proof')).toBeVisible();
    await page.getByRole('button', { name: admin.userPrincipalName }).first().click();

    await page.waitForURL((url) => url.origin === portal() && /^\/drafts\/[0-9a-f-]{36}\/review$/.test(url.pathname));
    await expect(page.getByText('Create the catalog “Proved twice”')).toBeVisible();
    await expect(page.getByText('Typed before the second proof.')).toBeVisible();
    expect(await draftsCalled(page, 'Proved twice')).toBe(1);
  } finally {
    await demandProof(admin.id, { off: true });
  }
});

test('whoever proves to be somebody else finds an empty form, and nothing is done in their name', async ({ page }) => {
  const admin = await anAdminApart(await readTenant(emulator()));
  await signInByAddress(page, portal(), admin.userPrincipalName, '/catalogs/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Not of Ines');
  await page.getByLabel('Name of the new draft').fill('Not of Ines');
  await page.getByLabel('What it is for').fill('Typed by another.');
  await demandProof(admin.id);
  try {
    await page.getByRole('button', { name: 'Review changes' }).click();
    await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).click();
    await page.getByRole('button', { name: /Ines Aalto/ }).first().click();
    await page.waitForURL(`${portal()}/catalogs/new`);
    await expect(page.getByRole('button', { name: /Ines Aalto/ })).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('');
    await expect(page.getByLabel('What it is for')).toHaveValue('');
    expect(await draftsCalled(page, 'Not of Ines')).toBe(0);
  } finally {
    await demandProof(admin.id, { off: true });
  }
});

test('a page of somebody else does nothing in the name of who signed in since, and what was typed on it is for nobody but who typed it', async ({ page }) => {
  const admin = await anAdminApart(await readTenant(emulator()));
  await signInByAddress(page, portal(), admin.userPrincipalName, '/catalogs/new');
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await name.fill('Of the first');
  await page.getByLabel('Name of the new draft').fill('Of the first');
  await page.getByLabel('What it is for').fill('Typed by the first.');
  // Somebody else takes the browser over, in another tab.
  await page.context().clearCookies();
  const other = await page.context().newPage();
  await signIn(other, portal(), 'Eva Brandt');
  await page.getByRole('button', { name: 'Review changes' }).click();
  await expect(page.getByText('This browser is signed in as Eva Brandt by now')).toBeVisible();
  await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).click();
  await page.getByRole('button', { name: /Eva Brandt/ }).first().click();
  await page.waitForURL(`${portal()}/catalogs/new`);
  await expect(page.getByRole('button', { name: /Eva Brandt/ })).toBeVisible();
  await expect(name).toHaveValue('');
  expect(await draftsCalled(page, 'Of the first')).toBe(0);

  await page.context().clearCookies();
  await signInByAddress(page, portal(), admin.userPrincipalName, '/catalogs/new');
  await expect(name).toHaveValue('Of the first');
  await expect(page.getByLabel('What it is for')).toHaveValue('Typed by the first.');
});

test('a page for which a second proof is demanded sends the person to give it and is shown when they come back', async ({ page }) => {
  const tenant = await readTenant(emulator());
  const admin = await anAdminApart(tenant);
  const [first] = tenant.packages;
  if (!first) throw new Error('the local tenant has packages');
  await signInByAddress(page, portal(), admin.userPrincipalName, '/settings');
  await demandProof(admin.id);
  try {
    const asked = claimsAskedFor(page);
    await page.goto(`${portal()}/packages/${first.id}?tab=assignments`).catch(() => undefined);
    expect(await asked).toMatchObject(PROOF);
    await expect(page.getByText('second proof')).toBeVisible();
    await page.getByRole('button', { name: admin.userPrincipalName }).first().click();
    await page.waitForURL(`${portal()}/packages/${first.id}?tab=assignments`);
    await expect(page.getByRole('heading', { level: 1, name: first.displayName })).toBeVisible();
  } finally {
    await demandProof(admin.id, { off: true });
  }
});

test('a form that outlives its session comes back with every tick, choice and person it had', async ({ page }) => {
  const { packages } = await readTenant(emulator());
  await signIn(page, portal(), 'Ines Aalto', `/packages/new?catalog=${packages[0]?.catalogId ?? ''}`);
  const roles = page.getByRole('group', { name: 'Roles it hands out' }).getByRole('checkbox');
  await expect(roles.nth(1)).toBeVisible();
  const [first, second] = await Promise.all([0, 1].map((index) => roles.nth(index).getAttribute('aria-label')));
  for (const index of [0, 1]) await roles.nth(index).check();
  await page.getByRole('checkbox', { name: 'Hidden in My Access' }).uncheck();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Typed before the session ended');
  await page.getByRole('radio', { name: 'One of these people' }).check();
  await page.getByRole('combobox', { name: 'Approvers' }).fill('Eva Brandt');
  await page.getByRole('option', { name: /^Eva Brandt IT/ }).click();
  await page.getByRole('radio', { name: 'Never by itself' }).check();

  await page.context().clearCookies({ name: 'session' });
  await page.getByRole('button', { name: 'Review changes' }).click();
  await page.getByRole('alert').getByRole('button', { name: 'Sign in again' }).click();
  const picker = page.getByRole('button', { name: /Ines Aalto/ }).first();
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await expect(picker.or(name).first()).toBeVisible();
  if (new URL(page.url()).origin === emulator()) await picker.click();

  await expect(name).toHaveValue('Typed before the session ended');
  const ticked = page.getByRole('checkbox', { checked: true });
  await expect(ticked).toHaveCount(2);
  expect(await ticked.evaluateAll((boxes) => boxes.map((box) => box.getAttribute('aria-label')))).toEqual([first, second]);
  await expect(page.getByRole('radio', { checked: true })).toHaveCount(3);
  for (const chosen of ['Only those an administrator assigns', 'One of these people', 'Never by itself']) await expect(page.getByRole('radio', { name: chosen })).toBeChecked();
  await expect(page.locator('[aria-label="Chosen: Approvers"]')).toContainText('Eva Brandt');
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
