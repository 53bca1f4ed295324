import { setTimeout as wait } from 'node:timers/promises';
import type { RunningTenant } from '@/emulator/testing';
import { Chances } from '@/e2e/testing/chances';
import { readPeopleFeed } from '@/lib/db/mirror-feed';
import { holdDirectory } from '@/lib/directory/keep-mirror';
import { listItems } from '@/lib/db/run-items';
import { ITEM_STATES } from '@/lib/rollout/run';
import type { Broken } from './judge-run';
import { markedBy } from './ledger';
import type { Snapshot } from './ledger';
import type { Scene } from './scene';
import { groupOf, signedInAgain } from './scene';
import type { Weather } from './weather';
import type { Workers } from './workers';

const LOOK_EVERY_MS = 50;

/** Whom the cohort lost between signature and start: those who left or were disabled, and those who became external; and the tenant as it was at the start. */
export type Meanwhile = { gone: Set<string>; external: Set<string>; atStart: Snapshot };

/** A copy of the directory is read where the weather has one; only then do people of the cohort leave, are disabled, become external or are put into a group by name. */
export async function timeGoesBy({ tenant, weather, people, packages }: Scene, workers: Workers): Promise<Meanwhile> {
  if (weather.copy) await copyDirectory(tenant, workers);
  const { leave, disabled, external, join } = weather.meanwhile;
  const whom = new Chances(weather.seed + 32_452_843).some(people, leave + disabled + external + join);
  const [leavers, switchedOff, others, joiners] = [whom.splice(0, leave), whom.splice(0, disabled), whom.splice(0, external), whom];
  for (const id of leavers) tenant.tenant.deleteUser(id, Date.now());
  for (const id of switchedOff) tenant.tenant.updateUser(id, { accountEnabled: false });
  // External by identity: what groups by type of account takes nobody in for that.
  for (const id of others) tenant.tenant.updateUser(id, { userPrincipalName: `${id}_partner.example#EXT#@haldenvoss.example` });
  const groupId = groupOf(tenant.snapshot(), new Set(packages.map(({ packageId }) => packageId)));
  // Where the tenant answers with old data nobody sees before the first request that they joined.
  if (groupId && !showsOldData(weather)) for (const id of joiners) tenant.tenant.members.add(groupId, id);
  return { gone: new Set([...leavers, ...switchedOff]), external: new Set(others), atStart: tenant.snapshot() };
}

const showsOldData = ({ run }: Weather): boolean => run.badDays.some(({ rules }) => rules.some(({ kind }) => kind === 'stale'));

async function copyDirectory(tenant: RunningTenant, workers: Workers): Promise<void> {
  await workers.begin();
  await holdDirectory(await signedInAgain(tenant), 'wholeTenant');
  while ((await readPeopleFeed()).asOf === null) {
    if (workers.ended !== null) throw new Error(workers.ended);
    await wait(LOOK_EVERY_MS);
  }
}

/**
 * Whoever was not who was signed any more before the run began is asked for by nothing of it, whatever a copy of the
 * directory says of them. Where the weather has the tenant answer with old data nobody can know it.
 */
export async function judgeMeanwhile({ weather }: Scene, runId: string, after: Snapshot, { gone, external }: Meanwhile): Promise<Broken[]> {
  if (showsOldData(weather)) return [];
  const ours = markedBy(after, runId);
  return (await listItems(runId, ITEM_STATES)).filter((item) => (gone.has(item.personId) || external.has(item.personId)) && ours.has(item.id)).map((item) => ({
    what: `${item.personName}, ${item.packageName}: ${gone.has(item.personId) ? 'left or was disabled' : 'became external'} before the run began, and was asked for`, about: [item.id, item.requestId ?? ''],
  }));
}
