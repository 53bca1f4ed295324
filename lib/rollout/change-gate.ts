import 'server-only';
import { recordAudit } from '@/lib/audit';
import { inTransaction } from '@/lib/db/client';
import { listSaid, readGate, saveGate, saveSaid } from '@/lib/db/gates';
import { lockPhase } from '@/lib/db/phases';
import { findRunOfPhase, getRun } from '@/lib/db/runs';
import { AppError } from '@/lib/errors';
import { assertAsSeen, madeOf } from './as-seen';
import type { Kept } from './as-seen';
import { aboutPhase } from './edit-rollout';
import type { GateSettings, SaidItem } from './gate';
import { ITEM_WORDS, saidIn } from './judge-gate';
import { canChangeCohort } from './phase';
import type { Admin } from './rollout';

/**
 * Says what a phase asks before it begins and before it passes. It changes nothing of what was rehearsed or signed, so it
 * may be changed while the phase goes on; every change is audited. Where it asks for a second person, or lets nobody go past
 * it, whoever started the phase does not change it any more: it would bind nobody.
 * @param seen what the form was made of
 * @throws AppError `notFound`; `forbidden` for whoever started it; `conflict` once the phase is over, or where its gate was changed since it was seen
 */
export async function changeGate(admin: Admin, phaseId: string, wanted: GateSettings, seen?: string): Promise<Kept> {
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    if (phase.state === 'passed' || phase.state === 'reversed' || phase.state === 'failed') throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” is over.` });
    const { changed: _changed, ...before } = await readGate(phase.id, tx);
    const runId = await findRunOfPhase(phase.id, tx);
    const binds = before.advance === 'secondPerson' || !before.mayOverride;
    if (binds && runId && (await getRun(runId, tx)).startedBy === admin.personId) throw new AppError('forbidden', `${admin.personId} started run ${runId} and cannot change its gate`, { say: `You started “${phase.name}”, so another admin changes what its gate asks.` });
    await assertAsSeen(tx, seen, before, { ...aboutPhase(admin, phase), action: 'gate.change', what: 'this gate' });
    await saveGate(tx, phase.id, wanted, admin);
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: 'gate.change', before, after: wanted }]);
  });
  return madeOf(wanted);
}

/**
 * Says that something is done before a phase begins, or that it is not.
 * @param done.day the day on which an announcement was sent, as `2026-11-25`
 * @param seen what the button was made of
 * @throws AppError `notFound`; `conflict` once the phase has started, or where somebody said otherwise since it was seen; `invalid` where an announcement has no day
 */
export async function sayDone(admin: Admin, phaseId: string, item: SaidItem, done: { day: string | null } | null, seen?: string): Promise<void> {
  if (done && item === 'announcement' && !done.day) throw new AppError('invalid', 'an announcement without a day', { fields: { day: 'Say on which day it was sent.' } });
  await inTransaction(async (tx) => {
    const phase = await lockPhase(tx, phaseId);
    if (!canChangeCohort(phase.state)) throw new AppError('conflict', `phase ${phase.id} is ${phase.state}`, { say: `“${phase.name}” has started; what was said before it stands.` });
    const before = (await listSaid(phase.id, tx))[item];
    await assertAsSeen(tx, seen, saidIn(before), { ...aboutPhase(admin, phase), action: before ? 'gate.say' : 'gate.unsay', after: { field: 'item', is: item }, what: `what is said of “${ITEM_WORDS[item]}”` });
    const day = item === 'announcement' ? done?.day ?? null : null;
    await saveSaid(tx, phase.id, item, done && { by: admin, day });
    await recordAudit(tx, [{ ...aboutPhase(admin, phase), action: done ? 'gate.say' : 'gate.unsay', before: { item, done: before !== undefined, day: before?.day ?? null }, after: { item, done: done !== null, day } }]);
  });
}
