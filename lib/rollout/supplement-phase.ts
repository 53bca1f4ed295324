import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { insertSupplement, listPhases, lockPhase, orderPhases } from '@/lib/db/phases';
import { lockRollout, touchRollout } from '@/lib/db/rollouts';
import { AppError } from '@/lib/errors';
import { aboutPhase, assertNotOver } from './edit-rollout';
import { maySupplement } from './phase';
import { MOST_PHASES } from './rollout';
import type { Admin } from './rollout';

/** What a phase's name may have. */
const LONGEST_NAME = 60;

/**
 * Adds a phase for people who come later to one that was signed or has started: delivered as that one, right after it, and
 * empty yet. It is rehearsed and signed for those people alone, and what was signed for the others stays.
 * @throws AppError `notFound`; `conflict` where the phase takes people itself, comes by a rule or is over without success;
 * `invalid` when there are too many phases
 */
export async function supplementPhase(admin: Admin, phaseId: string): Promise<{ phaseId: string }> {
  return inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    const rollout = await lockRollout(tx, phase.rolloutId);
    assertNotOver(rollout);
    if (!maySupplement(phase)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}, ${phase.mode}`, { say: phase.mode === 'automatic' ? `Who gets what “${phase.name}” gives is decided by its rule. Change the rule in a phase after it.` : phase.state === 'draft' || phase.state === 'rehearsed' ? `“${phase.name}” takes people itself: add them to its cohort.` : `“${phase.name}” is over. Add a phase to the rollout.` });
    const phases = await listPhases(rollout.id, tx);
    if (phases.length >= MOST_PHASES) throw new AppError('invalid', 'too many phases', { say: `A rollout has at most ${MOST_PHASES} phases.` });
    const of = phase.supplementOf ?? phase.id;
    const root = phases.find((each) => each.id === of) ?? phase;
    const name = freeName(root.name, phases);
    const id = await insertSupplement(tx, phase, { name, position: (phases.at(-1)?.position ?? -1) + 1, supplementOf: of });
    const last = phases.findLastIndex((each) => each.id === of || each.supplementOf === of);
    await orderPhases(tx, rollout.id, phases.map((each) => each.id).toSpliced(last + 1, 0, id));
    await touchRollout(tx, rollout.id);
    await recordAudit(tx, [{ ...aboutPhase(admin, { id, name, rolloutId: rollout.id, rolloutName: rollout.name }), action: 'phase.add', after: { name, supplementOf: root.name } }]);
    return { phaseId: id };
  });
}

/** `Pilot, added later`, `Pilot, added later 2`, … within what a name may have. */
function freeName(root: string, phases: readonly { name: string }[]): string {
  const taken = new Set(phases.map((each) => each.name.toLowerCase()));
  for (let number = 1; ; number += 1) {
    const end = `, added later${number === 1 ? '' : ` ${number}`}`;
    const name = `${root.slice(0, LONGEST_NAME - end.length)}${end}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}
