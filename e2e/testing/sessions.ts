import { chromium } from '@playwright/test';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { browserOptions } from './browser';

/** Signs a persona in through the real pages, as a person does, and waits until the portal has taken them in. */
export async function signIn(page: Page, origin: string, persona: string, returnTo = '/'): Promise<void> {
  await page.goto(`${origin}/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  await page.getByRole('button', { name: /^sign in/i }).click();
  await page.getByRole('button', { name: new RegExp(persona) }).click();
  await page.waitForURL((url) => url.origin === origin && !url.pathname.startsWith('/sign-in'));
}

/** A window of a desk, and of a phone. */
export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

type Cookies = Awaited<ReturnType<ReturnType<Page['context']>['cookies']>>;
/** The portal's cookies of who was signed in here before. A sign-in is proven where it is the matter; elsewhere it only costs. */
const signedIn = new Map<string, Cookies>();

export type OpenAs = BrowserContextOptions & {
  returnTo?: string;
  /** Signs in anew: for tests of signing in and out, which would end what others go on with. */
  fresh?: boolean;
};

/** A browser of its own with the persona signed in, at `returnTo`; whoever is no persona is named by their address. */
export async function openAs(browser: Browser, origin: string, persona: string, { returnTo = '/', fresh = false, ...options }: OpenAs = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: DESK, ...options });
  const page = await context.newPage();
  const kept = fresh ? undefined : signedIn.get(persona);
  if (kept) {
    await context.addCookies(kept);
    await page.goto(`${origin}${returnTo}`);
    return page;
  }
  await (persona.includes('@') ? signInByAddress : signIn)(page, origin, persona, returnTo);
  if (!fresh) signedIn.set(persona, await context.cookies(origin));
  return page;
}

/** Signs in somebody who is no persona, found in the picker by their address. */
export async function signInByAddress(page: Page, origin: string, userPrincipalName: string, returnTo = '/'): Promise<void> {
  await page.goto(`${origin}/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  await page.getByRole('button', { name: /^sign in/i }).click();
  await page.getByRole('searchbox', { name: 'Name or address' }).fill(userPrincipalName);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('button', { name: userPrincipalName }).click();
  await page.waitForURL((url) => url.origin === origin && !url.pathname.startsWith('/sign-in'));
}

/** Session cookies of so many browsers of one persona, each signed in on its own. */
export async function signInSessions(origin: string, persona: string, count: number): Promise<string[]> {
  const browser: Browser = await chromium.launch(browserOptions());
  try {
    const cookies: string[] = [];
    for (let index = 0; index < count; index += 1) {
      const context = await browser.newContext();
      await signIn(await context.newPage(), origin, persona);
      const session = (await context.cookies(origin)).find((cookie) => cookie.name === 'session');
      if (!session) throw new Error('signed in, but there is no session cookie');
      cookies.push(`session=${session.value}`);
      await context.close();
    }
    return cookies;
  } finally {
    await browser.close();
  }
}
