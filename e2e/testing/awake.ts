import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';

/**
 * Waits until React has taken over a part of the page. A click before that is kept and done later; a key that is pressed
 * before is lost.
 */
export async function untilAwake(part: Locator): Promise<void> {
  await expect.poll(() => part.evaluate((element) => Object.keys(element).some((key) => key.startsWith('__reactProps')))).toBe(true);
}
