import type { RunningTenant } from '../testing';
import { arrange, choicesOf, traitsOf } from './arrange';
import type { Example } from './examples';
import { documentedBody, ignoredIn } from './page-faults';
import { shapeFaults } from './shape';
import { Stage } from './stage';
import { addressFor, bodyFor, originIn } from './substitute';

export type Check = (exchange: { method: string; url: string; requestBody: null; status: number; responseBody: unknown }) => string[];
export type Played = { url: string; status: number; body: unknown };

/** Sends an example's request to the tenant, its ids put in the place of arranged objects. */
export async function play(tenant: RunningTenant, example: Example, request: Example['request']): Promise<Played> {
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

/** What an answer has otherwise than the example, and otherwise than the schema. */
export function faultsOf(example: Example, { url, status, body }: Played, check: Check | null): string[] {
  if (!isDocumented(example, status)) return [`answered ${status}: ${JSON.stringify(body)}`];
  if (typeof example.response?.body === 'string') return /^\d+$/.test(String((body as { text?: unknown }).text)) ? [] : ['a count is not a number'];
  const faults = shapeFaults(documentedBody(example), body, { ignored: ignoredIn(example), truncated: example.truncated || example.file === 'batch-post', mayBeEmpty: narrowed(url) });
  const schema = check?.({ method: example.request.method, url, requestBody: null, status, responseBody: Object.keys(body as object).length > 0 ? body : null }) ?? [];
  // The page's own words are not judged, the answer is.
  return [...faults, ...schema.filter((fault) => fault.startsWith('response'))];
}
