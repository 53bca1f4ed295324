import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** Waits on a draft's page until it is applied: *Being applied* is not yet. */
export async function untilApplied(page: Page): Promise<void> {
  await expect(page.getByLabel('State', { exact: true }).getByText('Applied', { exact: true })).toBeVisible();
}

/** Applies what a review shows, once it is known what it takes away; what it asks about first is agreed to. */
export async function applyReviewed(page: Page, changes?: number): Promise<void> {
  const label = changes === undefined ? /^Apply [\d,]+ changes?$/ : new RegExp(`^Apply ${changes} ${changes === 1 ? 'change' : 'changes'}$`);
  const button = page.getByRole('button', { name: label }).or(page.getByRole('button', { name: /^Apply .*…$/ }));
  await expect(button).toBeEnabled();
  const asks = (await button.textContent())?.endsWith('…');
  await button.click();
  if (asks) await page.getByRole('alertdialog').getByRole('button', { name: label }).click();
}

/** Goes on from a form to the review of its draft, and applies its changes. */
export async function reviewAndApply(page: Page, changes: number): Promise<void> {
  await page.getByRole('button', { name: 'Review changes' }).or(page.getByRole('link', { name: 'Review changes' })).click();
  await applyReviewed(page, changes);
  await untilApplied(page);
}
