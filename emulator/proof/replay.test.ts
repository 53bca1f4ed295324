import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningTenant } from '../testing';
import { startTenant } from '../testing';
import type { Example } from './examples';
import { checkerFile, examplesFolder, readExamples } from './examples';
import { FURTHER_EXAMPLES } from './further-examples';
import { CORRECTIONS, REFUSED } from './page-faults';
import type { Check } from './play';
import { faultsOf, play } from './play';

let tenant: RunningTenant;
let check: Check | null = null;
beforeAll(async () => {
  tenant = await startTenant({ users: 300 });
  if (checkerFile) check = ((await import(pathToFileURL(checkerFile).href)) as { checkExchange: Check }).checkExchange;
});
afterAll(() => tenant.stop());

async function expectDocumented(example: Example): Promise<void> {
  const refused = REFUSED.find(({ applies }) => applies(example));
  const corrections = CORRECTIONS.filter(({ applies }) => applies(example));
  let request = example.request;
  for (const correction of corrections) request = correction.correct({ ...example, request });

  if (refused || corrections.length > 0) expect((await play(tenant, example, example.request)).status, refused?.reason ?? corrections.map(({ reason }) => reason).join('; ')).toBe(400);
  if (!refused) expect(faultsOf(example, await play(tenant, example, request), check)).toEqual([]);
}

const named = (examples: readonly Example[]) => examples.map((example) => [`${example.file}: ${example.title}`, example] as const);

describe.skipIf(!examplesFolder)('every documented request is answered as documented', () => {
  if (!examplesFolder) console.log('Microsoft’s examples are not replayed: set SHARED_DIR to where they are');
  test.each(named(examplesFolder ? readExamples(examplesFolder) : []))('%s', async (_title, example) => expectDocumented(example));
});

describe('so are further requests of the same pages, and of those about queries', () => {
  test.each(named(FURTHER_EXAMPLES))('%s', async (_title, example) => expectDocumented(example));
});
