// npm run bench -- pages: 20 signed-in sessions read every main page of the running portal. Last line: one JSON object.
import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startProduct } from '../testing/product';
import { signInSessions } from '../testing/sessions';

const SESSIONS = 20;
const ROUNDS = 6;
const FRAME = '/nothing-but-the-frame';

type Measured = { path: string; p50: number; p95: number; graphCallsInSeries: number };
type Snapshot = {
  packages: [{ id: string; catalogId: string }];
  resources: { catalogId: string; originId: string; originSystem: string }[];
  assignments: [{ targetId: string }];
};
type Exchange = { n: number; url: string; startedMs: number; endedMs: number };

function quantile(sorted: number[], share: number): number {
  return Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1));
}

async function readPage(origin: string, path: string, cookie: string): Promise<number> {
  const started = performance.now();
  const response = await fetch(`${origin}${path}`, { headers: { cookie }, redirect: 'manual' });
  await response.text();
  if (response.status !== (path === FRAME ? 404 : 200)) throw new Error(`${path} answered ${response.status}`);
  return performance.now() - started;
}

/** The longest chain of Graph calls in which each began after the one before had ended. */
function longestChain(exchanges: Exchange[]): number {
  const calls = [...exchanges].sort((a, b) => a.endedMs - b.endedMs);
  const depths: number[] = [];
  for (const [index, call] of calls.entries()) {
    const before = calls.slice(0, index).flatMap((earlier, at) => (earlier.endedMs <= call.startedMs ? [depths[at] ?? 0] : []));
    depths.push(1 + Math.max(0, ...before));
  }
  return Math.max(0, ...depths);
}

async function setLatency(emulatorOrigin: string, latencyMs: number): Promise<void> {
  const answer = await fetch(`${emulatorOrigin}/_emulator/settings`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ latencyMs }) });
  if (!answer.ok) throw new Error(`the local tenant took no latency: ${answer.status}`);
}

/** Everything the tenant was asked after exchange `since`; its log gives so many at once. */
async function logAfter(emulatorOrigin: string, since: number): Promise<Exchange[]> {
  const answer = (await (await fetch(`${emulatorOrigin}/_emulator/log?since=${since}&limit=5000`)).json()) as Exchange[] | { exchanges: Exchange[] };
  const exchanges = (Array.isArray(answer) ? answer : answer.exchanges).filter(({ n }) => n > since);
  const last = exchanges.at(-1);
  return last ? [...exchanges, ...(await logAfter(emulatorOrigin, last.n))] : [];
}

const loopFolder = await mkdtemp(join(tmpdir(), 'loop-delay-'));
const preload = pathToFileURL(join(process.cwd(), 'e2e/bench/loop-delay.mjs')).href;
const product = await startProduct({ env: { LOOP_DELAY_DIR: loopFolder, NODE_OPTIONS: `--import=${preload}`, RECORD_TRAFFIC: '' } });
try {
  const cookies = await signInSessions(product.origin, 'Ines Aalto', SESSIONS);
  const first = cookies[0] ?? '';
  const snapshot = (await (await fetch(`${product.emulatorOrigin}/_emulator/snapshot`)).json()) as Snapshot;
  const [{ id: packageId, catalogId }] = snapshot.packages;
  const personId = snapshot.assignments[0].targetId;
  const site = snapshot.resources.find((resource) => resource.originSystem === 'SharePointOnline');
  const siteAddress = `/catalogs/${site?.catalogId ?? catalogId}/ask?${new URLSearchParams({ originSystem: 'SharePointOnline', originId: site?.originId ?? '' }).toString()}`;
  const paths = ['/', '/rollouts', '/rollouts/new', '/catalogs', `/catalogs/${catalogId}`, `/catalogs/${catalogId}/add`, `/catalogs/${catalogId}/add?kind=applications`, `/catalogs/${catalogId}/add?kind=sites`, siteAddress, `/catalogs/${catalogId}/administrators`, `/catalogs/${catalogId}/extensions`, '/catalogs/creators', '/catalogs/organisations', '/packages', `/packages/${packageId}`, `/packages/${packageId}?tab=apart`, `/packages/${packageId}?tab=assignments`, `/packages/${packageId}?tab=requests`, `/packages/${packageId}/add-role?catalog=${catalogId}`, `/packages/new?catalog=${catalogId}`, '/packages/incompatible', '/drafts', '/sheets', '/templates', '/checks', '/sign-offs', '/owners', '/helpdesk', `/people/${personId}`, '/activity', '/settings', '/settings/runs', '/settings/calendars', '/settings/special-accounts', '/settings/conditional-access'];

  const measured: Measured[] = [];
  let last = 0;
  for (const path of [FRAME, ...paths]) {
    await readPage(product.origin, path, first); // neither side pays for the first compilation of a page
    last = (await logAfter(product.emulatorOrigin, last)).at(-1)?.n ?? last;
    // A tenant that answers within a millisecond makes calls sent together look like one after another.
    await setLatency(product.emulatorOrigin, 400);
    await readPage(product.origin, path, first);
    await setLatency(product.emulatorOrigin, 0);
    const calls = (await logAfter(product.emulatorOrigin, last)).filter(({ url }) => url.includes('/v1.0/'));
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) for (const cookie of cookies) times.push(await readPage(product.origin, path, cookie));
    times.sort((a, b) => a - b);
    measured.push({ path: path.replace(/[0-9a-f-]{36}/g, '{id}'), p50: quantile(times, 0.5), p95: quantile(times, 0.95), graphCallsInSeries: longestChain(calls) });
    console.log(JSON.stringify(measured.at(-1)));
  }
  // All sessions at once, for the event loop's sake.
  await Promise.all(cookies.map(async (cookie) => { for (const path of paths) await readPage(product.origin, path, cookie); }));
  await new Promise((resolve) => setTimeout(resolve, 1_500));

  const delays = await Promise.all((await readdir(loopFolder)).map(async (file) => (JSON.parse(await readFile(join(loopFolder, file), 'utf8')) as { maxMs: number }).maxMs));
  const [frame, ...pages] = measured;
  if (!frame) throw new Error('nothing was measured');
  console.log(
    JSON.stringify({
      name: 'pages',
      pages,
      frame: { p50: frame.p50, p95: frame.p95 },
      worstRatio: Number((Math.max(...pages.map((page) => page.p50)) / frame.p50).toFixed(2)),
      maxEventLoopDelayMs: Number(Math.max(0, ...delays).toFixed(1)),
    }),
  );
} finally {
  await product.stop();
}
