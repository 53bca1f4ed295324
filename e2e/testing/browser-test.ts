import { expect, test as base } from '@playwright/test';

/**
 * Playwright's `test`, with an end to every browser that a test opened: one that stays open goes on asking the portal for
 * news until its worker ends, which costs more than most tests do.
 */
export const test = base.extend<{ endOfBrowsers: void }>({
  endOfBrowsers: [
    async ({ browser }, use) => {
      await use();
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    { auto: true },
  ],
});

export { expect };
