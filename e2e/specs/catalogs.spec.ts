import { expect, test } from '@playwright/test';
import { untilApplied } from '../testing/apply';
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

test('a package is cloned into another catalog, becomes a template, and a package is made of that; the tenant changes as it was reviewed', async ({ browser }) => {
  const before = await tenant();
  const one = before.packages.find((each) => each.displayName === 'Line operator') ?? before.packages[0];
  const other = before.catalogs.find(({ id, displayName }) => id !== one?.catalogId && displayName !== 'General');
  const elsewhere = before.packages.find(({ catalogId }) => catalogId === other?.id);
  if (!one || !other || !elsewhere) throw new Error('the local tenant has packages in two catalogs');
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: `/packages/${one.id}` });
  await page.getByRole('link', { name: 'Clone', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Clone ${one.displayName}` })).toBeVisible();
  await picture(page, 'clone');
  await page.getByRole('link', { name: 'Into another catalog…' }).click();
  await page.getByRole('link', { name: other.displayName }).click();
  await expect(page.getByText(`into ${other.displayName}`, { exact: true })).toBeVisible();
  await expect(page.getByText(`Take it into ${other.displayName}`).first()).toBeVisible();
  await picture(page, 'clone-elsewhere');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Cloned operator');
  await page.getByRole('button', { name: 'Review changes' }).click();
  await expect(page.getByText(`Create the package “Cloned operator” in “${other.displayName}”`)).toBeVisible();
  await picture(page, 'clone-reviewed');
  expect((await tenant()).packages.some(({ displayName }) => displayName === 'Cloned operator')).toBe(false);
  await page.getByRole('button', { name: /^Apply \d+ changes$/ }).click();
  await untilApplied(page);
  const after = await tenant();
  expect(after.packages.find(({ displayName }) => displayName === 'Cloned operator')).toMatchObject({ catalogId: other.id });

  await page.getByRole('link', { name: 'Create the package “Cloned operator”' }).click();
  await page.getByRole('link', { name: 'Save as template' }).click();
  await page.getByLabel('What it is for').fill('Operators of a line');
  await page.getByRole('button', { name: 'Add a parameter' }).click();
  await page.getByLabel('Asked as').fill('Line');
  await page.getByLabel('What packages are called').fill('Operators of {{lines}}');
  await expect(page.getByText('{{lines}} in the package is no parameter.')).toBeVisible();
  await expect(page.getByText('Asked for, and used nowhere')).toBeVisible();
  await picture(page, 'template-wrong');
  await page.getByLabel('What packages are called').fill('Operators of {{line}}');
  await page.getByRole('button', { name: 'Make template' }).click();
  await page.getByRole('link', { name: 'Make a package of Cloned operator' }).click();
  await page.getByRole('link', { name: other.displayName }).click();
  await page.getByRole('button', { name: 'Review changes' }).click();
  await expect(page.getByText('Fill in Line.')).toBeVisible();
  await page.getByLabel('Line', { exact: true }).fill('Line 7');
  await expect(page.getByText('Operators of Line 7').first()).toBeVisible();
  await picture(page, 'template-use');
  await page.getByRole('button', { name: 'Review changes' }).click();
  await expect(page.getByText(`Create the package “Operators of Line 7” in “${other.displayName}”`)).toBeVisible();

  await page.goto(`${portal()}/templates`);
  await picture(page, 'templates');
  await page.getByRole('link', { name: 'Cloned operator', exact: true }).click();
  await page.getByRole('button', { name: 'Delete…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete the template' }).click();
  await expect(page.getByText('No templates yet')).toBeVisible();
  await page.context().close();
});
