import 'server-only';
import { forgetChanges } from '@/lib/db/cohort-changes';
import { deleteLeftOut, findLeftOut } from '@/lib/db/cohort-left-out';
import { findMember } from '@/lib/db/cohort-list';
import { insertMembers, saveTakenIn } from '@/lib/db/cohort-members';
import { markTakenIn } from '@/lib/db/import-rows';
import { getAccounts } from '@/lib/directory/accounts';
import { openKindTeller } from '@/lib/directory/load-kinds';
import { AppError } from '@/lib/errors';
import type { Graph } from '@/lib/graph/client';
import { graphFor } from '@/lib/graph/graph-for';
import { changeCohort } from './change-cohort';
import type { Admin } from './rollout';

/**
 * Takes in somebody whom a cohort leaves out because of the kind of their account. The reason stands with the member and goes
 * into every rehearsal.
 * @throws AppError `notFound` where nobody of that id is left out, or the account is gone; `conflict`; Graph's own.
 */
export async function takeIn(admin: Admin, phaseId: string, personId: string, reason: string, graph: Graph = graphFor(admin)): Promise<void> {
  const id = personId.toLowerCase();
  if (await findMember(phaseId, id)) return keepIn(admin, phaseId, id, reason, graph);
  if (!(await findLeftOut(phaseId, id))) throw new AppError('notFound', `phase ${phaseId} leaves nobody ${id} out`);
  const person = (await getAccounts(graph, [id], [])).get(id);
  if (!person) throw new AppError('notFound', `left out ${id} is gone`, { say: 'This account is no longer in the tenant.' });
  await changeCohort(admin, phaseId, async (tx, phase) => {
    const leftOut = await findLeftOut(phase.id, id, tx);
    if (!leftOut) throw new AppError('conflict', `${id} is no longer left out of ${phase.id}`, { say: `${person.name} was taken in or dropped in the meantime.` });
    let added = 0;
    for (const { sourceId, why, detail } of leftOut.whys) added += await insertMembers(tx, phase.id, sourceId, [{ person, why, detail }]);
    await saveTakenIn(tx, phase.id, id, { kind: leftOut.kind, reason, by: admin.personId, byName: admin.name });
    await deleteLeftOut(tx, phase.id, [id]);
    await markTakenIn(tx, phase.id, id, `Taken in by ${admin.name}: ${reason}`);
    const subject = { personId: id, name: person.name, userPrincipalName: person.userPrincipalName };
    return { value: undefined, changed: added, event: { action: 'cohort.takeIn', subject, reason, after: { kind: leftOut.kind, basis: leftOut.basis } } };
  });
}

/** Keeps a member whose account became of a special kind since: for a reason, as if they were taken in now. */
async function keepIn(admin: Admin, phaseId: string, id: string, reason: string, graph: Graph): Promise<void> {
  const { rules, tell } = await openKindTeller();
  const person = (await getAccounts(graph, [id], rules)).get(id);
  const special = person ? tell(person) : null;
  if (!person || !special) throw new AppError('notFound', `${id} is of no special kind`, { say: 'This account is of no special kind any more.' });
  await changeCohort(admin, phaseId, async (tx, phase) => {
    await saveTakenIn(tx, phase.id, id, { kind: special.kind, reason, by: admin.personId, byName: admin.name });
    await forgetChanges(tx, phase.id, [id], special.kind === 'disabled' ? 'disabled' : 'special');
    const subject = { personId: id, name: person.name, userPrincipalName: person.userPrincipalName };
    // Who is in the phase stays the same, but what a rehearsal says of them does not.
    return { value: undefined, changed: 1, event: { action: 'cohort.takeIn', subject, reason, after: { kind: special.kind, basis: special.basis } } };
  });
}
