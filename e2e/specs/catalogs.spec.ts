import { expect, test } from '@playwright/test';
import { picture } from '../testing/picture';
import { openAs } from '../testing/sessions';
import { readTenant } from '../testing/tenant';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const tenant = () => readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '');

test('a pasted list is looked up, mended line by line, judged, and goes into a draft; nothing of it reaches the tenant', async ({ browser }) => {
  const catalog = (await tenant()).catalogs.find(({ displayName }) => displayName !== 'General');
  if (!catalog) throw new Error('the local tenant has catalogs');
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: `/catalogs/${catalog.id}/add?kind=list` });
  await page.getByRole('textbox', { name: 'What to add' }).fill(['Company news', 'Project Nordlich', 'Works council', 'Licences – Power BI', 'https://haldenvoss.sharepoint.example/sites/nothing'].join('\n'));
  await page.getByRole('button', { name: 'Look up 5 lines' }).click();
  const problems = page.getByRole('table', { name: 'Lines that need another look' });
  const found = page.getByRole('table', { name: 'What can be added' });
  await expect(problems.getByRole('row', { name: 'Line 2' })).toContainText('No group or application of the tenant has this name');
  await expect(problems.getByRole('row', { name: 'Line 5' })).toContainText('No site has this address');
  await expect(found.getByRole('row', { name: 'Works council' })).toContainText('Cannot be added');
  await found.getByRole('button', { name: 'Why, and what mends it: Works council' }).click();
  await expect(found.getByRole('row', { name: 'Works council' })).toContainText('Entitlement management may not change its members.');
  await picture(page, 'add-list');

  await problems.getByRole('button', { name: 'Project Nordlicht' }).click();
  await expect(found.getByRole('row', { name: 'Project Nordlicht' })).toBeVisible();
  await problems.getByRole('button', { name: 'Take line 5 out' }).click();
  await expect(problems).toHaveCount(0);
  await page.getByRole('button', { name: 'Save to draft' }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Resources of ${catalog.displayName}` })).toBeVisible();
  await expect(page.getByText('Company news').first()).toBeVisible();
  await expect(page.getByText('Nothing of it has been applied yet')).toBeVisible();
  await page.context().close();
});

test('administrators, connected organisations and what becomes of externals are shown, and changed by drafts', async ({ browser }) => {
  const { catalogs } = await tenant();
  const [catalog] = catalogs;
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: `/catalogs/${catalog?.id ?? ''}/administrators` });
  await expect(page.getByRole('heading', { level: 1, name: 'Administrators' })).toBeVisible();
  await picture(page, 'administrators');

  await page.goto(`${portal()}/catalogs/organisations`);
  await expect(page.getByRole('heading', { level: 2, name: 'Connected organisations' })).toBeVisible();
  await picture(page, 'organisations');
  await page.getByRole('link', { name: 'Connect an organisation' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Fabrikam Valves');
  await page.getByLabel('Who they are').fill('They make our valves');
  await page.getByLabel('Domain or tenant id').fill('no domain');
  await page.getByRole('button', { name: 'Review changes' }).click();
  await expect(page.getByText('This is no domain: it looks like fabrikam.com.')).toBeVisible();
  await picture(page, 'connect');
  await page.getByLabel('Domain or tenant id').fill('fabrikam.example');
  await page.getByRole('button', { name: 'Review changes' }).click();
  await expect(page.getByText('Connect the organisation “Fabrikam Valves”')).toBeVisible();
  await expect(page).toHaveURL(/\/drafts\/[0-9a-f-]+\/review$/);
  await expect(page.getByRole('button', { name: 'Apply 1 change' })).toBeVisible();
  await page.context().close();
});
