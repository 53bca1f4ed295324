import type { Browser, Page } from '@playwright/test';
import { reviewAndApply } from '../testing/apply';
import { expect, test } from '../testing/browser-test';
import { DESK, PHONE, openAs } from '../testing/sessions';
import { employeesOf, readTenant } from '../testing/tenant';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const tenant = () => readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '');

const CATALOG = 'Sales pilot';
const PACKAGE = 'Sales essentials';
const ROLLOUT = 'Sales essentials for everybody';
const GROUP = 'Finance – Ledger';
const APP = 'Halden Ledger';

/** A picture of each screen, kept with the results. */
async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/screens/${name}.png`, fullPage: true });
}

const as = (browser: Browser, persona: string, returnTo = '/', phone = false) => openAs(browser, portal(), persona, { returnTo, viewport: phone ? PHONE : DESK, fresh: true });

async function addResource(page: Page, kind: string, name: string, owner: string): Promise<void> {
  const catalog = page.url();
  await page.getByRole('link', { name: 'Add a resource' }).first().click();
  await page.getByRole('navigation', { name: 'Kind of resource' }).getByText(kind).or(page.getByRole('tab', { name: kind })).first().click();
  // What is typed before the tab's own page is there would be searched among the kind before it.
  await expect(page.getByRole('tab', { name: kind, selected: true })).toBeVisible();
  await page.getByRole('searchbox').first().fill(name);
  await page.waitForURL(/[?&]q=/);
  await page.getByRole('link', { name: `Add ${name}`, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: `Add ${name}` })).toBeVisible();
  await picture(page, `ask-${kind.toLowerCase()}`);
  await page.getByRole('radio', { name: new RegExp(owner) }).check();
  await reviewAndApply(page, 1);
  await page.goto(catalog);
  await expect(page.getByRole('row', { name }).first()).toBeVisible();
}

async function approve(browser: Browser, owner: string, resource: string): Promise<void> {
  const page = await as(browser, owner, '/sign-offs', true);
  await picture(page, `approvals-${owner.split(' ')[0]?.toLowerCase()}`);
  await page.getByRole('table', { name: 'Approvals' }).getByRole('link', { name: resource, exact: true }).first().click();
  await expect(page.getByText(PACKAGE).first()).toBeVisible();
  await picture(page, `approval-${owner.split(' ')[0]?.toLowerCase()}`);
  await page.getByRole('button', { name: 'Approve' }).click();
  await expect(page.getByText(/approved/i).first()).toBeVisible();
  await page.context().close();
}

async function sign(browser: Browser, owner: string, resource: string): Promise<void> {
  const page = await as(browser, owner, '/sign-offs', true);
  await page.getByRole('table', { name: 'Sign-offs' }).getByRole('link', { name: resource, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`^50 people would .* ${resource}$`) })).toBeVisible();
  await picture(page, `sign-off-${owner.split(' ')[0]?.toLowerCase()}`);
  await page.getByRole('button', { name: 'Agree to 50 people' }).click();
  await expect(page.getByText('Signed by you').first()).toBeVisible();
  await page.context().close();
}

test('from nothing to fifty people delivered, and everybody sees it', async ({ browser }) => {
  const before = await tenant();
  const cohort = employeesOf(before, 'Sales').slice(0, 50);
  expect(cohort).toHaveLength(50);

  // The admin builds a catalog with a group and an application, and a package that hands both out.
  const admin = await as(browser, 'Ines Aalto');
  await picture(admin, 'overview-empty');
  await admin.getByRole('link', { name: 'Catalogs & packages' }).first().click();
  await admin.getByRole('link', { name: 'New catalog' }).click();
  await admin.getByRole('textbox', { name: 'Name', exact: true }).fill(CATALOG);
  await admin.getByLabel('What it is for').fill('What Sales needs from the first day on');
  await reviewAndApply(admin, 1);
  await admin.getByRole('link', { name: `Create the catalog “${CATALOG}”` }).click();
  // The draft is named like what it made.
  await admin.waitForURL(/\/catalogs\//);
  await expect(admin.getByRole('heading', { level: 1, name: CATALOG })).toBeVisible();
  await addResource(admin, 'Groups', GROUP, 'Marta Lindqvist');
  await addResource(admin, 'Applications', APP, 'Jonas Weber');
  await picture(admin, 'catalog');
  const catalogAddress = admin.url();
  await admin.goto(`${catalogAddress}/add?kind=sites`);
  await expect(admin.getByRole('link', { name: /^Add / }).first()).toBeVisible();
  await picture(admin, 'add-site');
  await admin.goto(catalogAddress);

  await admin.getByRole('link', { name: 'New package' }).first().click();
  await admin.getByRole('textbox', { name: 'Name', exact: true }).fill(PACKAGE);
  await admin.getByLabel('What it gives').fill('Ledger for Sales');
  await admin.getByRole('checkbox', { name: `Member of ${GROUP}` }).check();
  await admin.getByRole('checkbox', { name: new RegExp(`of ${APP}$`) }).first().check();
  await picture(admin, 'package-new');
  await reviewAndApply(admin, 4);
  await picture(admin, 'package-made');
  await admin.getByRole('link', { name: `Create the package “${PACKAGE}”` }).click();
  await admin.waitForURL(/\/packages\//);
  await expect(admin.getByRole('heading', { level: 1, name: PACKAGE })).toBeVisible();
  await picture(admin, 'package');

  // Their owners sign in on a phone and approve what is handed out.
  await approve(browser, 'Marta Lindqvist', GROUP);
  await approve(browser, 'Jonas Weber', APP);

  // A rollout with one phase, its cohort from a pasted list.
  await admin.goto(`${portal()}/rollouts/new`);
  await admin.getByRole('searchbox').first().fill(PACKAGE);
  await admin.getByRole('button', { name: `Add ${PACKAGE}` }).click();
  await expect(admin.getByRole('list', { name: 'Chosen packages' })).toContainText(PACKAGE);
  await admin.getByRole('textbox', { name: 'Name', exact: true }).fill(ROLLOUT);
  await picture(admin, 'rollout-new');
  await admin.getByRole('button', { name: 'Create rollout' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: ROLLOUT })).toBeVisible();
  await admin.getByRole('link', { name: 'Add people to Pilot' }).first().click();
  await admin.getByRole('tab', { name: 'From a list' }).click();
  await admin.getByRole('textbox', { name: 'User principal names' }).fill(['userPrincipalName', ...cohort.map((user) => user.userPrincipalName)].join('\n'));
  await admin.getByRole('button', { name: 'Check and add' }).click();
  await expect(admin.getByText('50 people added of 50 lines').first()).toBeVisible();
  await picture(admin, 'import');
  await admin.goto(`${portal()}/rollouts`);
  await admin.getByRole('link', { name: ROLLOUT }).first().click();

  // The preview says what will happen; its owners sign exactly that.
  await admin.getByRole('button', { name: 'Rehearse 50 people' }).click();
  await admin.getByRole('button', { name: 'Ask for 2 signatures' }).click();
  await expect(admin.getByText('0 of 2 stand')).toBeVisible();
  await picture(admin, 'rollout-rehearsed');
  await sign(browser, 'Marta Lindqvist', GROUP);
  await sign(browser, 'Jonas Weber', APP);

  // The run does exactly that.
  await admin.reload();
  const start = admin.getByRole('button', { name: 'Start run for 50 people' }).first();
  await expect(start).toBeVisible();
  await admin.getByRole('link', { name: /^Rehearsal 1$/ }).first().click();
  await admin.waitForURL(/\/rehearsals\//);
  await expect(admin.getByText('Nothing has been changed yet').first()).toBeVisible();
  for (const { displayName, userPrincipalName } of cohort.slice(0, 2)) await expect(admin.getByRole('row', { name: displayName }).filter({ hasText: userPrincipalName })).toBeVisible();
  await picture(admin, 'rehearsal');
  const rehearsed = await tenant();
  const packageBefore = rehearsed.packages.find((each) => each.displayName === PACKAGE)?.id;
  expect(rehearsed.assignmentRequests.filter((request) => request.packageId === packageBefore)).toEqual([]);
  await admin.goBack();
  await admin.waitForURL(/\/rollouts\//);
  await start.click();
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Start run for 50 people' }).click();
  await expect(admin.getByText('50 delivered').first()).toBeVisible({ timeout: 90_000 });
  await picture(admin, 'rollout-delivered');
  await admin.reload();
  // Where they shall live is said before the last phase passes: here they stay where they are.
  const rolloutAddress = admin.url();
  await admin.getByRole('link', { name: 'Hand people over' }).first().click();
  await expect(admin.getByRole('heading', { level: 1, name: 'Handover' })).toBeVisible();
  const lives = admin.getByRole('combobox', { name: `Policy to live under, ${PACKAGE}` });
  await lives.selectOption({ label: (await lives.getByRole('option', { name: /they stay as they are/ }).textContent()) ?? '' });
  await admin.getByRole('button', { name: 'Choose' }).click();
  await expect(admin.getByText('the same: nobody is moved').first()).toBeVisible();
  await admin.goto(rolloutAddress);
  await admin.getByRole('button', { name: 'Finish phase' }).first().click();
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Finish phase' }).click();
  await expect(admin.getByText(/passed|finished/i).first()).toBeVisible();
  await picture(admin, 'rollout-finished');

  // The tenant's own word: one request each, everybody in the group.
  const after = await tenant();
  const packageId = after.packages.find((each) => each.displayName === PACKAGE)?.id;
  const requests = after.assignmentRequests.filter((request) => request.packageId === packageId);
  expect(requests.map((request) => request.targetId).sort()).toEqual(cohort.map((user) => user.id).sort());
  expect(new Set(requests.map((request) => request.state))).toEqual(new Set(['delivered']));
  const members = new Set(after.groups.find((group) => group.displayName === GROUP)?.members);
  expect(cohort.filter((user) => !members.has(user.id))).toEqual([]);

  // The helpdesk opens one of them and writes a note.
  const one = cohort[7];
  if (!one) throw new Error('the cohort has an eighth person');
  const helpdesk = await as(browser, 'Tomasz Nowak', `/helpdesk?q=${encodeURIComponent(one.userPrincipalName)}`);
  await picture(helpdesk, 'helpdesk');
  await helpdesk.getByRole('link', { name: one.displayName }).first().click();
  await expect(helpdesk.getByRole('row', { name: new RegExp(PACKAGE) })).toContainText('Delivered');
  await helpdesk.getByLabel('What did they say, what did you do?').fill('Asked where the ledger is. Sent the link.');
  await helpdesk.getByRole('button', { name: 'Save note' }).click();
  await expect(helpdesk.getByRole('list', { name: 'Notes' })).toContainText('Asked where the ledger is. Sent the link.');
  await expect(helpdesk.getByLabel('What did they say, what did you do?')).toHaveValue('');
  await picture(helpdesk, 'person');
  await expect(helpdesk.getByRole('link', { name: 'New catalog' })).toHaveCount(0);

  // The auditor sees it all.
  const auditor = await as(browser, 'Priya Raman', '/activity');
  await expect(auditor.getByRole('row', { name: /wrote a note/ }).first()).toBeVisible();
  await picture(auditor, 'activity');
  await auditor.goto(`${portal()}/activity?action=run.start`);
  await expect(auditor.getByRole('row', { name: /^Ines Aalto started the run of/ }).first()).toBeVisible();
  await auditor.goto(`${portal()}/activity?q=${encodeURIComponent(CATALOG)}`);
  await expect(auditor.getByRole('row', { name: new RegExp(`created catalog ${CATALOG}`) }).first()).toBeVisible();
});
