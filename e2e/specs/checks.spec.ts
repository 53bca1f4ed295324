import { readFileSync } from 'node:fs';
import { expect, test } from '../testing/browser-test';
import { openAs } from '../testing/sessions';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';

test('an admin has the tenant looked at, opens what stands out, sets it apart and takes the workshop’s file along; an auditor reads the same and changes nothing', async ({ browser }) => {
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: '/checks' });
  await page.getByRole('button', { name: 'Look at all packages' }).click();
  // Other tests make packages meanwhile.
  await expect(page.getByText(/^\d+ packages looked at/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Look again' })).toBeVisible();

  await page.getByRole('row', { name: /Every policy has an expiration date/ }).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 2, name: 'Every policy has an expiration date' })).toBeVisible();
  await page.getByRole('table', { name: 'Findings' }).getByRole('row').nth(1).click();
  const panel = page.getByRole('region', { name: 'Every policy has an expiration date' }).last();
  await expect(panel.getByRole('link', { name: 'Zero Trust assessment, test 21878' })).toBeVisible();
  await panel.getByRole('button', { name: 'Set it apart…' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByLabel('Why it may stay as it is').fill('Until the new catalog is there');
  await dialog.getByRole('combobox', { name: 'Who answers for it' }).fill('Marta');
  await page.getByRole('option', { name: /Marta Lindqvist/ }).click();
  await dialog.getByLabel('Until').fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  await dialog.getByRole('button', { name: 'Set it apart' }).click();
  await expect(panel.getByText('Until the new catalog is there')).toBeVisible();

  const auditor = await openAs(browser, portal(), 'Priya Raman', { returnTo: '/checks?state=excepted' });
  await expect(auditor.getByRole('table', { name: 'Findings' }).getByText('Marta Lindqvist answers for it')).toBeVisible();
  expect([await auditor.getByRole('button', { name: 'Look again' }).count(), await auditor.getByRole('button', { name: /Let it count again|Set it apart/ }).count()]).toEqual([0, 0]);
  const download = auditor.waitForEvent('download');
  await auditor.getByRole('link', { name: 'Export for the workshop' }).click();
  const file = JSON.parse(readFileSync(await (await download).path(), 'utf8')) as { configuration: { pillars: { identity: { taskOverrides: Record<string, { status: string; notes: string }> } } } };
  expect(Object.entries(file.configuration.pillars.identity.taskOverrides).map(([task, { status }]) => [task, status])).toEqual([['RMI_111', 'not-reviewed'], ['RMI_136', 'not-reviewed'], ['RMI_140', 'not-reviewed']]);

  await panel.getByRole('button', { name: 'Let it count again' }).click();
  await expect(panel.getByRole('button', { name: 'Set it apart…' })).toBeVisible();
});
