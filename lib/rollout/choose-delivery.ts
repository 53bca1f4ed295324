import 'server-only';
import { recordAudit } from '@/lib/audit';
import { findCalendarOfPhase } from '@/lib/db/calendars';
import { databaseNow, inTransaction } from '@/lib/db/client';
import type { Db } from '@/lib/db/client';
import { countTakenIn } from '@/lib/db/cohort-members';
import { listSources } from '@/lib/db/cohort-sources';
import { readTimeZone } from '@/lib/db/accountable-owners';
import { getDelivery, saveDelivery } from '@/lib/db/phase-delivery';
import { getPhase, lockPhase } from '@/lib/db/phases';
import type { PhaseInRollout } from '@/lib/db/phases';
import { findTarget } from '@/lib/db/rollout-targets';
import { getRollout } from '@/lib/db/rollouts';
import { readBrakesOfPhase } from '@/lib/db/run-control';
import { AppError } from '@/lib/errors';
import { assertAsSeen, madeOf } from './as-seen';
import type { Kept } from './as-seen';
import { phaseRuleOf } from './automatic-step';
import { plannedBeginWords } from './calendar-words';
import { assertCohortOpen, noteChange } from './change-cohort';
import type { CohortSource } from './cohort';
import type { DeliverySettings } from './delivery';
import { aboutPhase } from './edit-rollout';
import { canChangeCohort } from './phase';
import type { Admin, RolloutPackage } from './rollout';
import type { PhaseBrakes } from './run-hold';

export type DeliveryView = {
  phase: PhaseInRollout;
  packages: RolloutPackage[];
  settings: Omit<DeliverySettings, 'packageModes'> & { packageModes: Record<string, DeliverySettings['mode']> };
  open: boolean;
  /** When its run stops by itself; may be changed until the phase is over. */
  brakes: PhaseBrakes;
  /** Why this phase cannot be automatic as its cohort and the rollout's target are now; null while it can. */
  notAutomatic: string | null;
  /** From when on its access holds, in words: whoever goes first has it no sooner. Null where it holds once it is given. */
  begins: string | null;
};

/** How a phase is delivered, for its page. @throws AppError `notFound` */
export async function loadDelivery(phaseId: string): Promise<DeliveryView> {
  const phase = await getPhase(phaseId);
  const [settings, rollout, sources, target, takenIn] = await Promise.all([getDelivery(phaseId), getRollout(phase.rolloutId), listSources(phaseId), findTarget(phase.rolloutId), countTakenIn(phaseId)]);
  const rule = phaseRuleOf(sources, takenIn);
  const over = rollout.state === 'abandoned' || rollout.state === 'finished';
  return {
    phase,
    packages: rollout.packages,
    settings: shownOf(settings),
    open: !over && canChangeCohort(phase.state),
    brakes: await readBrakesOfPhase(phaseId),
    notAutomatic: rule.ok ? (target?.rule ? null : NO_TARGET) : rule.say,
    begins: phase.accessFrom && plannedBeginWords(phase.accessFrom, await databaseNow(), { timeZone: (await findCalendarOfPhase(phaseId))?.timeZone ?? (await readTimeZone()) }),
  };
}

export const NO_TARGET = 'The rollout has no rule as its target. Say on its coverage page whom it is for, by a rule: an automatic step never goes beyond it.';

/**
 * Says how a phase's packages come to its people. What was rehearsed before is stale and the phase a draft again.
 * @throws AppError `notFound`; `conflict` when the phase has started; `invalid` naming the field when the cohort cannot be
 * delivered so.
 * @param seen what the form was made of; `conflict` too where it was changed since
 */
export async function chooseDelivery(admin: Admin, phaseId: string, wanted: DeliverySettings, seen?: string): Promise<Kept> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    assertCohortOpen(phase);
    const before = await getDelivery(phaseId, tx);
    await assertAsSeen(tx, seen, shownOf(before), { ...aboutPhase(admin, phase), action: 'phase.change', what: 'this delivery' });
    const rollout = await getRollout(phase.rolloutId, tx);
    const sources = await listSources(phaseId, tx);
    const known = new Set(rollout.packages.map((each) => each.packageId));
    const settings = { ...wanted, packageModes: new Map([...wanted.packageModes].filter(([packageId, mode]) => known.has(packageId) && mode !== wanted.mode)) };
    if (JSON.stringify(saidOf(before, rollout.packages)) === JSON.stringify(saidOf(settings, rollout.packages))) return madeOf(shownOf(before));
    const automatic = settings.mode === 'automatic' || [...settings.packageModes.values()].includes('automatic');
    if (automatic) await assertAutomatic(tx, phase, sources);
    await saveDelivery(tx, phase.id, settings);
    await noteChange(tx, phase);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'phase.change', before: { delivery: saidOf(before, rollout.packages) }, after: { delivery: saidOf(settings, rollout.packages) } }]);
    return madeOf(shownOf(await getDelivery(phaseId, tx)));
  });
}

/** The settings as a page shows them. */
function shownOf(settings: DeliverySettings): DeliveryView['settings'] {
  return { ...settings, packageModes: Object.fromEntries(settings.packageModes) };
}

/** A phase without a cohort yet may be meant for a rule; a list never becomes one, and without a target nothing says how far it goes. */
async function assertAutomatic(tx: Db, phase: PhaseInRollout, sources: CohortSource[]): Promise<void> {
  const rule = sources.length > 0 ? phaseRuleOf(sources, await countTakenIn(phase.id, tx)) : null;
  if (rule && !rule.ok) throw new AppError('invalid', `the cohort of phase ${phase.id} is no rule`, { fields: { mode: rule.say } });
  if (!(await findTarget(phase.rolloutId, tx))?.rule) throw new AppError('invalid', `rollout ${phase.rolloutId} has no rule as its target`, { fields: { mode: NO_TARGET } });
}

/** The settings as the audit keeps them, packages by name; two that say the same are written alike. */
function saidOf(settings: DeliverySettings, packages: RolloutPackage[]): object {
  const { mode, packageModes, canary, step, graceHours, tolerancePercent, reversalChoice } = settings;
  return { mode, canary, step, graceHours, tolerancePercent, reversal: reversalChoice, packages: packages.flatMap(({ packageId, packageName }) => (packageModes.has(packageId) ? [{ package: packageName, mode: packageModes.get(packageId) }] : [])) };
}
