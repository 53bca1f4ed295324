import type { Browser, Page } from '@playwright/test';
import { expect, test } from '../testing/browser-test';
import { openAs } from '../testing/sessions';
import { employeesOf, readTenant } from '../testing/tenant';
import { heldAsleep } from '../testing/waking';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const emulator = () => process.env.TEST_EMULATOR_ORIGIN ?? '';

const PACKAGE = 'Maintenance planner';
const ROLLOUT = 'Planners of quality, taken back';

const as = (browser: Browser, persona: string, returnTo = '/') => openAs(browser, portal(), persona, { returnTo });

/** A page as it looks on a desk and on a phone, in both themes; `width` gone over to see that nothing stands out of it. */
async function looks(page: Page, name: string): Promise<void> {
  for (const [width, height] of [[1440, 900], [390, 844]] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `test-results/screens/${name}-${width}-${colorScheme}.png`, fullPage: true });
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Marta answers for the resources of a package. */
async function martaAnswers(browser: Browser, resource: { originId: string; originSystem: string }): Promise<void> {
  const page = await as(browser, 'Eva Brandt', `/owners/edit?${new URLSearchParams(resource).toString()}`);
  await expect(page.getByRole('button', { name: 'Save who answers' })).toBeVisible();
  if ((await page.getByRole('radio', { name: /Marta Lindqvist/ }).count()) === 0) {
    await page.getByRole('radio', { name: 'Somebody else' }).check();
    await page.getByRole('combobox', { name: 'Somebody else' }).fill('Marta');
    await page.getByRole('option', { name: /Marta Lindqvist/ }).click();
    await page.getByRole('button', { name: 'Save who answers' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Accountable owners' })).toBeVisible();
  }
  await page.context().close();
}

/** Who has nothing of the package, the first of whom are put into its group by name, as an admin of the tenant does. */
async function peopleOf(groupId: string, count: number, inGroup: number) {
  const tenant = await readTenant(emulator());
  const packageId = tenant.packages.find((each) => each.displayName === PACKAGE)?.id;
  const known = new Set([...tenant.assignments, ...tenant.assignmentRequests].filter((each) => each.packageId === packageId).map((each) => each.targetId));
  const members = new Set(tenant.groups.find(({ id }) => id === groupId)?.members);
  const people = employeesOf(tenant, 'Quality').filter((user) => !known.has(user.id) && !members.has(user.id)).slice(0, count);
  const eva = tenant.users.find(({ displayName }) => displayName === 'Eva Brandt');
  const { token } = (await (await fetch(`${emulator()}/_emulator/token`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ userId: eva?.id, audience: 'graph' }) })).json()) as { token: string };
  for (const { id } of people.slice(0, inGroup)) {
    const answer = await fetch(`${emulator()}/v1.0/groups/${groupId}/members/$ref`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ '@odata.id': `https://graph.microsoft.com/v1.0/directoryObjects/${id}` }) });
    expect(answer.status).toBe(204);
  }
  return people;
}

/** A rollout of these people whose one phase is signed, with a bridge for those who had it before, and run to its end. */
async function aPhaseRun(browser: Browser, page: Page, people: { userPrincipalName: string }[]): Promise<string> {
  await page.goto(`${portal()}/rollouts/new`);
  await page.getByRole('searchbox').first().fill(PACKAGE);
  await page.getByRole('button', { name: `Add ${PACKAGE}` }).click();
  await page.getByRole('list', { name: 'Chosen packages' }).getByRole('combobox').first().selectOption({ label: 'Direct assignment' }).catch(() => undefined);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(ROLLOUT);
  await page.getByRole('button', { name: 'Create rollout' }).click();
  await expect(page.getByRole('heading', { level: 1, name: ROLLOUT })).toBeVisible();
  const rollout = page.url();
  await page.getByRole('link', { name: 'Add people to Pilot' }).first().click();
  await page.getByRole('tab', { name: /list/i }).or(page.getByRole('link', { name: /list/i })).first().click();
  await page.getByLabel('User principal names').fill(people.map((person) => person.userPrincipalName).join('\n'));
  await page.getByRole('button', { name: 'Check and add' }).click();
  await expect(page.getByText(new RegExp(`${people.length} (people )?added|added ${people.length}|${people.length} lines`, 'i')).first()).toBeVisible();
  await page.goto(rollout);
  await page.getByRole('button', { name: `Rehearse ${people.length} people` }).click();
  await page.getByRole('button', { name: 'Ask for 1 signature' }).click();
  const letter = (await page.getByRole('link', { name: /^The letter about / }).getAttribute('href')) ?? '/';
  const marta = await as(browser, 'Marta Lindqvist', letter);
  // Picked before the page is awake, it is what she signs all the same.
  const wake = await heldAsleep(marta);
  await marta.goto(`${portal()}${letter}`, { waitUntil: 'commit' });
  await marta.getByRole('radio', { name: /^Bridge/ }).check();
  wake();
  await expect(marta.locator('input[name=reversal]')).toHaveValue('bridge');
  await expect(marta.getByRole('radio', { name: /^Bridge/ })).toBeChecked();
  await looks(marta, 'reversal-letter');
  await marta.getByRole('button', { name: `Agree to ${people.length} people` }).click();
  await expect(marta.getByText('Signed by you').first()).toBeVisible();
  await marta.context().close();
  await page.getByRole('button', { name: 'Start without approval…' }).first().click();
  await page.getByRole('alertdialog').getByLabel('Why it cannot wait for the approval').fill('Nobody was asked when it came into the catalog');
  await page.getByRole('alertdialog').getByRole('button', { name: `Start run for ${people.length} people` }).click();
  await page.getByRole('link', { name: 'See everybody' }).click();
  await expect(page.getByRole('link', { name: 'Take it back…' })).toBeVisible();
  return letter;
}

test('a phase is taken back: rehearsed otherwise than was signed it waits for its owner, rehearsed as signed it starts, and nobody who had it before loses it', async ({ browser }) => {
  const { groups } = await readTenant(emulator());
  const group = groups.find(({ displayName }) => displayName === 'Plant operations – Maintenance orders')!;
  await martaAnswers(browser, { originSystem: 'AadGroup', originId: group.id });
  const people = await peopleOf(group.id, 8, 3);
  const page = await as(browser, 'Ines Aalto');
  const letter = await aPhaseRun(browser, page, people);
  await page.getByRole('link', { name: 'Take it back…' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Take Pilot back' })).toBeVisible();
  await looks(page, 'reversal-not-rehearsed');

  await page.getByRole('radio', { name: /^Remove and restore/ }).check();
  await page.getByRole('button', { name: 'Rehearse the reversal' }).click();
  await expect(page.getByText('Otherwise than was signed: it waits for an agreement')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Remove access of/ })).toHaveCount(0);
  await looks(page, 'reversal-otherwise');
  const marta = await as(browser, 'Marta Lindqvist', letter);
  await expect(marta.getByRole('button', { name: 'Agree: remove and restore' })).toBeVisible();
  await looks(marta, 'reversal-asked');
  // It waits in the owner's list; refused, what was signed holds, and the admin reads why. They may agree after all.
  await marta.getByRole('link', { name: 'Sign-offs' }).first().click();
  // Others ask her too meanwhile: the row is this letter's.
  const asked = marta.getByRole('row').filter({ has: marta.locator(`a[href="${letter}"]`) });
  await expect(asked).toContainText('taken back otherwise than was signed: remove and restore');
  await expect(asked).toContainText('Waits for your answer');
  await looks(marta, 'reversal-asked-list');
  await asked.getByRole('link').first().click();
  await marta.getByRole('button', { name: 'Refuse: bridge holds…' }).click();
  await marta.getByRole('alertdialog').getByLabel('Why not?').fill('They must not lose it for a day');
  await looks(marta, 'reversal-refuse');
  await marta.getByRole('alertdialog').getByRole('button', { name: 'Refuse', exact: true }).click();
  await expect(marta.getByText('Refused by Marta Lindqvist')).toBeVisible();
  await looks(marta, 'reversal-refused-letter');
  await page.reload();
  await expect(page.getByText('Refused by Marta Lindqvist: “They must not lose it for a day”')).toBeVisible();
  await looks(page, 'reversal-refused');
  await marta.getByRole('button', { name: 'Agree: remove and restore' }).click();
  await expect(marta.getByText('Agreed by Marta Lindqvist')).toBeVisible();
  await marta.context().close();
  await page.reload();
  await expect(page.getByText('Otherwise than was signed, and agreed to')).toBeVisible();

  await page.getByText('Rehearse it otherwise').click();
  await page.getByRole('radio', { name: /^As it was signed/ }).check();
  await page.getByRole('button', { name: 'Rehearse again' }).click();
  await expect(page.getByRole('list', { name: 'Totals' })).toContainText('3are bridged');
  await looks(page, 'reversal-rehearsed');
  await page.getByRole('button', { name: 'Remove access of 5 people…' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await looks(page, 'reversal-start');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove access of 5 people' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pilot, being taken back' })).toBeVisible();
  await looks(page, 'reversal-under-way');
  await expect(page.getByRole('heading', { level: 1, name: 'Pilot, taken back' })).toBeVisible();
  await expect(page.getByText('people, counted in each role they have')).toBeVisible();
  await expect(page.getByRole('list', { name: 'Totals' })).toContainText('8done');
  await looks(page, 'reversal-done');

  // The run, and the phase in its rollout, are headed by what was taken back and what stayed, and no more by what was delivered.
  await page.getByRole('link', { name: 'Pilot, the run' }).click();
  await expect(page.getByText('Taken back from 8 people, of whom 3 have what they had before.', { exact: false })).toBeVisible();
  await looks(page, 'reversal-run');
  await page.getByRole('link', { name: ROLLOUT }).first().click();
  await expect(page.getByText('Taken back from 8 people')).toBeVisible();
  await expect(page.getByText('3 of them have what they had before')).toBeVisible();
  await expect(page.getByText('8 delivered')).toHaveCount(0);
  await looks(page, 'reversal-phase');

  const after = (await readTenant(emulator())).groups.find(({ id }) => id === group.id)?.members ?? [];
  expect(people.map(({ id }) => after.includes(id))).toEqual([true, true, true, false, false, false, false, false]);
});
