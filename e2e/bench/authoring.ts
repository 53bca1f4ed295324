// npm run bench -- authoring [--packages N] [--catalogs N] [--resources N] [--delay MS]: a policy sheet, 200 packages over 30 catalogs
// with 250 resources, each with its role and policy, is brought in as a table and made a draft of, which is reviewed against the tenant and
// applied by the job runner, each from asking to the answer and to the last row in the database; then the same is made under other
// names with one call after another, as a script would. Writes are counted in the tenant's own log, those inside batches too.
// `--delay` lets the tenant take so long for every request. Last line: one JSON object.
import { groupCandidate } from '@/lib/authoring/catalog';
import type { DraftStep } from '@/lib/authoring/draft';
import { isKey, withIds } from '@/lib/authoring/draft';
import { reviewDraft } from '@/lib/authoring/review-draft';
import { emptyPackage, emptyPolicy } from '@/lib/authoring/sheet/columns';
import type { SheetCells } from '@/lib/authoring/sheet/columns';
import { draftSheet } from '@/lib/authoring/sheet/draft-sheet';
import { importSheet } from '@/lib/authoring/sheet/import-sheet';
import { writeSheetCsv } from '@/lib/authoring/sheet/read-sheet-csv';
import { startApplying } from '@/lib/authoring/start-draft';
import { closeDb } from '@/lib/db/client';
import { listDraftSteps } from '@/lib/db/draft-steps';
import { getDraft, listDraftChanges } from '@/lib/db/drafts';
import { draftCall, idsMade } from '@/lib/graph/draft-calls';
import { graphFor } from '@/lib/graph/graph-for';
import { searchGroups } from '@/lib/graph/groups';
import { readResources } from '@/lib/graph/resources';
import { JobRunner } from '@/lib/jobs/runner';
import type { Admin } from '@/lib/rollout/rollout';
import { actorOf } from '../testing/drafts';
import { anAdmin, usePortalSettings } from '../testing/rollouts';
import { openBenchDatabase } from './bench-database';
import { startBenchTenant } from './bench-tenant';
import type { BenchTenant } from './bench-tenant';

const numberAfter = (flag: string, otherwise: number): number => (process.argv.includes(flag) ? Number(process.argv[process.argv.indexOf(flag) + 1]) : otherwise);
const packages = numberAfter('--packages', 200);
const catalogs = numberAfter('--catalogs', 30);
const resources = numberAfter('--resources', 250);
const delay = numberAfter('--delay', 0);

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const secondsSince = (start: number) => Number(((performance.now() - start) / 1000).toFixed(2));

/** Every resource of a catalog is handed out by one of its packages. */
function sheet(groups: readonly { id: string; displayName: string }[]): SheetCells[] {
  const inCatalog = (index: number) => index % catalogs;
  const groupOf = (index: number) => groups[(inCatalog(index) + Math.floor(index / catalogs)) % groups.length] ?? { id: '', displayName: '' };
  const packageFor = (resource: number) => inCatalog(resource) + catalogs * (Math.floor(resource / catalogs) % Math.max(1, Math.floor((packages - 1 - inCatalog(resource)) / catalogs) + 1));
  const given = Array.from({ length: resources }, (_, index) => ({ of: packageFor(index), name: groupOf(index).displayName }));
  return Array.from({ length: packages }, (_, index) => ({
    ...emptyPackage(), package: `Sheet package ${index + 1}`, catalog: `Sheet catalog ${inCatalog(index) + 1}`, description: 'From a policy sheet', policies: [{ ...emptyPolicy(), ask: ['Nobody'], duration: '90 days' }],
    resources: given.flatMap(({ of, name }) => (of === index ? [`${name} > Member`] : [])),
  }));
}

type Exchange = { n: number; method: string; url: string; requestBody?: { requests?: { method: string }[] } };

async function writesSince(tenant: BenchTenant, since: number): Promise<number> {
  let writes = 0;
  for (let last = since; ; ) {
    const page = (await tenant.log(last, 2000)) as Exchange[];
    for (const { method, url, requestBody } of page) writes += url.endsWith('/$batch') ? (requestBody?.requests?.filter((each) => each.method !== 'GET').length ?? 0) : method === 'GET' ? 0 : 1;
    const next = page.at(-1)?.n;
    if (next === undefined) return writes;
    last = next;
  }
}

/** The same objects under other names, each asked for when the one before was answered, and what is read back once it is needed. */
async function oneAfterAnother(admin: Admin, steps: readonly DraftStep[]): Promise<void> {
  const graph = graphFor(admin);
  const made = new Map<string, { objectId: string }>();
  let awaited = false;
  for (const step of steps) {
    const asked = steps.filter(({ kind }) => kind === 'catalogResource');
    if (step.kind === 'packageRole' && !awaited) {
      for (awaited = true; asked.some(({ key }) => !made.has(key)); await pause(100)) {
        const shown = await readResources(graph, [...made].filter(([key]) => key.startsWith('c')).map(([, { objectId }]) => objectId));
        for (const { key, wanted } of asked) {
          const catalog = wanted && 'originSystem' in wanted && 'catalog' in wanted ? wanted : null;
          const catalogId = catalog && isKey(catalog.catalog) ? made.get(catalog.catalog.key)?.objectId : undefined;
          const found = shown.get(catalogId ?? '')?.find(({ originId }) => originId === catalog?.originId);
          if (found) made.set(key, { objectId: found.id });
        }
      }
    }
    const wanted = step.wanted && withIds(step.wanted, made);
    const renamed = wanted && 'name' in wanted && step.kind !== 'catalogResource' ? { ...wanted, name: `${wanted.name} again` } : wanted;
    const { value } = await graph.write<{ id?: string }>(...callOf({ ...step, wanted: renamed }));
    if (step.kind !== 'catalogResource' && value.id) made.set(step.key, { objectId: value.id });
  }
}

function callOf(step: DraftStep): Parameters<ReturnType<typeof graphFor>['write']> {
  const { operation, path, body } = draftCall(step, idsMade);
  return [operation, { path, body, warrant: { draftStepId: step.id } }];
}

const [tenant, database] = await Promise.all([startBenchTenant(2_000), openBenchDatabase(process.argv.includes('--server'))]);
process.env.DATABASE_URL = database.url;
usePortalSettings(tenant);
const runner = new JobRunner();
try {
  const admin = await anAdmin(tenant, 'Ines');
  // Those of departments; the Executives’ are in a restricted administrative unit.
  const groups = (await searchGroups(graphFor(admin), '', 100)).items.filter((group) => !groupCandidate(group).refusal && !groupCandidate(group).warning && group.name.includes(' – ') && !group.name.startsWith('Executives')).map(({ id, name }) => ({ id, displayName: name }));
  const text = writeSheetCsv(sheet(groups));
  if (delay > 0) await tenant.post('fault', { kind: 'delay', delayMs: delay, count: null });
  const importing = performance.now();
  const imported = await importSheet(actorOf(admin), graphFor(admin), { format: 'csv', text }, { name: 'Policy sheet' });
  if (!imported.taken) throw new Error(JSON.stringify(imported.problems.slice(0, 3)));
  console.log(`brought in in ${secondsSince(importing)} s`);
  const drafting = performance.now();
  const { draftId, changes } = await draftSheet(actorOf(admin), graphFor(admin), imported.sheetId);
  console.log(`drafted in ${secondsSince(drafting)} s`);
  const objects = catalogs + resources + packages + resources + packages;
  if (changes !== objects) throw new Error(`the sheet came to ${changes} changes, and not to ${objects}`);
  const reviewing = performance.now();
  const { draft, hash, plan } = await reviewDraft(graphFor(admin), draftId, admin.personId);
  const reviewSeconds = secondsSince(reviewing);
  if (plan.steps.length !== changes) throw new Error(`${plan.steps.length} steps of ${changes}: ${plan.problems[0]?.words ?? ''}`);

  const before = await tenant.lastCall();
  runner.start();
  const applying = performance.now();
  await startApplying(actorOf(admin), graphFor(admin), draftId, { version: draft.version, hash });
  for (;;) {
    const { state } = await getDraft(draftId);
    if (state === 'applied') break;
    if (state === 'stopped') throw new Error((await listDraftSteps(draftId)).find((step) => step.state === 'failed')?.failure ?? 'stopped');
    await pause(50);
  }
  const applySeconds = secondsSince(applying);
  const writes = await writesSince(tenant, before);
  const steps = await listDraftSteps(draftId);
  const unresolved = new Map((await listDraftChanges(draftId)).map((step) => [step.key, step.wanted]));
  const sequential = performance.now();
  await oneAfterAnother(admin, steps.map((step) => ({ ...step, wanted: unresolved.get(step.key) ?? step.wanted })));
  const sequentialSeconds = secondsSince(sequential);
  console.log(JSON.stringify({ name: 'authoring', packages, reviewSeconds, applySeconds, writes, objects, sequentialSeconds }));
} finally {
  await runner.stop();
  await closeDb();
  await Promise.all([database.close(), tenant.stop()]);
}
