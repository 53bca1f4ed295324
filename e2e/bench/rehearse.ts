// npm run bench -- rehearse [postgresql] [--people N]: phases of 1,000 people and 200 packages, of 10,000 and 3, and of 100,000
// and 200 are rehearsed, each from the call behind the click to the stored rehearsal read back with its hash checked; all
// from the directory that is held. So many requests no tenant may make in three months: the limit is raised, or
// nearly all would be blocked for it. Last line: one JSON object; `perPerson` is the cost of a person in the largest phase by
// that in the smallest.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { listBaseline } from '@/lib/db/baselines';
import { closeDb, db } from '@/lib/db/client';
import { listPhases } from '@/lib/db/phases';
import { listExceptionGroups } from '@/lib/db/rehearsal-exceptions';
import { getRehearsal } from '@/lib/db/rehearsals';
import { holdDirectory, refreshNow } from '@/lib/directory/keep-mirror';
import { graphFor } from '@/lib/graph/graph-for';
import { packagesWithPolicies } from '@/lib/graph/packages';
import { JobRunner } from '@/lib/jobs/runner';
import { createRollout } from '@/lib/rollout/create-rollout';
import { hashChangeSet } from '@/lib/rollout/rehearsal-codec';
import { rehearsePhase } from '@/lib/rollout/rehearse-phase';
import type { Admin } from '@/lib/rollout/rollout';
import { anAdmin, usePortalSettings } from '../testing/rollouts';
import { openBenchDatabase } from './bench-database';
import type { BenchDatabase } from './bench-database';
import { startBenchTenant } from './bench-tenant';
import type { BenchTenant } from './bench-tenant';
import { watchMemory } from './memory';
import { clock, readWhole } from './read-whole';

const PACKAGES = 200;
/** People of the phase whose cost a person is the measure. */
const SMALLEST = 1000;
/** People whose accounts are blocked after they came into the cohort, of a hundred: each is blocked for every package. */
const BLOCKED_PERCENT = 5;
/** Packages that exclude the one after them. */
const EXCLUDING = 2;
/** Requests in three months, in place of the 200,000 that are published. */
const REQUEST_LIMIT = 100_000_000;

const server = process.argv.includes('postgresql');
const given = process.argv.indexOf('--people');
const people = given > 0 ? Number(process.argv[given + 1]) : 100_000;

const seconds = (from: number) => (performance.now() - from) / 1000;
const round = (value: number, digits = 2) => Number(value.toFixed(digits));

type Wanted = { packageId: string; policyId: string };

const RULE = '(user.accountEnabled -eq true) -and (user.userType -eq "Member")';

/** A rollout whose one phase has exactly so many people, as a rule takes them from the directory that is held; in slices, which one request of the portal would not survive on a busy machine. */
async function aPhase(admin: Admin, packages: Wanted[], count: number): Promise<string> {
  const { id } = await createRollout(admin, { name: `${count} people, ${packages.length} packages`, description: '', packages, phases: ['Everybody'] });
  const [phase] = await listPhases(id);
  if (!phase) throw new Error('the rollout has no phase');
  const source = await db().cohortSource.create({ data: { phaseId: phase.id, kind: 'rule', label: 'Everybody at work', definition: { rule: RULE }, addedBy: admin.personId, addedByName: admin.name }, select: { id: true } });
  for (let held = 0; held < count; ) {
    const added = await db().$executeRaw`
      INSERT INTO "cohort_member" ("phase_id", "person_id", "name", "user_principal_name", "department", "country", "office", "job_title", "enabled", "external")
      SELECT ${phase.id}::uuid, "id", "name", "user_principal_name", "department", "country", "office", "job_title", "enabled", "external" FROM "mirror_person"
      WHERE "enabled" AND "user_type" = 'Member' AND "deleted_at" IS NULL AND "id" > coalesce((SELECT max("person_id"::text)::uuid FROM "cohort_member" WHERE "phase_id" = ${phase.id}::uuid), '00000000-0000-0000-0000-000000000000')
      ORDER BY "id" LIMIT ${Math.min(2000, count - held)}`;
    if (added === 0) throw new Error(`the rule selects only ${held} people`);
    held += added;
  }
  await db().$executeRaw`
    INSERT INTO "cohort_why" ("phase_id", "source_id", "person_id", "why", "detail")
    SELECT "phase_id", ${source.id}::uuid, "person_id", 'Rule “Everybody at work”', 'accountEnabled is true' FROM "cohort_member" WHERE "phase_id" = ${phase.id}::uuid`;
  return phase.id;
}

/** What stands in the way of some: accounts that are blocked since, and packages that exclude each other. */
async function setObstacles(tenant: BenchTenant, admin: Admin, phaseId: string, packages: Wanted[]): Promise<void> {
  const members = (await db().cohortMember.findMany({ where: { phaseId }, orderBy: { personId: 'asc' }, select: { personId: true } })).filter((_, index) => index % 100 < BLOCKED_PERCENT);
  for (const { personId } of members) await tenant.post(`users/${personId}`, { accountEnabled: false });
  const token = await tenant.graphToken(admin.personId);
  const address = `${tenant.origin}/v1.0/identityGovernance/entitlementManagement/accessPackages`;
  for (let at = 0; at < EXCLUDING; at += 1) {
    const [one, other] = [packages[at * 2], packages[at * 2 + 1]];
    const answer = await fetch(`${address}/${one?.packageId}/incompatibleAccessPackages/$ref`, {
      method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify({ '@odata.id': `${address}/${other?.packageId}` }),
    });
    if (!answer.ok) throw new Error(`incompatible packages: ${answer.status} ${await answer.text()}`);
  }
}

/** Rehearses, reads what was stored back and checks its hash; gives the time of it all. */
async function timed(admin: Admin, phaseId: string): Promise<{ seconds: number; blocked: number; changes: number }> {
  const from = performance.now();
  const { id, hash } = await rehearsePhase(admin, phaseId);
  const rehearsed = seconds(from);
  const rehearsal = await getRehearsal(id);
  const again = hashChangeSet({ ...rehearsal, exceptions: await listExceptionGroups(id, rehearsal.people), baseline: await listBaseline(id) });
  const all = seconds(from);
  if (again !== hash) throw new Error('the rehearsal that was read back has another hash');
  if (rehearsal.readFrom !== 'mirror') throw new Error('the rehearsal was not answered from what is held');
  const { changes } = rehearsal.totals;
  console.log(`${rehearsal.peopleCount} people, ${rehearsal.packages.length} packages: rehearsed in ${rehearsed.toFixed(2)} s, read back and checked in ${(all - rehearsed).toFixed(2)} s; ${JSON.stringify(changes)}`);
  return { seconds: all, blocked: changes.blocked, changes: changes.assign + changes.alreadyAssigned + changes.inFlight + changes.blocked };
}

async function measure(tenant: BenchTenant, database: BenchDatabase): Promise<void> {
  usePortalSettings(tenant);
  process.env.DATABASE_URL = database.url;
  process.env.ENTRA_REQUEST_LIMIT = String(REQUEST_LIMIT);
  const admin = await anAdmin(tenant);
  const runner = new JobRunner();
  runner.start();
  const delay = monitorEventLoopDelay({ resolution: 5 });
  try {
    const since = await clock();
    await holdDirectory(admin, 'wholeTenant');
    await readWhole(since);
    const packages: Wanted[] = [];
    for await (const items of packagesWithPolicies(graphFor(admin))) {
      for (const { id, policies } of items) {
        const policy = policies.find((each) => !each.automatic && !each.approvalRequired && !each.questions && each.scope === 'notSpecified');
        if (policy && packages.length < PACKAGES) packages.push({ packageId: id, policyId: policy.id });
      }
    }
    if (packages.length < PACKAGES) throw new Error(`only ${packages.length} packages may be assigned directly`);
    console.log(`the directory is held, with ${packages.length} packages to bring`);
    const phases = { large: await aPhase(admin, packages, people), small: await aPhase(admin, packages.slice(0, 3), Math.min(people, 10_000)), smallest: await aPhase(admin, packages, SMALLEST) };
    await setObstacles(tenant, admin, phases.large, packages);
    const changed = await clock();
    await refreshNow(admin);
    await readWhole(changed);
    await runner.stop();
    console.log('the directory was read again');
    const memory = watchMemory(database.pid);
    delay.enable();
    const smallest = await timed(admin, phases.smallest);
    const small = await timed(admin, phases.small);
    const large = await timed(admin, phases.large);
    delay.disable();
    memory.end();
    if (large.blocked / large.changes < 0.05) throw new Error(`only ${large.blocked} of ${large.changes} outcomes are blocked`);
    console.log(`the event loop stood still for ${(delay.max / 1e6).toFixed(0)} ms at most`);
    console.log(JSON.stringify({ name: 'rehearse', database: server ? 'postgresql' : 'pglite', people, packages: PACKAGES, seconds: round(large.seconds), rssMB: round(memory.most(), 0), phaseSeconds: round(small.seconds), perPerson: round(large.seconds / people / (smallest.seconds / SMALLEST)), blockedPercent: round((large.blocked / large.changes) * 100, 1) }));
  } finally {
    await runner.stop();
  }
}

const [tenant, database] = await Promise.all([startBenchTenant(Math.ceil(people * 1.3), ['--packages', String(PACKAGES + 20)]), openBenchDatabase(server)]);
try {
  await measure(tenant, database);
} finally {
  await closeDb();
  await database.close();
  await tenant.stop();
}
