// npm run bench -- verify [--people N] [--small N]: a run of N people (10,000), each with one of ten packages delivered (one a thousand), is read
// back by the job that verifies it, and by a second one of a run of few (1,000), each from taking the job to the findings in
// the database. Reads are counted in the tenant's own log: every GET, those inside batches too; entitlement management answers
// 100 a page, lists of members 999. Last line: one JSON object; `perPerson` is the cost of a person in the large run by that in
// the small one (`--people 100000`).
import type { Assignment } from '@/lib/authoring/assignment';
import { closeDb, db, inTransaction } from '@/lib/db/client';
import { listPhases, stepPhase } from '@/lib/db/phases';
import { storeRehearsal } from '@/lib/db/rehearsals';
import { insertItems } from '@/lib/db/run-items';
import { insertRun, stepRun } from '@/lib/db/runs';
import { findVerification, listReads } from '@/lib/db/verifications';
import { copyTokenCacheForJob } from '@/lib/auth/graph-token';
import { graphFor } from '@/lib/graph/graph-for';
import { loadPackageDesign, packagesWithPolicies } from '@/lib/graph/packages';
import { Lease } from '@/lib/jobs/lease';
import { verifyRun } from '@/lib/jobs/verify-run';
import { createRollout } from '@/lib/rollout/create-rollout';
import { readLiveAssignments } from '@/lib/rollout/live-assignments';
import { packRehearsal } from '@/lib/rollout/packed-rehearsal';
import { codeOf, countOutcomes, countRehearsal, noOutcomes } from '@/lib/rollout/rehearsal';
import type { RehearsedDesign, RehearsedPerson } from '@/lib/rollout/rehearsal';
import { hashChangeSet } from '@/lib/rollout/rehearsal-codec';
import type { Admin } from '@/lib/rollout/rollout';
import { startVerification } from '@/lib/rollout/start-verification';
import { anAdmin, usePortalSettings } from '../testing/rollouts';
import { openBenchDatabase } from './bench-database';
import type { BenchDatabase } from './bench-database';
import { startBenchTenant } from './bench-tenant';
import type { BenchTenant } from './bench-tenant';

/** Packages of the tenant's seed that are not counted on. */
const SEEDED = 5;

const numberAfter = (flag: string, otherwise: number): number => (process.argv.includes(flag) ? Number(process.argv[process.argv.indexOf(flag) + 1]) : otherwise);
const people = numberAfter('--people', 10_000);
const few = numberAfter('--small', 1_000);
/** A package for each thousand, so that the small run has lists of its own. */
const PACKAGES = Math.max(10, Math.round(people / 1000));

const round = (value: number, digits = 2) => Number(value.toFixed(digits));

type Holding = Pick<Assignment, 'id' | 'personId' | 'personName' | 'userPrincipalName' | 'packageId' | 'policyId' | 'since'>;

/** A run that has settled, whose people have what the tenant says they have; gives the job that verifies it. */
async function aSettledRun(admin: Admin, name: string, designs: RehearsedDesign['packages'], holdings: readonly Holding[]): Promise<{ runId: string; jobId: string }> {
  const { id: rolloutId } = await createRollout(admin, { name, description: '', packages: designs.map(({ packageId, policyId }) => ({ packageId, policyId })), phases: ['Everybody'] });
  const [phase] = await listPhases(rolloutId);
  const phaseId = phase?.id ?? '';
  const persons = [...new Map(holdings.map((each): [string, RehearsedPerson] => [each.personId, { id: each.personId, name: each.personName, userPrincipalName: each.userPrincipalName, department: null, external: false }])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  const places = new Map(persons.map(({ id }, place) => [id, place]));
  const packages = [...designs].sort((a, b) => (a.packageId < b.packageId ? -1 : 1)).map(({ packageId, packageName, policyId, policyName }) => {
    const codes = new Uint8Array(persons.length).fill(codeOf('alreadyAssigned'));
    for (const each of holdings) if (each.packageId === packageId) codes[places.get(each.personId) ?? 0] = codeOf('assign');
    return { packageId, packageName, policyId, policyName, mode: 'assign' as const, codes, totals: { ...noOutcomes(), ...countOutcomes(codes) } };
  });
  const set = { phaseId, people: persons, packages, exceptions: [], design: { packages: designs }, baseline: [] };
  const [hash, packed] = [hashChangeSet(set), await packRehearsal(set, [])];
  const runId = await inTransaction(async (tx) => {
    const { id: rehearsalId } = await storeRehearsal(tx, { ...set, effects: null, packed, peopleCount: persons.length, phaseRevision: phase?.revision ?? 0, hash, totals: countRehearsal(persons.length, packages), tenantReadAt: new Date(), readFrom: 'tenant', createdBy: admin.personId, createdByName: admin.name });
    for (const [from, to] of [['draft', 'rehearsed'], ['rehearsed', 'signed'], ['signed', 'running'], ['running', 'verifying']] as const) await stepPhase(tx, phaseId, from, to);
    return insertRun(tx, { phaseId, rehearsalId, rehearsalHash: hash, startedBy: admin.personId, startedByName: admin.name });
  });
  const names = new Map(designs.map((each) => [each.packageId, each.packageName]));
  await insertItems(db(), runId, holdings.map(({ personId, personName, packageId, policyId }) => ({ personId, personName, packageId, packageName: names.get(packageId) ?? '', policyId })));
  await db().$executeRaw`UPDATE "run_item" SET "state" = 'delivered', "attempts" = 1, "sent_at" = now() WHERE "run_id" = ${runId}::uuid`;
  await inTransaction(async (tx) => {
    await stepRun(tx, runId, 'running', 'settled');
    await startVerification(tx, runId, { actsAs: admin.personId, actsAsName: admin.name, tokenCacheId: await copyTokenCacheForJob(tx, admin.tokenCacheId) });
  });
  const verification = await findVerification(runId);
  return { runId, jobId: verification?.jobId ?? '' };
}

type Exchange = { n: number; method: string; url: string; requestBody?: { requests?: { method: string }[] } };

/** Every read since that call by the tenant's own log, those inside of batches too. */
async function readsSince(tenant: BenchTenant, since: number): Promise<number> {
  let reads = 0;
  for (let last = since; ; ) {
    const page = (await tenant.log(last, 2000).catch(() => tenant.log(last, 2000))) as Exchange[];
    for (const { method, url, requestBody } of page) if (!url.includes('/_emulator') && !url.includes('oauth2')) reads += method === 'GET' ? 1 : (requestBody?.requests?.filter((each) => each.method === 'GET').length ?? 0);
    const next = page.at(-1)?.n;
    if (next === undefined) return reads;
    last = next;
  }
}

/** Reads a run back once; how long that took, and with how many reads. */
async function timed(tenant: BenchTenant, { runId, jobId }: { runId: string; jobId: string }): Promise<{ seconds: number; reads: number; compared: number }> {
  // A connection that stood idle may just be closed by the tenant.
  const since = await tenant.lastCall().catch(() => tenant.lastCall());
  const from = performance.now();
  const lease = await Lease.take(jobId, 'bench', 60);
  if (!lease) throw new Error('the job is not due');
  await verifyRun(lease, new AbortController().signal);
  const seconds = (performance.now() - from) / 1000;
  const [read] = await listReads(runId, 1);
  if (!read) throw new Error('nothing was read back');
  const compared = Object.values(read.counts).reduce((sum, count) => sum + count, 0);
  if (read.counts.asSigned + read.counts.asReported < compared * 0.9) throw new Error(`not what was delivered: ${JSON.stringify(read.counts)}`);
  const reads = await readsSince(tenant, since);
  console.log(`${compared} compared in ${seconds.toFixed(2)} s with ${reads} reads: ${JSON.stringify(read.counts)}`);
  return { seconds, reads, compared };
}

async function measure(tenant: BenchTenant, database: BenchDatabase): Promise<void> {
  usePortalSettings(tenant);
  process.env.DATABASE_URL = database.url;
  const admin = await anAdmin(tenant);
  const graph = graphFor(admin);
  const wanted: { packageId: string; policyId: string }[] = [];
  for await (const items of packagesWithPolicies(graph)) for (const { id, policies } of items) if (policies.length === 1 && policies[0]) wanted.push({ packageId: id, policyId: policies[0].id });
  const read = await loadPackageDesign(graph, wanted.map(({ packageId }) => packageId));
  const designs = wanted.slice(0, PACKAGES).flatMap(({ packageId, policyId }): RehearsedDesign['packages'] => {
    const design = read.get(packageId);
    const policy = design?.policies.find(({ id }) => id === policyId);
    return design && policy ? [{ packageId, packageName: design.name, catalogId: design.catalogId, catalogName: design.catalogName, policyId, policyName: policy.name, expiration: { type: policy.expiration.type, duration: policy.expiration.duration, endDateTime: policy.expiration.endDateTime }, roles: design.roles.map((role) => ({ ...role, approval: '', ownerNames: [] })), asRead: null }] : [];
  });
  const holdings: Holding[] = [];
  for (const { packageId, policyId } of designs) for (const each of await readLiveAssignments(graph, packageId)) if (each.state === 'delivered' && each.policyId === policyId) holdings.push(each);
  if (holdings.length < people) throw new Error(`the tenant has only ${holdings.length} assignments in ${designs.length} packages`);
  console.log(`${designs.length} packages with ${holdings.length} assignments`);
  // Each run has packages of its own people: a list is read whole, whoever of it is in the run.
  const own = new Set(fewest(designs, holdings, few));
  const small = await timed(tenant, await aSettledRun(admin, 'Few', designs.filter(({ packageId }) => own.has(packageId)), holdings.filter(({ packageId }) => own.has(packageId))));
  const large = await timed(tenant, await aSettledRun(admin, 'Many', designs, evenly(holdings, people)));
  console.log(JSON.stringify({ name: 'verify', items: large.compared, reads: large.reads, seconds: round(large.seconds), perPerson: round(large.seconds / large.compared / (small.seconds / small.compared)) }));
}

/** The fewest packages that so many people have. */
function fewest(designs: RehearsedDesign['packages'], holdings: readonly Holding[], count: number): string[] {
  const chosen: string[] = [];
  for (let held = 0; held < count; held = holdings.filter(({ packageId }) => chosen.includes(packageId)).length) {
    const next = designs[chosen.length];
    if (!next) throw new Error(`the tenant has only ${held} assignments`);
    chosen.push(next.packageId);
  }
  return chosen;
}

/** So many of them, from all packages alike. */
function evenly<T>(items: readonly T[], count: number): T[] {
  return Array.from({ length: count }, (_, index) => items[Math.floor((index * items.length) / count)] as T);
}

const [tenant, database] = await Promise.all([startBenchTenant(Math.ceil(Math.max(people, 5000) * 1.3), ['--packages', String(SEEDED + PACKAGES), '--assignments', String(Math.ceil(people * 1.02))]), openBenchDatabase(process.argv.includes('postgresql'))]);
try {
  await measure(tenant, database);
} finally {
  await closeDb();
  await database.close();
  await tenant.stop();
}
