import { applyReviewed, untilApplied } from '../testing/apply';
import { expect, test } from '../testing/browser-test';
import { picture } from '../testing/picture';
import { openAs } from '../testing/sessions';
import { isPlainGroup, readTenant } from '../testing/tenant';
import { comeBack, untilAwake } from '../testing/waking';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const tenant = () => readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '');

test('changes wait in a draft, are reviewed in words and as Graph calls, applied while one looks on, and undone', async ({ browser }) => {
  const before = await tenant();
  // Of the seed, and changed by no other test: what others made last is compared by them.
  const one = before.packages.find(({ displayName }) => displayName === 'Ledger poster');
  const catalog = before.catalogs.find(({ id }) => id === one?.catalogId);
  if (!one || !catalog) throw new Error('the local tenant has the package');
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: `/catalogs/${catalog.id}` });

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Edit ${catalog.displayName}` })).toBeVisible();
  await page.getByLabel('What it is for').fill('Described in a draft');
  await page.getByLabel('Name of the new draft').fill('Descriptions');
  await picture(page, 'edit-catalog');
  await page.getByRole('button', { name: 'Save to draft' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Descriptions' })).toBeVisible();
  await expect(page.getByText('Nothing of it has been applied yet')).toBeVisible();

  await page.goto(`${portal()}/packages/${one.id}/edit`);
  await page.getByLabel('What it gives').fill('Described in a draft too');
  await page.getByRole('combobox', { name: 'Draft' }).selectOption('Descriptions');
  await page.getByRole('button', { name: 'Save to draft' }).click();
  await expect(page.getByRole('row', { name: `Change the package “${one.displayName}”` })).toBeVisible();
  await picture(page, 'draft');

  await page.getByRole('link', { name: `Change the package “${one.displayName}”` }).click();
  await page.getByLabel('What it gives').fill('Described in a draft as well');
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await page.getByRole('link', { name: 'Review changes' }).click();
  await expect(page.getByText('Described in a draft as well')).toBeVisible();
  expect((await tenant()).catalogs.find(({ id }) => id === catalog.id)?.description).toBe(catalog.description);
  await picture(page, 'review');
  await page.getByRole('link', { name: 'Show Graph calls' }).click();
  await expect(page.getByLabel('Graph call of step 1')).toContainText(`PATCH /identityGovernance/entitlementManagement/catalogs/${catalog.id}`);
  await picture(page, 'review-calls');
  const draft = page.url().replace(/\/review.*$/, '');

  await applyReviewed(page, 2);
  await expect(page.getByText('2 of 2 steps')).toBeVisible();
  await untilApplied(page);
  await page.getByText('1 property changed').first().click();
  await expect(page.getByRole('definition').filter({ hasText: 'Described in a draft' }).first()).toBeVisible();
  await picture(page, 'applied');
  await expect(page).toHaveURL(draft);

  // Whoever goes back to the review is told that it was applied, by whom, and what came of it.
  const applied = page.url();
  await page.goto(`${draft}/review`);
  await expect(page.getByLabel('State', { exact: true })).toContainText(/^Applied.*by Ines Aalto.*nothing of it is left to review/);
  await expect(page.getByRole('link', { name: `Change the package “${one.displayName}”` })).toHaveAttribute('href', `/packages/${one.id}`);
  await page.goto(applied);
  const now = await tenant();
  expect([now.catalogs.find(({ id }) => id === catalog.id), now.packages.find(({ id }) => id === one.id)]).toMatchObject([{ displayName: catalog.displayName, description: 'Described in a draft' }, { description: 'Described in a draft as well', displayName: one.displayName }]);

  const auditor = await openAs(browser, portal(), 'Priya Raman', { returnTo: new URL(draft).pathname });
  await expect(auditor.getByRole('heading', { level: 1, name: 'Descriptions' })).toBeVisible();
  await expect(auditor.getByRole('link', { name: 'Undo…' })).toBeHidden();

  await page.getByRole('link', { name: 'Undo…' }).click();
  await picture(page, 'undo');
  await page.getByRole('button', { name: 'Undo 2 changes' }).click();
  await expect(page.getByLabel('State', { exact: true }).getByText('Undone', { exact: true })).toBeVisible();
  const after = await tenant();
  expect([after.catalogs.find(({ id }) => id === catalog.id)?.description, after.packages.find(({ id }) => id === one.id)?.description]).toEqual([catalog.description, one.description]);
  await page.goto(`${draft}/undo`);
  await expect(page.getByLabel('State', { exact: true })).toContainText(/^Undone.*by Ines Aalto.*nothing of it is left to undo/);
  await page.goto(`${portal()}/drafts`);
  await expect(page.getByRole('row', { name: 'Descriptions' })).toContainText('Undone');
  await picture(page, 'drafts');
});

test('what cannot be removed says why before anybody tries, and who saves over another edit sees it first', async ({ browser }) => {
  const { packages, assignments, catalogs } = await tenant();
  const held = packages.find(({ id }) => assignments.some(({ packageId, state }) => packageId === id && state === 'delivered'));
  const catalog = catalogs.find(({ id }) => id === held?.catalogId);
  if (!held || !catalog) throw new Error('somebody has a package');
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: `/packages/${held.id}/edit` });
  await page.getByRole('link', { name: 'Delete package…' }).click();
  await expect(page.getByText('remove them in Microsoft Entra first')).toBeVisible();
  await picture(page, 'remove-blocked');
  await page.goto(`${portal()}/packages/${held.id}?tab=resources`);
  await page.getByRole('link', { name: /^Take out / }).first().click();
  await expect(page.getByText(/^Concerns .* who have the package$/)).toBeVisible();
  await expect(page.getByText(/for good, since this is their last way to it/)).toBeVisible();
  await picture(page, 'remove-role');
  await page.getByRole('link', { name: /^See everybody: / }).first().click();
  await expect(page.getByRole('table', { name: 'Whom it concerns' })).toBeVisible();
  await picture(page, 'role-effect');
  // What takes access from people asks first, and says from how many.
  await page.goto(`${portal()}/packages/${held.id}?tab=resources`);
  await page.getByRole('link', { name: /^Take out / }).first().click();
  await page.getByLabel('Name of the new draft').fill('Without a role');
  await page.getByRole('button', { name: 'Save to draft' }).click();
  await page.getByRole('link', { name: 'Review changes' }).click();
  await page.getByRole('button', { name: /^Apply .*…$/ }).click();
  await expect(page.getByRole('alertdialog').getByText(/\d (people lose|person loses) it for good/)).toBeVisible();
  await picture(page, 'asks-first');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Not yet' }).click();

  await page.goto(`${portal()}/catalogs/${catalog.id}/edit`);
  await page.getByLabel('Name of the new draft').fill('Two at once');
  await page.getByLabel('What it is for').fill('First');
  await page.getByRole('button', { name: 'Save to draft' }).click();
  const change = page.getByRole('link', { name: `Change the catalog “${catalog.displayName}”` });
  await expect(change).toBeVisible();
  const other = await page.context().newPage();
  await other.goto(`${portal()}${(await change.getAttribute('href')) ?? ''}`);
  await change.click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(`${catalog.displayName} of both`);
  await page.getByLabel('What it is for').fill('Second');
  await page.getByRole('button', { name: 'Save in the draft' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Two at once' })).toBeVisible();
  await other.getByLabel('What it is for').fill('Third');
  // Read again meanwhile, its page knows of the other edit; what is typed there was typed over the first.
  await comeBack(other);
  await expect(other.getByRole('heading', { level: 1, name: `Edit ${catalog.displayName} of both` })).toBeVisible();
  await other.getByRole('button', { name: 'Save in the draft' }).click();
  await expect(other.getByText('Ines Aalto changed this since you opened it')).toBeVisible();
  await expect(other.getByText('Second', { exact: true })).toBeVisible();
  await picture(other, 'edited-by-two');
  await other.getByRole('button', { name: 'Save mine over theirs' }).click();
  await expect(other.getByRole('heading', { level: 1, name: 'Two at once' })).toBeVisible();
  await other.getByRole('button', { name: 'Rename…' }).click();
  await other.getByRole('alertdialog').getByLabel('Name').fill('Three at once');
  await picture(other, 'draft-renamed');
  await other.getByRole('button', { name: 'Rename draft' }).click();
  await expect(other.getByRole('heading', { level: 1, name: 'Three at once' })).toBeVisible();
  await other.getByRole('button', { name: 'Put aside…' }).click();
  await other.getByRole('button', { name: 'Put it aside' }).click();
  await expect(other.getByLabel('State', { exact: true }).getByText('Put aside')).toBeVisible();
});

test('what must not be held together is changed by keyboard in a matrix, both ways at once, and waits in a draft', async ({ browser }) => {
  const { packages, catalogs } = await tenant();
  const catalog = catalogs.find(({ id }) => packages.filter(({ catalogId }) => catalogId === id).length > 1);
  const [one, other] = packages.filter(({ catalogId }) => catalogId === catalog?.id).sort((a, b) => a.displayName.localeCompare(b.displayName));
  if (!catalog || !one || !other) throw new Error('a catalog has two packages');
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: `/catalogs/${catalog.id}` });
  await page.getByRole('link', { name: 'Incompatible packages' }).click();
  const cell = page.getByRole('gridcell', { name: new RegExp(`^${one.displayName} and ${other.displayName}: `) });
  await expect(cell).toHaveAccessibleName(/Not kept apart/);
  await untilAwake(cell);
  await cell.focus();
  await page.keyboard.press('Space');
  await expect(cell).toHaveAccessibleName(/Both ways.*, changed here$/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('gridcell', { name: new RegExp(`^${other.displayName} and ${one.displayName}: Both ways`) })).toBeFocused();
  await picture(page, 'matrix');
  if ((await page.getByRole('combobox', { name: 'Draft' }).count()) > 0) await page.getByRole('combobox', { name: 'Draft' }).selectOption('new');
  await page.getByLabel('Name of the new draft').fill('Kept apart');
  await page.getByRole('button', { name: 'Add 2 changes to the draft' }).click();
  await expect(page.getByText('Shown as the draft “Kept apart” would make it')).toBeVisible();
  await expect(cell).toHaveAccessibleName(/Both ways.*, changed by the draft$/);
  await page.getByRole('link', { name: 'Review changes' }).click();
  await expect(page.getByText(`Keep whoever has “${one.displayName}” from getting “${other.displayName}”`)).toBeVisible();
  await expect(page.getByText(`Keep whoever has “${other.displayName}” from getting “${one.displayName}”`)).toBeVisible();
});

test('a policy sheet is pasted, mended where a name is nobody’s, drafted and applied, and held against the tenant afterwards', async ({ browser }) => {
  const { groups } = await tenant();
  const [given, clerks] = groups.filter((group) => isPlainGroup(group) && groups.filter(({ displayName }) => displayName === group.displayName).length === 1);
  if (!given || !clerks) throw new Error('the local tenant has groups that packages can hand out');
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: '/sheets' });
  await expect(page.getByText('No policy sheets yet')).toBeVisible();
  await picture(page, 'sheets-none');
  await page.getByRole('link', { name: 'New policy sheet' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: false }).first().fill('Sheet of the spec');
  const head = 'Package,Catalog,Description,Resources and roles,Policy,Who may ask,Approvers 1,In their place 1,Access lasts,Not together with';
  await page.getByLabel('The table').fill(`${head}\nSheet payer,Sheet catalog,Pays,${given.displayName} > Member,Employees,Members,Manager,${clerks.displayName},90 days,Sheet approver\nSheet approver,Sheet catalog,Approves,${given.displayName} > Owner,,${clerks.displayName}s,,,8 hours,\nSheet payer,,,,By administrators,Nobody,,,30 days,`);
  await page.getByRole('button', { name: 'Bring in' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing was taken: 1 thing needs another look' })).toBeVisible();
  await expect(page.getByRole('row', { name: 'Line 3, Who may ask' })).toContainText('No person or group of the tenant has this name.');
  await picture(page, 'sheet-problem');
  await page.getByRole('row', { name: 'Line 3, Who may ask' }).getByRole('button', { name: clerks.displayName, exact: true }).click();
  await page.getByRole('button', { name: 'Bring in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sheet of the spec' })).toBeVisible();
  await picture(page, 'sheet');
  const sheet = page.url();

  await page.getByRole('button', { name: 'Generate draft' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Sheet of the spec, version 1/ })).toBeVisible();
  expect((await tenant()).packages.filter(({ displayName }) => displayName.startsWith('Sheet '))).toEqual([]);
  await expect(page.getByText('Create the policy “By administrators” of “Sheet payer”')).toBeVisible();
  // A catalog, its resource, two packages with a role each, three policies, and what keeps the two apart, both ways.
  await applyReviewed(page, 11);
  await expect(page.getByText('11 of 11 steps')).toBeVisible();
  await page.goto(`${sheet}/deviations`);
  await expect(page.getByText('The tenant is as the sheet says')).toBeVisible();
  await picture(page, 'sheet-no-deviation');

  await page.goto(sheet);
  await page.getByRole('link', { name: 'Sheet payer' }).click();
  const policy = (number: number, of: number) => page.getByRole('region', { name: `Policy ${number} of ${of}` });
  await policy(1, 2).getByLabel('Access lasts').fill('soon');
  // With the keyboard alone: one more, and one less.
  await page.getByRole('button', { name: 'Add a policy' }).press('Enter');
  await page.keyboard.type('By hand');
  await expect(policy(3, 3).getByRole('textbox', { name: 'Policy' })).toHaveValue('By hand');
  await page.getByRole('button', { name: 'Take away policy 2 of 3' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Add a policy' })).toBeFocused();
  await page.getByRole('button', { name: 'Save row' }).click();
  await expect(policy(1, 2).getByText(/“soon”: Say how long access lasts/)).toBeVisible();
  await picture(page, 'sheet-row');
  await policy(1, 2).getByLabel('Access lasts').fill('60 days');
  await page.getByRole('button', { name: 'Save row' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sheet of the spec' })).toBeVisible();
  await page.getByRole('tab', { name: 'Deviations' }).click();
  const deviation = (name: string) => page.getByRole('row', { name: `${name} of Sheet payer` });
  await expect(deviation('Access lasts, Employees')).toContainText(/60 days\s*90 days/);
  await picture(page, 'sheet-deviation');
  // A policy that the sheet does not name stays, and the review of the whole sheet says so.
  await page.getByRole('button', { name: 'Generate draft' }).click();
  await expect(page.getByText('the sheet does not name this policy, and it stays untouched')).toBeVisible();
  await expect(page.getByRole('row', { name: 'Sheet payer' }).getByRole('link', { name: 'By administrators of Sheet payer' })).toBeVisible();
  await picture(page, 'review-of-a-sheet');
  await page.getByRole('link', { name: 'Deviations of the sheet' }).click();
  await deviation('Access lasts, Employees').getByRole('button', { name: 'Take into the sheet' }).click();
  await expect(deviation('Access lasts, Employees')).toHaveCount(0);
  await deviation('Further policy').getByRole('button', { name: 'Take into the sheet' }).click();
  await expect(deviation('Further policy')).toHaveCount(0);
  await deviation('Policy').getByRole('button', { name: 'Take out of the sheet' }).click();
  await expect(page.getByText('The tenant is as the sheet says')).toBeVisible();
  await page.getByRole('tab', { name: 'Versions' }).click();
  await expect(page.getByRole('row', { name: 'Version 3' })).toContainText('Took “Access lasts” of “Employees” of “Sheet payer” from the tenant');
  await expect(page.getByRole('row', { name: 'Version 4' })).toContainText('Took the policy “By administrators” of “Sheet payer” from the tenant');
  await picture(page, 'sheet-versions');

  const auditor = await openAs(browser, portal(), 'Priya Raman', { returnTo: new URL(sheet).pathname });
  await expect(auditor.getByRole('heading', { level: 1, name: 'Sheet of the spec' })).toBeVisible();
  await expect(auditor.getByRole('button', { name: 'Generate draft' })).toBeHidden();
});

test('a policy that is changed is reviewed in the editor’s words, and one that is made in sentences', async ({ browser }) => {
  const { packages, policies } = await tenant();
  const policy = policies.find(({ automaticRequestSettings, packageId }) => !automaticRequestSettings && packages.some(({ id }) => id === packageId));
  if (!policy) throw new Error('a package has a policy');
  const page = await openAs(browser, portal(), 'Ines Aalto', { returnTo: `/packages/${policy.packageId}/policies/${policy.id}/edit` });
  await page.getByRole('radio', { name: 'After a time' }).check();
  await page.getByRole('textbox', { name: 'Access lasts' }).fill('45');
  const [reviewed, changes] = [page.getByRole('checkbox', { name: 'Access is reviewed' }), page.getByRole('region', { name: 'What changes' })];
  await reviewed.check();
  await expect(changes.getByText('Every three months')).toBeVisible();
  await expect(changes).not.toContainText(/T\d\d:/);
  await reviewed.uncheck();
  if ((await page.getByRole('combobox', { name: 'Draft', exact: true }).count()) > 0) await page.getByRole('combobox', { name: 'Draft', exact: true }).selectOption('new');
  await page.getByLabel('Name of the new draft').fill('Shorter');
  await page.getByRole('button', { name: 'Save to draft' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Shorter' })).toBeVisible();
  await page.goto(`${portal()}/packages/${policy.packageId}/policies/new`);
  const [name, approval, save] = [page.getByRole('textbox', { name: 'Name', exact: true }), page.getByRole('checkbox', { name: 'Somebody has to agree before they get it' }), page.getByRole('button', { name: 'Save to draft' })];
  await name.fill('');
  await approval.check();
  await reviewed.check();
  await save.press('Enter');
  await expect(name).toBeFocused();
  await name.fill('By administrators');
  await save.press('Enter');
  await expect(page.getByRole('group', { name: 'Who decides in stage 1' }).getByRole('checkbox').first()).toBeFocused();
  await approval.uncheck();
  await save.press('Enter');
  await expect(page.getByLabel('First review begins')).toBeFocused();
  await reviewed.uncheck();
  await page.getByRole('combobox', { name: 'Draft', exact: true }).selectOption('Shorter');
  await save.click();
  await page.getByRole('link', { name: 'Review changes' }).click();
  const steps = page.getByRole('list', { name: 'What will be done' });
  await expect(steps.getByText('after 45 days')).toBeVisible();
  await expect(steps.getByText('Access ends', { exact: true })).toBeVisible();
  await expect(steps.getByText('Only administrators give it; nobody can ask for it.')).toBeVisible();
  await expect(page.getByText('1 to make, 1 to change')).toBeVisible();
  await expect(steps.getByText(/expiration|Settings/)).toHaveCount(0);
  await picture(page, 'review-policy');
});
