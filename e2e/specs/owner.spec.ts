import type { Browser, Page } from '@playwright/test';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { ApprovalContent } from '@/lib/authoring/resource-approval';
import { expect, test } from '../testing/browser-test';
import { PHONE, openAs } from '../testing/sessions';
import { readTenant } from '../testing/tenant';

const portal = () => process.env.TEST_PORTAL_ORIGIN ?? '';
const RESOURCE = 'Halden Ledger archive';

const asked: string[] = [];

async function ask(text: string, values: unknown[]): Promise<void> {
  const client = new Client({ connectionString: process.env.TEST_DATABASE_URL });
  await client.connect();
  try {
    await client.query(text, values);
  } finally {
    await client.end();
  }
}

test.afterAll(async () => ask('DELETE FROM "resource_approval" WHERE "id" = ANY($1)', [asked]));

/** A question to Jonas Weber about an application of his, as an admin's package asks it; gives its address. */
async function aQuestion(): Promise<string> {
  const { users } = await readTenant(process.env.TEST_EMULATOR_ORIGIN ?? '');
  const [jonas, ines] = ['Jonas Weber', 'Ines Aalto'].map((name) => users.find((user) => user.displayName === name));
  if (!jonas || !ines) throw new Error('the local tenant has its personas');
  const resource = { id: randomUUID(), name: RESOURCE, originId: randomUUID(), originSystem: 'AadApplication' };
  const content: ApprovalContent = {
    resource,
    grants: ['Year-end close', 'Audit reading room', 'Treasury'].map((packageName) => ({
      roleOriginId: randomUUID(), roleName: 'Reader', packageId: randomUUID(), packageName,
      terms: [{ policyId: randomUUID(), policyName: 'Initial policy', scope: 'notSpecified', targets: [], selfRequest: false, automatic: false, stages: [], ends: 'P180D' }],
    })),
  };
  const id = randomUUID();
  await ask(
    `INSERT INTO "resource_approval" ("id", "catalog_id", "catalog_name", "resource_id", "resource_name", "origin_id", "origin_system", "owner_id", "owner_name", "owner_upn", "content", "content_hash", "asked_by", "asked_by_name")
     VALUES ($1, $2, 'Archive', $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [id, randomUUID(), resource.id, resource.name, resource.originId, resource.originSystem, jonas.id, jonas.displayName, jonas.userPrincipalName, content, 'a'.repeat(64), ines.id, ines.displayName],
  );
  asked.push(id);
  return `${portal()}/approvals/${id}`;
}

async function asOwner(browser: Browser, address: string): Promise<Page> {
  const page = await openAs(browser, portal(), 'Jonas Weber', { returnTo: new URL(address).pathname, viewport: PHONE });
  await expect(page.getByRole('heading', { level: 1, name: new RegExp(RESOURCE) })).toBeVisible();
  return page;
}

test('the letter of an owner keeps its answers in reach on a phone and leaves the page to what is asked, also while a reason is written', async ({ browser }) => {
  const page = await asOwner(browser, await aQuestion());
  await expect(page.getByText('Resource owner')).toBeAttached();
  /** What stands in view at the foot of the screen, from its upper edge on; an owner has no places below it. */
  const heightOfBar = async (button: string) => {
    const box = await page.getByRole('button', { name: button }).boundingBox();
    expect(box && box.y + box.height).toBeLessThanOrEqual(PHONE.height);
    return PHONE.height - ((await page.getByRole('button', { name: button }).locator('..').boundingBox())?.y ?? 0);
  };
  await page.evaluate(() => scrollTo(0, 0));
  expect(await heightOfBar('Approve')).toBeLessThan(PHONE.height / 8);
  await page.screenshot({ path: 'test-results/screens/letter-phone.png' });

  await page.getByRole('button', { name: 'Refuse…' }).click();
  const reason = page.getByLabel('Why not?');
  await expect(reason).toBeFocused();
  const [field, refuse] = [await reason.boundingBox(), await page.getByRole('button', { name: `Refuse ${RESOURCE}` }).locator('..').boundingBox()];
  expect((field?.y ?? 0) + (field?.height ?? Infinity)).toBeLessThanOrEqual(refuse?.y ?? 0);
  expect(field?.y).toBeGreaterThan(48);
  await page.screenshot({ path: 'test-results/screens/letter-phone-refuse.png' });
  await page.evaluate(() => scrollTo(0, 0));
  expect(await heightOfBar(`Refuse ${RESOURCE}`)).toBeLessThan(PHONE.height / 8);
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('button', { name: 'Approve' })).toBeVisible();
});

test('an answer from a tab that was left behind says which answer stands, shows it, and keeps what was written', async ({ browser }) => {
  const address = await aQuestion();
  const first = await asOwner(browser, address);
  const second = await first.context().newPage();
  await second.goto(address);
  await second.getByRole('button', { name: 'Refuse…' }).click();
  await second.getByLabel('Why not?').fill('Nobody told me about this.');

  await first.getByRole('button', { name: 'Approve' }).click();
  await expect(first.getByText('Approved by you')).toBeVisible();

  await second.getByRole('button', { name: `Refuse ${RESOURCE}` }).click();
  const notice = second.getByRole('alert').filter({ hasText: 'This was answered already' });
  await expect(notice).toContainText(/You approved it .*, in another window\. That answer stands; this one was not taken\./);
  await expect(notice).toContainText('What you wrote: “Nobody told me about this.”');
  await expect(notice).toBeInViewport();
  await expect(second.getByText('Approved by you')).toBeVisible();
  await expect(second.getByRole('button', { name: /^(Approve|Refuse)/ })).toHaveCount(0);
  await second.screenshot({ path: 'test-results/screens/letter-too-late.png', fullPage: true });
});
