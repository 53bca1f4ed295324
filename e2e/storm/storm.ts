import { startTenant } from '@/emulator/testing';
import type { RunningTenant } from '@/emulator/testing';
import { aDatabase } from '@/e2e/testing/database';
import { usePortalSettings } from '@/e2e/testing/rollouts';
import { closeDb, db } from '@/lib/db/client';
import { getReversal } from '@/lib/db/reversals';
import { listItems } from '@/lib/db/run-items';
import { findVerification } from '@/lib/db/verifications';
import { getRun } from '@/lib/db/runs';
import { isAppError } from '@/lib/errors';
import { forgetPace } from '@/lib/jobs/write-pace';
import { rehearseReversal } from '@/lib/rollout/rehearse-reversal';
import { retryFailed } from '@/lib/rollout/retry-failed';
import { ITEM_STATES } from '@/lib/rollout/run';
import { startReversal } from '@/lib/rollout/start-reversal';
import { startRun } from '@/lib/rollout/start-run';
import { judgeAudit } from './judge-audit';
import { judgeOthers } from './judge-others';
import { judgeReversal } from './judge-reversal';
import { hangs, judgeRun } from './judge-run';
import type { Broken } from './judge-run';
import { judgeVerification } from './judge-verification';
import { judgeMeanwhile, timeGoesBy } from './meanwhile';
import { linesAbout, markedBy } from './ledger';
import type { Snapshot } from './ledger';
import { liveThrough } from './live-through';
import type { Lived, Under } from './live-through';
import { setScene, signedInAgain } from './scene';
import type { Scene } from './scene';
import { drawWeather } from './weather';
import type { Spell, Weather } from './weather';
import { Workers } from './workers';

/** What one seed came to. `report` is for whoever looks into it, empty where nothing is broken. */
export type Storm = { seed: number; people: number; items: number; kills: number; requests: number; broken: Broken[]; report: string; /** What happened when. */ deeds: string[] };

const LONGER_DELIVERED_MS = 3_600_000;

/** What storms share, one after another. */
export type StormGround = { tenant: RunningTenant; workers: Workers };

export async function stormGround(): Promise<StormGround> {
  const [tenant, workers] = await Promise.all([startTenant(), Workers.ready()]);
  return { tenant, workers };
}

export async function endStorms({ tenant, workers }: StormGround): Promise<void> {
  await workers.end();
  await tenant.stop();
}

/** Lets the storm of a seed pass over a phase, in a tenant as it was made and a database of its own, and judges what is there afterwards. */
export async function storm(seed: number, { tenant, workers }: StormGround): Promise<Storm> {
  const weather = drawWeather(seed);
  await tenant.admin('reset');
  const database = await aDatabase(weather.database);
  forgetPace();
  workers.said.length = 0;
  usePortalSettings(tenant);
  try {
    return await inDatabase(weather, tenant, workers);
  } finally {
    await workers.kill();
    await closeDb();
    await database.close();
  }
}

async function inDatabase(weather: Weather, tenant: RunningTenant, workers: Workers): Promise<Storm> {
  const scene = await setScene(tenant, await signedInAgain(tenant), weather);
  const since = tenant.log().at(-1)?.n ?? 0;
  const meanwhile = await timeGoesBy(scene, workers);
  const run = await startRun(await signedInAgain(tenant), scene.phaseId, scene.hash);
  const under: Under = { tenant, workers, runId: run.id, people: scene.people, reversalId: null, leaseLapses: weather.leaseLapses };
  const lived = [await liveThrough(under, weather.run, () => runIsOver(under))];
  const sentAgain = weather.retries && (await somethingFailed(under));
  if (sentAgain) lived.push(await liveThrough(under, calm(weather.run), () => runIsOver(under)));
  const settled = (await getRun(run.id)).state === 'settled';
  const all = (): Lived => ({ over: lived.every(({ over }) => over), deeds: lived.flatMap(({ deeds }) => deeds), gone: new Set([...meanwhile.gone, ...lived.flatMap(({ gone }) => [...gone])]) });
  if (settled) lived.push(await liveThrough(under, calm(weather.run), async () => (await findVerification(run.id))?.settled ?? false));

  const after = await settledSnapshot(tenant);
  const broken = [...(await judgeRun(scene, run.id, after, all(), sentAgain)), ...judgeOthers(scene, after, all().gone), ...(await judgeMeanwhile(scene, run.id, after, meanwhile)), ...(settled ? await judgeVerification(scene, run.id, after) : [])];
  let reversalId: string | null = null;
  let end = after;
  if (weather.reversal && settled && broken.length === 0) {
    ({ id: reversalId, end } = await takeBack({ ...scene, before: meanwhile.atStart }, under, weather.reversal, after, lived, meanwhile.gone, broken));
  }
  broken.push(...(await judgeAudit(scene, since, run.id, reversalId, end)));
  if (workers.ended) broken.push({ what: workers.ended, about: [] });
  const items = await listItems(run.id, ITEM_STATES);
  const requests = [...markedBy(end, run.id).values()].flat().length;
  const kills = all().deeds.filter((deed) => deed.endsWith(': kill')).length;
  return { seed: weather.seed, people: scene.people.length, items: items.length, kills, requests, broken, deeds: all().deeds, report: broken.length === 0 ? '' : reportOf(weather, all(), broken, tenant, since, workers) };
}

/** The reversal of the run in its own weather; what is broken of it is added. */
async function takeBack(scene: Scene, under: Under, spell: NonNullable<Weather['reversal']>, after: Snapshot, lived: Lived[], before: ReadonlySet<string>, broken: Broken[]): Promise<{ id: string | null; end: Snapshot }> {
  const { tenant, runId } = under;
  const admin = await signedInAgain(tenant);
  const { id, hash } = await rehearseReversal(admin, runId, { choice: 'signed', sites: true });
  const started = await startReversal(admin, id, hash).catch((error: unknown) => {
    // Nothing of it has to be taken back.
    if (isAppError(error, 'conflict') && error.message.endsWith('does nothing')) return null;
    throw error;
  });
  if (!started) return { id: null, end: after };
  const passed = await liveThrough({ ...under, reversalId: id }, spell, async () => (await getReversal(id)).state === 'settled');
  lived.push(passed);
  const end = await settledSnapshot(tenant);
  const gone = new Set([...before, ...lived.flatMap((each) => [...each.gone])]);
  broken.push(...(await judgeReversal(scene, id, { after }, end, { ...passed, gone })), ...judgeOthers(scene, end, gone));
  return { id, end };
}

/** The weather of a spell without anything bad in it. */
const calm = ({ settings }: Spell): Spell => ({ settings: { ...settings, deliveryMs: Math.min(settings.deliveryMs, 300) }, badDays: [], moments: [], clearsAfter: 0 });

/** Over when it has settled, or nothing is open but what hangs in the tenant for good; the job that cancels has ended too. */
async function runIsOver({ tenant, runId }: Under): Promise<boolean> {
  if ((await db().job.count({ where: { kind: 'cancel', state: { in: ['waiting', 'signInNeeded', 'roleNeeded'] } } })) > 0) return false;
  if ((await getRun(runId)).state === 'settled') return true;
  const open = await listItems(runId, ['queued', 'sending', 'unknown', 'requested', 'waitingForApproval', 'delivering']);
  if (open.length === 0) return false;
  const ours = markedBy(tenant.snapshot(), runId);
  return open.every((item) => item.state === 'delivering' && hangs(ours.get(item.id)?.at(-1)));
}

async function somethingFailed({ tenant, runId }: Under): Promise<boolean> {
  try {
    await retryFailed(await signedInAgain(tenant), runId);
    return true;
  } catch (error) {
    if (isAppError(error, 'conflict')) return false;
    throw error;
  }
}

/** The tenant once everything it had put off has come about. */
async function settledSnapshot(tenant: RunningTenant): Promise<Snapshot> {
  await tenant.admin('clock', { advanceMs: LONGER_DELIVERED_MS });
  return tenant.snapshot();
}

function reportOf(weather: Weather, lived: Lived, broken: readonly Broken[], tenant: RunningTenant, since: number, workers: Workers): string {
  const log = tenant.log(since);
  const MOST = 12;
  return [
    `SEED=${weather.seed}`,
    JSON.stringify(weather),
    ...lived.deeds,
    ...broken.slice(0, MOST).flatMap(({ what, about }) => [`BROKEN ${what}`, ...linesAbout(log, about).map((line) => `    ${line}`)]),
    ...(broken.length > MOST ? [`and ${broken.length - MOST} more`] : []),
    ...workers.said.filter((line) => !line.includes('"level":"info"')).slice(-25).map((line) => `  portal: ${line.slice(0, 400)}`),
  ].join('\n');
}
