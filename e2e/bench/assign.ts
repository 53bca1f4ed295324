// npm run bench -- assign [postgresql] [--seed N] [--items N] [--only bucket|window|halved] [--quota N]: three runs of 10,000 assignments each, at 80 ms latency, with write
// quotas drawn from the seed between 60 and 400 a second that only the local tenant knows: (i) a token bucket of one second
// that refuses with Retry-After 1, (ii) a window of ten seconds that refuses until its end, (iii) a bucket that refuses
// without Retry-After and is halved in mid-run. Beside them, on samples, (a) one request after another with the official
// client and (b) batches of 20 with its retry handler. Everything is counted in the tenant's own log, its recorder is off, and
// business hours are set not to count, nor is a second admin asked. Last line: one JSON object; `share` is the writes accepted by those the quota would have
// allowed between the first that was sent and the last that was accepted, a full bucket at the beginning and every window
// begun (but the last, which counts as far as it had gone) included; `throttled` the part of all writes that was refused;
// `processorMs` what one item cost the portal and its database, in milliseconds of processor time: compared between `--items 1000` and
// `--items 100000` it is the cost of a person.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { closeDb, db } from '@/lib/db/client';
import { listPhases } from '@/lib/db/phases';
import { latestRehearsal } from '@/lib/db/rehearsals';
import { getRun } from '@/lib/db/runs';
import { graphFor } from '@/lib/graph/graph-for';
import { packagesWithPolicies } from '@/lib/graph/packages';
import { forgetPace } from '@/lib/jobs/write-pace';
import { JobRunner } from '@/lib/jobs/runner';
import { addPickedPeople } from '@/lib/rollout/add-people';
import { createRollout } from '@/lib/rollout/create-rollout';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import type { Admin } from '@/lib/rollout/rollout';
import { startRun } from '@/lib/rollout/start-run';
import { anAdmin, everybodyApproves, everybodySigns, usePortalSettings } from '../testing/rollouts';
import { openBenchDatabase } from './bench-database';
import type { BenchDatabase } from './bench-database';
import { startBenchTenant } from './bench-tenant';
import type { BenchTenant } from './bench-tenant';
import { naiveBatchRate, sequentialRate } from './naive-senders';
import { allowedBy, readWrites } from './quota-share';
import type { QuotaShape } from './quota-share';

const LATENCY_MS = 80;
const LEAST_QUOTA = 60;
const MOST_QUOTA = 400;

function option(name: string, usual: number): number {
  const at = process.argv.indexOf(name);
  return at > 0 ? Number(process.argv[at + 1]) : usual;
}

const server = process.argv.includes('postgresql');
const items = option('--items', 10_000);
const seed = option('--seed', 1);
let drawn = 0;
const drawQuota = (): number => {
  drawn += 1;
  const chance = createHash('sha256').update(`${seed} ${drawn}`).digest().readUInt32BE() / 2 ** 32;
  return LEAST_QUOTA + Math.floor(chance * (MOST_QUOTA - LEAST_QUOTA + 1));
};
const round = (value: number, digits = 3) => Number(value.toFixed(digits));

const SHAPES: { shape: QuotaShape; rule: (quota: number) => object }[] = [
  { shape: 'bucket', rule: (perSecond) => ({ by: 'bucket', perSecond }) },
  { shape: 'window', rule: (perSecond) => ({ by: 'window', perSecond, windowMs: 10_000 }) },
  { shape: 'halved', rule: (perSecond) => ({ by: 'bucket', perSecond, retryAfter: false, halveAfterCalls: items / 2 }) },
];

type Wanted = { packageId: string; policyId: string };

/** Those made last, of which nobody has anything. */
async function packagesToBring(admin: Admin): Promise<Wanted[]> {
  const found: Wanted[] = [];
  for await (const page of packagesWithPolicies(graphFor(admin))) {
    for (const { id, policies } of page) {
      const policy = policies.find((each) => !each.automatic && !each.approvalRequired && !each.questions && each.scope === 'notSpecified');
      if (policy) found.unshift({ packageId: id, policyId: policy.id });
    }
  }
  return found;
}

async function peopleOf(tenant: BenchTenant, admin: Admin, count: number): Promise<string[]> {
  const token = await tenant.graphToken(admin.personId);
  const people: string[] = [];
  for (let next: string | undefined = `${tenant.origin}/v1.0/users?$select=id,accountEnabled,userType,department&$top=999`; next && people.length < count;) {
    const page = (await (await fetch(next, { headers: { authorization: `Bearer ${token}` } })).json()) as { value: { id: string; accountEnabled: boolean; userType: string; department: string | null }[]; '@odata.nextLink'?: string };
    people.push(...page.value.filter((each) => each.accountEnabled && each.userType === 'Member' && each.department).map(({ id }) => id));
    next = page['@odata.nextLink']?.replace('https://graph.microsoft.com', tenant.origin);
  }
  if (people.length < count) throw new Error(`the tenant has only ${people.length} people`);
  return people.slice(0, count);
}

/** A phase of these people and one package, rehearsed, approved and signed. */
async function aSignedPhase(tenant: BenchTenant, admin: Admin, wanted: Wanted, people: string[], name: string): Promise<{ phaseId: string; hash: string; assigned: number }> {
  const { id } = await createRollout(admin, { name, description: '', packages: [wanted], phases: ['Everybody'] });
  const phaseId = (await listPhases(id))[0]?.id ?? '';
  for (let from = 0; from < people.length; from += 2000) await addPickedPeople(admin, phaseId, people.slice(from, from + 2000));
  await rehearsePhase(admin, phaseId);
  const view = { ...tenant, snapshot: (): never => { throw new Error('the tenant is another process'); } };
  await everybodySigns(view, admin, phaseId);
  await everybodyApproves(view, admin, phaseId);
  const rehearsal = await latestRehearsal(phaseId);
  return { phaseId, hash: rehearsal?.hash ?? '', assigned: rehearsal?.totals.changes.assign ?? 0 };
}

/** Seconds of processor time used so far by this process, the database's and the tenant's: what bounds the rate on a small machine. */
function processorSeconds(database: BenchDatabase, tenant: BenchTenant): Record<'portal' | 'database' | 'tenant', number> {
  const { user, system } = process.cpuUsage();
  const of = (pid: number | null): number => {
    if (pid === null || process.platform !== 'linux') return 0;
    const [, , , , , , , , , , , , , utime = '0', stime = '0'] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/\(.*\)/, 'x').split(' ');
    return (Number(utime) + Number(stime)) / 100;
  };
  return { portal: (user + system) / 1e6, database: of(database.pid), tenant: of(tenant.pid) };
}

/** Until nothing of the run is left to be sent; what is delivered then is another bench's matter. */
async function sentWhole(runId: string): Promise<void> {
  for (;;) {
    const open = await db().runItem.count({ where: { runId, state: { in: ['queued', 'sending', 'unknown'] } } });
    if (open === 0 || (await getRun(runId)).state !== 'running') return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function measure(tenant: BenchTenant, database: BenchDatabase): Promise<void> {
  usePortalSettings(tenant);
  process.env.DATABASE_URL = database.url;
  process.env.ENTRA_REQUEST_LIMIT = '100000000';
  const admin = await anAdmin(tenant);
  await db().writeLimit.updateMany({ data: { officePart: 1, secondAdminAbove: 1_000_000 } });
  const packages = await packagesToBring(admin);
  const people = await peopleOf(tenant, admin, items);
  const shapes = [];
  const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : null;
  for (const [at, { shape, rule }] of SHAPES.entries()) {
    const drawnQuota = drawQuota();
    if (only && only !== shape) continue;
    const wanted = packages[at];
    if (!wanted) throw new Error('too few packages may be assigned directly');
    const from = performance.now();
    const { phaseId, hash, assigned } = await aSignedPhase(tenant, admin, wanted, people, `A run against a ${shape}`);
    console.log(`${shape}: ${assigned} assignments are rehearsed and signed (${((performance.now() - from) / 1000).toFixed(0)} s)`);
    const quota = option('--quota', drawnQuota);
    const since = await tenant.lastCall();
    await tenant.post('settings', { latencyMs: LATENCY_MS });
    const ruleAt = Date.now();
    await tenant.post('fault', { kind: 'throttle', path: 'assignmentRequests$', method: 'POST', ...rule(quota) });
    // Nothing is known of this tenant: what the run before learned is forgotten.
    await db().writeLimit.updateMany({ data: { perSecond: null, learnedBy: null } });
    forgetPace();
    const before = processorSeconds(database, tenant);
    const runner = new JobRunner();
    runner.start();
    const { id } = await startRun(admin, phaseId, hash);
    await sentWhole(id);
    const used = processorSeconds(database, tenant);
    await runner.stop();
    await tenant.post('fault', { clear: true });
    await tenant.post('settings', { latencyMs: 0 });
    const spent = { portal: used.portal - before.portal, database: used.database - before.database, tenant: used.tenant - before.tenant };
    const writes = await readWrites(tenant, since);
    const seconds = (writes.last - writes.first) / 1000;
    shapes.push({ shape, quota, rate: round(writes.accepted / seconds, 1), share: round(writes.accepted / allowedBy(shape, quota, writes, { ruleAt, halveAfterCalls: items / 2 })), throttled: round(writes.refused / (writes.accepted + writes.refused), 4), duplicates: writes.duplicates, processorMs: round(((spent.portal + spent.database) * 1000) / items, 2) });
    console.log(`${shape}: seconds of processor time: portal ${round(spent.portal, 1)}, database ${round(spent.database, 1)}, tenant ${round(spent.tenant, 1)}`);
    console.log(JSON.stringify({ ...shapes.at(-1), accepted: writes.accepted, seconds: round(seconds, 1) }));
  }
  await tenant.post('settings', { latencyMs: LATENCY_MS });
  const sample = { origin: tenant.origin, token: await tenant.graphToken(admin.personId), people, quota: shapes[0]?.quota ?? LEAST_QUOTA };
  const throttle = { kind: 'throttle', path: 'assignmentRequests$', method: 'POST', by: 'bucket', perSecond: sample.quota };
  await tenant.post('fault', throttle);
  const sequential = await sequentialRate({ ...sample, ...(packages[3] as Wanted) });
  await tenant.post('fault', { clear: true });
  await tenant.post('fault', throttle);
  const naive = await naiveBatchRate({ ...sample, ...(packages[4] as Wanted) });
  console.log(JSON.stringify({ name: 'assign', items, seed, database: server ? 'postgresql' : 'pglite', shapes, worstShare: Math.min(...shapes.map(({ share }) => share)), duplicates: shapes.reduce((sum, { duplicates }) => sum + duplicates, 0), sequentialRate: round(sequential, 1), naiveBatchRate: round(naive, 1) }));
}

const [tenant, database] = await Promise.all([startBenchTenant(Math.ceil(items * 1.4) + 200, ['--packages', '30', '--assignments', '0']), openBenchDatabase(server)]);
try {
  await measure(tenant, database);
} finally {
  await closeDb();
  await database.close();
  await tenant.stop();
}
