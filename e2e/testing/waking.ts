import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** Holds a page's scripts back, so that what it shows is only a picture until it is woken by what this answers. */
export async function heldAsleep(page: Page): Promise<() => void> {
  let wake = (): void => undefined;
  const woken = new Promise<void>((resolve) => (wake = resolve));
  await page.route('**/_next/static/**/*.js*', async (route) => {
    await woken;
    await route.continue();
  });
  return wake;
}

/** The page was out of sight for a minute and comes back into it: it reads again what it shows. */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => {
    const show = (state: DocumentVisibilityState) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    const now = performance.now.bind(performance);
    show('hidden');
    performance.now = () => now() + 60_000;
    show('visible');
    performance.now = now;
  });
}

/**
 * Waits until React has taken over a part of the page. A click before that is kept and done later; a key that is pressed
 * before is lost.
 */
export async function untilAwake(part: Locator): Promise<void> {
  await expect.poll(() => part.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps')))).toBe(true);
}
