import { setTimeout as wait } from 'node:timers/promises';
import type { RunningTenant } from '@/emulator/testing';
import { db } from '@/lib/db/client';
import { findStopInForce } from '@/lib/db/emergency-stops';
import { findHold } from '@/lib/db/run-control';
import { isAppError } from '@/lib/errors';
import { goOnCancelling, liftEmergencyStop, stopEverything } from '@/lib/rollout/emergency-stop';
import { endRunEarly, pauseRun, resumeRun } from '@/lib/rollout/hold-run';
import type { Admin } from '@/lib/rollout/rollout';
import { goOnReversing, resumeReversal } from '@/lib/rollout/start-reversal';
import { takeOverJob } from '@/lib/rollout/take-over-job';
import { verifyAgain } from '@/lib/rollout/verify-again';
import { signedInAgain } from './scene';
import type { Moment, Spell } from './weather';
import type { Workers } from './workers';

const LOOK_EVERY_MS = 15;
const DO_DUTIES_EVERY_MS = 250;
/** How often what waits too long is looked for. */
const SHORTEN_EVERY_MS = 1_000;
/** What waits longer than this waits no longer: the storm has no hours. */
const LONGEST_WAIT_SECONDS = 1;
const TIME_PASSED_MS = 15 * 60_000;
/** Nobody asks the tenant for anything any more: then nothing is left to wait for. */
const STUCK_MS = 8_000;
/** Long after everything should be over, however busy the machine is. */
const PATIENCE_MS = 360_000;

/** What the storm acts on: the run, the people it is for, and the reversal once there is one. */
export type Under = { tenant: RunningTenant; workers: Workers; runId: string; people: readonly string[]; reversalId: string | null; leaseLapses: boolean };

/** What came of it: whether it was over in the end, and what was done to whom. */
export type Lived = { over: boolean; deeds: string[]; gone: Set<string> };

/**
 * Lets a spell of bad weather pass over a run or reversal: its bad days and moments, while an admin does what admins do
 * (signs in again, lets go on what held by itself). Ends when `over` says so, once the weather is clear again.
 */
export async function liveThrough(under: Under, spell: Spell, over: () => Promise<boolean>): Promise<Lived> {
  const live = new LivedThrough(under, spell);
  await live.begin();
  return live.until(over);
}

class LivedThrough {
  private readonly begun = performance.now();
  private readonly lived: Lived = { over: false, deeds: [], gone: new Set() };
  private heard: number;
  private exchanges = 0;
  private due: (Moment & { at: number | null })[];
  private later: { at: number; does: () => Promise<unknown> }[] = [];
  private clear = false;
  private dutiesAt = 0;
  private shortenAt = 0;
  private heardAt = performance.now();

  constructor(private readonly under: Under, private readonly spell: Spell) {
    this.heard = under.tenant.log().at(-1)?.n ?? 0;
    this.due = spell.moments.map((moment) => ({ ...moment, at: null }));
  }

  async begin(): Promise<void> {
    const { tenant, workers } = this.under;
    await tenant.admin('settings', this.spell.settings);
    for (const { rules } of this.spell.badDays) for (const rule of rules) await tenant.admin('fault', rule);
    if (!workers.working) await workers.begin();
  }

  async until(over: () => Promise<boolean>): Promise<Lived> {
    const { workers } = this.under;
    while (performance.now() - this.begun < PATIENCE_MS && workers.ended === null) {
      await wait(LOOK_EVERY_MS);
      await this.doWhatIsDue();
      if (performance.now() < this.dutiesAt) continue;
      await this.doDuties();
      this.dutiesAt = performance.now() + DO_DUTIES_EVERY_MS;
      const stuck = performance.now() - this.heardAt > STUCK_MS;
      if (!this.clear && (this.exchanges >= this.spell.clearsAfter || stuck)) await this.clearUp();
      if (this.later.length === 0 && (await over())) {
        this.lived.over = true;
        this.note('over');
        break;
      }
    }
    await this.clearUp();
    return this.lived;
  }

  private async doWhatIsDue(): Promise<void> {
    const news = this.under.tenant.log(this.heard);
    this.heard = news.at(-1)?.n ?? this.heard;
    this.exchanges += news.length;
    if (news.length > 0) this.heardAt = performance.now();
    const now = performance.now();
    for (const moment of this.due) if (moment.at === null && this.exchanges >= moment.afterExchanges) moment.at = now + moment.thenMs;
    const ready = this.due.filter(({ at }) => at !== null && at <= now);
    this.due = this.due.filter((moment) => !ready.includes(moment));
    for (const moment of ready) await this.does(moment);
    const ends = this.later.filter(({ at }) => at <= now);
    this.later = this.later.filter((each) => !ends.includes(each));
    for (const { does } of ends) await does();
  }

  private note(deed: string): void {
    this.lived.deeds.push(`${Math.round(performance.now() - this.begun)} ms, after ${this.exchanges}: ${deed}`);
  }

  private async does({ deed, lastsMs, place }: Moment): Promise<void> {
    const { tenant, runId, people } = this.under;
    const { tenant: state } = tenant;
    this.note(deed);
    const then = (does: () => Promise<unknown>) => this.later.push({ at: performance.now() + lastsMs, does });
    const person = people[place % people.length] ?? '';
    const ines = tenant.persona('Ines').id;
    switch (deed) {
      case 'kill':
        return this.kill();
      case 'pause':
        if (await allowed(async () => pauseRun(await this.admin(), runId, 'looks wrong'))) then(() => this.letGoOn());
        return;
      case 'stopEverything':
        if (await allowed(async () => stopEverything(await this.admin(), 'looks wrong'))) then(() => this.lift());
        return;
      case 'end':
        await allowed(async () => endRunEarly(await this.admin(), runId, 'not needed any more'));
        return;
      case 'leave':
        if (state.users.get(person)) state.deleteUser(person, Date.now());
        this.lived.gone.add(person);
        return;
      case 'disable':
        if (state.users.get(person)) state.updateUser(person, { accountEnabled: false });
        this.lived.gone.add(person);
        return;
      case 'signOut':
        await tenant.admin('revoke', { userId: ines });
        return;
      case 'roleEnds': {
        const roles = [...state.entraRolesOf(ines)];
        state.setEntraRoles(ines, []);
        then(async () => state.setEntraRoles(ines, roles));
        return;
      }
      case 'licenceEnds':
        await tenant.admin('settings', { licences: 'none' });
        then(() => tenant.admin('settings', { licences: 'Governance' }));
        return;
      case 'timePasses':
        await tenant.admin('clock', { advanceMs: TIME_PASSED_MS });
    }
  }

  /** `kill -9`, and the next process comes; the lease of the dead one runs out by itself or has run out by then. */
  private async kill(): Promise<void> {
    const { workers, leaseLapses } = this.under;
    await workers.kill();
    if (!leaseLapses) await db().$executeRaw`UPDATE "job" SET "lease_until" = now() WHERE "lease_until" > now()`;
    await workers.begin();
  }

  private admin(): Promise<Admin> {
    return signedInAgain(this.under.tenant);
  }

  private async letGoOn(): Promise<void> {
    this.note('goes on');
    const { runId, reversalId } = this.under;
    await allowed(async () => (reversalId ? resumeReversal(await this.admin(), reversalId) : resumeRun(await this.admin(), runId)));
  }

  private async lift(): Promise<void> {
    const stop = await findStopInForce();
    if (!stop) return;
    this.note('lifted');
    await allowed(async () => liftEmergencyStop(await this.admin(), stop.id, 'looked at'));
    await this.letGoOn();
  }

  /** What an admin does about a run that waits, and what time does about one that waits for its hour. */
  private async doDuties(): Promise<void> {
    const { runId, reversalId, tenant } = this.under;
    if (performance.now() > this.shortenAt) await this.shortenWaits();
    // A role that ended comes back when its time is over; until then nobody can take anything over.
    const hasRole = tenant.tenant.entraRolesOf(tenant.persona('Ines').id).length > 0;
    for (const { kind, state } of hasRole ? await db().job.findMany({ where: { state: { in: ['signInNeeded', 'roleNeeded'] } }, select: { kind: true, state: true } }) : []) {
      this.note(`${kind} is ${state}, taken over`);
      if (kind === 'run') await allowed(async () => takeOverJob(await this.admin(), runId));
      if (kind === 'verify') await allowed(async () => verifyAgain(await this.admin(), runId));
      if (kind === 'cancel') await this.goOnCancelling();
      if (kind === 'reverse' && reversalId) await allowed(async () => goOnReversing(await this.admin(), reversalId));
    }
    const held = await findHold(runId);
    if (held && (held.hold === 'brake' || held.hold === 'shrunk')) await this.letGoOn();
    if (this.clear && this.spell.settings.deliveryMs > 5_000) await tenant.admin('clock', { advanceMs: TIME_PASSED_MS });
  }

  private async goOnCancelling(): Promise<void> {
    const stop = await findStopInForce();
    if (stop) await allowed(async () => goOnCancelling(await this.admin(), stop.id));
  }

  private async shortenWaits(): Promise<void> {
    this.shortenAt = performance.now() + SHORTEN_EVERY_MS;
    const most = LONGEST_WAIT_SECONDS;
    await db().$executeRaw`UPDATE "job" SET "not_before" = now() + make_interval(secs => ${most}) WHERE "state" = 'waiting' AND "not_before" > now() + make_interval(secs => ${most})`;
    if (this.under.reversalId) await db().$executeRaw`UPDATE "reversal_item" SET "not_before" = now() + make_interval(secs => ${most}) WHERE "state" = 'queued' AND "not_before" > now() + make_interval(secs => ${most})`;
    else await db().$executeRaw`UPDATE "run_item" SET "not_before" = now() + make_interval(secs => ${most}) WHERE "state" = 'queued' AND "not_before" > now() + make_interval(secs => ${most})`;
  }

  private async clearUp(): Promise<void> {
    if (this.clear) return;
    this.clear = true;
    this.note('clears up');
    await this.under.tenant.admin('fault', { clear: true });
    // What the tenant took in while its clock was ahead is due by that clock: put right, it would only come about minutes later.
    const ahead = Math.max(0, ...this.spell.badDays.flatMap(({ rules }) => rules.map(({ skewMs }) => Number(skewMs ?? 0))));
    if (ahead > 0) await this.under.tenant.admin('clock', { advanceMs: ahead });
  }
}

/** Does what may be refused for good reasons meanwhile: it is over, somebody was quicker, everything is stopped, or the weather is in the way. */
async function allowed(does: () => Promise<unknown>): Promise<boolean> {
  try {
    await does();
    return true;
  } catch (error) {
    if (isAppError(error) && error.code !== 'internal') return false;
    throw error;
  }
}
