import { randomUUID } from 'node:crypto';
import type { Browser, Locator, Page } from '@playwright/test';
import { applyReviewed, untilApplied } from '../testing/apply';
import { ask } from '../testing/ask-database';
import { expect, test } from '../testing/browser-test';
import { DESK, PHONE, openAs } from '../testing/sessions';
import { silentUntil } from '../testing/silence';
import { employeesOf, readTenant } from '../testing/tenant';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const databaseUrl = () => process.env.TEST_DATABASE_URL ?? '';
const tenant = () => readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '');

const PACKAGE = 'Line operator';
const GROUP = 'Plant operations – Line control';
const APP = 'Plantwise MES';
const ROLLOUT = 'Line control for the plants';

/** A picture of each screen, kept with the results. */
async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/screens/sign-off-${name}.png`, fullPage: true });
}

const as = (browser: Browser, persona: string, returnTo = '/', phone = false) => openAs(browser, portal(), persona, { returnTo, viewport: phone ? PHONE : DESK });

async function pick(page: Page, label: string, person: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).fill(person);
  await page.getByRole('option', { name: new RegExp(person) }).first().click();
}

/** Names who answers for a resource and who stands in, from where the phase says that nobody does. */
async function nameOwner(page: Page, owner: string, deputy: string): Promise<void> {
  const suggested = page.getByRole('radio', { name: new RegExp(owner) });
  await expect(page.getByRole('combobox', { name: 'Who stands in for them' })).toBeVisible();
  if ((await suggested.count()) > 0) await suggested.check();
  else {
    if ((await page.getByRole('radio', { name: 'Somebody else' }).count()) > 0) await page.getByRole('radio', { name: 'Somebody else' }).check();
    await pick(page, (await page.getByRole('radio').count()) > 0 ? 'Somebody else' : 'Who answers for it', owner);
  }
  await pick(page, 'Who stands in for them', deputy);
  await page.getByRole('button', { name: 'Save who answers' }).click();
}

const signature = (page: Page, resource: string): Locator => page.getByRole('list', { name: 'Signatures' }).getByRole('listitem').filter({ hasText: resource });

/** The owner's letter about a resource, opened on a phone from what they are asked. */
async function letter(browser: Browser, persona: string, resource: string): Promise<Page> {
  const page = await as(browser, persona, '/sign-offs', true);
  await page.getByRole('table', { name: 'Sign-offs' }).getByRole('row', { name: resource, exact: true }).filter({ hasText: 'Waits for your answer' }).getByRole('link', { name: resource, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(`would (join|be given|come to) `) })).toBeVisible();
  return page;
}

async function add(page: Page, phase: string, people: { userPrincipalName: string }[]): Promise<void> {
  await page.getByRole('link', { name: `Add people to ${phase}` }).first().click();
  await page.getByRole('tab', { name: 'From a list' }).click();
  await page.getByLabel('User principal names').fill(people.map((person) => person.userPrincipalName).join('\n'));
  await page.getByRole('button', { name: 'Check and add' }).click();
  await expect(page.getByText(`${people.length} people added of ${people.length} lines`).first()).toBeVisible();
}

/** Draws a stratified sample into a phase, after its table was shown; gives how many it took. */
async function draw(page: Page, phase: string, rule: string): Promise<number> {
  await page.getByRole('link', { name: `Add people to ${phase}` }).first().click();
  await page.getByRole('tab', { name: 'A sample' }).click();
  await page.getByRole('radio', { name: 'Whom a rule selects' }).check();
  await page.getByLabel('Rule', { exact: true }).fill(rule);
  await page.getByRole('button', { name: 'Show the table' }).click();
  const take = page.getByRole('button', { name: /^Draw these \d+ people$/ });
  await expect(page.getByRole('table', { name: 'Strata of the sample' }).getByRole('row')).not.toHaveCount(1);
  const count = Number(/\d+/.exec((await take.textContent()) ?? '')?.[0]);
  await picture(page, 'sample');
  await take.click();
  await expect(page.getByText(`${count} people added`).first()).toBeVisible();
  return count;
}

/** Who is in a phase, as the portal holds it. */
async function cohortOf(phase: string): Promise<string[]> {
  const rows = await ask(databaseUrl(), `SELECT m."person_id"::text AS id FROM "cohort_member" m JOIN "phase" p ON p."id" = m."phase_id" JOIN "rollout" r ON r."id" = p."rollout_id" WHERE r."name" = $1 AND p."name" = $2`, [ROLLOUT, phase]);
  return rows.map(({ id }) => String(id));
}

test('what is signed is what runs: a role more voids it, silence is passed on, and a refusal leaves a way on', async ({ browser }) => {
  const before = await tenant();
  const packageId = before.packages.find((each) => each.displayName === PACKAGE)?.id ?? '';
  // Nobody whom another test needs as they are: whoever stands in for somebody has something to sign from then on.
  const deputyOfJonas = employeesOf(before, 'IT').at(-2);
  if (!deputyOfJonas) throw new Error('the local tenant has people in IT');
  const lives = new Set(['delivered', 'delivering', 'partiallyDelivered', 'deliveryFailed', 'submitted', 'pendingApproval', 'scheduled']);
  const known = new Set([...before.assignments, ...before.assignmentRequests].filter((each) => each.packageId === packageId && lives.has(each.state)).map((each) => each.targetId));

  const admin = await as(browser, 'Ines Aalto', '/rollouts/new');
  await admin.getByRole('searchbox').first().fill(PACKAGE);
  await admin.getByRole('button', { name: `Add ${PACKAGE}`, exact: true }).click();
  const chosen = admin.getByRole('list', { name: 'Chosen packages' });
  await expect(chosen).toContainText(PACKAGE);
  await chosen.getByRole('combobox').first().selectOption({ label: 'Direct assignment' }).catch(() => undefined);
  await admin.getByRole('textbox', { name: 'Name', exact: true }).fill(ROLLOUT);
  await admin.getByRole('button', { name: 'Add a phase' }).click();
  await admin.getByRole('textbox', { name: 'Name of phase 2' }).fill('Early');
  await admin.getByRole('button', { name: 'Create rollout' }).click();
  await expect(admin.getByRole('heading', { level: 1, name: ROLLOUT })).toBeVisible();
  const rollout = admin.url();
  const drawn = await draw(admin, 'Pilot', 'user.department -eq "Production" -and user.userType -eq "Member"');
  const sample = await cohortOf('Pilot');
  expect(sample).toHaveLength(drawn);
  // Whom the sample takes may be in the group already or hold the package: the letter counts those who gain something.
  const agree = /^Agree to \d+ (person|people)$/;
  await admin.goto(rollout);
  await admin.getByRole('button', { name: `Rehearse ${drawn} people` }).click();

  // Nobody answers for what the package gives yet: they are named, then asked.
  await admin.getByRole('link', { name: `Name who answers for ${GROUP}` }).click();
  await picture(admin, 'owner-edit');
  await nameOwner(admin, 'Marta Lindqvist', 'Jonas Weber');
  await expect(admin.getByRole('heading', { level: 1, name: ROLLOUT })).toBeVisible();
  await signature(admin, APP).getByRole('link', { name: 'Name who answers for it' }).click();
  await nameOwner(admin, 'Jonas Weber', deputyOfJonas.displayName);
  await admin.getByRole('button', { name: 'Ask for 2 signatures' }).click();
  await expect(signature(admin, GROUP)).toContainText('Waits for Marta Lindqvist');
  await expect(signature(admin, APP)).toContainText('Waits for Jonas Weber');
  await expect(admin.getByRole('button', { name: /^Start / })).toHaveCount(0);
  await picture(admin, 'asked');

  // The owner signs at 390 px. The link opens nothing to anybody who was not asked.
  const first = await letter(browser, 'Marta Lindqvist', GROUP);
  await expect(first.getByRole('heading', { level: 1, name: new RegExp(`^\\d+ (person|people) would join ${GROUP}(, .+)?$`) })).toBeVisible();
  await picture(first, 'letter-390');
  const stranger = await as(browser, 'Ana Kowalczyk', new URL(first.url()).pathname, true);
  await expect(stranger.getByRole('heading', { level: 1, name: 'There is nothing here' })).toBeVisible();
  await stranger.context().close();
  await first.getByRole('button', { name: agree }).click();
  await expect(first.getByText('Signed by you').first()).toBeVisible();
  // Thought over before anything has started: the same is asked anew, in a letter of its own.
  const answered = first.url();
  await first.getByRole('button', { name: 'Take the signature back…' }).click();
  await first.getByRole('alertdialog').getByLabel('Why?').fill('I want to ask the plant first');
  await first.getByRole('alertdialog').getByRole('button', { name: 'Take the signature back', exact: true }).click();
  await expect(first.getByText('You took the signature back: “I want to ask the plant first”').first()).toBeVisible();
  const link = first.url();
  expect(link).not.toBe(answered);
  await first.getByRole('button', { name: agree }).click();
  await expect(first.getByText('Signed by you').first()).toBeVisible();
  await picture(first, 'signed-390');
  await first.context().close();
  const wide = await as(browser, 'Priya Raman', new URL(link).pathname);
  await expect(wide.getByText('Signed by Marta Lindqvist').first()).toBeVisible();
  await picture(wide, 'signed-1440');
  await wide.context().close();

  // A role is added to the package: what was signed holds no longer, and the difference is said.
  await admin.goto(`${portal()}/packages/${packageId}?tab=resources`);
  await admin.getByRole('link', { name: 'Add a role' }).first().click();
  await admin.getByRole('checkbox', { name: `Owner of ${GROUP}` }).check();
  await admin.getByRole('button', { name: 'Review changes' }).click();
  await applyReviewed(admin, 1);
  await untilApplied(admin);
  await admin.goto(rollout);
  await expect(signature(admin, GROUP)).toContainText(`Owner through “${PACKAGE}” is new.`);
  await expect(signature(admin, GROUP)).toContainText('Void: holds no longer');
  await picture(admin, 'void');
  await admin.getByRole('button', { name: `Rehearse ${drawn} people` }).click();
  await admin.getByRole('button', { name: 'Ask for 1 signature' }).click();
  await expect(signature(admin, GROUP)).toContainText('Waits for Marta Lindqvist');

  const again = await letter(browser, 'Marta Lindqvist', GROUP);
  await expect(again.getByRole('region', { name: 'Changed since you last signed' })).toContainText(`Owner through “${PACKAGE}” is new.`);
  await picture(again, 'letter-again-390');
  await again.getByRole('button', { name: agree }).click();
  await expect(again.getByText('Signed by you').first()).toBeVisible();
  await again.context().close();

  // Jonas says nothing: it is passed on to his deputy, and is never a yes.
  await silentUntil('deputy', databaseUrl(), new URL(rollout).pathname.replace('/rollouts/', ''));
  await admin.goto(`${portal()}/`);
  await expect(admin.getByRole('table', { name: 'Signatures you are waiting for' }).getByRole('row', { name: APP })).toContainText('overdue');
  await picture(admin, 'overview');
  await admin.goto(rollout);
  await expect(signature(admin, APP)).toContainText(`${deputyOfJonas.displayName}, due`);
  await expect(admin.getByRole('button', { name: /^Start / })).toHaveCount(0);
  const deputy = await letter(browser, deputyOfJonas.userPrincipalName, APP);
  await deputy.getByRole('button', { name: agree }).click();
  await expect(deputy.getByText('Signed by you').first()).toBeVisible();
  await deputy.context().close();
  await admin.reload();
  // Nobody was ever asked whether the package may hand them out: that takes a reason.
  await expect(admin.getByRole('button', { name: 'Start without approval…' })).toBeVisible();
  await expect(admin.getByText('2 of 2 stand')).toBeVisible();
  await picture(admin, 'all-signed');

  // The next phase is refused. Every phase that hands the group out waits; the package is copied without it.
  const stations = await admin.getByRole('link', { name: /Early/ }).first().getAttribute('href');
  await admin.goto(`${portal()}${stations ?? ''}`);
  const later = before.users.filter((user) => user.department === 'Production' && user.accountEnabled && user.userType === 'Member' && user.mail && user.jobTitle && !known.has(user.id) && !sample.includes(user.id)).slice(0, 2);
  expect(later).toHaveLength(2);
  await add(admin, 'Early', later);
  await admin.goto(`${portal()}${stations ?? ''}`);
  await admin.getByRole('button', { name: 'Rehearse 2 people' }).click();
  await admin.getByRole('button', { name: 'Ask for 2 signatures' }).click();
  await expect(signature(admin, GROUP)).toContainText('Waits for Marta Lindqvist');
  const refusing = await letter(browser, 'Marta Lindqvist', GROUP);
  await refusing.getByRole('button', { name: 'Refuse', exact: true }).click();
  await refusing.getByLabel('Why not?').fill('Nobody changes the line before the audit');
  await picture(refusing, 'refusing-390');
  await refusing.getByRole('button', { name: `Refuse ${GROUP}` }).click();
  await expect(refusing.getByText('Refused by you').first()).toBeVisible();
  await refusing.context().close();

  await admin.goto(rollout);
  await expect(signature(admin, GROUP)).toContainText('Nobody changes the line before the audit');
  await expect(admin.getByRole('button', { name: /^Start / })).toHaveCount(0);
  await admin.goto(`${portal()}${stations ?? ''}`);
  await expect(signature(admin, GROUP)).toContainText('Refused by Marta Lindqvist');
  await signature(admin, GROUP).getByRole('link', { name: `The letter about ${GROUP}` }).click();
  await expect(admin.getByRole('heading', { level: 2, name: 'What can be done' })).toBeVisible();
  await picture(admin, 'refused');
  await admin.getByRole('button', { name: `Copy ${PACKAGE} without it…` }).click();
  await admin.getByRole('textbox', { name: 'Name of the copy' }).fill('Line operator without control');
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Review the copy' }).click();
  await expect(admin.getByText(`once applied, “${ROLLOUT}” brings it instead of “${PACKAGE}”`)).toBeVisible();
  await picture(admin, 'copy-reviewed');
  await applyReviewed(admin);
  await untilApplied(admin);
  await expect(admin.getByText(`“${ROLLOUT}” brings it`)).toBeVisible();
  await admin.goto(`${portal()}${stations ?? ''}`);
  await expect(admin.getByRole('heading', { level: 1, name: ROLLOUT })).toBeVisible();
  await expect(admin.getByRole('link', { name: 'Line operator without control' }).first()).toBeVisible();
  await expect(admin.getByRole('button', { name: 'Rehearse 2 people' })).toBeVisible();

  // The tenant's own word: the copy gives the application and nothing of the group, and nobody was given anything.
  const after = await tenant();
  const copy = after.packages.find((each) => each.displayName === 'Line operator without control');
  expect(after.packages.find((each) => each.id === packageId)?.catalogId).toBe(copy?.catalogId);
  const asked = after.assignmentRequests.slice(before.assignmentRequests.length).filter((request) => [...sample, ...later.map((person) => person.id)].includes(request.targetId) && [packageId, copy?.id].includes(request.packageId));
  expect(asked).toEqual([]);
  const auditor = await as(browser, 'Priya Raman', '/activity?action=signoff.refuse');
  await expect(auditor.getByRole('row', { name: new RegExp(`Marta Lindqvist refused to sign ${GROUP}`) }).first()).toBeVisible();
});

/** Whoever is in the local tenant, signed in to Graph: what they do in My Access, past the portal. */
async function inMyAccess(userId: string, path: string, body: object): Promise<number> {
  const emulator = process.env.TEST_EMULATOR_ORIGIN ?? '';
  const token = await fetch(`${emulator}/_emulator/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ userId, audience: 'graph' }) });
  const { token: bearer } = (await token.json()) as { token: string };
  const response = await fetch(`${emulator}/v1.0/identityGovernance/entitlementManagement/${path}`, { method: 'POST', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  return response.status;
}

/** A page whose reading Entra refuses: it says so in its place, and nothing breaks in the browser. Of a package that no other test reads. */
async function failsInItsPlace(page: Page): Promise<void> {
  const packageId = randomUUID();
  const [path, reading] = [`/packages/${packageId}`, `accessPackages/${packageId}`];
  const emulator = process.env.TEST_EMULATOR_ORIGIN ?? '';
  const fault = async (body: object) => (await (await fetch(`${emulator}/_emulator/fault`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json()) as { id: number; path: string }[];
  const broke: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && broke.push(message.text())));
  page.on('pageerror', (error) => void broke.push(error.message));
  const rule = (await fault({ kind: 'status', status: 403, path: reading, method: 'GET', count: null })).find((each) => each.path === reading);
  try {
    const answer = await page.goto(`${portal()}${path}`);
    await expect(page.getByRole('heading', { level: 1, name: 'This page cannot be shown' })).toBeVisible();
    await expect(page.getByText('You may not see or do this')).toBeVisible();
    expect([answer?.status(), broke]).toEqual([200, []]);
  } finally {
    // All tests share the tenant.
    await fault({ remove: rule?.id });
  }
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'This page cannot be shown' })).toHaveCount(0);
}

/** A rollout of one phase that brings a package another way than by assigning it; gives its addresses. */
async function aRolloutThat(admin: Page, way: 'Invite' | 'Automatic', { name, packageName, target }: { name: string; packageName: string; target?: string }): Promise<{ rollout: string; phase: string }> {
  await admin.goto(`${portal()}/rollouts/new`);
  await admin.getByRole('searchbox').first().fill(packageName);
  await admin.getByRole('button', { name: `Add ${packageName}`, exact: true }).click();
  await admin.getByRole('list', { name: 'Chosen packages' }).getByRole('combobox').first().selectOption({ label: 'Direct assignment' });
  await admin.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await admin.getByRole('button', { name: 'Create rollout' }).click();
  await expect(admin.getByRole('heading', { level: 1, name })).toBeVisible();
  const rollout = admin.url();
  const phase = (await admin.getByRole('link', { name: 'Cohort', exact: true }).getAttribute('href'))?.replace(/\/cohort$/, '') ?? '';
  if (target) {
    await admin.goto(`${new URL(rollout).origin}${new URL(rollout).pathname}/coverage`);
    await admin.getByRole('radio', { name: 'Whom a rule selects' }).check();
    await admin.getByLabel('Rule', { exact: true }).fill(target);
    await admin.getByRole('button', { name: 'Look for gaps', exact: true }).click();
    await expect(admin.getByText('people of the target').first()).toBeVisible();
  }
  await admin.goto(`${portal()}${phase}/delivery`);
  await admin.getByRole('radio', { name: new RegExp(`^${way}`) }).check();
  await admin.getByRole('button', { name: 'Save delivery' }).click();
  await expect(admin.getByText('Saved. A rehearsed phase is a draft again.')).toBeVisible();
  return { rollout, phase: `${portal()}${phase}` };
}

/** Has the only resource of a rehearsed phase signed by Marta, starts the run, and opens its page. */
async function signAndStart(browser: Browser, admin: Page, resource: string, agrees: RegExp): Promise<void> {
  const unnamed = admin.getByRole('link', { name: `Name who answers for ${resource}` });
  const ask = admin.getByRole('button', { name: 'Ask for 1 signature' });
  await expect(unnamed.or(ask).first()).toBeVisible();
  if ((await unnamed.count()) > 0) {
    await unnamed.click();
    await nameOwner(admin, 'Marta Lindqvist', 'Jonas Weber');
  }
  await ask.click();
  await expect(signature(admin, resource)).toContainText('Waits for Marta Lindqvist');
  const letters = await as(browser, 'Marta Lindqvist', '/sign-offs', true);
  await letters.getByRole('table', { name: 'Sign-offs' }).getByRole('row', { name: resource, exact: true }).filter({ hasText: 'Waits for your answer' }).getByRole('link', { name: resource, exact: true }).click();
  await expect(letters.getByRole('heading', { level: 1, name: agrees })).toBeVisible();
  await letters.getByRole('button', { name: /^Agree to \d+ (person|people)$/ }).click();
  await expect(letters.getByText('Signed by you').first()).toBeVisible();
  await letters.context().close();
  await admin.reload();
  await admin.getByRole('button', { name: 'Start without approval…' }).click();
  await admin.getByLabel('Why it cannot wait for the approval').fill('The catalog is older than the portal');
  await admin.getByRole('alertdialog').getByRole('button', { name: /^Start run for / }).click();
  await admin.getByRole('link', { name: 'See the run' }).click();
  await expect(admin.getByText('Written and read back').first()).toBeVisible();
}

test('a phase that invites and one that comes by a rule are rehearsed, signed, started and followed, nobody else gets anything, and a page that is not answered says so', async ({ browser }) => {
  const [name, resource] = ['Finance site visitor', 'Finance'];
  const before = await tenant();
  const packageId = before.packages.find((each) => each.displayName === name)?.id ?? '';
  const has = new Set(before.assignments.filter((each) => each.packageId === packageId).map((each) => each.targetId));
  const invited = employeesOf(before, 'Legal').filter(({ id }) => !has.has(id)).slice(0, 2);
  const [asks] = invited;
  const admin = await as(browser, 'Ines Aalto');
  await failsInItsPlace(admin);

  const first = await aRolloutThat(admin, 'Invite', { name: 'The finance site, by invitation', packageName: name });
  await admin.goto(first.rollout);
  await add(admin, 'Pilot', invited);
  await admin.goto(first.rollout);
  await admin.getByRole('button', { name: 'Rehearse 2 people' }).click();
  await expect(admin.getByText('2 people may ask for it, 0 already have it, 0 blocked')).toBeVisible();
  await picture(admin, 'invite-rehearsed');
  await signAndStart(browser, admin, resource, new RegExp(`^2 people may ask for ${resource}$`));
  await expect(admin.getByText('Nobody has asked yet.')).toBeVisible();
  const policyId = (await tenant()).policies.find((each) => each.packageId === packageId && each.displayName === 'Direct assignment')?.id;
  expect(await inMyAccess(asks?.id ?? '', 'assignmentRequests', { requestType: 'userAdd', assignment: { accessPackageId: packageId, assignmentPolicyId: policyId } })).toBe(201);
  await expect(async () => {
    await admin.reload();
    await expect(admin.getByText('1 asked so far: 1 have it.')).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await picture(admin, 'invite-run');

  const rule = 'user.department -eq "Procurement" -and user.accountEnabled -eq true -and user.userType -eq "Member"';
  const selected = before.users.filter((user) => user.department === 'Procurement' && user.accountEnabled && user.userType === 'Member');
  const second = await aRolloutThat(admin, 'Automatic', { name: 'The finance site, by a rule', packageName: name, target: rule });
  await admin.goto(`${second.phase}/cohort?add=rule`);
  await admin.getByRole('textbox', { name: /^Rule/ }).fill(rule);
  await admin.getByRole('button', { name: /^Add (whom it selects|\d+ (person|people))$/ }).click();
  await expect(admin.getByText(/people added/).first()).toBeVisible();
  await admin.goto(second.rollout);
  await admin.getByRole('button', { name: /^Rehearse \d+ people$/ }).click();
  await expect(admin.getByText(/people gain it by the rule/)).toBeVisible();
  await signAndStart(browser, admin, resource, new RegExp(`^\\d+ people would be let into ${resource}$`));
  const joining = selected.filter(({ id }) => !has.has(id));
  await expect(async () => {
    await admin.reload();
    await expect(admin.getByText(`${joining.length} of ${joining.length} joined so far.`)).toBeVisible({ timeout: 5_000 });
  }).toPass();
  await picture(admin, 'automatic-run');

  const after = await tenant();
  const fresh = after.assignments.filter((each) => each.packageId === packageId && each.state === 'delivered' && !has.has(each.targetId)).map((each) => each.targetId);
  expect(fresh.sort()).toEqual([asks?.id, ...joining.map(({ id }) => id)].sort());
  const [opened, made] = [after.policies.find(({ id }) => id === policyId), after.policies.find((each) => each.packageId === packageId && each.automaticRequestSettings)];
  expect(opened?.specificAllowedTargets.map((each) => ('userId' in each ? each.userId : each.kind)).sort()).toEqual(invited.map(({ id }) => id).sort());
  expect(made).toMatchObject({ specificAllowedTargets: [{ membershipRule: rule }], automaticRequestSettings: { removeAccessWhenTargetLeavesAllowedTargets: false } });
});
