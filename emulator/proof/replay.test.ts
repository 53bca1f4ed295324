import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunningTenant } from '../testing';
import { startTenant } from '../testing';
import { arrange, choicesOf, traitsOf } from './arrange';
import type { Example } from './examples';
import { checkerFile, examplesFolder, readExamples } from './examples';
import { CORRECTIONS, documentedBody, ignoredIn, REFUSED } from './page-faults';
import { shapeFaults } from './shape';
import { Stage } from './stage';
import { addressFor, bodyFor, originIn } from './substitute';

type Check = (exchange: { method: string; url: string; requestBody: null; status: number; responseBody: unknown }) => string[];

let tenant: RunningTenant;
let check: Check | null = null;
beforeAll(async () => {
  tenant = await startTenant({ users: 300 });
  if (checkerFile) check = ((await import(pathToFileURL(checkerFile).href)) as { checkExchange: Check }).checkExchange;
});
afterAll(() => tenant.stop());

async function play(example: Example, request: Example['request']) {
  const stage = new Stage(tenant, originIn(example), traitsOf({ request }));
  stage.choices = choicesOf({ request });
  await arrange(stage, { request });
  const url = await addressFor(stage, request.url);
  const body = request.body === undefined ? undefined : await bodyFor(stage, request.body);
  const reply = await stage.ask(request.method, url, body, { ...request.headers, 'x-replay': '1' });
  return { ...reply, url: `https://graph.microsoft.com/v1.0${url}` };
}

/** The documented status; where a page has no answer, any success is one. */
const isDocumented = ({ response }: Example, status: number): boolean => (response ? status === response.status : status >= 200 && status < 300);

const narrowed = (url: string): boolean => /[?&]\$(filter|search)=/.test(decodeURIComponent(url)) || url.includes('/uploadSessions');

const faultsOf = (example: Example, { url, status, body }: { url: string; status: number; body: unknown }): string[] => {
  if (!isDocumented(example, status)) return [`answered ${status}: ${JSON.stringify(body)}`];
  if (typeof example.response?.body === 'string') return /^\d+$/.test(String((body as { text?: unknown }).text)) ? [] : ['a count is not a number'];
  const faults = shapeFaults(documentedBody(example), body, { ignored: ignoredIn(example), truncated: example.truncated || example.file === 'batch-post', mayBeEmpty: narrowed(url) });
  const schema = check?.({ method: example.request.method, url, requestBody: null, status, responseBody: Object.keys(body as object).length > 0 ? body : null }) ?? [];
  // The page's own words are not judged, the answer is.
  return [...faults, ...schema.filter((fault) => fault.startsWith('response'))];
};

describe.skipIf(!examplesFolder)('every documented request is answered as documented', () => {
  if (!examplesFolder) console.log('Microsoft’s examples are not replayed: set SHARED_DIR to where they are');
  const examples = examplesFolder ? readExamples(examplesFolder) : [];

  test.each(examples.map((example) => [`${example.file}: ${example.title}`, example] as const))('%s', async (_title, example) => {
    const refused = REFUSED.find(({ applies }) => applies(example));
    const corrections = CORRECTIONS.filter(({ applies }) => applies(example));
    let request = example.request;
    for (const correction of corrections) request = correction.correct({ ...example, request });

    if (refused || corrections.length > 0) expect((await play(example, example.request)).status, refused?.reason ?? corrections.map(({ reason }) => reason).join('; ')).toBe(400);
    if (!refused) expect(faultsOf(example, await play(example, request))).toEqual([]);
  });
});
