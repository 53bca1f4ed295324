import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { PHONE } from './sessions';

/** The page as it is, on a desk and a phone, in the light and the dark, where somebody wants to look at it. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENS_FOLDER;
  if (!folder) return;
  const before = page.viewportSize();
  for (const [width, size] of [['1440', { width: 1440, height: 900 }], ['390', PHONE]] as const) {
    await page.setViewportSize(size);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect.poll(() => page.evaluate(() => document.documentElement.style.colorScheme)).toBe(colorScheme);
      await page.screenshot({ path: `${folder}/${name}-${width}-${colorScheme}.png`, fullPage: width === '390' });
    }
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (before) await page.setViewportSize(before);
}
