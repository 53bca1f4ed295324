// npm run bench -- lint [postgresql] [--packages N]: a tenant of 2,000 packages is looked at by the portal's own job, from the
// click to what is kept. Last line: one JSON object; `lintSeconds` is the rules alone, over what was read.
import { closeDb } from '@/lib/db/client';
import { findLintRun, findLintUnderWay } from '@/lib/db/lint-runs';
import { pageFindings } from '@/lib/db/lint-findings';
import { startLint } from '@/lib/authoring/start-lint';
import { Lease } from '@/lib/jobs/lease';
import { lookAtTenant } from '@/lib/jobs/look-at-tenant';
import { anAdmin, usePortalSettings } from '../testing/rollouts';
import { openBenchDatabase } from './bench-database';
import { startBenchTenant } from './bench-tenant';

/** Enough for every package's groups and approvers. */
const PEOPLE = 10_000;

const server = process.argv.includes('postgresql');
const given = process.argv.indexOf('--packages');
const packages = given > 0 ? Number(process.argv[given + 1]) : 2000;

const [tenant, database] = await Promise.all([startBenchTenant(PEOPLE, ['--packages', String(packages)]), openBenchDatabase(server)]);
try {
  usePortalSettings(tenant);
  process.env.DATABASE_URL = database.url;
  const admin = await anAdmin(tenant);
  const before = await tenant.lastCall();
  const from = performance.now();
  await startLint(admin);
  const underWay = await findLintUnderWay();
  const lease = underWay && (await Lease.take(underWay.jobId, 'bench', 15));
  if (!lease) throw new Error('no look is due');
  await lookAtTenant(lease, new AbortController().signal);
  const run = await findLintRun();
  if (run?.packages !== packages) throw new Error(`${run?.packages} of ${packages} packages were looked at`);
  const { total } = await pageFindings(run.id, {}, { skip: 0, take: 1 });
  console.log(`kept after ${((performance.now() - from) / 1000).toFixed(1)} s, with ${(await tenant.lastCall()) - before} calls`);
  console.log(JSON.stringify({ name: 'lint', packages, readSeconds: run.readMs / 1000, lintSeconds: run.lintMs / 1000, findings: total }));
} finally {
  await closeDb();
  await database.close();
  await tenant.stop();
}
