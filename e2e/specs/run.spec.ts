import type { Browser, Page, Request } from '@playwright/test';
import { Client } from 'pg';
import { expect, test } from '../testing/browser-test';
import { openAs } from '../testing/sessions';
import { employeesOf, readTenant } from '../testing/tenant';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const emulator = () => process.env.TEST_EMULATOR_ORIGIN ?? '';

const PACKAGE = 'Maintenance planner';

async function tell(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${emulator()}/_emulator/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  expect(answer.ok).toBe(true);
}

const as = (browser: Browser, persona: string, returnTo = '/', fresh = false) => openAs(browser, portal(), persona, { returnTo, fresh });

/** People who have nothing of the package yet. */
async function peopleFor(department: string, count: number) {
  const tenant = await readTenant(emulator());
  const packageId = tenant.packages.find((each) => each.displayName === PACKAGE)?.id;
  const known = new Set([...tenant.assignments, ...tenant.assignmentRequests].filter((each) => each.packageId === packageId).map((each) => each.targetId));
  return employeesOf(tenant, department).filter((user) => !known.has(user.id)).slice(0, count);
}

/** Marta answers for whatever the package gives. */
test.beforeAll(async ({ browser }) => {
  const group = (await readTenant(emulator())).groups.find((each) => each.displayName === 'Plant operations – Maintenance orders');
  const page = await as(browser, 'Eva Brandt', `/owners/edit?${new URLSearchParams({ originSystem: 'AadGroup', originId: group?.id ?? '' }).toString()}`);
  const already = page.getByRole('radio', { name: /Marta Lindqvist/ });
  await expect(page.getByRole('button', { name: 'Save who answers' })).toBeVisible();
  if ((await already.count()) === 0) {
    await page.getByRole('radio', { name: 'Somebody else' }).check();
    await page.getByRole('combobox', { name: 'Somebody else' }).fill('Marta');
    await page.getByRole('option', { name: /Marta Lindqvist/ }).click();
    await page.getByRole('button', { name: 'Save who answers' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Accountable owners' })).toBeVisible();
  }
  await page.context().close();
});

/** Makes a rollout with these people in its first phase, rehearses it, and has its owner sign. */
async function rehearse(browser: Browser, page: Page, name: string, people: { userPrincipalName: string }[]): Promise<void> {
  await page.goto(`${portal()}/rollouts/new`);
  await page.getByRole('searchbox').first().fill(PACKAGE);
  await page.getByRole('button', { name: `Add ${PACKAGE}` }).click();
  const chosen = page.getByRole('list', { name: 'Chosen packages' });
  await expect(chosen).toContainText(PACKAGE);
  await chosen.getByRole('combobox').first().selectOption({ label: 'Direct assignment' }).catch(() => undefined);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create rollout' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
  const rollout = page.url();
  await page.getByRole('link', { name: 'Add people to Pilot' }).first().click();
  await page.getByRole('tab', { name: /list/i }).or(page.getByRole('link', { name: /list/i })).first().click();
  await page.getByLabel('User principal names').fill(people.map((person) => person.userPrincipalName).join('\n'));
  await page.getByRole('button', { name: 'Check and add' }).click();
  await expect(page.getByText(new RegExp(`${people.length} (people )?added|added ${people.length}|${people.length} lines`, 'i')).first()).toBeVisible();
  await page.goto(rollout);
  await page.getByRole('button', { name: `Rehearse ${people.length} people` }).click();
  await page.getByRole('button', { name: 'Ask for 1 signature' }).click();
  const letter = await page.getByRole('link', { name: /^The letter about / }).getAttribute('href');
  const marta = await as(browser, 'Marta Lindqvist', letter ?? '/');
  await marta.getByRole('button', { name: `Agree to ${people.length} people` }).click();
  await expect(marta.getByText('Signed by you').first()).toBeVisible();
  await marta.context().close();
  // Nobody reads the page again: it hears that somebody signed elsewhere.
  await expect(page.getByRole('button', { name: 'Start without approval…' }).first()).toBeVisible();
}

async function start(page: Page, people: number): Promise<void> {
  await page.getByRole('button', { name: 'Start without approval…' }).first().click();
  await page.getByRole('alertdialog').getByLabel('Why it cannot wait for the approval').fill('Nobody was asked when it came into the catalog');
  await page.getByRole('alertdialog').getByRole('button', { name: `Start run for ${people} people` }).click();
}

/** Writes into the job of the rollout's run, or of its handover, as soon as there is one at work. */
async function changeJob(rollout: string, change: string, of: 'run' | 'handover' = 'run'): Promise<void> {
  const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    const those = of === 'run'
      ? `"run_id" IN (SELECT run."id" FROM "run" JOIN "phase" ON "phase"."id" = run."phase_id" JOIN "rollout" ON "rollout"."id" = "phase"."rollout_id" WHERE "rollout"."name" = $1)`
      : `"id" IN (SELECT handover."job_id" FROM "handover" JOIN "rollout" ON "rollout"."id" = handover."rollout_id" WHERE "rollout"."name" = $1)`;
    const text = `UPDATE "job" SET ${change}, "lease_holder" = NULL, "lease_until" = NULL WHERE "state" = 'waiting' AND ${those}`;
    await expect.poll(async () => (await client.query(text, [rollout])).rowCount, { intervals: [50] }).toBe(1);
  } finally {
    await client.end();
  }
}

/** A policy of the package that an admin of the tenant makes for half a year. */
async function aPolicy(displayName: string): Promise<string> {
  const tenant = await readTenant(emulator());
  const eva = tenant.users.find((user) => user.displayName === 'Eva Brandt');
  const { token } = (await (await fetch(`${emulator()}/_emulator/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ userId: eva?.id, audience: 'graph' }) })).json()) as { token: string };
  const answer = await fetch(`${emulator()}/v1.0/identityGovernance/entitlementManagement/assignmentPolicies`, {
    method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ displayName, description: displayName, allowedTargetScope: 'notSpecified', expiration: { type: 'afterDuration', duration: 'P180D' }, accessPackage: { id: tenant.packages.find((each) => each.displayName === PACKAGE)?.id } }),
  });
  expect(answer.status).toBe(201);
  return displayName;
}

/** Hands the rollout's people over to that policy, with a pause in between. */
async function handOver(page: Page, rollout: string, policy: string): Promise<void> {
  await page.getByRole('combobox', { name: `Policy to live under, ${PACKAGE}` }).selectOption({ label: policy });
  await page.getByRole('button', { name: 'Choose' }).click();
  await expect(page.getByText('Chosen. Nothing has been changed in Entra; rehearse to see what follows.')).toBeVisible();
  await page.getByRole('button', { name: 'Read and rehearse' }).click();
  await page.getByRole('button', { name: 'Move 8 people…' }).click();
  await Promise.all([holdOff(rollout, 'handover'), page.getByRole('alertdialog').getByRole('button', { name: 'Move 8 people' }).click()]);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('alertdialog').getByLabel('Why (optional)').fill('The service desk is closed');
  await page.screenshot({ path: 'test-results/screens/handover-pause.png' });
  await page.getByRole('alertdialog').getByRole('button', { name: 'Pause the handover' }).click();
  await expect(page.getByText('The handover is paused')).toBeVisible();
  await expect(page.getByText('Ines Aalto paused it: The service desk is closed', { exact: false })).toBeVisible();
  await expect(page.getByRole('button', { name: 'End handover' })).toBeVisible();
  await page.screenshot({ path: 'test-results/screens/handover-paused.png', fullPage: true });
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Let it go on' }).click();
  await expect(page.getByRole('list', { name: 'Totals' })).toContainText('8moved and read back');
  await expect(page.getByRole('button', { name: 'Put back…' })).toBeVisible();
}

/** Lets the rollout's job wait for a role, as it does when Entra refuses what worked before. */
const losesRole = (rollout: string) => changeJob(rollout, `"state" = 'roleNeeded'`);

/** Holds the rollout's job off, so that it is under way for as long as the test looks at it. */
const holdOff = (rollout: string, of: 'run' | 'handover' = 'run') => changeJob(rollout, `"not_before" = now() + interval '1 hour'`, of);

test('a run is watched as it goes, a failure says why and what to do, and sent again it arrives', async ({ browser }) => {
  const people = await peopleFor('Engineering', 8);
  expect(people).toHaveLength(8);
  const [unlucky] = people;
  const page = await as(browser, 'Ines Aalto');
  await rehearse(browser, page, 'Maintenance for engineers', people);
  // Disabled beforehand they would be left out: it comes between what was asked for and its delivery.
  const { deliveryMs } = (await (await fetch(`${emulator()}/_emulator/settings`)).json()) as { deliveryMs: number };
  await tell('settings', { deliveryMs: 6000 });
  await start(page, 8);
  await expect.poll(async () => (await readTenant(emulator())).assignmentRequests.some(({ targetId }) => targetId === unlucky?.id), { intervals: [100] }).toBe(true);
  await tell(`users/${unlucky?.id}`, { accountEnabled: false });
  await tell('settings', { deliveryMs });
  await page.getByRole('link', { name: 'See everybody' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pilot, the run' })).toBeVisible();
  await page.evaluate(() => document.body.setAttribute('data-not-reloaded', ''));

  // Nobody reloads: the counts, the state and the buttons come by themselves.
  await expect(page.getByRole('button', { name: 'Retry 1 failed' })).toBeVisible();
  await expect(page.getByText('Everybody has arrived or failed').first()).toBeVisible();
  await expect(page.getByRole('list', { name: 'Totals' })).toContainText('7delivered');
  await expect(page.locator('body[data-not-reloaded]')).toBeAttached();
  const causes = page.getByRole('table', { name: 'Failures by cause' });
  await expect(causes.getByRole('row', { name: 'The account is disabled' })).toContainText('Enable the account and send again, or finish without');
  await page.screenshot({ path: 'test-results/screens/run-failed.png', fullPage: true });

  await page.getByRole('list', { name: 'Totals' }).getByRole('link', { name: /failed/ }).click();
  await expect(page).toHaveURL(/state=failed/);
  await expect(page.getByRole('table', { name: 'People of the run' }).getByRole('row')).toHaveCount(2);
  await page.getByRole('link', { name: unlucky?.displayName ?? '' }).click();
  const panel = page.getByRole('region', { name: unlucky?.displayName ?? '' });
  await expect(panel.getByText('The account is disabled')).toBeVisible();
  await expect(panel.getByText('Graph request-id')).toBeVisible();
  await expect(page.getByRole('table', { name: 'People of the run' }).getByRole('row').nth(1)).toContainText(unlucky?.userPrincipalName ?? 'nobody');
  await page.screenshot({ path: 'test-results/screens/run-person.png', fullPage: true });

  await tell(`users/${unlucky?.id}`, { accountEnabled: true });
  await page.getByRole('button', { name: 'Retry 1 failed' }).click();
  await page.getByRole('button', { name: 'Send again for 1 person' }).click();
  await expect(page.getByRole('list', { name: 'Totals' })).toContainText('8delivered');
  const run = page.url();
  // Mended, it stays counted; and what shuts the gate is told before anybody tries to finish.
  await expect(page.getByRole('table', { name: 'Earlier failures by cause' }).getByRole('row', { name: 'The account is disabled' })).toContainText('1 delivered since');
  await expect(page.getByText('The gate of Pilot is shut')).toBeVisible();
  await expect(page.getByText('Finishing it all the same takes a reason')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Finish in spite of it…' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Finish phase' })).toHaveCount(0);
  await page.screenshot({ path: 'test-results/screens/run-gate.png', fullPage: true });
  // The page offers the policies there are when it is read.
  const policy = await aPolicy('Planners from now on');
  await page.getByRole('link', { name: 'Hand people over' }).click();
  await handOver(page, 'Maintenance for engineers', policy);
  await page.goto(run);
  await page.getByRole('button', { name: 'Finish phase' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Finish phase' }).click();
  await expect(page.getByText('Finished').first()).toBeVisible();
});

test('two tabs of one browser share one stream, and a run that waits for a role goes on when somebody takes it over', async ({ browser }) => {
  const people = await peopleFor('IT', 6);
  expect(people).toHaveLength(6);
  const page = await as(browser, 'Eva Brandt');
  await rehearse(browser, page, 'Maintenance for IT', people);
  await Promise.all([losesRole('Maintenance for IT'), start(page, 6)]);
  await expect(page.getByText('The run waits for a role')).toBeVisible();

  // Which tab's event arrives first is not told, so streams are counted where both tabs have come to rest.
  const open = new Set<Request>();
  page.context().on('request', (request) => {
    if (request.url().endsWith('/progress')) open.add(request);
  });
  page.context().on('requestfinished', (request) => open.delete(request));
  page.context().on('requestfailed', (request) => open.delete(request));
  const run = await page.getByRole('link', { name: 'See everybody' }).getAttribute('href');
  await page.goto(`${portal()}${run ?? ''}`);
  const other = await page.context().newPage();
  await other.goto(`${portal()}${run ?? ''}`);
  await expect(other.getByText('The run waits for a role')).toBeVisible();
  const inLine = () => other.evaluate(async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    return [held, pending].map((locks) => locks.filter(({ name }) => name?.startsWith('run-progress-')).length);
  });
  await expect.poll(inLine).toEqual([1, 1]);
  await expect.poll(() => open.size).toBe(1);

  await page.getByRole('button', { name: 'Go on with my role' }).click();
  await expect(other.getByRole('list', { name: 'Totals' })).toContainText('6delivered');
  await expect(page.getByRole('list', { name: 'Totals' })).toContainText('6delivered');
});

test('signing out tells what stops with it, and another admin goes on', async ({ browser }) => {
  const people = await peopleFor('Finance', 3);
  expect(people).toHaveLength(3);
  const page = await as(browser, 'Eva Brandt', '/', true);
  await rehearse(browser, page, 'Maintenance for Finance', people);
  await Promise.all([holdOff('Maintenance for Finance'), start(page, 3)]);
  const run = await page.getByRole('link', { name: 'See everybody' }).getAttribute('href');

  const signOut = async () => {
    await page.getByRole('button', { name: /Eva Brandt/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
  };
  await signOut();
  const question = page.getByRole('alertdialog', { name: /^Sign out and stop/ });
  await expect(question.getByRole('list', { name: 'What stops' })).toContainText('Maintenance for Finance, Pilot: 3 people have not arrived yet');
  await page.screenshot({ path: 'test-results/screens/sign-out.png' });
  await question.getByRole('button', { name: 'Stay signed in' }).click();
  await expect(question).toBeHidden();
  await signOut();
  await question.getByRole('button', { name: /^Sign out and stop/ }).click();
  await expect(page).toHaveURL(/signed-out/);

  const ines = await as(browser, 'Ines Aalto', run ?? '/');
  await expect(ines.getByText('Eva Brandt signed out, and what ran in their name stopped with it.')).toBeVisible();
  await ines.getByRole('button', { name: 'Go on with my sign-in' }).click();
  await expect(ines.getByRole('list', { name: 'Totals' })).toContainText('3delivered');
});

test('a run is kept from who has no role, and the helpdesk may look and not touch', async ({ browser }) => {
  const people = await peopleFor('Legal', 2);
  const admin = await as(browser, 'Ines Aalto');
  await rehearse(browser, admin, 'Maintenance for Legal', people);
  const rehearsal = await admin.getByRole('link', { name: /^Rehearsal \d/ }).first().getAttribute('href');
  await start(admin, people.length);
  const run = await admin.getByRole('link', { name: 'See everybody' }).getAttribute('href');
  const address = `${portal()}${run ?? ''}`;

  const stranger = await as(browser, 'Ana Kowalczyk');
  await expect(stranger).toHaveURL(/no-access/);
  await stranger.goto(address);
  await expect(stranger).toHaveURL(/no-access/);
  expect((await stranger.request.get(`${address}/progress`)).status()).toBe(404);
  const nobody = await browser.newContext();
  expect((await nobody.request.get(`${address}/progress`)).status()).toBe(401);

  const helpdesk = await as(browser, 'Tomasz Nowak', run ?? '/');
  await expect(helpdesk.getByRole('heading', { level: 1, name: 'Pilot, the run' })).toBeVisible();
  await expect(helpdesk.getByRole('list', { name: 'Totals' })).toContainText(`${people.length}delivered`);
  await expect(helpdesk.getByRole('button', { name: 'Finish phase' })).toHaveCount(0);
  // Helpdesk reads whom it is about, and takes no list of people away.
  const file = `${portal()}${rehearsal ?? ''}/export`;
  expect([(await helpdesk.request.get(file)).status(), (await admin.request.get(file)).status()]).toEqual([403, 200]);
});

test('who decides on all pages of a cohort decides on as many as they were told', async ({ browser }) => {
  const people = (await readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '')).users.filter(({ accountEnabled, department, userType }) => accountEnabled && department === 'Production' && userType === 'Member').slice(0, 60);
  const page = await as(browser, 'Ines Aalto', '/rollouts/new');
  await page.getByRole('searchbox').first().fill(PACKAGE);
  await page.getByRole('button', { name: `Add ${PACKAGE}` }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Chosen on every page');
  await page.getByRole('button', { name: 'Create rollout' }).click();
  await page.getByRole('link', { name: 'Add people to Pilot' }).first().click();
  await page.getByRole('tab', { name: 'From a list' }).click();
  await page.getByLabel('User principal names').fill(people.map(({ userPrincipalName }) => userPrincipalName).join('\n'));
  await page.getByRole('button', { name: 'Check and add' }).click();
  await expect(page.getByText('60 people added').first()).toBeVisible();
  const cohort = page.url().replace(/\/cohort.*$/, '/cohort');
  await page.goto(cohort);
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).check();
  await page.getByRole('button', { name: 'Choose all 60 people' }).click();
  await page.getByRole('button', { name: 'Take out of the cohort…' }).click();
  const question = page.getByRole('alertdialog');

  const other = await page.context().newPage();
  await other.goto(cohort);
  await other.getByRole('row').nth(1).getByRole('checkbox').check();
  await other.getByRole('button', { name: 'Take out of the cohort…' }).click();
  await other.getByRole('alertdialog').getByRole('button', { name: 'Take out 1 person' }).click();
  await expect(other.getByText('59 people', { exact: true }).first()).toBeVisible();
  await expect(other.getByRole('button', { name: 'Take out of the cohort…' })).toHaveCount(0);

  await question.getByRole('button', { name: 'Take out 60 people' }).click();
  await expect(question.getByText('The cohort was changed meanwhile: it would be 59 people now, not 60. Nobody was touched. Look at them again, then decide.')).toBeVisible();
  await question.getByRole('button', { name: 'See what is true now' }).click();
  await expect(question).toBeHidden();
  await page.getByRole('button', { name: 'Take out of the cohort…' }).click();
  await question.getByRole('button', { name: 'Take out 59 people' }).click();
  await expect(page.getByText('0 people', { exact: true }).first()).toBeVisible();
});
