// npm run bench -- tenant: the local tenant in a process of its own, over HTTP, at 600 and at a million people.
// Last line: one JSON object.
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { Agent, request } from 'node:http';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const SIZES = process.argv.slice(2).length > 0 ? process.argv.slice(2).map(Number) : [600, 1_000_000];
const PAGES = 200;
const CONNECTIONS = 16;
const LOAD_MS = 5_000;
const EVENTUAL = { consistencylevel: 'eventual' };

type Page = { value: { id: string }[]; '@odata.nextLink'?: string; '@odata.deltaLink'?: string };

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

/** One running tenant and somebody's token for its Graph. */
class Tenant {
  private constructor(private readonly child: ChildProcess, readonly origin: string, private readonly token: string, readonly startSeconds: number) {}

  static async start(users: number): Promise<Tenant> {
    const from = performance.now();
    const child = spawn(process.execPath, [path.resolve('.build/emulator.mjs'), '--port', '0', '--users', String(users)], { stdio: ['ignore', 'pipe', 'inherit'] });
    let origin = '';
    for await (const line of createInterface({ input: child.stdout })) {
      origin = /ready on (http:\S+)/.exec(line)?.[1] ?? '';
      if (origin) break;
    }
    if (!origin) throw new Error(`the tenant of ${users} did not start`);
    const startSeconds = (performance.now() - from) / 1000;
    const info = (await send('GET', `${origin}/_emulator/info`)) as { personas: { id: string; name: string }[] };
    const { token } = (await send('POST', `${origin}/_emulator/token`, {}, { userId: info.personas[0]?.id, audience: 'graph' })) as { token: string };
    return new Tenant(child, origin, token, startSeconds);
  }

  get(address: string, headers: Record<string, string> = {}): Promise<unknown> {
    return send('GET', address.replace('https://graph.microsoft.com', this.origin), { authorization: `Bearer ${this.token}`, ...headers });
  }

  change(userId: string, jobTitle: string): Promise<unknown> {
    return send('POST', `${this.origin}/_emulator/users/${userId}`, {}, { jobTitle });
  }

  /** Resident memory now, in megabytes. */
  get rss(): number {
    return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(this.child.pid)]).toString()) / 1024;
  }

  async stop(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await exited;
  }
}

function send(method: string, address: string, headers: Record<string, string> = {}, body?: unknown): Promise<unknown> {
  return new Promise((answered, failed) => {
    const sent = request(address, { method, agent, headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const text = Buffer.concat(parts).toString();
        if (response.statusCode !== 200) failed(new Error(`${method} ${address} answered ${response.statusCode}: ${text.slice(0, 300)}`));
        else answered(text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text);
      });
    });
    sent.on('error', failed);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const from = performance.now();
  const result = await work();
  return [result, performance.now() - from];
}

const median = (times: readonly number[]): number => [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
const round = (value: number, digits = 2): number => Number(value.toFixed(digits));

/** Times of pages spread evenly over a list that is walked to its end, over and over where it is short. */
async function walk(tenant: Tenant, first: string, users: number, headers: Record<string, string> = {}): Promise<{ times: number[]; last: Page }> {
  const times: number[] = [];
  const every = Math.max(1, Math.floor(users / 100 / PAGES));
  let last: Page = { value: [] };
  while (times.length < PAGES) {
    let seen = 0;
    for (let next: string | undefined = first, nth = 0; next !== undefined; nth += 1) {
      const address: string = next;
      const [page, time] = await timed(() => tenant.get(address, headers) as Promise<Page>);
      if (nth % every === every - 1 && times.length < PAGES) times.push(time);
      seen += page.value.length;
      last = page;
      next = page['@odata.nextLink'];
    }
    if (seen !== users) throw new Error(`${first} told ${seen} of ${users} people`);
  }
  return { times, last };
}

const GIVEN = ['Aino', 'Bernd', 'Celina', 'Damien', 'Filipa', 'Arjun', 'Grace', 'Signe', 'Volker', 'Zofia'];

/** Filters, searches and an order that indexes answer; each kind ten times with other values. */
async function filterTimes(tenant: Tenant): Promise<number[]> {
  const v1 = `${tenant.origin}/v1.0`;
  const kinds: [string, (given: string, at: number) => string][] = [
    ['startsWith', (given) => `/users?$filter=startsWith(displayName,'${given}')&$top=100`],
    ['eq and eq, counted', (_, at) => `/users?$filter=department eq '${['Finance', 'IT', 'Sales', 'Legal'][at % 4]}' and accountEnabled eq ${at % 3 !== 0}&$count=true&$top=100`],
    ['sign-in name', (given) => `/users?$filter=userPrincipalName eq '${given.toLowerCase()}.nobody@haldenvoss.example'`],
    ['search', (given) => `/users?$search="displayName:${given.slice(0, 3)}"&$count=true&$top=100`],
    ['in order', (_, at) => `/users?$filter=country eq '${['Germany', 'Poland', 'India'][at % 3]}'&$orderby=displayName&$count=true&$top=100`],
  ];
  const times: number[] = [];
  for (const [kind, path] of kinds) {
    const each: number[] = [];
    for (const [at, given] of GIVEN.entries()) each.push((await timed(() => tenant.get(encodeURI(v1 + path(given, at)), EVENTUAL)))[1]);
    console.log(`  ${kind}: median ${round(median(each))} ms, first ${round(each[0] ?? 0)} ms`);
    times.push(...each);
  }
  return times;
}

/** Pages of the first round spread over everybody, then of what changed. */
async function deltaTimes(tenant: Tenant, users: number): Promise<number[]> {
  const { times, last } = await walk(tenant, `${tenant.origin}/v1.0/users/delta?$select=displayName,department,jobTitle`, users);
  const people = ((await tenant.get(`${tenant.origin}/v1.0/users?$select=id&$top=500`)) as Page).value;
  for (const { id } of people) await tenant.change(id, 'Changed for the bench');
  const changed: number[] = [];
  for (let next = last['@odata.deltaLink']; next !== undefined;) {
    const address: string = next;
    const [page, time] = await timed(() => tenant.get(address) as Promise<Page>);
    if (page.value.length > 0) changed.push(time);
    next = page['@odata.nextLink'];
  }
  console.log(`  delta: first round median ${round(median(times))} ms, changes median ${round(median(changed))} ms (${changed.length} pages)`);
  return [...times, ...changed];
}

/** Reads of every kind at once over so many connections. */
async function requestsPerSecond(tenant: Tenant, users: number): Promise<number> {
  const v1 = `${tenant.origin}/v1.0`;
  const people: string[] = [];
  for (let next: string | undefined = `${v1}/users?$select=id&$top=999`; next !== undefined && people.length < Math.min(users, 20_000);) {
    const page = (await tenant.get(next)) as Page;
    people.push(...page.value.map(({ id }) => id));
    next = page['@odata.nextLink'];
  }
  const groups = ((await tenant.get(`${v1}/groups?$select=id&$top=999`)) as Page).value.map(({ id }) => id);
  const reads: ((nth: number) => string)[] = [
    (nth) => `/users/${people[(nth * 7919) % people.length]}?$select=id,displayName,department,manager`.replace(',manager', ''),
    (nth) => `/users/${people[(nth * 104_729) % people.length]}/memberOf`,
    (nth) => `/users?$filter=startsWith(displayName,'${GIVEN[nth % GIVEN.length]}')&$top=20`,
    (nth) => `/groups/${groups[nth % groups.length]}/members?$select=id,displayName&$top=50`,
    (nth) => `/users?$top=50&$select=id,displayName,mail&x=${nth}`,
    (nth) => `/identityGovernance/entitlementManagement/assignments?$filter=target/objectId eq '${people[(nth * 31) % people.length]}'&$expand=accessPackage`,
  ];
  let done = 0;
  const until = performance.now() + LOAD_MS;
  const from = performance.now();
  await Promise.all(Array.from({ length: CONNECTIONS }, async (_, connection) => {
    for (let nth = connection; performance.now() < until; nth += CONNECTIONS) {
      const read = reads[nth % reads.length];
      if (read) await tenant.get(encodeURI(v1 + read(nth)));
      done += 1;
    }
  }));
  return done / ((performance.now() - from) / 1000);
}

const sizes = [];
for (const users of SIZES) {
  const tenant = await Tenant.start(users);
  try {
    console.log(`${users} people: started in ${round(tenant.startSeconds)} s with ${round(tenant.rss, 0)} MB`);
    // The engine has to compile what it runs often, at either size.
    await walk(tenant, `${tenant.origin}/v1.0/users?$top=100`, users);
    const list = await walk(tenant, `${tenant.origin}/v1.0/users?$top=100`, users);
    const filter = await filterTimes(tenant);
    const delta = await deltaTimes(tenant, users);
    const rate = await requestsPerSecond(tenant, users);
    sizes.push({
      users, startSeconds: round(tenant.startSeconds), rssMB: round(tenant.rss, 0), listPageMs: round(median(list.times)), filterMs: round(median(filter)),
      deltaPageMs: round(median(delta)), requestsPerSecond: round(rate, 0),
    });
    console.log(JSON.stringify(sizes.at(-1)));
  } finally {
    await tenant.stop();
  }
}
agent.destroy();
console.log(JSON.stringify({ name: 'tenant', sizes }));
