import type { Browser, Page, Route } from '@playwright/test';
import axe from 'axe-core';
import { expect, test } from '../testing/browser-test';
import { openAs } from '../testing/sessions';
import { readTenant } from '../testing/tenant';
import { comeBack, heldAsleep, untilAwake } from '../testing/waking';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const tenant = () => readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '');
const NOBODY = '00000000-0000-4000-8000-000000000000';

async function mainPages(): Promise<string[]> {
  const { packages, assignments, policies } = await tenant();
  const [one, held] = [packages[0], assignments[0]];
  const policy = policies.find(({ packageId }) => packageId === one?.id);
  if (!one || !held) throw new Error('the local tenant has packages and assignments');
  return ['/', '/rollouts', '/rollouts/new', '/catalogs', `/catalogs/${one.catalogId}`, `/catalogs/${one.catalogId}/add`, '/packages', `/packages/incompatible?catalog=${one.catalogId}`, '/sheets', '/sheets/new', '/checks', `/packages/${one.id}`, `/packages/${one.id}?tab=assignments`, `/packages/${one.id}/policies/new`, ...(policy ? [`/packages/${one.id}/policies/${policy.id}/edit`, `/packages/${one.id}/policies/${policy.id}/delete`] : []), `/packages/${one.id}/who?person=${held.targetId}`, `/packages/new?catalog=${one.catalogId}`, `/packages/${one.id}/clone`, '/catalogs/new', '/templates', '/templates/new', '/templates/new?from=application', `/templates/new?package=${one.id}`, '/sign-offs', '/owners', '/owners/signers', '/helpdesk', `/people/${held.targetId}`, '/activity', '/settings', '/settings/conditional-access', '/settings/calendars', '/settings/calendars/new', '/no-such-place'];
}

async function asAdmin(browser: Browser, options: Parameters<Browser['newContext']>[0] = {}, returnTo = '/settings'): Promise<Page> {
  return openAs(browser, portal(), 'Ines Aalto', { returnTo, ...options });
}

/** What axe, which the page has been given as an expression that its content policy does not reach, finds serious on it as it stands, in a line each. */
async function seriousFindings(page: Page, rules: readonly string[] | null): Promise<string[]> {
  return page.evaluate(async (only) => {
    const { violations } = await (globalThis as unknown as { axe: typeof axe }).axe.run(document, only ? { runOnly: [...only] } : {});
    // Fluent's keyboard handling marks the ends of a page with empty elements that hand the focus on at once.
    const own = (html: string) => !html.includes('data-tabster-dummy');
    return violations
      .filter((each) => each.impact === 'serious' || each.impact === 'critical')
      .flatMap((each) => each.nodes.filter((node) => own(node.html)).map((node) => `${each.id}: ${node.html.slice(0, 160)}`));
  }, rules);
}

// What the theme changes is colours, so in the dark only they are looked at.
const THEMES = [{ colorScheme: 'light', rules: null }, { colorScheme: 'dark', rules: ['color-contrast'] }] as const;

test('no page has a serious fault of accessibility, an error in its console or a second scroll bar, in the light and the dark theme', async ({ browser }) => {
  const page = await asAdmin(browser);
  // Looked at often enough already: it is not loaded again, without axe, while it is looked through.
  await page.addInitScript(() => sessionStorage.setItem('looks /no-such-place', JSON.stringify({ looks: 1000, at: Date.now() })));
  const found: string[] = [];
  page.on('pageerror', (error) => found.push(`${page.url()}: ${error.message}`));
  for (const path of await mainPages()) {
    await page.goto(`${portal()}${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    if ((await page.getByRole('heading', { level: 1, name: 'This page cannot be shown' }).count()) > 0) found.push(`${path} broke`);
    await page.evaluate(axe.source);
    for (const { colorScheme, rules } of THEMES) {
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => page.evaluate(() => document.documentElement.style.colorScheme)).toBe(colorScheme);
      // A page still streaming in has its colours a moment after its words.
      await expect.poll(async () => (await seriousFindings(page, rules)).map((finding) => `${path} ${colorScheme} ${finding}`)).toEqual([]);
    }
    if (await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)) found.push(`${path} is wider than the window`);
  }
  expect(found).toEqual([]);
});

test('an address of nothing answers 404 and says in the frame where to go', async ({ browser }) => {
  const page = await asAdmin(browser);
  const { packages } = await tenant();
  const catalogId = packages[0]?.catalogId ?? '';
  const paths = ['/no-such-place', ...['catalogs', 'packages', 'sheets', 'people', 'approvals', 'sign-offs', 'rollouts', 'rehearsals', 'runs', 'phases', 'templates'].flatMap((place) => [`/${place}/${NOBODY}`, `/${place}/not-an-id`]), `/rollouts/${NOBODY}/edit`, `/phases/${NOBODY}/cohort`, `/phases/${NOBODY}/gate`, `/settings/calendars/${NOBODY}`, `/phases/${NOBODY}/cohort/imports/${NOBODY}`, `/packages/${NOBODY}/add-role?catalog=${catalogId}`, `/packages/new?catalog=${NOBODY}`, `/packages/${NOBODY}/clone`, `/templates/${NOBODY}/use`, `/templates/new?package=${NOBODY}`];
  const answers = await Promise.all(paths.map(async (path) => [path, (await page.request.get(`${portal()}${path}`)).status()]));
  expect(answers).toEqual(paths.map((path) => [path, 404]));

  await page.goto(`${portal()}/rollouts/${NOBODY}`);
  await expect(page.getByRole('heading', { level: 1, name: 'There is nothing here' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Rollouts' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Rollouts' })).toBeVisible();
});

test('a page that was being read when the portal went away comes back by itself once it is there again', async ({ browser }) => {
  const page = await asAdmin(browser, {}, '/rollouts');
  await expect(page.getByRole('heading', { level: 1, name: 'Rollouts' })).toBeVisible();
  // As of a process that is killed in mid-answer: what had begun breaks off, and nobody answers any more.
  await page.evaluate(() => {
    const whole = window.fetch;
    let isGone = false;
    Object.assign(window, { portalIsBack: () => (window.fetch = whole) });
    window.fetch = async (...asked) => {
      if (isGone) throw new TypeError('Failed to fetch');
      const response = await whole(...asked);
      if (!response.headers.get('content-type')?.includes('text/x-component')) return response;
      isGone = true;
      // Far enough that the page is shown, and short of its last part.
      const begun = (await response.arrayBuffer()).slice(0, -20);
      const cut = new ReadableStream({
        start: (controller) => {
          controller.enqueue(new Uint8Array(begun));
          setTimeout(() => controller.error(new TypeError('network error')), 300);
        },
      });
      return Object.defineProperty(new Response(cut, { headers: response.headers }), 'url', { value: response.url });
    };
  });
  await comeBack(page);
  await expect(page.getByText('No answer')).toBeVisible();
  await page.evaluate(() => (window as unknown as { portalIsBack: () => void }).portalIsBack());
  await expect(page.getByRole('table', { name: 'Rollouts' }).or(page.getByRole('link', { name: 'New rollout' })).first()).toBeVisible();
  await expect(page.getByText('No answer')).toHaveCount(0);
});

test('a column left out of a table stays out, from the first paint on', async ({ browser }) => {
  const page = await asAdmin(browser, {}, '/packages');
  await page.getByRole('button', { name: 'Columns of Packages' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'In My Access' }).click();
  await page.keyboard.press('Escape');
  const heads = () => page.getByRole('table', { name: 'Packages' }).getByRole('columnheader').filter({ visible: true }).allInnerTexts();
  await expect.poll(heads).toEqual(['Package', 'Catalog', 'What it gives']);

  // A catalog's page is sent whole, so a browser without scripts shows what the server painted.
  const catalog = `${portal()}/catalogs/${(await tenant()).packages[0]?.catalogId ?? ''}`;
  await page.goto(catalog);
  await page.getByRole('button', { name: 'Columns of Resources' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Kind' }).click();
  const withoutScript = await (await browser.newContext({ javaScriptEnabled: false, storageState: await page.context().storageState() })).newPage();
  await withoutScript.goto(catalog);
  await expect(withoutScript.getByRole('columnheader', { name: 'Roles' })).toBeVisible();
  await expect(withoutScript.getByRole('columnheader', { name: 'Kind' })).toBeHidden();
});

test('a list is gone through and opened by keyboard, and search is a key away', async ({ browser }) => {
  const page = await asAdmin(browser, {}, '/packages');
  const rows = page.getByRole('table', { name: 'Packages' }).getByRole('row');
  const second = await rows.nth(2).getAttribute('aria-label');
  await untilAwake(rows.nth(1));
  await rows.nth(1).focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(2)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: second ?? '' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search people/ }).fill('Finance');
  const finance = page.getByRole('option', { name: /^Finance\s*Catalog$/ });
  await expect(finance).toBeVisible();
  // What was found by the first letters is not gone to once there are more; Enter waits for what is found by all.
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/search?*', async (route) => {
    await answered;
    await route.continue();
  });
  await page.keyboard.type(' of nobody');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  answer();
  await expect(page).toHaveURL(/\/helpdesk\?q=Finance%20of%20nobody$/);

  // What is too short to look for is said, and stays.
  const caller = page.getByRole('searchbox', { name: 'Find a caller by name, mail or user principal name' });
  await caller.fill('%');
  await expect(page.getByText('“%” is too short to find anybody by')).toBeVisible();
  await expect(caller).toHaveValue('%');
  await expect(page.getByRole('dialog')).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: /Search people/ }).fill('Finance of');
  await expect(page.getByRole('dialog').getByText(/^Nothing of that name/)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('what is typed before the page is awake stays, in a text area, a field and a search, with what was selected', async ({ browser }) => {
  const page = await asAdmin(browser);
  const { catalogs } = await tenant();
  const catalog = catalogs.find(({ description }) => description.length > 5);
  const wake = await heldAsleep(page);
  const search = await page.context().newPage();
  const wakeSearch = await heldAsleep(search);
  await search.goto(`${portal()}/packages`, { waitUntil: 'commit' });
  await search.getByRole('searchbox').first().fill('Finance');
  await page.goto(`${portal()}/catalogs/${catalog?.id}/edit`, { waitUntil: 'commit' });
  const [name, description] = [page.getByRole('textbox', { name: 'Name', exact: true }), page.locator('textarea').first()];
  await name.fill('Named early');
  await description.fill('Said early, to be mended');
  await description.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(5, 10));
  await description.dispatchEvent('keyup');
  wake();
  wakeSearch();
  await search.waitForURL((url) => url.searchParams.get('q') === 'Finance');
  await description.evaluate((field) => new Promise<void>((awake) => {
    const look = () => (window.typedBeforeWaking?.get(field) === null ? awake() : setTimeout(look, 20));
    look();
  }));
  await page.keyboard.insertText('later');
  await expect(description).toHaveValue('Said later, to be mended');
  await expect(name).toHaveValue('Named early');
});

test('a search that is not written yet takes nobody back from the form they sent or the link they followed', async ({ browser }) => {
  const page = await asAdmin(browser);
  const { packages } = await tenant();
  const [first] = packages.filter(({ isHidden }) => !isHidden);
  // Answered later than the search would be written.
  const late = async (route: Route) => {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await route.continue();
  };
  await page.goto(`${portal()}/rollouts/new?package=${first?.id}`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Sent while searching');
  await page.route('**/rollouts/new*', late);
  await page.getByRole('searchbox', { name: 'Find a package' }).fill('Finance');
  await page.getByRole('button', { name: 'Create rollout' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sent while searching' })).toBeVisible();

  await page.goto(`${portal()}/packages`);
  await page.route((url) => url.pathname === `/packages/${first?.id}`, late);
  await page.getByRole('searchbox').first().fill('Finance');
  await page.getByRole('link', { name: first?.displayName, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: first?.displayName })).toBeVisible();
});

test('a button that is pressed before the page is awake does what it says once it is, and only once, and what was chosen before stays chosen', async ({ browser }) => {
  const page = await asAdmin(browser);
  const { packages } = await tenant();
  const [first] = packages.filter(({ isHidden }) => !isHidden);
  const wake = await heldAsleep(page);
  await page.goto(`${portal()}/rollouts/new?q=${encodeURIComponent(first?.displayName ?? '')}`, { waitUntil: 'commit' });
  await page.getByRole('button', { name: `Add ${first?.displayName}`, exact: true }).click();
  await page.getByRole('button', { name: 'Add a phase' }).click();
  const gate = page.getByRole('combobox', { name: 'Gate of phase 1' });
  await gate.selectOption({ index: 1 });
  const chosen = await gate.inputValue();
  wake();
  await expect(page.getByRole('list', { name: 'Chosen packages' }).getByRole('listitem').getByText(first?.displayName ?? '', { exact: true })).toHaveCount(1);
  await expect(page.getByRole('textbox', { name: /^Name of phase / })).toHaveCount(2);
  await expect(gate).toHaveValue(chosen);
});
