import { chromium } from '@playwright/test';
import type { Browser, Page } from '@playwright/test';
import { browserOptions } from './browser';

/** Signs a persona in through the real pages, as a person does, and waits until the portal has taken them in. */
export async function signIn(page: Page, origin: string, persona: string, returnTo = '/'): Promise<void> {
  await page.goto(`${origin}/sign-in?returnTo=${encodeURIComponent(returnTo)}`);
  await page.getByRole('button', { name: /^sign in/i }).click();
  await page.getByRole('button', { name: new RegExp(persona) }).click();
  await page.waitForURL((url) => url.origin === origin && !url.pathname.startsWith('/sign-in'));
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
