import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Waits on a draft's page until it is applied: *Being applied* is not yet. */
export async function untilApplied(page: Page): Promise<void> {
  await expect(page.getByLabel('State', { exact: true }).getByText('Applied', { exact: true })).toBeVisible();
}

/** Goes on from a form to the review of its draft, and applies its changes. */
export async function reviewAndApply(page: Page, changes: number): Promise<void> {
  await page.getByRole('button', { name: 'Review changes' }).or(page.getByRole('link', { name: 'Review changes' })).click();
  await page.getByRole('button', { name: changes === 1 ? 'Apply 1 change' : `Apply ${changes} changes` }).click();
  await untilApplied(page);
}
